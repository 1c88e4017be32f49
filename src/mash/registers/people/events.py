from mash.foundation.ledger import declare

RECORD_RECEIVED = declare("people:record:received", "{actor} supplied a record of a person")
IDENTIFIED = declare("people:record:identified", "{actor} said who a record is of", "person", "new")
UNIDENTIFIED = declare("people:record:unidentified", "{actor} undid who a record is of", "person")
RELATED = declare("people:person:related", "{actor} recorded a relationship", "kind")
SEARCHED = declare("people:person:searched", "{actor} searched for a person and saw those named", "found")
BORN = declare("people:person:born", "{actor} recorded a birth")
VIEWED = declare("people:person:viewed", "{actor} saw the person and those near them")
ARRIVED = declare(
    "people:record:arrived",
    "{actor} supplied {records} records of people: {founded} persons became known, {joined} were joined",
    "records",
    "gone",
    "founded",
    "joined",
    "parted",
    "moved",
    shares="hub",
)
PLACED_ANEW = declare(
    "people:record:placed-anew",
    "{actor} had {records} records placed again: {founded} persons became known, {joined} were joined",
    "records",
    "gone",
    "founded",
    "joined",
    "parted",
    "moved",
)
WITHDRAWN = declare(
    "people:record:withdrawn",
    "{actor} withdrew {gone} records of people",
    "gone",
    "founded",
    "joined",
    "parted",
    "moved",
)
JOINED = declare("people:person:joined", "{actor} said that two persons are one", "statement", "moved")
SPLIT_ASKED = declare("people:person:split-asked", "{actor} asked to split a person", "statement", "records")
SPLIT = declare(
    "people:person:split",
    "{actor} said that some records are of somebody else",
    "statement",
    "records",
    "moved",
)
SPLIT_REFUSED = declare("people:person:split-refused", "{actor} did not agree to split a person", "statement")
ALWAYS = declare(
    "people:pair:always", "{actor} said that two records are of one person", "statement", "moved"
)
NEVER = declare(
    "people:pair:never", "{actor} said that two records are not of one person", "statement", "moved"
)
UNDONE = declare(
    "people:statement:undone", "{actor} undid what was said about who is who", "statement", "kind", "moved"
)
PLACED = declare("people:person:placed", "{actor} said where something attached to a person belongs", "kind")
MODEL_KEPT = declare("people:model:kept", "{actor} kept a version of the matching model", "version")
MODEL_APPROVED = declare(
    "people:model:approved", "{actor} approved a version of the matching model", "version"
)
