from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, codes, day, moment, number

CALLED = declare(
    "roundtables:meeting:called",
    "{actor} called a round table",
    code("kind"),
    number("people"),
    moment("meets"),
)
INVITED = declare(
    "roundtables:invitation:sent",
    "{actor} invited {agency} to a round table",
    code("agency"),
    number("people"),
    codes("clauses"),
    shares="agency",
)
INVITED_WITHIN = declare(
    "roundtables:invitation:within", "{actor} invited somebody of the hub to a round table"
)
UNINVITED = declare(
    "roundtables:invitation:withdrawn", "{actor} withdrew an invitation to a round table", code("agency")
)
ANSWERED = declare(
    "roundtables:invitation:answered", "{actor} said who comes to a round table", code("says"), code("seat")
)
MOVED = declare("roundtables:meeting:moved", "{actor} moved a round table", moment("from"), moment("to"))
SEATED = declare(
    "roundtables:meeting:seated",
    "{actor} changed who chairs a round table or takes its minutes",
    answer("chair"),
    answer("minute-taker"),
)
CALLED_OFF = declare("roundtables:meeting:called-off", "{actor} called a round table off")
ATTENDED = declare(
    "roundtables:invitation:attended", "{actor} took attendance at a round table", code("came"), code("seat")
)
BEGAN = declare(
    "roundtables:meeting:began",
    "{actor} began a round table",
    answer("quorum"),
    codes("seats"),
    codes("written"),
)
ENDED = declare("roundtables:meeting:ended", "{actor} ended a round table")
WRITTEN = declare(
    "roundtables:entry:written",
    "{actor} wrote in the minutes of a round table",
    code("heading"),
    code("audience"),
    number("version"),
)
SUPPOSED = declare(
    "roundtables:hypothesis:written",
    "{actor} wrote down what may be going on",
    code("state"),
    number("version"),
)
VIEWED_BY = declare(
    "roundtables:view:given",
    "{actor} put down a view at a round table",
    code("kind"),
    code("seat"),
    number("level"),
    answer("read-in"),
)
CONCLUDED = declare(
    "roundtables:outcome:recorded",
    "{actor} recorded a round table's decision",
    code("route"),
    number("decision"),
    answer("upheld"),
)
GIVEN = declare(
    "roundtables:action:given", "{actor} gave an action at a round table", code("agency"), day("due")
)
DONE = declare("roundtables:action:done", "{actor} said that an action is done", answer("late"))
CHASED = declare("roundtables:action:chased", "An overdue action of a round table was chased", code("agency"))
APPROVED = declare(
    "roundtables:minutes:approved", "{actor} approved the minutes of a round table", code("sha256")
)
CIRCULATED = declare(
    "roundtables:minutes:circulated",
    "{actor} sent {agency} its copy of the minutes",
    code("agency"),
    code("sha256"),
    moment("due"),
    shares="agency",
)
ACKNOWLEDGED = declare("roundtables:minutes:acknowledged", "{actor} acknowledged the minutes", answer("late"))
CORRECTED = declare("roundtables:minutes:corrected", "{actor} added a correction to approved minutes")
VIEWED = declare("roundtables:meeting:viewed", "{actor} read a round table")
LISTED = declare(
    "roundtables:meeting:listed", "{actor} saw a list of round tables", code("queue"), number("shown")
)
TAKEN_OUT = declare("roundtables:minutes:taken-out", "{actor} took out minutes as a PDF", code("sha256"))
