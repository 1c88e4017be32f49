from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, codes, moment, number

MADE = declare(
    "disclosure:package:made", "{actor} began a package", code("package"), code("kind"), code("agency")
)
CHANGED = declare("disclosure:package:changed", "{actor} changed a package", code("package"), code("what"))
CHOSEN = declare(
    "disclosure:package:chosen",
    "{actor} chose what goes into a package",
    code("package"),
    number("passages"),
    codes("kinds"),
)
ADDRESS_CHOSEN = declare(
    "disclosure:address:chosen", "{actor} chose a protected address for a package", code("package")
)
REDACTED = declare(
    "disclosure:package:redacted",
    "{actor} withheld paragraphs of a package",
    code("package"),
    number("withheld"),
    number("kept"),
    codes("reasons"),
)
VIEWED = declare("disclosure:package:viewed", "{actor} read a package in the making", code("package"))
CONSENT_ASKED = declare(
    "disclosure:consent:asked",
    "{actor} asked {agency} whether an item may be passed on",
    code("package"),
    code("consent"),
    code("agency"),
)
CONSENT_VIEWED = declare(
    "disclosure:consent:viewed", "{actor} read whether an item may be passed on", code("agency")
)
CONSENT_ANSWERED = declare(
    "disclosure:consent:answered",
    "{actor} answered for {agency} whether an item may be passed on: {answer}",
    code("consent"),
    code("agency"),
    code("answer"),
)
SUBMITTED = declare(
    "disclosure:package:submitted", "{actor} asked a second person to check a package", code("package")
)
TAKEN_BACK = declare(
    "disclosure:package:taken-back", "{actor} took a package back to change it", code("package")
)
DROPPED = declare("disclosure:package:dropped", "{actor} gave up a package", code("package"))
CHECKED = declare(
    "disclosure:package:checked", "{actor} checked a package: {verdict}", code("package"), code("verdict")
)
SENT = declare(
    "disclosure:package:sent",
    "{actor} sent a package to {agency}",
    code("package"),
    code("agency"),
    codes("channels"),
    codes("categories"),
    code("sha256"),
    number("withheld"),
    answer("address"),
    shares="agency",
)
SENT_TO_FAMILY = declare(
    "disclosure:package:given",
    "{actor} sent a package to the family or the adult",
    code("package"),
    codes("channels"),
    codes("categories"),
    code("sha256"),
    number("withheld"),
    answer("address"),
    shares="family",
)
OPENED = declare(
    "disclosure:package:opened", "{actor} opened a package", code("package"), code("channel"), answer("first")
)
LINK_OPENED = declare(
    "disclosure:link:opened", "A package was opened by its link", code("package"), code("delivery")
)
LINK_REFUSED = declare(
    "disclosure:link:refused", "A link that does not open was tried", code("package"), code("why")
)
ACKNOWLEDGED = declare(
    "disclosure:package:acknowledged",
    "The recipient acknowledged a package",
    code("package"),
    code("channel"),
)
HANDED = declare(
    "disclosure:package:handed", "{actor} took out the PDF of a sent package", code("package"), code("sha256")
)
RECALLED = declare(
    "disclosure:package:recalled",
    "{actor} recalled a package; {opened} had opened it",
    code("package"),
    number("opened"),
)
CORRECTED = declare(
    "disclosure:package:corrected",
    "{agency} corrected an item of a package that was sent: its recipient is told",
    code("package"),
    code("agency"),
    moment("sent"),
)
