from mash.foundation.ledger import declare

DRAFT_STARTED = declare("intake:draft:started", "A form was started", "population")
DRAFT_RESUMED = declare("intake:draft:resumed", "A form was resumed", "how")
DRAFT_PURGED = declare("intake:draft:purged", "Old drafts were purged", "count")
RECEIVED = declare(
    "intake:contact:received",
    "{actor} sent a contact",
    "kind",
    "channel",
    "population",
    "people",
    "danger",
    shares="hub",
)
ACKNOWLEDGED = declare("intake:contact:acknowledged", "Receipt was given", "how")
CLASSIFIED = declare("intake:contact:classified", "{actor} recorded what the contact is: {kind}", "kind")
LINKED = declare("intake:contact:linked", "{actor} linked contacts about one incident", "incident")
VIEWED = declare("intake:contact:viewed", "{actor} saw the contact as it was sent", shares="system")
FEEDBACK_GIVEN = declare(
    "intake:feedback:given",
    "{actor} answered the referrer",
    "klass",
    "withheld",
    "minutes",
    shares="referrer",
)
FEEDBACK_READ = declare("intake:feedback:read", "The referrer read the answer", "how")
CODE_SENT = declare("intake:code:sent", "A one-time code was sent")
CODE_FAILED = declare("intake:code:failed", "A wrong code or passphrase was given", "how")
OWN_LISTED = declare("intake:contact:listed", "{actor} saw the list of what they had sent")
