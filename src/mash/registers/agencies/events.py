from mash.foundation.ledger import declare

AGENCY_SET = declare("agencies:agency:set", "{actor} set up the agency {agency}", "agency")
HUB_SET = declare("agencies:hub:set", "{actor} set up the hub {hub}", "hub")
