-- Opening hours and code lists: everyone reads, set-up and administrators write.

CALL mash.police_reference('clocks_calendar');
CALL mash.police_reference('clocks_openinghours');
CALL mash.police_reference('clocks_closure');
CALL mash.police_reference('standards_codelist');
CALL mash.police_reference('standards_code');

-- The calendars of the desks of a hub are its managers' to set too: a desk's calendar bears the desk's key.
CREATE OR REPLACE FUNCTION mash.keeps_calendars() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(array_agg(c.id), '{}')
        FROM public.accounts_seat s
        JOIN public.agencies_desk d ON d.hub_id = s.hub_id
        JOIN public.clocks_calendar c ON c.key = d.key
       WHERE mash.actor() = 'seat:' || s.id AND s.role = 'manager' AND mash.holds('hub', s.hub_id) $$;
CREATE POLICY keepers_hold ON public.clocks_calendar FOR UPDATE
  USING (id = ANY ((SELECT mash.keeps_calendars())::bigint[]));
DO $$
DECLARE tab text;
BEGIN
  FOREACH tab IN ARRAY ARRAY['clocks_openinghours', 'clocks_closure'] LOOP
    EXECUTE format('CREATE POLICY keepers_add ON public.%I FOR INSERT
                      WITH CHECK (calendar_id = ANY ((SELECT mash.keeps_calendars())::bigint[]))', tab);
    EXECUTE format('CREATE POLICY keepers_withdraw ON public.%I FOR UPDATE
                      USING (calendar_id = ANY ((SELECT mash.keeps_calendars())::bigint[]))', tab);
  END LOOP;
END $$;
-- That due times are to be counted anew, asked for by whoever changed the hours, done by the worker. How many moved tells of
-- cases that are kept from others: it is the worker's, and of what a page shows only that it is done.
CALL mash.police('clocks_recount',
  sees => 'mash.is_service(''setup'') OR mash.is_service(''worker'') OR mash.holds(''everywhere'', 2)
           OR calendar_id = ANY ((SELECT mash.keeps_calendars())::bigint[])',
  inserts => 'mash.is_service(''setup'') OR mash.holds(''everywhere'', 2)
              OR calendar_id = ANY ((SELECT mash.keeps_calendars())::bigint[])',
  updates => 'mash.is_service(''worker'')');

-- Which version of a register a process may hold: whoever writes one of the registers says that it has changed.
CALL mash.police('clocks_registerversion',
  sees => 'true',
  inserts => 'mash.is_service(''setup'') OR mash.holds(''everywhere'', 2) OR mash.leads_governance() OR mash.holds(''everywhere'', 5)',
  updates => 'mash.is_service(''setup'') OR mash.holds(''everywhere'', 2) OR mash.leads_governance() OR mash.holds(''everywhere'', 5)',
  deletes => 'mash.is_service(''setup'')');
