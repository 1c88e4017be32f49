from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, number

SHOWN = declare(
    "people:pair:shown",
    "{actor} was shown records to say whether they are of one person",
    number("pairs"),
    number("supplied"),
)
REVIEWED = declare(
    "people:pair:reviewed",
    "{actor} said whether two records are of one person",
    code("answer"),
    number("look"),
)
