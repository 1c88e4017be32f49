from mash.foundation.ledger import declare

RECORDED = declare(
    "feeds:feed:recorded", "{actor} recorded the feed {feed} of {agency} ({scope})", "feed", "agency", "scope"
)
ENDED = declare("feeds:feed:ended", "{actor} ended the feed {feed}", "feed")
STARTED = declare(
    "feeds:run:started",
    "{actor} began to import a file into the feed {feed}",
    "feed",
    "run",
    "mode",
    "sha256",
)
CONFIRMED = declare(
    "feeds:run:confirmed",
    "{actor} confirmed that {gone} records are withdrawn from the feed {feed}",
    "feed",
    "run",
    "gone",
)
LET_IN = declare("feeds:run:let-in", "{actor} let a checked file into the feed {feed}", "feed", "run")
IMPORTED = declare(
    "feeds:run:imported",
    "{actor} imported into the feed {feed}: {new} new, {changed} changed, {gone} withdrawn, {aside} rows kept aside",
    "feed", "run", "new", "changed", "same", "gone", "aside",
)  # fmt: skip
ABANDONED = declare("feeds:run:abandoned", "{actor} gave up an import into the feed {feed}", "feed", "run")
VIEWED = declare(
    "feeds:run:viewed", "{actor} read the report of an import into the feed {feed}", "feed", "run"
)
PURGED = declare(
    "feeds:feed:purged", "{actor} purged {purged} unused pointers of the feed {feed}", "feed", "purged"
)
