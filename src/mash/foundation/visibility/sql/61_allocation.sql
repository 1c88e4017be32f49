-- What somebody is able to do, and on which evidence, is theirs and their hub's managers'. Duties and absences are the desks'.

CALL mash.police('team_competence',
  sees => 'mash.holds(''user'', user_id) OR (mash.holds(''hub'', hub_id) AND mash.holds(''everywhere'', 5))',
  inserts => '(state = ''asked'' AND decided_at IS NULL AND mash.holds(''user'', user_id)
               AND EXISTS (SELECT FROM public.accounts_seat s WHERE s.user_id = team_competence.user_id AND s.hub_id = team_competence.hub_id))
              OR (state = ''held'' AND mash.holds(''hub'', hub_id) AND mash.holds(''everywhere'', 5) AND NOT mash.holds(''user'', user_id))');
-- Decided on by somebody else than whose it is; what was said stays.
CREATE POLICY decides ON public.team_competence FOR UPDATE
  USING (mash.holds('hub', hub_id) AND mash.holds('everywhere', 5) AND (NOT mash.holds('user', user_id) OR state = 'held'))
  WITH CHECK (mash.holds('hub', hub_id) AND mash.holds('everywhere', 5));
GRANT UPDATE (state, decided_at, decided_by, decided_by_name, decided_why, ended_at, ended_by_name)
  ON public.team_competence TO mash_app;

CALL mash.police('team_duty',
  sees => 'mash.holds(''hub'', hub_id) OR mash.holds(''user'', user_id)',
  inserts => 'mash.holds(''hub'', hub_id) AND mash.holds(''everywhere'', 5) AND withdrawn_at IS NULL
              AND EXISTS (SELECT FROM public.agencies_desk d WHERE d.id = desk_id AND d.hub_id = team_duty.hub_id)');
CREATE POLICY withdraws ON public.team_duty FOR UPDATE
  USING (withdrawn_at IS NULL AND mash.holds('hub', hub_id) AND mash.holds('everywhere', 5)) WITH CHECK (withdrawn_at IS NOT NULL);
GRANT UPDATE (withdrawn_at, withdrawn_by_name) ON public.team_duty TO mash_app;

CALL mash.police('team_absence',
  sees => 'mash.holds(''hub'', hub_id) OR mash.holds(''user'', user_id) OR mash.holds(''user'', cover_id)',
  inserts => 'withdrawn_at IS NULL AND (mash.holds(''user'', user_id)
              OR (mash.holds(''hub'', hub_id) AND mash.holds(''everywhere'', 5)))');
CREATE POLICY withdraws ON public.team_absence FOR UPDATE
  USING (withdrawn_at IS NULL AND (mash.holds('user', user_id) OR (mash.holds('hub', hub_id) AND mash.holds('everywhere', 5))))
  WITH CHECK (withdrawn_at IS NOT NULL);
GRANT UPDATE (withdrawn_at, withdrawn_by_name) ON public.team_absence TO mash_app;

-- Where somebody at work lives is theirs alone. Of a case that the asker may work on it says who has a neighbour in it, by the
-- postcodes as they were said: not where, nor whom; protected addresses are left out.
CALL mash.police('allocation_nearhome', sees => 'mash.holds(''user'', user_id)',
  inserts => 'mash.holds(''user'', user_id) AND ended_at IS NULL');
CREATE POLICY ends ON public.allocation_nearhome FOR UPDATE
  USING (ended_at IS NULL AND mash.holds('user', user_id)) WITH CHECK (ended_at IS NOT NULL);
GRANT UPDATE (ended_at) ON public.allocation_nearhome TO mash_app;
CREATE OR REPLACE FUNCTION mash.near_home(wanted bigint) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  SELECT coalesce(array_agg(DISTINCT n.user_id), '{}') FROM public.allocation_nearhome n
   WHERE n.ended_at IS NULL
     AND EXISTS (SELECT FROM public.matters_matter m WHERE m.id = wanted AND m.visible_to && mash.principals()
                    AND NOT coalesce(m.hidden_from && mash.principals(), false))
     AND n.postcode IN (SELECT upper(regexp_replace(r.said #>> '{address,postcode}', '[^A-Za-z0-9]', '', 'g'))
                          FROM public.people_record r WHERE r.id IN (SELECT mash.records_in(wanted))) $$;

-- To whom a case was given, and why not to the first who was found; and whom it was offered: seen with the case.
CALL mash.police_with_matter('allocation_giving', inserts => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('allocation_wish', inserts => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('allocation_offer',
  inserts => 'visible_to && (SELECT mash.principals()) AND answer = ''''',
  also => '(SELECT mash.is_service(''attention''))');
-- Answered once, and never changed otherwise.
CREATE POLICY answers ON public.allocation_offer FOR UPDATE
  USING (answer = '' AND (visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service('attention'))))
  WITH CHECK (answer <> '');
GRANT UPDATE (answer, answered_at, reason, words) ON public.allocation_offer TO mash_app;
CALL mash.disposed_of('allocation_giving', $$to_id = NULL, before_id = NULL, words = '', by_name = ''$$);
CALL mash.disposed_of('allocation_wish', $$user_id = NULL, words = '', by_name = ''$$);
CALL mash.disposed_of('allocation_offer', $$user_id = NULL, words = '', by_name = ''$$);
