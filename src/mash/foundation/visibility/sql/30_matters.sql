-- A matter: seen by the hub that works on it and by those it is granted to; restricted, by those alone.

ALTER TABLE public.matters_matter
  ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[];

CALL mash.keep_from_the_close('matters_matter');
CALL mash.police('matters_matter',
  sees => 'visible_to && (SELECT mash.principals())
           OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))
           OR (SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''attention''))
           OR (SELECT mash.is_service(''glass'')) OR (SELECT mash.is_service(''clearing''))',
  inserts => 'mash.is_service(''intake'') OR mash.holds(''hub'', hub_id)',
  updates => 'visible_to && (SELECT mash.principals())');

-- What the matter's own row allows, from its hub, its restriction and its grants.
CREATE OR REPLACE FUNCTION mash.matter_visible_to(wanted bigint, hub bigint, restriction text) RETURNS int[]
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN restriction = 'open' THEN ARRAY[mash.principal('hub', hub)] ELSE '{}'::int[] END
      || coalesce((SELECT array_agg(DISTINCT mash.principal(g.holder_kind, g.holder_id))
                     FROM public.matters_grant g WHERE g.matter_id = wanted AND g.until_at IS NULL), '{}') $$;

CREATE OR REPLACE FUNCTION mash.matter_timed(wanted bigint) RETURNS mash.timed_grant[]
LANGUAGE sql STABLE AS $$
  SELECT array_agg(ROW(mash.principal(g.holder_kind, g.holder_id), g.from_at, g.until_at)::mash.timed_grant)
    FROM public.matters_grant g WHERE g.matter_id = wanted AND g.until_at IS NOT NULL $$;

CREATE OR REPLACE FUNCTION mash.project_matter() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  NEW.visible_to := mash.matter_visible_to(NEW.id, NEW.hub_id, NEW.restriction);
  NEW.timed_grants := mash.matter_timed(NEW.id);
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_project BEFORE INSERT OR UPDATE OF hub_id, restriction ON public.matters_matter
  FOR EACH ROW EXECUTE FUNCTION mash.project_matter();

