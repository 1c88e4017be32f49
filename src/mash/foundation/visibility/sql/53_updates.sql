-- An update belongs to the case that it is an update of, and shows a contact that belongs to another: it is seen by whoever
-- sees both. So nobody learns from a case of a contact that is kept from them, nor from a contact of a hidden case.

CREATE OR REPLACE FUNCTION mash.of_matter_at() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT m.hub_id, m.desk_id INTO NEW.hub_id, NEW.desk_id FROM public.matters_matter m WHERE m.id = NEW.matter_id;
  RETURN NEW;
END $$;

CALL mash.police_with_matter('updates_update',
  inserts => 'visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''updates''))');
CREATE POLICY with_its_contact ON public.updates_update AS RESTRICTIVE FOR SELECT TO mash_app
  USING ((SELECT mash.is_service('updates')) OR EXISTS (SELECT FROM public.intake_contact c WHERE c.id = contact_id));
CREATE TRIGGER visibility_of_matter BEFORE INSERT ON public.updates_update
  FOR EACH ROW EXECUTE FUNCTION mash.of_matter_at();
-- What was said stays; that it was undone is said beside it.
CREATE POLICY moves_on ON public.updates_update FOR UPDATE
  USING (visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service('updates')));
GRANT UPDATE (state, undone_at, undone_by, undone_by_name, undone_reason, version) ON public.updates_update TO mash_app;

-- Its readings are seen with it. One is given once, and is then nobody's to change.
CALL mash.police_with_matter('updates_receipt',
  inserts => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''updates'')',
  also => '(SELECT mash.is_service(''updates''))');
CREATE POLICY with_its_update ON public.updates_receipt AS RESTRICTIVE FOR SELECT TO mash_app
  USING ((SELECT mash.is_service('updates')) OR EXISTS (SELECT FROM public.updates_update u WHERE u.id = update_id));
CREATE POLICY moves_on ON public.updates_receipt FOR UPDATE
  USING (read_at IS NULL AND (visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service('updates'))))
  WITH CHECK (visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service('updates')));
GRANT UPDATE (opened_at, back_at, read_at, read_by, read_by_name, will_do, ended_at) ON public.updates_receipt TO mash_app;

CALL mash.police_with_matter('updates_newconcern', inserts => 'visible_to && (SELECT mash.principals())');

-- What another area or team tells of somebody is their case's: the hub's desks see it, and an agency where it has the case.
CALL mash.police_with_matter('updates_notice', inserts => 'visible_to && (SELECT mash.principals())');
CREATE TRIGGER visibility_of_matter BEFORE INSERT ON public.updates_notice
  FOR EACH ROW EXECUTE FUNCTION mash.of_matter_at();
CREATE POLICY moves_on ON public.updates_notice FOR UPDATE USING (visible_to && (SELECT mash.principals()));
GRANT UPDATE (acknowledged_at, acknowledged_by_name, acknowledged_how, acted_on, review_on, ended_on, ended_why,
              ended_by_name, version) ON public.updates_notice TO mash_app;

-- The words go with the case; that something came on it, how urgent, and when it was read, stays as a figure.
CALL mash.disposed_of('updates_update', $$reason = '', by_name = '', undone_reason = '', undone_by_name = ''$$);
CALL mash.disposed_of('updates_receipt', $$user_id = NULL, read_by_name = '', will_do = ''$$);
CALL mash.disposed_of('updates_newconcern', $$reason = '', by_name = ''$$);
CALL mash.disposed_of('updates_notice', $$sender_name = '', sender_phone = '', sender_email = '', basis = '',
  discussed_with = '', by_name = '', acknowledged_by_name = '', acknowledged_how = '', ended_why = '', ended_by_name = ''$$);
CALL mash.keeps_open('updates_notice', 'notice', 'ended_on IS NULL');
CALL mash.keeps_open('updates_receipt', 'update', 'read_at IS NULL AND ended_at IS NULL');
