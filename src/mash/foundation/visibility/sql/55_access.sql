-- Break-glass: seen by whoever used it and by the leads of the matter's hub, who see no matter. Written by the service
-- `glass` alone, which finds a matter whoever asks; reviewed once, and never by whoever used it.

CALL mash.police('access_breakglass',
  sees => 'mash.holds(''user'', user_id) OR mash.holds(''governance'', hub_id) OR (SELECT mash.is_service(''glass''))',
  inserts => 'mash.is_service(''glass'')');
CALL mash.keep_from_the_close('access_breakglass');
CREATE OR REPLACE FUNCTION mash.hide_glass() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT m.hidden_from INTO NEW.hidden_from FROM public.matters_matter m WHERE m.id = NEW.matter_id;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_hide BEFORE INSERT ON public.access_breakglass
  FOR EACH ROW EXECUTE FUNCTION mash.hide_glass();
CREATE POLICY given_back_once ON public.access_breakglass FOR UPDATE
  USING (mash.is_service('glass') AND given_back_at IS NULL) WITH CHECK (mash.is_service('glass'));
CREATE POLICY reviewed_once ON public.access_breakglass FOR UPDATE
  USING (mash.holds('governance', hub_id) AND NOT mash.holds('user', user_id) AND reviewed_at IS NULL)
  WITH CHECK (mash.holds('governance', hub_id) AND reviewed_at IS NOT NULL);
GRANT UPDATE (until_at, given_back_at, verdict, verdict_reason, reviewed_by, reviewed_by_name, reviewed_at)
  ON public.access_breakglass TO mash_app;

-- A try that opened nothing is seen by the leads of the hubs where whoever tried sits, and of the hub whose matter it was,
-- where there is one. Whoever tried sees none of their own: what it says of leads would tell them which references are true.
ALTER TABLE public.access_attempt ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}';
CREATE OR REPLACE FUNCTION mash.project_attempt() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT coalesce(array_agg(DISTINCT mash.principal('governance', hub)), '{}') INTO NEW.visible_to FROM (
    SELECT s.hub_id AS hub FROM public.accounts_seat s
     WHERE s.user_id = NEW.user_id AND s.hub_id IS NOT NULL AND s.from_at <= NEW.at
       AND (s.until_at IS NULL OR NEW.at < s.until_at)
    UNION
    SELECT m.hub_id FROM public.matters_matter m WHERE m.ref = NEW.typed) AS both_sides;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_project BEFORE INSERT ON public.access_attempt
  FOR EACH ROW EXECUTE FUNCTION mash.project_attempt();
CALL mash.police('access_attempt',
  sees => '(SELECT mash.is_service(''glass'')) OR visible_to && (SELECT mash.principals()) AND NOT mash.holds(''user'', user_id)',
  inserts => 'mash.is_service(''glass'')');

-- A pattern of browsing: the leads of the hub, never whoever it is about. Written by the service, settled once.
CALL mash.police('access_browsing',
  sees => '(SELECT mash.is_service(''glass'')) OR mash.holds(''governance'', hub_id) AND NOT mash.holds(''user'', user_id)',
  inserts => 'mash.is_service(''glass'')');
CREATE POLICY settled_once ON public.access_browsing FOR UPDATE
  USING (mash.holds('governance', hub_id) AND NOT mash.holds('user', user_id) AND reviewed_at IS NULL)
  WITH CHECK (reviewed_at IS NOT NULL);
GRANT UPDATE (verdict, verdict_reason, reviewed_by, reviewed_by_name, reviewed_at) ON public.access_browsing TO mash_app;

