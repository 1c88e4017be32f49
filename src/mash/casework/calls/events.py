from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, number

TAKEN = declare("calls:call:taken", "{actor} took a call")
CORRECTED = declare(
    "calls:note:corrected", "{actor} took something out of the notes of a call; what stood is kept"
)
DROPPED = declare("calls:call:dropped", "{actor} recorded that the line dropped", answer("number"))
TRIED = declare("calls:call:tried", "{actor} called back", answer("reached"), number("times"))
MADE = declare(
    "calls:contact:made",
    "{actor} made a contact of a call",
    code("contact"),
    number("people"),
    answer("early"),
)
ENDED = declare("calls:call:ended", "{actor} ended a call", code("outcome"), number("seconds"))
WRITTEN = declare("calls:written:asked", "{actor} asked a caller to confirm in writing")
CHASED = declare(
    "calls:written:chased",
    "What a caller was to confirm in writing had not come",
    number("times"),
    answer("told"),
)
JOINED = declare(
    "calls:written:joined", "{actor} joined what a caller wrote to their call", code("contact"), code("how")
)
GIVEN_UP = declare("calls:written:given-up", "{actor} does not wait for a confirmation in writing any more")
IMPORTED = declare(
    "calls:record:imported",
    "Records of a telephone switch were taken in",
    number("new"),
    number("changed"),
    number("left"),
)
EXPORTED = declare("calls:door:exported", "{actor} took out how calls are answered", number("rows"))
VIEWED = declare("calls:call:viewed", "{actor} read a call")
SEARCHED = declare("calls:call:searched", "{actor} looked during a call who may be meant", number("found"))
LISTED = declare("calls:call:listed", "{actor} saw a list of calls", code("queue"), number("shown"))
FORGOTTEN = declare("calls:call:emptied", "Calls went whose time was over", number("count"))
