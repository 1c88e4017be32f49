-- A task on a case is seen with the case, and kept from whom the case is kept; on none it is its maker's and its owner's.
-- Its trigger carries the name by which a matter's changes are projected onwards: see 30_matters.sql.

CREATE OR REPLACE FUNCTION mash.project_todo() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  NEW.also_visible_to := '{}';
  IF NEW.matter_id IS NULL THEN
    NEW.visible_to := ARRAY[mash.principal('user', NEW.owner_id), mash.principal('user', NEW.made_by_id)];
  ELSE
    SELECT m.visible_to, m.timed_grants, m.hidden_from INTO STRICT NEW.visible_to, NEW.timed_grants, NEW.hidden_from
      FROM public.matters_matter m WHERE m.id = NEW.matter_id AND m.hub_id = NEW.hub_id;
  END IF;
  RETURN NEW;
END $$;
ALTER TABLE public.tasks_todo
  ADD COLUMN IF NOT EXISTS also_visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[];
CALL mash.keep_from_the_close('tasks_todo');
-- Nobody makes one in another's name.
CALL mash.police('tasks_todo',
  sees => 'visible_to && (SELECT mash.principals())
           OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))
           OR (SELECT mash.is_service(''tasks''))',
  inserts => 'visible_to && (SELECT mash.principals()) AND mash.holds(''user'', made_by_id)');
CREATE TRIGGER visibility_with_matter BEFORE INSERT ON public.tasks_todo
  FOR EACH ROW EXECUTE FUNCTION mash.project_todo();
-- What is to be done stays as it was said; that it is done is said by whose it is or who made it.
CREATE POLICY moves_on ON public.tasks_todo FOR UPDATE
  USING (mash.holds('user', owner_id) OR mash.holds('user', made_by_id) OR (SELECT mash.is_service('tasks')));
GRANT UPDATE (done_at, done_by_name, done_text, told_at, version) ON public.tasks_todo TO mash_app;
CALL mash.disposed_of('tasks_todo', 'delete');
