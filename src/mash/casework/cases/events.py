from mash.foundation.ledger import declare

OPENED = declare("cases:case:opened", "A case was opened", "urgency")
LISTED = declare(
    "cases:worklist:viewed",
    "{actor} saw the worklist with the cases named",
    "queue",
    "shown",
    shares="system",
)
VIEWED = declare("cases:case:viewed", "{actor} saw the case", "part", shares="system")
HISTORY_VIEWED = declare(
    "cases:history:viewed",
    "{actor} had the history on the screen, with the matters named",
    "fingerprint",
    "matters",
)
RATED = declare("cases:case:rated", "{actor} rated the case {rating}", "rating", "before")
CLAIMED = declare("cases:case:claimed", "{actor} took the case", "worker")
ASSIGNED = declare("cases:case:assigned", "{actor} gave the case to user {worker}", "worker")
NOTED = declare("cases:note:added", "{actor} added a note", "kind")
PROTECTED = declare("cases:protection:started", "{actor} started immediate protection", "due", "gaps")
DECIDED = declare(
    "cases:decision:made",
    "{actor} decided: level {level}, route {route}",
    "level",
    "route",
    "outcome",
    "gaps",
)
CONFIRMED = declare("cases:decision:confirmed", "{actor} confirmed a decision as second person", "route")
CLOSED = declare("cases:case:closed", "{actor} closed the case")
REOPENED = declare("cases:case:reopened", "{actor} reopened the case")
ATTENTION = declare("cases:attention:asked", "The case needs a look: {why}", "why")
ATTENTION_CLEARED = declare("cases:attention:cleared", "{actor} has looked", "why")
LOG_VIEWED = declare("cases:looks:viewed", "{actor} saw who has looked at the case")
ADDRESS_SHOWN = declare("cases:address:shown", "{actor} had a protected address shown")
