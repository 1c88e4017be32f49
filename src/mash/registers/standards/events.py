from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, day, number

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
DRAFTED = declare(
    "standards:version:drafted",
    "{actor} drafted version {version} of the practice standard {standard}",
    code("standard"),
    code("version"),
    code("source"),
)
CHANGED = declare(
    "standards:version:changed",
    "{actor} changed the draft of the practice standard {standard}",
    code("standard"),
    code("version"),
    code("part"),
    code("line"),
)
LAID_OPEN = declare(
    "standards:version:laid-open",
    "{actor} laid version {version} of the practice standard {standard} open for approval",
    code("standard"),
    code("version"),
    code("digest"),
    number("approvers"),
)
JUDGED = declare(
    "standards:version:judged",
    "{actor} said of version {version} of the practice standard {standard}: {verdict}",
    code("standard"),
    code("version"),
    code("verdict"),
    code("digest"),
)
IN_FORCE = declare(
    "standards:version:in-force",
    "{actor} brought version {version} of the practice standard {standard} into force from {starts}",
    code("standard"),
    code("version"),
    day("starts"),
    code("digest"),
)
DROPPED = declare(
    "standards:version:dropped",
    "{actor} gave up version {version} of the practice standard {standard}",
    code("standard"),
    code("version"),
)
