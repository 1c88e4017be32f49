-- Calls: the hub's that took them, until something comes of them: then they are seen as the advice or the contact's matter
-- is. Never of whoever is close to somebody named. Who takes a call sees it until it ends, whoever is spoken of: nobody is
-- cut off in the middle of a call.

ALTER TABLE public.calls_call
  ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[];
CALL mash.keep_from_the_close('calls_call');

-- The identities of those who were named, as a declaration of closeness knows them.
CREATE OR REPLACE FUNCTION mash.call_keys(people jsonb) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT array_remove(array_agg(DISTINCT mash.record_key(p.value->'said')), '')
            FROM jsonb_array_elements(people) AS p WHERE p.value ? 'said');
END $$;

CREATE OR REPLACE FUNCTION mash.call_hidden_from(people jsonb) RETURNS int[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  keys text[];
BEGIN
  IF people = '[]' OR NOT EXISTS (SELECT FROM public.access_closeness c WHERE c.ended_at IS NULL) THEN
    RETURN NULL;
  END IF;
  keys := mash.call_keys(people);
  IF coalesce(cardinality(keys), 0) = 0 THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT array_agg(DISTINCT mash.principal('user', c.user_id)) FROM public.access_closeness c
    WHERE c.ended_at IS NULL AND (
      c.key = ANY (keys)
      OR c.person_id IN (SELECT w.id FROM public.people_person p CROSS JOIN LATERAL mash.all_who_are(ARRAY[p.id]) AS w
           WHERE p.date_of_birth::text = ANY (SELECT right(k, 10) FROM unnest(keys) AS k)
             AND mash.identity_key(p.given_name, p.family_name, p.date_of_birth::text) = ANY (keys))));
END $$;

CREATE OR REPLACE FUNCTION mash.project_call_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  m public.matters_matter;
  c public.consultations_consultation;
  officer int := mash.principal('user', NEW.officer_id);
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext('mash.closeness'));
  NEW.hidden_from := mash.call_hidden_from(NEW.people);
  IF NEW.matter_id IS NOT NULL THEN
    SELECT * INTO m FROM public.matters_matter x WHERE x.id = NEW.matter_id;
    NEW.visible_to := m.visible_to;
    NEW.timed_grants := m.timed_grants;
    NEW.hidden_from := nullif(coalesce(NEW.hidden_from, '{}') || coalesce(m.hidden_from, '{}'), '{}');
  ELSIF NEW.advice_id IS NOT NULL THEN
    SELECT * INTO c FROM public.consultations_consultation x WHERE x.id = NEW.advice_id;
    NEW.visible_to := c.visible_to;
    NEW.timed_grants := c.timed_grants;
    NEW.hidden_from := nullif(coalesce(NEW.hidden_from, '{}') || coalesce(c.hidden_from, '{}'), '{}');
  ELSE
    NEW.visible_to := ARRAY[mash.principal('hub', NEW.hub_id)];
    NEW.timed_grants := NULL;
  END IF;
  IF NEW.state <> 'ended' AND officer IS NOT NULL THEN
    NEW.visible_to := NEW.visible_to || officer;
    NEW.hidden_from := nullif(array_remove(NEW.hidden_from, officer), '{}');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_project BEFORE INSERT OR UPDATE ON public.calls_call
  FOR EACH ROW EXECUTE FUNCTION mash.project_call_row();

CALL mash.police('calls_call',
  sees => 'visible_to && (SELECT mash.principals())
           OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))
           OR (SELECT mash.is_service(''calls''))',
  inserts => 'mash.holds(''hub'', hub_id) AND matter_id IS NULL AND advice_id IS NULL');
-- Where, when and by whom it was taken stays; its notes and where it stands change, until it has ended.
CREATE POLICY moves_on ON public.calls_call FOR UPDATE
  USING (visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service('calls')))
  WITH CHECK (mash.holds('hub', hub_id) OR mash.is_service('calls'));
GRANT UPDATE (notes, typed, caller, people, unread, danger_now, children, place, saved_at, page, "left", version, state, due_at,
              tried, outcome, ended_at, contact_id, matter_id, advice_id, written, written_due_at, chase_at, chased,
              confirmed_by_id)
  ON public.calls_call TO mash_app;
CREATE OR REPLACE FUNCTION mash.keep_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.notes, NEW.typed, NEW.caller, NEW.people, NEW.state, NEW.outcome, NEW.ended_at)
     IS DISTINCT FROM (OLD.notes, OLD.typed, OLD.caller, OLD.people, OLD.state, OLD.outcome, OLD.ended_at) THEN
    RAISE EXCEPTION 'a call that has ended stays as it was' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_keeps BEFORE UPDATE ON public.calls_call
  FOR EACH ROW WHEN (current_user <> 'mash_owner' AND OLD.state = 'ended') EXECUTE FUNCTION mash.keep_call();

-- What happened in it carries its arrays. Rows are added and never changed.
ALTER TABLE public.calls_step
  ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[];
CALL mash.keep_from_the_close('calls_step');
CREATE OR REPLACE FUNCTION mash.copy_from_call() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT c.visible_to, c.timed_grants, c.hidden_from INTO NEW.visible_to, NEW.timed_grants, NEW.hidden_from
    FROM public.calls_call c WHERE c.id = NEW.call_id;
  RETURN NEW;
