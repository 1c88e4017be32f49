from mash.foundation.ledger import declare
from mash.foundation.ledger.payload import code

AGENCY_SET = declare("agencies:agency:set", "{actor} set up the agency {agency}", code("agency"))
HUB_SET = declare("agencies:hub:set", "{actor} set up the hub {hub}", code("hub"))
