from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, moment, number

OFFERED = declare(
    "handover:handover:offered",
    "{actor} offered a person of a case to a team",
    code("to"),
    code("agency"),
    code("route"),
    answer("package"),
    moment("due"),
)
ACKNOWLEDGED = declare("handover:handover:acknowledged", "{actor} acknowledged a hand-over")
ACCEPTED = declare("handover:handover:accepted", "{actor} accepted a hand-over", answer("recorded"))
REFUSED = declare(
    "handover:handover:refused", "{actor} refused a hand-over", code("reason"), answer("recorded")
)
WITHDRAWN = declare("handover:handover:withdrawn", "{actor} withdrew a hand-over")
TOLD = declare(
    "handover:handover:told",
    "It was told that the time to answer a hand-over runs out or is over",
    code("state"),
    number("told"),
)
VIEWED = declare("handover:handover:viewed", "{actor} read a hand-over")
LISTED = declare(
    "handover:handover:listed", "{actor} saw a list of hand-overs", code("queue"), number("shown")
)