END $$;
CALL mash.police('calls_step',
  sees => 'visible_to && (SELECT mash.principals())
           OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))
           OR (SELECT mash.is_service(''calls''))',
  inserts => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''calls'')');
CREATE TRIGGER visibility_with_call BEFORE INSERT ON public.calls_step
  FOR EACH ROW EXECUTE FUNCTION mash.copy_from_call();
CREATE OR REPLACE FUNCTION mash.project_call_onwards() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  UPDATE public.calls_step SET visible_to = NEW.visible_to, timed_grants = NEW.timed_grants, hidden_from = NEW.hidden_from
   WHERE call_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_onwards AFTER UPDATE ON public.calls_call FOR EACH ROW
  WHEN ((OLD.visible_to, OLD.timed_grants, OLD.hidden_from) IS DISTINCT FROM (NEW.visible_to, NEW.timed_grants, NEW.hidden_from))
  EXECUTE FUNCTION mash.project_call_onwards();

-- Somebody declares that they are close, or are so no more; a matter or advice changes who sees it.
CREATE OR REPLACE FUNCTION mash.calls_hide() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  keys text[] := array_remove(NEW.key || ARRAY(
    SELECT mash.identity_key(p.given_name, p.family_name, p.date_of_birth::text)
      FROM mash.all_who_are(ARRAY[NEW.person_id]) AS w JOIN public.people_person p ON p.id = w.id), '');
BEGIN
  UPDATE public.calls_call SET hidden_from = hidden_from
   WHERE people <> '[]' AND mash.call_keys(people) && keys;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_hide_calls AFTER INSERT OR UPDATE OF ended_at ON public.access_closeness
  FOR EACH ROW EXECUTE FUNCTION mash.calls_hide();
CREATE OR REPLACE FUNCTION mash.calls_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  IF TG_TABLE_NAME = 'matters_matter' THEN
    UPDATE public.calls_call SET hidden_from = hidden_from WHERE matter_id = NEW.id;
  ELSE
    UPDATE public.calls_call SET hidden_from = hidden_from WHERE advice_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_calls AFTER UPDATE ON public.matters_matter FOR EACH ROW
  WHEN ((OLD.visible_to, OLD.timed_grants, OLD.hidden_from) IS DISTINCT FROM (NEW.visible_to, NEW.timed_grants, NEW.hidden_from))
  EXECUTE FUNCTION mash.calls_follow();
CREATE TRIGGER visibility_calls AFTER UPDATE ON public.consultations_consultation FOR EACH ROW
  WHEN ((OLD.visible_to, OLD.timed_grants, OLD.hidden_from) IS DISTINCT FROM (NEW.visible_to, NEW.timed_grants, NEW.hidden_from))
  EXECUTE FUNCTION mash.calls_follow();

-- With a matter the words go, and who called; that somebody called, when, how long and what came of it is a figure.
CALL mash.disposed_of('calls_step', $$text = '', by_name = ''$$, $$call_id IN (SELECT c.id FROM public.calls_call c
  WHERE c.matter_id = $1
     OR c.advice_id IN (SELECT x.id FROM public.consultations_consultation x WHERE x.matter_id = $1))$$);
CALL mash.disposed_of('calls_call', $$notes = '', typed = '{}', caller = '{}', people = '[]', unread = '[]', place = '',
  by_name = '', emptied_at = mash.at()$$,
  'matter_id = $1 OR advice_id IN (SELECT x.id FROM public.consultations_consultation x WHERE x.matter_id = $1)');

-- What belongs to no matter goes at the end of its own period, by the service alone. What has not ended never goes.
CREATE OR REPLACE FUNCTION mash.empty_calls(ended_as text, before timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  which bigint[];
BEGIN
  IF NOT mash.is_service('calls') THEN
    RAISE EXCEPTION 'the service empties what is over' USING ERRCODE = 'insufficient_privilege';
  END IF;
  which := ARRAY(SELECT c.id FROM public.calls_call c
    WHERE c.outcome = ended_as AND c.state = 'ended' AND c.matter_id IS NULL AND c.emptied_at IS NULL
      AND c.ended_at < least(before, mash.at())
      AND NOT EXISTS (SELECT FROM public.consultations_consultation x
                       WHERE x.id = c.advice_id AND x.emptied_at IS NULL)
    ORDER BY c.id FOR UPDATE);
  UPDATE public.calls_step SET text = '', by_name = '' WHERE call_id = ANY (which);
  UPDATE public.outbox_message SET "to" = '', code = '', link = ''
   WHERE reference IN (SELECT c.ref FROM public.calls_call c WHERE c.id = ANY (which));
  UPDATE public.calls_call SET notes = '', typed = '{}', caller = '{}', people = '[]', unread = '[]', place = '', by_name = '',
         emptied_at = mash.at() WHERE id = ANY (which);
  RETURN cardinality(which);
END $$;

-- What a switch knows of calls is a figure: no number and nobody's name. It is its hub's, and only the import writes it.
CALL mash.police('calls_ring',
  sees => 'mash.holds(''hub'', hub_id) OR (SELECT mash.is_service(''calls''))',
  inserts => 'mash.is_service(''calls'')',
  updates => 'mash.is_service(''calls'')');
