-- What is said of what came is seen exactly by those who see what came: a mark of a contact or a later mail with the matter, a
-- mark of a call as the call is.

CALL mash.police_with_matter('demand_mark', inserts => 'visible_to && (SELECT mash.principals()) AND ended_at IS NULL');
-- Of a call it has no matter, and carries the call's arrays, whatever the call comes to belong to.
DROP TRIGGER visibility_with_matter ON public.demand_mark;
CREATE TRIGGER visibility_with_matter BEFORE INSERT ON public.demand_mark
  FOR EACH ROW WHEN (NEW.matter_id IS NOT NULL) EXECUTE FUNCTION mash.copy_from_matter();
CREATE TRIGGER visibility_with_call BEFORE INSERT ON public.demand_mark
  FOR EACH ROW WHEN (NEW.call_id IS NOT NULL) EXECUTE FUNCTION mash.copy_from_call();
CREATE OR REPLACE FUNCTION mash.project_call_marks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  UPDATE public.demand_mark
     SET visible_to = NEW.visible_to, timed_grants = NEW.timed_grants, hidden_from = NEW.hidden_from,
         by_name = CASE WHEN NEW.emptied_at IS NULL THEN by_name ELSE '' END,
         ended_by_name = CASE WHEN NEW.emptied_at IS NULL THEN ended_by_name ELSE '' END
   WHERE call_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_marks AFTER UPDATE ON public.calls_call FOR EACH ROW
  WHEN ((OLD.visible_to, OLD.timed_grants, OLD.hidden_from, OLD.emptied_at)
        IS DISTINCT FROM (NEW.visible_to, NEW.timed_grants, NEW.hidden_from, NEW.emptied_at))
  EXECUTE FUNCTION mash.project_call_marks();

-- What it says is of the thing that it is set on, and of no other desk or matter.
CREATE OR REPLACE FUNCTION mash.mark_is_of_its_thing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  IF NEW.contact_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM public.intake_contact c JOIN public.matters_matter m ON m.id = c.matter_id
        WHERE c.id = NEW.contact_id AND m.id = NEW.matter_id AND m.desk_id = NEW.desk_id
          AND (c.channel, c.received_at) = (NEW.channel, NEW.came_at))
     OR NEW.further_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM public.mailbox_further f JOIN public.matters_matter m ON m.id = f.matter_id
        WHERE f.id = NEW.further_id AND m.id = NEW.matter_id AND m.desk_id = NEW.desk_id
          AND ('mail', f.received_at) = (NEW.channel, NEW.came_at))
     OR NEW.call_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM public.calls_call c WHERE c.id = NEW.call_id AND c.desk_id = NEW.desk_id
          AND ('telephone', c.started_at) = (NEW.channel, NEW.came_at)) THEN
    RAISE EXCEPTION 'a mark is of its own thing' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_of_its_thing BEFORE INSERT ON public.demand_mark
  FOR EACH ROW EXECUTE FUNCTION mash.mark_is_of_its_thing();
CREATE OR REPLACE FUNCTION mash.misdirected_is_of_its_contact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.intake_contact c WHERE c.id = NEW.contact_id AND c.matter_id = NEW.matter_id) THEN
    RAISE EXCEPTION 'it is of its own contact' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_of_its_contact BEFORE INSERT ON public.demand_misdirected
  FOR EACH ROW EXECUTE FUNCTION mash.misdirected_is_of_its_contact();

-- Taken back once, and never changed otherwise.
CREATE POLICY taken_back ON public.demand_mark FOR UPDATE
  USING (ended_at IS NULL AND visible_to && (SELECT mash.principals())) WITH CHECK (ended_at IS NOT NULL);
GRANT UPDATE (ended_at, ended_by, ended_by_name) ON public.demand_mark TO mash_app;

CALL mash.police_with_matter('demand_misdirected', inserts => 'visible_to && (SELECT mash.principals()) AND ended_at IS NULL');
CREATE POLICY taken_back ON public.demand_misdirected FOR UPDATE
  USING (ended_at IS NULL AND visible_to && (SELECT mash.principals())) WITH CHECK (ended_at IS NOT NULL);
GRANT UPDATE (ended_at, ended_by, ended_by_name) ON public.demand_misdirected TO mash_app;

-- Who is on duty is a number of the hub's, and nobody's name but that of who wrote it.
CALL mash.police('demand_hour',
  sees => 'mash.holds(''hub'', hub_id)',
  inserts => 'mash.holds(''hub'', hub_id) AND EXISTS (SELECT FROM public.agencies_desk d WHERE d.id = desk_id AND d.hub_id = demand_hour.hub_id)');
CREATE POLICY updates ON public.demand_hour FOR UPDATE USING (mash.holds('hub', hub_id)) WITH CHECK (mash.holds('hub', hub_id));
GRANT UPDATE (staff, offered, answered, by, by_name, at) ON public.demand_hour TO mash_app;

-- What was said in words goes; that something could have been spared, or belonged elsewhere, is a figure.
CALL mash.disposed_of('demand_mark', $$by_name = '', ended_by_name = ''$$, $$matter_id = $1
  OR call_id IN (SELECT c.id FROM public.calls_call c WHERE c.matter_id = $1
       OR c.advice_id IN (SELECT x.id FROM public.consultations_consultation x WHERE x.matter_id = $1))$$);
CALL mash.disposed_of('demand_misdirected',
  $$elsewhere_words = '', taken_by = '', words = '', by_name = '', ended_by_name = ''$$);
