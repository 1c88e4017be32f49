from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, codes, day, moment, number

ACCEPTED = declare(
    "updates:update:accepted",
    "{actor} accepted a contact as an update of an open case",
    code("risk"),
    codes("why"),
    moment("due"),
    number("worker"),
    answer("own"),
)
NEW_CONCERN = declare(
    "updates:update:new-concern",
    "{actor} looked at a suggested update: it is a new concern",
    number("suggested"),
)
UNDONE = declare("updates:update:undone", "{actor} undid an update: it is a new concern")
READ = declare(
    "updates:receipt:read",
    "{actor} read an update and said so",
    codes("whom"),
    answer("late"),
    answer("will-do"),
)
WENT_BACK = declare(
    "updates:receipt:went-back",
    "An update went back to the hub unread",
    code("whom"),
    number("step"),
    moment("due"),
)
FOLLOWED = declare(
    "updates:receipt:followed", "An unread update followed its case to another worker", number("worker")
)
MORE_CAME = declare("updates:update:more-came", "More mail came about an update", moment("due"))
VIEWED = declare("updates:update:viewed", "{actor} opened an update")
LISTED = declare("updates:update:listed", "{actor} saw a list of updates", code("queue"), number("shown"))
NOTICE_RECORDED = declare(
    "updates:notice:recorded",
    "{actor} recorded a notice from another area or team: {kind}",
    code("kind"),
    code("category"),
    day("since"),
    moment("due"),
    answer("contact"),
)
NOTICE_ACKNOWLEDGED = declare(
    "updates:notice:acknowledged", "{actor} acknowledged a notice", answer("late"), answer("noted")
)
NOTICE_LOOKED_AT = declare(
    "updates:notice:looked-at", "{actor} looked at a notice again", day("again"), day("acted")
)
NOTICE_ENDED = declare(
    "updates:notice:ended", "{actor} recorded that what a notice told has ended", day("on")
)
NOTICE_VIEWED = declare("updates:notice:viewed", "{actor} read a notice from another area or team")
NOTICES_LISTED = declare(
    "updates:notice:listed", "{actor} saw a list of notices", code("queue"), code("kind"), number("shown")
)
