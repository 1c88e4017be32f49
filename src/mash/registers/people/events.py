from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, number

RECORD_RECEIVED = declare("people:record:received", "{actor} supplied a record of a person")
IDENTIFIED = declare(
    "people:record:identified", "{actor} said who a record is of", code("person"), answer("new")
)
UNIDENTIFIED = declare("people:record:unidentified", "{actor} undid who a record is of", code("person"))
RELATED = declare("people:person:related", "{actor} recorded a relationship", code("kind"))
SEARCHED = declare(
    "people:person:searched", "{actor} searched for a person and saw those named", number("found")
)
BORN = declare("people:person:born", "{actor} recorded a birth")
BIRTH_TAKEN_BACK = declare(
    "people:person:birth-taken-back", "{actor} said that a birth was recorded by mistake"
)
VIEWED = declare("people:person:viewed", "{actor} saw the person and those near them")
ARRIVED = declare(
    "people:record:arrived",
    "{actor} supplied {records} records of people: {founded} persons became known, {joined} were joined",
    number("records"),
    number("gone"),
    number("founded"),
    number("joined"),
    number("parted"),
    number("moved"),
    shares="hub",
)
PLACED_ANEW = declare(
    "people:record:placed-anew",
    "{actor} had {records} records placed again: {founded} persons became known, {joined} were joined",
    number("records"),
    number("gone"),
    number("founded"),
    number("joined"),
    number("parted"),
    number("moved"),
)
WITHDRAWN = declare(
    "people:record:withdrawn",
    "{actor} withdrew {gone} records of people",
    number("gone"),
    number("founded"),
    number("joined"),
    number("parted"),
    number("moved"),
)
JOINED = declare(
    "people:person:joined", "{actor} said that two persons are one", code("statement"), number("moved")
)
SPLIT_ASKED = declare(
    "people:person:split-asked", "{actor} asked to split a person", code("statement"), number("records")
)
SPLIT = declare(
    "people:person:split",
    "{actor} said that some records are of somebody else",
    code("statement"),
    number("records"),
    number("moved"),
)
SPLIT_REFUSED = declare(
    "people:person:split-refused", "{actor} did not agree to split a person", code("statement")
)
ALWAYS = declare(
    "people:pair:always",
    "{actor} said that two records are of one person",
    code("statement"),
    number("moved"),
)
NEVER = declare(
    "people:pair:never",
    "{actor} said that two records are not of one person",
    code("statement"),
    number("moved"),
)
UNDONE = declare(
    "people:statement:undone",
    "{actor} undid what was said about who is who",
    code("statement"),
    code("kind"),
    number("moved"),
)
PLACED = declare(
    "people:person:placed", "{actor} said where something attached to a person belongs", code("kind")
)
MODEL_KEPT = declare("people:model:kept", "{actor} kept a version of the matching model", code("version"))
MODEL_APPROVED = declare(
    "people:model:approved", "{actor} approved a version of the matching model", code("version")
)
