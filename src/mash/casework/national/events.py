from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import answer, code, codes

ASKED = declare(
    "national:pds:asked",
    "{actor} asked the NHS register (PDS), for {purpose}, by {sends}",
    code("purpose"),
    codes("sends"),
)
ACCEPTED = declare(
    "national:pds:accepted",
    "{actor} accepted what the NHS register (PDS) says as a record",
    code("question"),
    answer("superseded"),
    answer("restricted"),
)
