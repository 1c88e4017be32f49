from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, number

RECORDED = declare(
    "feeds:feed:recorded",
    "{actor} recorded the feed {feed} of {agency} ({scope})",
    code("feed"),
    code("agency"),
    code("scope"),
)
ENDED = declare("feeds:feed:ended", "{actor} ended the feed {feed}", code("feed"))
STARTED = declare(
    "feeds:run:started",
    "{actor} began to import a file into the feed {feed}",
    code("feed"),
    code("run"),
    code("mode"),
    code("sha256"),
)
CONFIRMED = declare(
    "feeds:run:confirmed",
    "{actor} confirmed that {gone} records are withdrawn from the feed {feed}",
    code("feed"),
    code("run"),
    number("gone"),
)
LET_IN = declare(
    "feeds:run:let-in", "{actor} let a checked file into the feed {feed}", code("feed"), code("run")
)
IMPORTED = declare(
    "feeds:run:imported",
    "{actor} imported into the feed {feed}: {new} new, {changed} changed, {gone} withdrawn, {aside} rows kept aside",
    code("feed"), code("run"), number("new"), number("changed"), number("same"), number("gone"), number("aside"),
)  # fmt: skip
ABANDONED = declare(
    "feeds:run:abandoned", "{actor} gave up an import into the feed {feed}", code("feed"), code("run")
)
VIEWED = declare(
    "feeds:run:viewed", "{actor} read the report of an import into the feed {feed}", code("feed"), code("run")
)
PURGED = declare(
    "feeds:feed:purged",
    "{actor} purged {purged} unused pointers of the feed {feed}",
    code("feed"),
    number("purged"),
)
