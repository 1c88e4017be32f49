from mash.foundation.ledger import declare

OPENED = declare("matters:matter:opened", "{actor} opened a matter", "hub", "desk")
RESTRICTED = declare("matters:matter:restricted", "{actor} changed who may see the matter", "restriction")
GRANTED = declare("matters:matter:granted", "{actor} gave access", "holder", "until")
GRANT_ENDED = declare("matters:matter:grant-ended", "{actor} ended access", "holder")
