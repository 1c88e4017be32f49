from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, codes, moment, number

OPENED = declare("cases:case:opened", "A case was opened", number("urgency"))
LISTED = declare(
    "cases:worklist:viewed",
    "{actor} saw the worklist with the cases named",
    code("queue"),
    number("shown"),
    shares="system",
)
VIEWED = declare("cases:case:viewed", "{actor} saw the case", code("part"), code("case"), shares="system")
HISTORY_VIEWED = declare(
    "cases:history:viewed",
    "{actor} had the history on the screen, with the matters named",
    code("fingerprint"),
    number("matters"),
    code("case"),
)
RATED = declare("cases:case:rated", "{actor} rated the case {rating}", code("rating"), code("before"))
ROUTED = declare(
    "cases:case:routed",
    "{actor} routed the case with others of the class {klass}: {route}, {people} people with a reason for each",
    code("klass"),
    code("route"),
    code("batch"),
    number("people"),
)
CLAIMED = declare("cases:case:claimed", "{actor} took the case", number("worker"))
ASSIGNED = declare("cases:case:assigned", "{actor} gave the case to user {worker}", number("worker"))
PERSON_ADDED = declare(
    "cases:person:added", "{actor} added a person whom a contact names: {role}", code("role"), number("place")
)
NOTED = declare("cases:note:added", "{actor} added a note", code("kind"))
PROTECTED = declare(
    "cases:protection:started", "{actor} started immediate protection", moment("due"), codes("gaps")
)
DECIDED = declare(
    "cases:decision:made",
    "{actor} decided: level {level}, route {route}",
    number("level"),
    code("route"),
    code("outcome"),
    codes("gaps"),
)
DEVIATED = declare(
    "cases:decision:deviated",
    "{actor} decided without something that the standard expects, and said why",
    codes("minimums"),
    codes("steps"),
    code("version"),
)
CONFIRMED = declare(
    "cases:decision:confirmed", "{actor} confirmed a decision as second person", code("route")
)
NOTED_ONLY = declare(
    "cases:case:noted", "{actor} said that the case asks for no decision of its own", code("before")
)
TAKEN_UP = declare("cases:case:taken-up", "{actor} took the case up as a concern of its own", code("state"))
CLOSING_ASKED = declare("cases:closing:asked", "{actor} asked to close the case", moment("due"))
CLOSING_ENDED = declare(
    "cases:closing:ended", "The case was not closed as {actor} had asked: {outcome}", code("outcome")
)
MATCH_FOUND = declare("cases:hidden:found", "Somebody may be in a hidden record")
NOBODY_CAN_LOOK = declare("cases:hidden:nobody-can-look", "Nobody who is cleared can look at a hidden record")
MATCH_CLEARED = declare(
    "cases:hidden:cleared", "{actor} looked at a hidden record: {outcome}", code("outcome")
)
CLOSED = declare("cases:case:closed", "{actor} closed the case")
REOPENED = declare("cases:case:reopened", "{actor} reopened the case")
ATTENTION = declare("cases:attention:asked", "The case needs a look: {why}", code("why"))
ATTENTION_CLEARED = declare("cases:attention:cleared", "{actor} has looked", code("why"))
TIME_TOLD = declare(
    "cases:clock:told",
    "{told} people were told that the time of {step} {state}",
    code("step"),
    code("state"),
    number("told"),
)
LOG_VIEWED = declare("cases:looks:viewed", "{actor} saw who has looked at the case")
ADDRESS_SHOWN = declare("cases:address:shown", "{actor} had a protected address shown")
RELIED = declare("cases:sealed:relied", "{actor} relied on sealed material for a decision", number("items"))
INSTRUCTED = declare(
    "cases:sealed:instructed", "{actor} made a worker-safety instruction from sealed material"
)
