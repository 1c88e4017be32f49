from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, moment, number

BEGAN = declare("pathways:pathway:began", "{actor} began a pathway: {kind}", code("kind"), code("where"))
STEPPED = declare(
    "pathways:step:taken",
    "{actor} recorded a step of a pathway: {step}",
    code("kind"),
    code("step"),
    code("from"),
    code("to"),
    code("outcome"),
    moment("due"),
)
TAKEN_BACK = declare(
    "pathways:step:taken-back",
    "{actor} took back a step of a pathway: {step}",
    code("kind"),
    code("step"),
    code("to"),
)
CONSIDERED = declare(
    "pathways:person:considered",
    "{actor} considered somebody of the household on a pathway: {outcome}",
    code("outcome"),
)
VIEWED = declare("pathways:pathway:viewed", "{actor} read a page of a pathway")
LISTED = declare("pathways:pathway:listed", "{actor} saw a list of pathways", code("queue"), number("shown"))
