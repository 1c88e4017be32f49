-- Advice: the hub's that gave it, until a contact comes of it; then its matter's, so that a case that is kept to named
-- people keeps the question about it too. Never of whoever is close to somebody named, by name and date of birth.

ALTER TABLE public.consultations_consultation
  ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[];
CALL mash.keep_from_the_close('consultations_consultation');

CREATE OR REPLACE FUNCTION mash.consultation_hidden_from(wanted bigint) RETURNS int[] LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.access_closeness c WHERE c.ended_at IS NULL) THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT array_agg(DISTINCT mash.principal('user', c.user_id))
    FROM public.consultations_personasked a
    JOIN public.access_closeness c ON c.ended_at IS NULL AND (
      c.key = mash.record_key(a.said)
      OR c.person_id IN (SELECT w.id FROM public.people_person p CROSS JOIN LATERAL mash.all_who_are(ARRAY[p.id]) AS w
           WHERE p.date_of_birth::text = right(mash.record_key(a.said), 10)
             AND mash.identity_key(p.given_name, p.family_name, p.date_of_birth::text) = mash.record_key(a.said)))
   WHERE a.consultation_id = wanted AND mash.record_key(a.said) <> '');
END $$;

CREATE OR REPLACE FUNCTION mash.project_consultation_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  m public.matters_matter;
BEGIN
  NEW.hidden_from := mash.consultation_hidden_from(NEW.id);
  IF NEW.matter_id IS NULL THEN
    NEW.visible_to := ARRAY[mash.principal('hub', NEW.hub_id)];
    NEW.timed_grants := NULL;
  ELSE
    SELECT * INTO m FROM public.matters_matter x WHERE x.id = NEW.matter_id;
    NEW.visible_to := m.visible_to;
    NEW.timed_grants := m.timed_grants;
    IF m.hidden_from IS NOT NULL THEN
      NEW.hidden_from := coalesce(NEW.hidden_from, '{}') || m.hidden_from;
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_project BEFORE INSERT OR UPDATE ON public.consultations_consultation
  FOR EACH ROW EXECUTE FUNCTION mash.project_consultation_row();

CALL mash.police('consultations_consultation',
  sees => 'visible_to && (SELECT mash.principals())
           OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))
           OR (SELECT mash.is_service(''consultations''))',
  inserts => 'mash.holds(''hub'', hub_id) AND matter_id IS NULL');
-- What was asked stays as it was asked; where it stands changes.
CREATE POLICY moves_on ON public.consultations_consultation FOR UPDATE
  USING (visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service('consultations')))
  WITH CHECK (mash.holds('hub', hub_id) OR mash.is_service('consultations'));
GRANT UPDATE (state, due_at, advised_at, chase_at, chased, outcome, contact_id, matter_id, ended_at, version)
  ON public.consultations_consultation TO mash_app;

-- What hangs on it carries its arrays. Rows are added and never changed.
CREATE OR REPLACE FUNCTION mash.copy_from_consultation_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT c.visible_to, c.timed_grants, c.hidden_from INTO NEW.visible_to, NEW.timed_grants, NEW.hidden_from
    FROM public.consultations_consultation c WHERE c.id = NEW.consultation_id;
  RETURN NEW;