-- Who opened which case when, for the patterns: once a person and case and hour. No name leaves it: `namesake` says that
-- somebody in the case has the last name of whoever opened it, `worked` that it was theirs, given to them, or that they did
-- something in it. Which case an entry opened is in the entry.
CREATE OR REPLACE FUNCTION mash.what_was_opened(since timestamptz, until timestamptz)
RETURNS TABLE (user_id bigint, hub_id bigint, role text, matter text, at timestamptz, worked boolean, namesake boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  WITH looked AS MATERIALIZED (
    SELECT s.user_id, s.hub_id, s.role, m.id AS matter_id, m.ref, min(e.at) AS at
      FROM public.ledger_entry e
      JOIN public.accounts_seat s ON e.actor = 'seat:' || s.id
      JOIN public.matters_matter m ON m.ref = e.payload ->> 'case'
     WHERE mash.is_service('glass') AND e.event IN ('cases:case:viewed', 'cases:history:viewed')
       AND e.at > since AND e.at <= until AND s.hub_id IS NOT NULL
     GROUP BY s.user_id, s.hub_id, s.role, m.id, m.ref, date_trunc('hour', e.at)),
  each_once AS MATERIALIZED (SELECT DISTINCT l.user_id, l.matter_id, l.ref FROM looked l),
  judged AS MATERIALIZED (
    SELECT o.user_id, o.matter_id,
           EXISTS (SELECT FROM public.cases_case c WHERE c.matter_id = o.matter_id AND c.worker_id = o.user_id)
           OR EXISTS (SELECT FROM public.matters_grant g
                       WHERE g.matter_id = o.matter_id AND g.holder_kind = 'user' AND g.holder_id = o.user_id
                         AND g.reason <> 'break-glass')
           OR EXISTS (SELECT FROM public.ledger_mention n JOIN public.ledger_entry d ON d.id = n.entry_id
                       WHERE n.ref = o.ref AND n.kind = 'matter'
                         AND d.actor IN (SELECT 'seat:' || w.id FROM public.accounts_seat w WHERE w.user_id = o.user_id)
                         AND d.event ~ '^(cases:case:(rated|claimed|closed|reopened)$|(cases:(note|decision|protection|attention)|sharing|intake|matters|national):)') AS worked,
           EXISTS (SELECT FROM public.matters_subject x JOIN public.people_record r ON r.id = x.record_id
                     JOIN public.accounts_user u ON u.id = o.user_id
                    WHERE x.matter_id = o.matter_id AND r.said ->> 'family_name' <> ''
                      AND lower(btrim(r.said ->> 'family_name')) = lower(substring(btrim(u.name) FROM '[^ ]+$'))) AS namesake
      FROM each_once o)
  SELECT l.user_id, l.hub_id, l.role::text, l.ref::text, l.at, j.worked, j.namesake
    FROM looked l JOIN judged j ON j.user_id = l.user_id AND j.matter_id = l.matter_id $$;

-- What became of an agency's answers, for its own researchers: by day, hub and role who read them or decided with them, and
-- on which of its requests. No person is named, on either side. Of one request all that there is; of all of them (`wanted`
-- is ""), what was done since `since` with those answered in the year before it: one look into the log for each request.
CREATE OR REPLACE FUNCTION mash.who_used_our_answers(wanted text, since timestamptz, most int, beyond int)
RETURNS TABLE (day date, hub text, role text, event text, request text, purpose text, ground text, broken boolean,
               times bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  WITH ours AS (
    SELECT r.id, r.ref, r.purpose, r.ground, r.answered_at, m.ref AS matter
      FROM public.sharing_request r JOIN public.matters_matter m ON m.id = r.matter_id
     WHERE mash.principal('agency', r.agency_id) = ANY (mash.principals())
       AND (r.ref = wanted OR wanted = '' AND r.answered_at > since - interval '1 year')
       AND r.answered_at IS NOT NULL AND NOT mash.too_close(r.hidden_from)),
  used AS (
    SELECT o.ref, o.purpose, o.ground, n.entry_id
      FROM ours o JOIN public.ledger_mention n ON n.ref = o.ref AND n.kind = 'request'
       AND n.at >= CASE wanted WHEN '' THEN greatest(o.answered_at, since) ELSE o.answered_at END
    UNION
    SELECT o.ref, o.purpose, o.ground, n.entry_id
      FROM ours o JOIN public.ledger_mention n ON n.ref = o.matter AND n.kind = 'matter'
       AND n.at >= CASE wanted WHEN '' THEN greatest(o.answered_at, since) ELSE o.answered_at END
      JOIN public.ledger_entry d ON d.id = n.entry_id AND d.event IN ('cases:decision:made', 'cases:protection:started')
    UNION
    SELECT o.ref, o.purpose, o.ground, n.entry_id
      FROM ours o JOIN public.sharing_item i ON i.request_id = o.id
      JOIN public.disclosure_passage p ON p.item_id = i.id
      JOIN public.disclosure_package k ON k.id = p.package_id
      JOIN public.ledger_mention n ON n.ref = k.ref AND n.kind = 'package'
       AND n.at >= CASE wanted WHEN '' THEN greatest(o.answered_at, since) ELSE o.answered_at END)
  SELECT (e.at AT TIME ZONE 'Europe/London')::date AS day, coalesce(h.name, '')::text AS hub,
         split_part(e.actor_role, ':', 1), e.event::text, u.ref::text, u.purpose::text, u.ground::text,
         e.purpose = 'break-glass', count(*) AS times
    FROM used u JOIN public.ledger_entry e ON e.id = u.entry_id
    LEFT JOIN public.accounts_apitoken t ON e.actor = 'token:' || t.id
    LEFT JOIN public.accounts_seat s ON s.id = t.seat_id OR e.actor = 'seat:' || s.id
    LEFT JOIN public.agencies_hub h ON h.id = s.hub_id
   WHERE e.event IN ('cases:case:viewed', 'cases:history:viewed', 'cases:decision:made', 'cases:protection:started',
                     'disclosure:package:sent', 'disclosure:package:given', 'disclosure:package:opened')
   GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
   ORDER BY 1 DESC, 5, 4, 2, 3
   LIMIT most OFFSET beyond $$;

CALL mash.disposed_of('access_breakglass', $$reason = '', by_name = '', verdict_reason = '', reviewed_by_name = ''$$);
CALL mash.keeps_open('access_breakglass', 'glass-review', 'reviewed_at IS NULL');
