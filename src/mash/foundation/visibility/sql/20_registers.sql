-- Reference data: everyone reads, set-up and administrators write.

CALL mash.police_reference('agencies_agency');
CALL mash.police_reference('agencies_hub');
CALL mash.police_reference('agencies_hub_agencies');
CALL mash.police_reference('agencies_desk');

-- Seats are read while finding out who is asking; only set-up and administrators give them.
CALL mash.police_reference('accounts_seat');
-- Who is cleared for sealed material: read while finding out who asks, given by the hub's leads and never to oneself.
CALL mash.police('accounts_clearance',
  sees => 'true',
  inserts => 'mash.is_service(''setup'') OR mash.holds(''governance'', hub_id)
              AND NOT mash.holds(''user'', (SELECT s.user_id FROM public.accounts_seat s WHERE s.id = seat_id))',
  updates => 'mash.is_service(''setup'') OR mash.holds(''governance'', hub_id)');
CALL mash.police('accounts_apitoken',
  sees => 'true',
  inserts => 'mash.is_service(''setup'') OR mash.holds(''everywhere'', 2)',
  updates => 'mash.is_service(''setup'') OR mash.holds(''everywhere'', 2)');
