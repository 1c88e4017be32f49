-- What forces send in bulk. That a force sends is no secret among staff; what became of each row is read by the desk's hub,
-- its lead and the force itself; the cells by the hub's people alone, and with the matter once there is one.
-- The service `notifications` does all writing, once an action has said that the person may.

CALL mash.police('notifications_source',
  sees => '(SELECT mash.is_service(''notifications'')) OR mash.holds(''everywhere'', 3)',
  inserts => 'mash.is_service(''notifications'')', updates => 'mash.is_service(''notifications'')');
CALL mash.police('notifications_sourcesecret',
  sees => '(SELECT mash.is_service(''notifications''))',
  inserts => 'mash.is_service(''notifications'')', updates => 'mash.is_service(''notifications'')');

ALTER TABLE public.notifications_batch ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}';
ALTER TABLE public.notifications_row ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}';
CREATE OR REPLACE FUNCTION mash.project_notification() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT ARRAY[mash.principal('hub', d.hub_id), mash.principal('governance', d.hub_id), mash.principal('agency', s.agency_id)]
    INTO NEW.visible_to
    FROM public.notifications_source s JOIN public.agencies_desk d ON d.id = s.desk_id WHERE s.id = NEW.source_id;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_project BEFORE INSERT ON public.notifications_batch
  FOR EACH ROW EXECUTE FUNCTION mash.project_notification();
CREATE TRIGGER visibility_project BEFORE INSERT ON public.notifications_row
  FOR EACH ROW EXECUTE FUNCTION mash.project_notification();
CALL mash.police('notifications_batch',
  sees => '(SELECT mash.is_service(''notifications'')) OR visible_to && (SELECT mash.principals())',
  inserts => 'mash.is_service(''notifications'')', updates => 'mash.is_service(''notifications'')');
CALL mash.police('notifications_row',
  sees => '(SELECT mash.is_service(''notifications'')) OR visible_to && (SELECT mash.principals())',
  inserts => 'mash.is_service(''notifications'')', updates => 'mash.is_service(''notifications'')');

-- The cells are named as what goes with a matter, so that a restriction reaches them; without a matter they are the hub's.
CALL mash.police_with_matter('notifications_sent',
  inserts => 'mash.is_service(''notifications'')', updates => 'mash.is_service(''notifications'')',
  also => '(SELECT mash.is_service(''notifications''))');
CREATE OR REPLACE FUNCTION mash.project_sent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  IF NEW.matter_id IS NULL THEN
    SELECT ARRAY[mash.principal('hub', d.hub_id)], NULL, NULL
      INTO NEW.visible_to, NEW.timed_grants, NEW.hidden_from
      FROM public.notifications_row r JOIN public.notifications_source s ON s.id = r.source_id
      JOIN public.agencies_desk d ON d.id = s.desk_id WHERE r.id = NEW.row_id;
  ELSE
    SELECT m.visible_to, m.timed_grants, m.hidden_from INTO NEW.visible_to, NEW.timed_grants, NEW.hidden_from
      FROM public.matters_matter m WHERE m.id = NEW.matter_id;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER visibility_with_matter ON public.notifications_sent;
CREATE TRIGGER visibility_with_matter BEFORE INSERT OR UPDATE OF matter_id ON public.notifications_sent
  FOR EACH ROW EXECUTE FUNCTION mash.project_sent();

-- What was said goes; that a force sent something, under which reference and when, is a figure.
CALL mash.disposed_of('notifications_sent', $$cells = '{}', put_right = NULL$$);

-- What is agreed with a force, what its columns are, the files handed over on pages, the numbers it declares and who signed
-- a day off: the desk's hub, its lead and the force, as a batch. The bytes of a file are the service's alone.
DO $do$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['terms', 'mapping', 'upload', 'declaration', 'signoff'] LOOP
    EXECUTE format('ALTER TABLE public.notifications_%s ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT ''{}''', name);
    EXECUTE format('CREATE TRIGGER visibility_project BEFORE INSERT ON public.notifications_%s
                    FOR EACH ROW EXECUTE FUNCTION mash.project_notification()', name);
  END LOOP;
END $do$;
CALL mash.police('notifications_terms',
  sees => '(SELECT mash.is_service(''notifications'')) OR visible_to && (SELECT mash.principals())',
  inserts => 'mash.is_service(''notifications'')');
CALL mash.police('notifications_mapping',
  sees => '(SELECT mash.is_service(''notifications'')) OR visible_to && (SELECT mash.principals())',
  inserts => 'mash.is_service(''notifications'')');
CALL mash.police('notifications_upload',
  sees => '(SELECT mash.is_service(''notifications'')) OR visible_to && (SELECT mash.principals())',
  inserts => 'mash.is_service(''notifications'')', updates => 'mash.is_service(''notifications'')');
CALL mash.police('notifications_declaration',
  sees => '(SELECT mash.is_service(''notifications'')) OR visible_to && (SELECT mash.principals())',
  inserts => 'mash.is_service(''notifications'')');
CALL mash.police('notifications_signoff',
  sees => '(SELECT mash.is_service(''notifications'')) OR visible_to && (SELECT mash.principals())',
  inserts => 'mash.is_service(''notifications'')');
CREATE POLICY notifications_sees ON public.files_storedfile FOR SELECT
  USING (held_for_kind = 'upload' AND (SELECT mash.is_service('notifications')));
CREATE POLICY notifications_inserts ON public.files_storedfile FOR INSERT
  WITH CHECK (held_for_kind = 'upload' AND mash.is_service('notifications'));
CREATE POLICY notifications_updates ON public.files_storedfile FOR UPDATE
  USING (held_for_kind = 'upload' AND (SELECT mash.is_service('notifications')))
  WITH CHECK (held_for_kind = 'upload' AND mash.is_service('notifications'));
