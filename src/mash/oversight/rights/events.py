"""What the ledger may say of requests by the people whom the hub writes about."""

from mash.foundation.ledger.events import declare
from mash.foundation.ledger.payload import answer, code, codes, day, number

RECEIVED = declare(
    "rights:request:received",
    "{actor} recorded a request ({kind}, by {route}) received on {received}",
    code("kind"),
    code("route"),
    code("regime"),
    code("ground"),
    day("received"),
    day("due"),
)
ACCEPTED = declare(
    "rights:request:accepted",
    "{actor} settled who asks ({how}); due on {due}",
    code("how"),
    day("due"),
)
CLOCK = declare(
    "rights:clock:changed", "{actor} changed the clock ({why}); due on {due}", code("why"), day("due")
)
FOUND = declare(
    "rights:person:found", "{actor} looked for the person of a request: {shown} found", number("shown")
)
NAMED = declare("rights:person:named", "{actor} said who the person of a request is")
LENT = declare(
    "rights:sight:given",
    "For a request, user {user} reads {matters} cases of the person until {until}",
    number("user"),
    number("matters"),
    day("until"),
)
RETURNED = declare("rights:sight:ended", "Sight given for a request ended: {count} cases", number("count"))
SEARCHED = declare(
    "rights:search:made",
    "{actor} searched for a request: {count} passages in {matters} cases",
    number("count"),
    number("matters"),
)
VIEWED = declare(
    "rights:request:viewed", "{actor} read a request and what it found: {shown}", number("shown")
)
LISTED = declare("rights:request:listed", "{actor} saw the requests of the hub", number("shown"))
MARKED = declare(
    "rights:paragraph:marked",
    "{actor} marked {count} paragraphs, {left_out} left out",
    number("count"),
    number("left_out"),
    codes("exemptions"),
)
CONSULTED = declare(
    "rights:consultation:sent",
    "{actor} asked {agency} about {count} of its items, due on {due}",
    code("agency"),
    number("count"),
    day("due"),
)
CONSULTATION_VIEWED = declare(
    "rights:consultation:viewed", "{actor} read what their agency is asked about", code("agency")
)
CONSULTATION_ANSWERED = declare(
    "rights:consultation:answered",
    "{agency} answered: {may} may be given, {may_not} may not",
    code("agency"),
    number("may"),
    number("may_not"),
    codes("exemptions"),
)
CONSULTATION_WITHDRAWN = declare(
    "rights:consultation:withdrawn", "{actor} took back a question to {agency}", code("agency")
)
OPINION = declare(
    "rights:opinion:recorded", "{actor} recorded a health professional’s opinion: {says}", code("says")
)
ASSESSED = declare(
    "rights:assessment:made", "{actor} weighed the request; granted: {granted}", answer("granted")
)
SUBMITTED = declare("rights:package:submitted", "{actor} gave the answer to a second person")
CHECKED = declare("rights:package:checked", "{actor} checked the answer: {verdict}", code("verdict"))
RELEASED = declare("rights:request:released", "The step that every answer waits for was taken")
CUSTODY_FOUND = declare("rights:custody:found", "A custodian is to look before an answer goes")
CUSTODY_VIEWED = declare("rights:custody:viewed", "{actor} looked at what an answer waits for")
CUSTODY_LOOKED = declare(
    "rights:custody:looked",
    "{actor} looked before an answer goes: {outcome}",
    code("outcome"),
    code("exemption"),
)
GIVEN = declare(
    "rights:package:given",
    "{actor} answered a request: {given} paragraphs given, {left_out} left out, package {sha256}",
    number("given"),
    number("left_out"),
    code("sha256"),
    code("outcome"),
    codes("exemptions"),
)
DOWNLOADED = declare("rights:package:downloaded", "{actor} downloaded what was given", code("sha256"))
CLOSED = declare("rights:request:closed", "{actor} closed a request: {outcome}", code("outcome"))
NOTED = declare("rights:note:added", "{actor} put a note of rectification beside a record", code("concerns"))
RESTRICTED = declare("rights:restriction:set", "{actor} restricted processing ({ground})", code("ground"))
LIFTED = declare("rights:restriction:lifted", "{actor} lifted a restriction of processing")
