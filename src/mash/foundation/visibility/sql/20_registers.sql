-- Reference data: everyone reads, set-up and administrators write.

CALL mash.police_reference('agencies_agency');
CALL mash.police_reference('agencies_hub');
CALL mash.police_reference('agencies_hub_agencies');
CALL mash.police_reference('agencies_desk');

-- Seats are read while finding out who is asking; only set-up and administrators give them.
CALL mash.police_reference('accounts_seat');
CALL mash.police('accounts_apitoken',
  sees => 'true',
  inserts => 'mash.is_service(''setup'') OR mash.holds(''everywhere'', 2)',
  updates => 'mash.is_service(''setup'') OR mash.holds(''everywhere'', 2)');
