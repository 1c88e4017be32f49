"""What the log hears of retention: references, codes and numbers; it stays when a case has gone."""

from typing import Final

from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, day, moment, number

QUEUED: Final = declare(
    "retention:review:run",
    "The review of what is due looked at {looked} closed cases: {added} came onto the list, {left} left it",
    number("looked"),
    number("added"),
    number("left"),
)
LISTED: Final = declare(
    "retention:queue:viewed", "{actor} saw what is due to be disposed of, with references", number("shown")
)
VIEWED: Final = declare("retention:schedule:viewed", "{actor} saw how long a case is kept and why")
HELD: Final = declare(
    "retention:hold:placed", "{actor} put a case on hold ({kind})", code("kind"), code("hold")
)
HOLD_SEEN: Final = declare("retention:hold:seen", "{actor} has seen that a case is on hold", code("hold"))
LIFT_ASKED: Final = declare("retention:hold:lift-asked", "{actor} asked to lift a hold", code("hold"))
LIFTED: Final = declare("retention:hold:lifted", "{actor} agreed: the hold is lifted", code("hold"))
PROPOSED: Final = declare(
    "retention:disposal:proposed",
    "{actor} proposed to dispose of a case of the class {class}, kept until {until}",
    code("disposal"),
    code("class"),
    day("until"),
)
APPROVED: Final = declare(
    "retention:disposal:approved",
    "{actor} approved a disposal: it is carried out from {due} on",
    code("disposal"),
    moment("due"),
)
DECLINED: Final = declare(
    "retention:disposal:declined", "{actor} did not approve a disposal", code("disposal")
)
STOPPED: Final = declare(
    "retention:disposal:stopped", "{actor} stopped a disposal before it was carried out", code("disposal")
)
KEPT: Final = declare(
    "retention:disposal:kept", "A disposal was not carried out: something keeps the case", code("disposal")
)
DONE: Final = declare(
    "retention:disposal:done",
    "A case was disposed of as approved: {rows} rows, SHA-256 {digest}",
    code("disposal"),
    code("class"),
    number("rows"),
    code("digest"),
)
AGAIN: Final = declare(
    "retention:disposal:done-again",
    "A case that had been disposed of came back with a restored backup, and was disposed of again: {rows} rows",
    code("disposal"),
    number("rows"),
)
CERTIFICATE: Final = declare(
    "retention:certificate:opened", "{actor} opened the certificate of a disposal", code("disposal")
)
EXPORTED: Final = declare(
    "retention:disposals:exported", "{actor} took the list of disposals as a file", number("shown")
)
SEALED_HELD: Final = declare(
    "retention:sealed:held", "{actor} kept a case from disposal for what is sealed in it"
)
SEALED_ENDED: Final = declare(
    "retention:sealed:ended", "{actor} no longer keeps a case for what is sealed in it"
)
SEALED_VIEWED: Final = declare(
    "retention:sealed:viewed", "{actor} saw what is sealed in a case that is to be disposed of"
)
