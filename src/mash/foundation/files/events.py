"""What the ledger hears of files: codes and sizes, never names."""

from typing import Final

from mash.foundation.ledger import declare

RECEIVED: Final = declare(
    "files:file:received", "{actor} handed over a file", "size", "content_type", "sha256"
)
SCANNED: Final = declare("files:file:scanned", "{actor} had a file checked: {state}", "state", "signature")
MOVED: Final = declare("files:file:moved", "{actor} moved a file to where it now belongs", "from", "to")
DOWNLOADED: Final = declare("files:file:downloaded", "{actor} opened a file", "state")
SWEPT: Final = declare(
    "files:bytes:swept", "The contents of {count} files that nothing names were deleted", "count"
)
PURGED: Final = declare("files:file:purged", "{actor} deleted a file’s content ({reason})", "reason")
