from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, codes, moment, number

OPENNESS_RECORDED = declare(
    "sharing:openness:recorded", "{actor} recorded whether the family knows", code("basis")
)
REQUESTED = declare(
    "sharing:request:sent",
    "{actor} asked {agency} for information",
    code("agency"),
    code("ground"),
    code("basis"),
    moment("due"),
    code("rating"),
    codes("clauses"),
    shares="agency",
)
ACKNOWLEDGED = declare("sharing:request:acknowledged", "{actor} acknowledged the request", code("agency"))
VIEWED = declare(
    "sharing:request:viewed", "{actor} saw the request and the people in it", code("agency"), shares="agency"
)
ANSWERED = declare(
    "sharing:request:answered",
    "{actor} answered for {agency}",
    code("agency"),
    codes("held"),
    number("items"),
    number("withheld"),
    answer("late"),
    codes("clauses"),
    shares="hub",
)
WITHDRAWN = declare("sharing:request:withdrawn", "{actor} withdrew the request", code("agency"))

SHARED_WITHOUT_CLAUSE = declare(
    "sharing:ground:shared",
    "{actor} shared with {agency} without a clause, on {power}",
    code("agency"),
    code("power"),
    codes("categories"),
    code("share"),
    moment("review"),
    shares="agency",
)
ANSWERED_WITHOUT_CLAUSE = declare(
    "sharing:ground:answered",
    "{actor} told the hub for {agency} without a clause, on {power}",
    code("agency"),
    code("power"),
    codes("categories"),
    code("share"),
    moment("review"),
    shares="hub",
)
NOT_SHARED = declare(
    "sharing:decision:not-shared",
    "{actor} decided not to share with {recipient}",
    code("recipient"),
    codes("categories"),
    code("share"),
)
REVIEWED = declare(
    "sharing:ground:reviewed",
    "{actor} reviewed what was shared without a clause: {verdict}",
    code("share"),
    code("verdict"),
    answer("late"),
)
GROUNDS_VIEWED = declare(
    "sharing:ground:viewed", "{actor} read what was shared without a clause", number("shown")
)
SEALED = declare("sharing:sealed:supplied", "{actor} supplied sealed material", number("items"), shares="hub")
SEALED_VIEWED = declare(
    "sharing:sealed:viewed", "{actor} saw sealed material", number("shown"), shares="system"
)
SEALED_MOVED = declare(
    "sharing:sealed:moved", "What was for the hub only went under seal, or back", number("items")
)
