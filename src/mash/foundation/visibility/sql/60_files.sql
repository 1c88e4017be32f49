-- A file is seen with what it is held for: a draft by its holder, a contact by its hub. The worker scans and purges.

ALTER TABLE public.files_storedfile
  ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[];

CREATE OR REPLACE FUNCTION mash.project_file() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT c.visible_to, c.timed_grants, c.hidden_from INTO NEW.visible_to, NEW.timed_grants, NEW.hidden_from FROM public.intake_contact c
   WHERE NEW.held_for_kind = 'contact' AND c.ref = NEW.held_for_id;
  NEW.visible_to := coalesce(NEW.visible_to, '{}');
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_project BEFORE INSERT OR UPDATE OF held_for_kind, held_for_id ON public.files_storedfile
  FOR EACH ROW EXECUTE FUNCTION mash.project_file();

-- A contact's own change of visibility reaches its files.
CREATE OR REPLACE FUNCTION mash.project_contact_files() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  UPDATE public.files_storedfile f SET visible_to = NEW.visible_to, timed_grants = NEW.timed_grants, hidden_from = NEW.hidden_from
   WHERE f.held_for_kind = 'contact' AND f.held_for_id = NEW.ref;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_files AFTER UPDATE OF visible_to, timed_grants, hidden_from ON public.intake_contact
  FOR EACH ROW EXECUTE FUNCTION mash.project_contact_files();

CALL mash.keep_from_the_close('files_storedfile');
CALL mash.police('files_storedfile',
  sees => 'visible_to && (SELECT mash.principals())
           OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))
           OR (held_for_kind = ''draft'' AND held_for_id = (SELECT mash.draft()))
           OR (SELECT mash.is_service(''worker'')) OR (SELECT mash.is_service(''intake''))
           OR (SELECT mash.is_service(''drafts''))',
  inserts => 'held_for_kind = ''draft'' AND held_for_id = mash.draft() OR mash.is_service(''intake'')
              OR visible_to && (SELECT mash.principals())',
  updates => 'held_for_kind = ''draft'' AND held_for_id = (SELECT mash.draft()) OR mash.is_service(''worker'')
              OR mash.is_service(''intake'') OR mash.is_service(''drafts'')');

-- The bytes go after the commit: whoever disposes of a matter is told where they lie.
CALL mash.disposed_of('files_storedfile', $$name = '', sha256 = '', signature = '', state = 'purged',
  purged_at = coalesce(purged_at, mash.at()), purged_by = mash.actor(), purge_reason = 'retention'$$,
  $$held_for_kind = 'contact' AND held_for_id IN (SELECT c.ref FROM public.intake_contact c WHERE c.matter_id = $1)
    OR held_for_kind = 'matter' AND held_for_id = $2$$);