-- A record belongs to a matter as what a subject was described by, or as what another source said of them since.
CREATE OR REPLACE FUNCTION mash.records_in(matter bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT s.record_id FROM public.matters_subject s WHERE s.matter_id = matter
  UNION ALL
  SELECT f.record_id FROM public.matters_furtherrecord f WHERE f.matter_id = matter $$;

CREATE OR REPLACE FUNCTION mash.matters_of(record bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT s.matter_id FROM public.matters_subject s WHERE s.record_id = record
  UNION ALL
  SELECT f.matter_id FROM public.matters_furtherrecord f WHERE f.record_id = record $$;

-- A grant made, ended or changed: project it onto the matter again.
CREATE OR REPLACE FUNCTION mash.project_grant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  UPDATE public.matters_matter m
     SET visible_to = mash.matter_visible_to(m.id, m.hub_id, m.restriction), timed_grants = mash.matter_timed(m.id)
   WHERE m.id = NEW.matter_id;
  RETURN NULL;
END $$;
-- Whoever sees a matter for a time only passes it on to nobody, themselves and later included.
CALL mash.police('matters_grant',
  sees => 'mash.is_service(''intake'') OR EXISTS (SELECT FROM public.matters_matter m WHERE m.id = matter_id)',
  inserts => 'mash.is_service(''intake'') OR mash.is_service(''glass'')
              OR EXISTS (SELECT FROM public.matters_matter m WHERE m.id = matter_id AND m.visible_to && mash.principals())',
  updates => 'mash.is_service(''glass'')
              OR EXISTS (SELECT FROM public.matters_matter m WHERE m.id = matter_id AND m.visible_to && mash.principals())');
CREATE TRIGGER visibility_project AFTER INSERT OR UPDATE ON public.matters_grant
  FOR EACH ROW EXECUTE FUNCTION mash.project_grant();

-- Rows that belong to a matter carry the matter's own arrays: copied when made, copied again when they change.
CREATE OR REPLACE FUNCTION mash.copy_from_matter() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT m.visible_to || NEW.also_visible_to, m.timed_grants, m.hidden_from
    INTO NEW.visible_to, NEW.timed_grants, NEW.hidden_from
    FROM public.matters_matter m WHERE m.id = NEW.matter_id;
  RETURN NEW;
END $$;

-- The rules of a row that belongs to a matter. `also` widens who sees it (an agency sees what it was asked).
CREATE OR REPLACE PROCEDURE mash.police_with_matter(
  tab text, inserts text DEFAULT NULL, updates text DEFAULT NULL, deletes text DEFAULT NULL, also text DEFAULT NULL)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE public.%I
    ADD COLUMN IF NOT EXISTS also_visible_to int[] NOT NULL DEFAULT ''{}'',
    ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT ''{}'',
    ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[]', tab);
  CALL mash.police(tab,
    sees => concat_ws(' OR ', 'visible_to && (SELECT mash.principals())',
      'mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))', also),
    inserts => inserts, updates => updates, deletes => deletes);
  CALL mash.keep_from_the_close(tab);
  EXECUTE format('CREATE TRIGGER visibility_with_matter BEFORE INSERT ON public.%I
    FOR EACH ROW EXECUTE FUNCTION mash.copy_from_matter()', tab);
END $$;

CREATE OR REPLACE FUNCTION mash.project_matter_onwards() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE tab text;
BEGIN
  IF OLD.visible_to = NEW.visible_to AND OLD.timed_grants IS NOT DISTINCT FROM NEW.timed_grants
     AND OLD.hidden_from IS NOT DISTINCT FROM NEW.hidden_from AND OLD.restriction = NEW.restriction THEN
    RETURN NULL;
  END IF;
  FOR tab IN SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
              WHERE t.tgname = 'visibility_with_matter' LOOP
    EXECUTE format('UPDATE public.%I SET visible_to = $1 || also_visible_to, timed_grants = $2, hidden_from = $3
                     WHERE matter_id = $4', tab)
      USING NEW.visible_to, NEW.timed_grants, NEW.hidden_from, NEW.id;
  END LOOP;
  -- No case rests with somebody who may not see it any more: it waits on the desk's list for another.
  UPDATE public.cases_case SET worker_id = NULL, version = version + 1
   WHERE matter_id = NEW.id AND mash.principal('user', worker_id) = ANY (NEW.hidden_from);
  UPDATE public.access_breakglass SET hidden_from = NEW.hidden_from
   WHERE matter_id = NEW.id AND hidden_from IS DISTINCT FROM NEW.hidden_from;
  UPDATE public.sharing_underway SET hidden_from = NEW.hidden_from
   WHERE matter_id = NEW.id AND hidden_from IS DISTINCT FROM NEW.hidden_from;
  UPDATE public.people_record r
     SET visible_to = NEW.visible_to, timed_grants = NEW.timed_grants, hidden_from = NEW.hidden_from
    FROM mash.records_in(NEW.id) AS mine WHERE r.id = mine;
  UPDATE public.people_protectedaddress a SET visible_to = NEW.visible_to, hidden_from = NEW.hidden_from
    FROM public.matters_subject s WHERE s.record_id = a.record_id AND s.matter_id = NEW.id;
  PERFORM mash.project_sayings(ARRAY(SELECT mash.records_in(NEW.id)));
  PERFORM mash.project_people(ARRAY(SELECT s.person_id FROM public.matters_subject s WHERE s.matter_id = NEW.id));
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_onwards AFTER UPDATE ON public.matters_matter
  FOR EACH ROW EXECUTE FUNCTION mash.project_matter_onwards();

CALL mash.police_with_matter('matters_subject',
  inserts => 'mash.is_service(''intake'') OR visible_to && (SELECT mash.principals())',
  updates => 'mash.is_service(''intake'') OR visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''intake''))');
CALL mash.police_with_matter('matters_furtherrecord',
  inserts => 'visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''intake''))');

-- Disposed of, a matter stays as a bare row that nobody is granted: its reference, hub, desk and the day on which it began.
CALL mash.disposed_of('matters_grant', $$until_at = least(until_at, mash.at()), reason = ''$$);
CALL mash.disposed_of('matters_subject', 'person_id = NULL');
CALL mash.disposed_of('matters_furtherrecord', 'keep');
