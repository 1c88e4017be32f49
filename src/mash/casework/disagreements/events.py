from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, moment, number

OPENED = declare(
    "disagreements:disagreement:opened",
    "{actor} disagreed and said so",
    code("kind"),
    code("side"),
    code("about"),
    code("agency"),
    code("agreement"),
    answer("urgent"),
    moment("due"),
)
VIEWED_BY_SIDE = declare(
    "disagreements:view:given", "{actor} gave a view on a disagreement", code("side"), number("step")
)
MOVED = declare(
    "disagreements:disagreement:moved",
    "{actor} moved a disagreement up",
    code("side"),
    number("from"),
    number("to"),
    moment("due"),
)
ESCALATED = declare(
    "disagreements:disagreement:escalated",
    "A disagreement moved up by itself: its time was over",
    number("from"),
    number("to"),
    moment("due"),
)
SETTLED = declare(
    "disagreements:disagreement:settled",
    "{actor} recorded how a disagreement was settled",
    code("outcome"),
    number("step"),
)
DECIDED = declare(
    "disagreements:disagreement:decided",
    "{actor} recorded what the chair decided on a disagreement",
    code("outcome"),
    number("step"),
)
WITHDRAWN = declare(
    "disagreements:disagreement:withdrawn", "{actor} withdrew a disagreement", code("side"), number("step")
)
VIEWED = declare("disagreements:disagreement:viewed", "{actor} read a disagreement")
LISTED = declare(
    "disagreements:disagreement:listed", "{actor} saw a list of disagreements", code("queue"), number("shown")
)
EXPORTED = declare(
    "disagreements:pattern:exported", "{actor} took out what is disagreed about", number("rows")
)
