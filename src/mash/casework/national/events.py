from mash.foundation.ledger import declare

ASKED = declare(
    "national:pds:asked",
    "{actor} asked the NHS register (PDS), for {purpose}, by {sends}",
    "purpose",
    "sends",
)
ACCEPTED = declare(
    "national:pds:accepted",
    "{actor} accepted what the NHS register (PDS) says as a record",
    "question",
    "superseded",
    "restricted",
)
