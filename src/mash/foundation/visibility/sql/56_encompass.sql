-- A notice to a school is the hub's, with its matter; what the school is told is the school's too, until it is withdrawn.
-- A notice is proposed in the transaction that receives a contact, by the service `intake`.

CALL mash.police_with_matter('encompass_notice',
  inserts => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''intake'')',
  updates => 'visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''intake''))');
CALL mash.police_with_matter('encompass_message',
  inserts => 'visible_to && (SELECT mash.principals()) AND NOT mash.holds(''agency'', agency_id)');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.encompass_message
  FOR EACH ROW EXECUTE FUNCTION mash.also_agency();
-- What was told stays as it was told: it is read, and it is withdrawn.
CREATE POLICY read_or_withdrawn ON public.encompass_message FOR UPDATE
  USING (visible_to && (SELECT mash.principals())) WITH CHECK (true);
GRANT UPDATE (read_by, read_by_name, read_at, withdrawn_at) ON public.encompass_message TO mash_app;
CREATE OR REPLACE FUNCTION mash.withdraw_notice() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT m.visible_to INTO NEW.visible_to FROM public.matters_matter m WHERE m.id = NEW.matter_id;
  NEW.also_visible_to := '{}';
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_withdraws BEFORE UPDATE OF withdrawn_at ON public.encompass_message
  FOR EACH ROW WHEN (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL)
  EXECUTE FUNCTION mash.withdraw_notice();

-- That a school was told, when, and whether it read it is a figure; who the child is goes with the case.
CALL mash.disposed_of('encompass_message', $$child = '', date_of_birth = '', occurred = '', helps = '[]', sent_by_name = '',
  read_by = '', read_by_name = '', also_visible_to = '{}'$$);
CALL mash.disposed_of('encompass_notice', $$named = '', note = '', decided_by_name = '', called_by_name = ''$$);
