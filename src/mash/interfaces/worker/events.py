from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, number

SENT = declare(
    "worker:message:sent",
    "The message {template} left",
    number("message"),
    code("template"),
    number("attempts"),
)
GIVEN_UP = declare(
    "worker:message:given-up",
    "The message {template} could not be sent",
    number("message"),
    code("template"),
    number("attempts"),
)
