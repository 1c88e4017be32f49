from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code, moment, number

OPENED = declare("matters:matter:opened", "{actor} opened a matter", code("hub"), code("desk"))
RESTRICTED = declare(
    "matters:matter:restricted", "{actor} changed who may see the matter", code("restriction")
)
GRANTED = declare("matters:matter:granted", "{actor} gave access", number("holder"), moment("until"))
GRANT_ENDED = declare("matters:matter:grant-ended", "{actor} ended access", number("holder"))