END $$;
CREATE OR REPLACE PROCEDURE mash.police_with_consultation(tab text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE public.%I
    ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT ''{}'',
    ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[]', tab);
  CALL mash.keep_from_the_close(tab);
  CALL mash.police(tab,
    sees => 'visible_to && (SELECT mash.principals())
             OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))
             OR (SELECT mash.is_service(''consultations''))',
    inserts => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''consultations'')');
  EXECUTE format('CREATE TRIGGER visibility_with_consultation BEFORE INSERT ON public.%I
    FOR EACH ROW EXECUTE FUNCTION mash.copy_from_consultation_row()', tab);
END $$;
CALL mash.police_with_consultation('consultations_asker');
CALL mash.police_with_consultation('consultations_personasked');
CALL mash.police_with_consultation('consultations_advice');
CALL mash.police_with_consultation('consultations_step');

CREATE OR REPLACE FUNCTION mash.project_consultation_onwards() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE tab text;
BEGIN
  IF OLD.visible_to = NEW.visible_to AND OLD.timed_grants IS NOT DISTINCT FROM NEW.timed_grants
     AND OLD.hidden_from IS NOT DISTINCT FROM NEW.hidden_from THEN
    RETURN NULL;
  END IF;
  FOREACH tab IN ARRAY ARRAY['asker', 'personasked', 'advice', 'step'] LOOP
    EXECUTE format('UPDATE public.consultations_%I SET visible_to = $1, timed_grants = $2, hidden_from = $3
                     WHERE consultation_id = $4', tab)
      USING NEW.visible_to, NEW.timed_grants, NEW.hidden_from, NEW.id;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_onwards AFTER UPDATE ON public.consultations_consultation
  FOR EACH ROW EXECUTE FUNCTION mash.project_consultation_onwards();

-- Somebody is named; somebody declares that they are close, or are so no more; a matter changes who sees it.
CREATE OR REPLACE FUNCTION mash.consultation_names() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext('mash.closeness'));
  UPDATE public.consultations_consultation SET hidden_from = hidden_from WHERE id = NEW.consultation_id;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_names AFTER INSERT ON public.consultations_personasked
  FOR EACH ROW EXECUTE FUNCTION mash.consultation_names();
CREATE OR REPLACE FUNCTION mash.consultations_hide() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  keys text[] := array_remove(NEW.key || ARRAY(
    SELECT mash.identity_key(p.given_name, p.family_name, p.date_of_birth::text)
      FROM mash.all_who_are(ARRAY[NEW.person_id]) AS w JOIN public.people_person p ON p.id = w.id), '');
BEGIN
  UPDATE public.consultations_consultation SET hidden_from = hidden_from WHERE id IN (
    SELECT a.consultation_id FROM public.consultations_personasked a WHERE mash.record_key(a.said) = ANY (keys));
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_hide_consultations AFTER INSERT OR UPDATE OF ended_at ON public.access_closeness
  FOR EACH ROW EXECUTE FUNCTION mash.consultations_hide();
CREATE OR REPLACE FUNCTION mash.consultations_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  UPDATE public.consultations_consultation SET hidden_from = hidden_from WHERE matter_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_consultations AFTER UPDATE ON public.matters_matter FOR EACH ROW
  WHEN ((OLD.visible_to, OLD.timed_grants, OLD.hidden_from) IS DISTINCT FROM (NEW.visible_to, NEW.timed_grants, NEW.hidden_from))
  EXECUTE FUNCTION mash.consultations_follow();

-- With a matter the words go, and who asked; that somebody asked, when and about what kind of thing is a figure.
CALL mash.disposed_of('consultations_asker', $$name = '', role = '', agency = '', phone = '', email = ''$$,
  'consultation_id IN (SELECT c.id FROM public.consultations_consultation c WHERE c.matter_id = $1)');
CALL mash.disposed_of('consultations_personasked', 'delete',
  'consultation_id IN (SELECT c.id FROM public.consultations_consultation c WHERE c.matter_id = $1)');
CALL mash.disposed_of('consultations_advice', $$text = '', by_name = ''$$,
  'consultation_id IN (SELECT c.id FROM public.consultations_consultation c WHERE c.matter_id = $1)');
CALL mash.disposed_of('consultations_step', $$text = '', by_name = ''$$,
  'consultation_id IN (SELECT c.id FROM public.consultations_consultation c WHERE c.matter_id = $1)');
CALL mash.disposed_of('consultations_consultation', $$question = '', meanwhile = '', by_name = '', emptied_at = mash.at()$$);

-- What belongs to no matter goes at the end of its own period, by the service alone, and only where nothing is waited for.
CREATE OR REPLACE FUNCTION mash.empty_consultations(is_named boolean, before timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  which bigint[];
BEGIN
  IF NOT mash.is_service('consultations') THEN
    RAISE EXCEPTION 'the service empties what is over' USING ERRCODE = 'insufficient_privilege';
  END IF;
  which := ARRAY(SELECT c.id FROM public.consultations_consultation c
    WHERE c.named = is_named AND c.matter_id IS NULL AND c.emptied_at IS NULL AND c.state IN ('given', 'ended')
      AND coalesce(c.ended_at, c.asked_at) < least(before, mash.at())
      AND NOT EXISTS (SELECT FROM public.consultations_advice a WHERE a.consultation_id = c.id AND a.at >= before)
    ORDER BY c.id FOR UPDATE);
  UPDATE public.consultations_asker SET name = '', role = '', agency = '', phone = '', email = ''
   WHERE consultation_id = ANY (which);
  DELETE FROM public.consultations_personasked WHERE consultation_id = ANY (which);
  UPDATE public.consultations_advice SET text = '', by_name = '' WHERE consultation_id = ANY (which);
  UPDATE public.consultations_step SET text = '', by_name = '' WHERE consultation_id = ANY (which);
  UPDATE public.consultations_consultation SET question = '', meanwhile = '', by_name = '', emptied_at = mash.at()
   WHERE id = ANY (which);
  RETURN cardinality(which);
END $$;
