from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, number

DRAFT_STARTED = declare("intake:draft:started", "A form was started", code("population"))
DRAFT_RESUMED = declare("intake:draft:resumed", "A form was resumed", code("how"))
DRAFT_PURGED = declare("intake:draft:purged", "Old drafts were purged", number("count"))
RECEIVED = declare(
    "intake:contact:received",
    "{actor} sent a contact",
    code("kind"),
    code("channel"),
    code("population"),
    number("people"),
    code("danger"),
    shares="hub",
)
ACKNOWLEDGED = declare("intake:contact:acknowledged", "Receipt was given", code("how"))
CLASSIFIED = declare(
    "intake:contact:classified", "{actor} recorded what the contact is: {kind}", code("kind")
)
# Of logs from before contacts were joined with a reason: see joining.
LINKED = declare("intake:contact:linked", "{actor} linked contacts about one incident", code("incident"))
VIEWED = declare("intake:contact:viewed", "{actor} saw the contact as it was sent", shares="system")
FEEDBACK_GIVEN = declare(
    "intake:feedback:given",
    "{actor} answered the referrer",
    code("klass"),
    answer("withheld"),
    number("minutes"),
    shares="referrer",
)
FEEDBACK_READ = declare("intake:feedback:read", "The referrer read the answer", code("how"))
CODE_SENT = declare("intake:code:sent", "A one-time code was sent")
CODE_FAILED = declare("intake:code:failed", "A wrong code or passphrase was given", code("how"))
OWN_LISTED = declare("intake:contact:listed", "{actor} saw the list of what they had sent")
