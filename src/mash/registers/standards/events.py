from mash.foundation.ledger import declare

STANDARD_INSTALLED = declare(
    "standards:standard:installed",
    "{actor} installed the practice standard {standard}, version {version}",
    "standard",
    "version",
)
CODES_INSTALLED = declare(
    "standards:code-list:installed", "{actor} installed the code list {list}", "list", "added", "ended"
)
