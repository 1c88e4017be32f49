-- A practice standard that is, was or will be in force is read by everybody, the public's form included: it says what a
-- referral needs. What was laid open is read by whoever acts in the system; a draft by the managers of its hub, who write
-- it, and a common draft by every manager. What was laid open for approval is never changed again, and comes into force only
-- when each person named has approved it.

-- Whether the actor manages that hub; with no hub named, whether they manage any.
CREATE OR REPLACE FUNCTION mash.manages(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  SELECT mash.holds('everywhere', 5) AND (wanted = '' OR EXISTS (
    SELECT FROM public.agencies_hub h WHERE h.key = wanted AND mash.holds('hub', h.id))) $$;

CALL mash.police('standards_practicestandard',
  sees => 'state = ''in_force'' OR (digest <> '''' AND (SELECT mash.actor()) IS NOT NULL)
           OR (SELECT mash.is_service(''setup'')) OR mash.manages(hub)',
  inserts => 'mash.is_service(''setup'') OR (hub <> '''' AND state = ''draft'' AND digest = '''' AND mash.manages(hub))',
  updates => 'mash.is_service(''setup'') OR (hub <> '''' AND mash.manages(hub))');

DO $$
DECLARE
  tab text;
  writes text := 'mash.is_service(''setup'') OR EXISTS (SELECT FROM public.standards_practicestandard v
    WHERE v.id = standard_id AND v.hub <> '''' AND v.state = ''draft'' AND mash.manages(v.hub))';
BEGIN
  FOREACH tab IN ARRAY ARRAY['standards_timescale', 'standards_minimumcontent', 'standards_decisionrole', 'standards_quorum'] LOOP
    CALL mash.police(tab, sees => 'EXISTS (SELECT FROM public.standards_practicestandard v WHERE v.id = standard_id)',
      inserts => writes, updates => writes, deletes => writes);
  END LOOP;
  CALL mash.police('standards_approval',
    sees => 'EXISTS (SELECT FROM public.standards_practicestandard v WHERE v.id = standard_id)
             AND (SELECT mash.actor()) IS NOT NULL', inserts => writes);
END $$;
-- Each says once, only for themselves, from a seat on the board of the standard's own hub and while it is open, what they
-- think of it.
CREATE POLICY says_once ON public.standards_approval FOR UPDATE TO mash_app
  USING (verdict = '' AND mash.holds('user', user_id)
         AND EXISTS (SELECT FROM public.standards_practicestandard v JOIN public.agencies_hub h ON h.key = v.hub
                       JOIN public.accounts_seat s ON s.hub_id = h.id AND s.role = 'board'
                     WHERE v.id = standard_id AND v.state = 'open' AND 'seat:' || s.id = mash.actor()))
  WITH CHECK (verdict <> '' AND mash.holds('user', user_id));
GRANT UPDATE (verdict, reason, at) ON public.standards_approval TO mash_app;

-- Who says what they think of a version may not write it: nobody else changes its state until they have said so.
CREATE OR REPLACE FUNCTION mash.hold_standard(wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  PERFORM FROM public.standards_practicestandard WHERE id = wanted FOR SHARE;
END $$;

-- Whether a version says what the law needs said: its routes and protection, the history and the rationale of a decision, and
-- each national time of today.
CREATE OR REPLACE FUNCTION mash.says_the_law(wanted bigint, people text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  SELECT NOT EXISTS (
    SELECT FROM (VALUES ('immediate-protection', ''), ('s17', 'adults'), ('s47', 'adults'), ('s42-enquiry', 'children'))
             AS needed (route, spared)
    WHERE needed.spared <> people AND NOT EXISTS (
      SELECT FROM public.standards_decisionrole d WHERE d.standard_id = wanted AND d.route = needed.route))
  AND (SELECT count(*) = 2 FROM public.standards_minimumcontent m WHERE m.standard_id = wanted AND m.of = 'decision'
       AND m.code IN ('rationale', 'history-viewed') AND m.severity = 'required')
  AND NOT EXISTS (
    SELECT FROM public.standards_code c JOIN public.standards_codelist l ON l.id = c.list_id
    WHERE l.key = 'standard-floor' AND c.valid_from <= current_date AND coalesce(c.valid_to > current_date, true)
      AND (people = 'all' OR coalesce(c.attributes -> 'populations' ? people, true))
      AND NOT EXISTS (SELECT FROM public.standards_timescale t
                      WHERE t.standard_id = wanted AND t.step = c.code AND t.rating = '')) $$;

CREATE OR REPLACE FUNCTION mash.guard_standard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  moves text[] := ARRAY['state', 'valid_from', 'valid_to'];
BEGIN
  IF (OLD.state <> 'draft' OR OLD.digest <> '') AND to_jsonb(OLD) - moves IS DISTINCT FROM to_jsonb(NEW) - moves THEN
    RAISE EXCEPTION 'a text that was laid open is not changed' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT coalesce(CASE OLD.state
       WHEN 'draft' THEN NEW.state IN ('open', 'dropped') OR (NEW.state = 'in_force' AND mash.is_service('setup'))
       WHEN 'open' THEN NEW.state IN ('in_force', 'dropped') END, false) THEN
    RAISE EXCEPTION 'a standard does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state = 'draft' AND NEW.state = 'open' AND NOT mash.says_the_law(NEW.id, NEW.population) THEN
    RAISE EXCEPTION 'a standard says what the law needs said' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state = 'in_force' AND NEW.valid_from <> OLD.valid_from THEN
    RAISE EXCEPTION 'the day from which a standard holds is not changed' USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state = 'open' AND NEW.state = 'in_force' AND NOT coalesce(
       (SELECT bool_and(a.verdict = 'approved') FROM public.standards_approval a WHERE a.standard_id = NEW.id), false) THEN
    RAISE EXCEPTION 'not everybody named has approved it' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_guards_text BEFORE UPDATE ON public.standards_practicestandard
  FOR EACH ROW EXECUTE FUNCTION mash.guard_standard();

-- Set-up may add to a version that it installed what a later release knows of; to one that people approved, nobody may.
CREATE OR REPLACE FUNCTION mash.guard_standard_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  was bigint := CASE WHEN TG_OP <> 'INSERT' THEN OLD.standard_id END;
  now bigint := CASE WHEN TG_OP <> 'DELETE' THEN NEW.standard_id END;
BEGIN
  IF EXISTS (SELECT FROM public.standards_practicestandard v WHERE v.id IN (was, now)
       AND (v.digest <> '' OR (v.state <> 'draft' AND NOT mash.is_service('setup')))) THEN
    RAISE EXCEPTION 'a text that was laid open is not changed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
DO $$
DECLARE tab text;
BEGIN
  FOREACH tab IN ARRAY ARRAY['standards_timescale', 'standards_minimumcontent', 'standards_decisionrole', 'standards_quorum'] LOOP
    EXECUTE format('CREATE TRIGGER visibility_guards_text BEFORE INSERT OR UPDATE OR DELETE ON public.%I
      FOR EACH ROW EXECUTE FUNCTION mash.guard_standard_line()', tab);
  END LOOP;
END $$;
CREATE TRIGGER visibility_guards_text BEFORE INSERT ON public.standards_approval
  FOR EACH ROW EXECUTE FUNCTION mash.guard_standard_line();
