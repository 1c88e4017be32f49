-- How to reach whom is read by every member of staff of a hub or an agency and by the services that write to them; never by
-- whoever only refers, by a draft or by the public. It is written by the agency itself, and by the hubs that it works with.

-- The number is read only of an actor that has one: the planner works such casts out ahead, whatever stands before them.
CREATE OR REPLACE FUNCTION mash.number_of(actor text, kind text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT substring(actor FROM '^' || kind || ':([0-9]{1,18})$')::bigint $$;
CREATE OR REPLACE FUNCTION mash.reads_directory() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp AS $$
  SELECT coalesce(mash.actor() LIKE 'service:%'
    OR mash.holds('everywhere', 3) AND EXISTS (
         SELECT FROM public.accounts_seat s
          WHERE s.role <> 'referrer'
            AND s.id = coalesce(mash.number_of(mash.actor(), 'seat'),
                                (SELECT t.seat_id FROM public.accounts_apitoken t
                                  WHERE t.id = mash.number_of(mash.actor(), 'token')))), false) $$;

CREATE OR REPLACE FUNCTION mash.keeps_directory(agency bigint, hub bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp AS $$
  SELECT mash.is_service('setup')
    OR agency IS NOT NULL AND (mash.holds('agency', agency) OR EXISTS (
         SELECT FROM public.agencies_hub_agencies h WHERE h.agency_id = agency AND mash.holds('hub', h.hub_id)))
    OR hub IS NOT NULL AND mash.holds('hub', hub) $$;
CREATE OR REPLACE FUNCTION mash.keeps_team(team bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  SELECT coalesce((SELECT mash.keeps_directory(t.agency_id, t.hub_id) FROM public.directory_team t WHERE t.id = team), false) $$;
CREATE OR REPLACE FUNCTION mash.keeps_post(post bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  SELECT coalesce((SELECT mash.keeps_team(p.team_id) FROM public.directory_post p WHERE p.id = post), false) $$;
CREATE OR REPLACE FUNCTION mash.keeps_way(way bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  SELECT coalesce((SELECT mash.keeps_post(w.post_id) FROM public.directory_way w WHERE w.id = way), false) $$;

CALL mash.police_reference('directory_term');
-- A hub sets its own period; everybody's comes with the system.
CALL mash.police('directory_checkperiod', sees => 'true',
  inserts => 'mash.is_service(''setup'') OR hub_id IS NOT NULL AND mash.holds(''hub'', hub_id)');

-- Added, ended and withdrawn, and never changed otherwise.
CALL mash.police('directory_team', sees => '(SELECT mash.reads_directory())',
  inserts => 'mash.keeps_directory(agency_id, hub_id)');
CREATE POLICY ends ON public.directory_team FOR UPDATE USING (mash.keeps_directory(agency_id, hub_id));
GRANT UPDATE (until_day, ended_by_name) ON public.directory_team TO mash_app;

CALL mash.police('directory_post', sees => '(SELECT mash.reads_directory())', inserts => 'mash.keeps_team(team_id)');
CREATE POLICY ends ON public.directory_post FOR UPDATE USING (mash.keeps_team(team_id));
GRANT UPDATE (until_day, ended_by_name) ON public.directory_post TO mash_app;

CALL mash.police('directory_holding', sees => '(SELECT mash.reads_directory())', inserts => 'mash.keeps_post(post_id)');
CREATE POLICY ends ON public.directory_holding FOR UPDATE USING (mash.keeps_post(post_id));
GRANT UPDATE (until_day, ended_by_name) ON public.directory_holding TO mash_app;

CALL mash.police('directory_standin', sees => '(SELECT mash.reads_directory())', inserts => 'mash.keeps_post(post_id)');
CREATE POLICY ends ON public.directory_standin FOR UPDATE USING (mash.keeps_post(post_id));
GRANT UPDATE (until_day, ended_by_name) ON public.directory_standin TO mash_app;

CALL mash.police('directory_way', sees => '(SELECT mash.reads_directory())', inserts => 'mash.keeps_post(post_id)');
CREATE POLICY ends ON public.directory_way FOR UPDATE USING (mash.keeps_post(post_id));
GRANT UPDATE (until_day, withdrawn_at, ended_by_name) ON public.directory_way TO mash_app;

CALL mash.police('directory_check', sees => '(SELECT mash.reads_directory())', inserts => 'mash.keeps_way(way_id)');

-- Anybody who reads it may say that it is wrong, in their own name; what became of that is said by whoever keeps it.
CALL mash.police('directory_wrong', sees => '(SELECT mash.reads_directory())',
  inserts => '(SELECT mash.reads_directory()) AND by = mash.actor() AND settled_at IS NULL');
CREATE POLICY settles ON public.directory_wrong FOR UPDATE
  USING (settled_at IS NULL AND mash.keeps_way(way_id)) WITH CHECK (settled_at IS NOT NULL);
GRANT UPDATE (settled, settled_at, settled_by_name) ON public.directory_wrong TO mash_app;
