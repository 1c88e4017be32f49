from mash.foundation.ledger import declare

SENT = declare("worker:message:sent", "The message {template} left", "message", "template", "attempts")
GIVEN_UP = declare(
    "worker:message:given-up", "The message {template} could not be sent", "message", "template", "attempts"
)
