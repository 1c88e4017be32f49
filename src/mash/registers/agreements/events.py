from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, codes, day, number

DRAFTED = declare(
    "agreements:version:drafted",
    "{actor} drafted version {version} of {agreement}",
    code("agreement"),
    number("version"),
)
CHANGED = declare(
    "agreements:version:changed",
    "{actor} changed the draft of {agreement}",
    code("agreement"),
    number("version"),
    code("what"),
    code("clause"),
)
LAID_OPEN = declare(
    "agreements:version:laid-open",
    "{actor} laid version {version} of {agreement} open for signature",
    code("agreement"),
    number("version"),
    code("digest"),
)
SIGNED = declare(
    "agreements:version:signed",
    "{agency} signed version {version} of {agreement}",
    code("agreement"),
    number("version"),
    code("agency"),
    code("how"),
    code("digest"),
    day("signed"),
    day("ends"),
)
ENDED = declare(
    "agreements:signature:ended",
    "{actor} recorded that {agency} leaves {agreement}",
    code("agreement"),
    number("version"),
    code("agency"),
    day("ends"),
)
AGREED = declare(
    "agreements:version:agreed",
    "{actor} brought version {version} of {agreement} into force from {starts}",
    code("agreement"),
    number("version"),
    day("starts"),
    codes("unsigned"),
)
DROPPED = declare(
    "agreements:version:dropped",
    "{actor} dropped version {version} of {agreement}",
    code("agreement"),
    number("version"),
)
REVIEWED = declare(
    "agreements:version:reviewed",
    "{actor} recorded that {agreement} was reviewed and stands until {review}",
    code("agreement"),
    number("version"),
    day("review"),
)
VIEWED = declare(
    "agreements:version:viewed",
    "{actor} read version {version} of {agreement}",
    code("agreement"),
    number("version"),
)
ASKED = declare(
    "agreements:what-if:asked",
    "{actor} asked who could see what",
    code("category"),
    codes("about"),
    code("purpose"),
    code("mode"),
)
