from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, moment, number

GIVEN = declare(
    "allocation:case:given",
    "{actor} gave the case to user {worker}, found at place {place}, for the reason: {reason}",
    number("worker"),
    number("before"),
    number("place"),
    code("reason"),
)
NEXT = declare("allocation:case:next", "{actor} asked for the next case and took it", number("missing"))
VIEWED = declare(
    "allocation:candidates:viewed", "{actor} saw who a case may be given to, and why", number("shown")
)
OFFERED = declare(
    "allocation:offer:made", "{actor} offered the case to user {worker}", number("worker"), moment("due")
)
WISHED = declare(
    "allocation:wish:recorded",
    "{actor} recorded that somebody else than user {worker} is to have the case: the wish of the {whose}",
    number("worker"),
    code("whose"),
)
NEAR_HOME = declare("allocation:near-home:named", "{actor} named where they meet nobody at work")
NEAR_HOME_ENDED = declare("allocation:near-home:ended", "{actor} took back where they meet nobody at work")
ANSWERED = declare(
    "allocation:offer:answered", "{actor} answered an offer: {answer}", code("answer"), code("reason")
)
LAPSED = declare(
    "allocation:offer:lapsed", "An offer to user {worker} was not answered in time", number("worker")
)
ENDED = declare(
    "allocation:offer:ended", "An offer to user {worker} ended: the case was given", number("worker")
)
LISTED = declare("allocation:offer:listed", "{actor} saw the cases that they are offered", number("shown"))
