from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, day, moment, number

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
TERMS_CHANGED = declare(
    "notifications:source:changed",
    "{actor} changed what is agreed of the source {source}",
    code("source"),
    number("number"),
    code("expects"),
    code("expected_by"),
    code("dates"),
)
ENDED = declare(
    "notifications:source:ended", "{actor} ended the source {source}", code("source"), moment("until")
)
HANDED_OVER = declare(
    "notifications:upload:received",
    "{actor} handed over a file of the source {source}",
    code("source"),
    code("upload"),
    code("sha256"),
    number("declared"),
)
MAPPED = declare(
    "notifications:upload:mapped",
    "{actor} said what the columns of a file of the source {source} are, and let it in",
    code("source"),
    code("upload"),
    number("mapping"),
)
GIVEN_UP = declare(
    "notifications:upload:given-up",
    "{actor} gave up a file of the source {source}",
    code("source"),
    code("upload"),
)
UPLOAD_ENDED = declare(
    "notifications:upload:ended",
    "A file of the source {source} is {state}",
    code("source"),
    code("upload"),
    code("state"),
    code("batch"),
)
UPLOAD_VIEWED = declare(
    "notifications:upload:viewed",
    "{actor} read a file of the source {source}",
    code("source"),
    code("upload"),
)
DECLARED = declare(
    "notifications:day:declared",
    "{actor} recorded that {number} notifications were sent on {day} by the source {source}",
    code("source"),
    day("day"),
    number("number"),
)
SIGNED_OFF = declare(
    "notifications:day:signed-off",
    "{actor} signed off {day} of the source {source} for the {side}",
    code("source"),
    day("day"),
    code("side"),
    answer("agrees"),
    number("sent"),
    number("declared"),
)
