from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, codes, number

EXPECTED = declare(
    "families:unborn:recorded",
    "{actor} recorded what is known of an unborn child",
    number("place"),
    answer("date"),
    codes("alerts"),
)
ENDED = declare("families:unborn:ended", "{actor} recorded how a pregnancy ended", number("place"))
PASSED = declare("families:unborn:passed", "The expected date has passed, and no birth is recorded")
CONSIDERED = declare(
    "families:sibling:considered", "{actor} considered a child near the case: {outcome}", code("outcome")
)
