"""What the ledger hears of files: codes and sizes, never names."""

from typing import Final

from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, number

RECEIVED: Final = declare(
    "files:file:received", "{actor} handed over a file", number("size"), code("content_type"), code("sha256")
)
SCANNED: Final = declare(
    "files:file:scanned", "{actor} had a file checked: {state}", code("state"), code("signature")
)
MOVED: Final = declare(
    "files:file:moved", "{actor} moved a file to where it now belongs", code("from"), code("to")
)
DOWNLOADED: Final = declare("files:file:downloaded", "{actor} opened a file", code("state"))
SWEPT: Final = declare(
    "files:bytes:swept", "The contents of {count} files that nothing names were deleted", number("count")
)
PURGED: Final = declare("files:file:purged", "{actor} deleted a file’s content ({reason})", code("reason"))
