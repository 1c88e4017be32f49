from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, number

STANDARD_INSTALLED = declare(
    "standards:standard:installed",
    "{actor} installed the practice standard {standard}, version {version}",
    code("standard"),
    code("version"),
)
STANDARD_COMPLETED = declare(
    "standards:standard:completed",
    "{actor} added steps of which it said nothing to the practice standard {standard}, version {version}",
    code("standard"),
    code("version"),
    number("steps"),
)
CODES_INSTALLED = declare(
    "standards:code-list:installed",
    "{actor} installed the code list {list}",
    code("list"),
    number("added"),
    number("ended"),
)
