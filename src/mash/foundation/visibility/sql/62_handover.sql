-- A hand-over is its matter's, and the one agency's that it is offered to: it sees nothing else of the matter by it.
-- What was offered never changes; where it stands does until it is answered, and then nothing.

CREATE OR REPLACE FUNCTION mash.also_receiver() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.also_visible_to := CASE WHEN NEW.agency_id IS NULL THEN '{}'::int[]
                              ELSE ARRAY[mash.principal('agency', NEW.agency_id)] END;
  RETURN NEW;
END $$;
CALL mash.police_with_matter('handover_handover',
  inserts => 'visible_to && (SELECT mash.principals()) AND NOT also_visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''attention'')) OR (SELECT mash.is_service(''clocks''))');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.handover_handover
  FOR EACH ROW EXECUTE FUNCTION mash.also_receiver();
CREATE POLICY moves_on ON public.handover_handover FOR UPDATE
  USING (visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service('attention')) OR (SELECT mash.is_service('clocks')));
GRANT UPDATE (due_at, warns_at, warned_at, late_told_at, state, acknowledged_at, acknowledged_by_name, answered_at, answered_by,
    answered_by_name, said_by, reason, text, worker, reach, receipt, version)
  ON public.handover_handover TO mash_app;

-- An answer is given once. The receiver answers for itself and neither withdraws nor moves its own time; that it was read is
-- the receiver's to say.
CREATE OR REPLACE FUNCTION mash.guard_handover() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'offered' THEN
    RAISE EXCEPTION 'a hand-over that is answered is fixed' USING ERRCODE = 'check_violation';
  END IF;
  IF mash.holds('agency', OLD.agency_id) THEN
    IF NEW.state = 'withdrawn' OR NEW.said_by <> ''
       OR (NEW.due_at, NEW.warns_at, NEW.warned_at, NEW.late_told_at)
          IS DISTINCT FROM (OLD.due_at, OLD.warns_at, OLD.warned_at, OLD.late_told_at) THEN
      RAISE EXCEPTION 'the receiver answers, and no more' USING ERRCODE = 'insufficient_privilege';
    END IF;
  ELSIF NEW.acknowledged_at IS DISTINCT FROM OLD.acknowledged_at
     OR NEW.state IN ('accepted', 'refused') AND NEW.said_by = '' THEN
    RAISE EXCEPTION 'the hub records who answered' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_guards BEFORE UPDATE ON public.handover_handover
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.guard_handover();

-- With its matter the words and the names go. What kind of receiver, by which route, in what time and how answered stay.
CALL mash.disposed_of('handover_handover', $$to_name = '', about_name = '', about_born = '', asks = '', by_name = '',
  acknowledged_by_name = '', answered_by_name = '', said_by = '', text = '', worker = '', reach = '', receipt = '',
  also_visible_to = '{}'$$);
CALL mash.keeps_open('handover_handover', 'hand-over', $$state = 'offered'$$);
