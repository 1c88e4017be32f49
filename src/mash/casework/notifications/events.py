from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, number

AGREED = declare(
    "notifications:source:recorded",
    "{actor} recorded that {agency} sends its notifications to the desk {desk}",
    code("source"),
    code("agency"),
    code("desk"),
)
SECRET_MADE = declare(
    "notifications:secret:made", "{actor} made a secret for the source {source}", code("source")
)
STARTED = declare(
    "notifications:batch:started",
    "{actor} began to take in notifications of the source {source}",
    code("source"),
    code("batch"),
    code("way"),
    code("sha256"),
    number("declared"),
)
STORED = declare(
    "notifications:batch:stored",
    "{actor} stored {rows} notifications of the source {source}",
    code("source"),
    code("batch"),
    number("rows"),
    number("rejected"),
)
FAILED = declare(
    "notifications:batch:failed",
    "A file of the source {source} could not be read ({code})",
    code("source"),
    code("batch"),
    code("code"),
)
TAKEN = declare(
    "notifications:row:received",
    "{actor} took in a notification of the source {source}",
    code("source"),
    code("batch"),
    number("row"),
    answer("corrects"),
)
PUT_RIGHT = declare(
    "notifications:row:put-right",
    "{actor} put a rejected notification of the source {source} right",
    code("source"),
    code("batch"),
    number("row"),
)
VIEWED = declare(
    "notifications:batch:viewed",
    "{actor} read the reconciliation of the source {source}",
    code("source"),
    code("batch"),
    number("rows"),
)
