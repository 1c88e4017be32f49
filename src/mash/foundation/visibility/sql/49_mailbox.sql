-- A message that is no contact's is seen by those who screen for its desk, and by the hub's managers. What became a contact,
-- or part of one, is seen with its case alone: of such a row nobody learns but by a count.

-- The desks that the actor screens for. A seat out of its dates holds no hub (see mash.begin); a token screens for none.
CREATE OR REPLACE FUNCTION mash.screens_for() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce(array_agg(d.id), '{}')
        FROM public.accounts_seat s
        JOIN public.agencies_desk d ON s.role = 'screener' AND d.id = s.desk_id
                                    OR s.role = 'manager' AND d.hub_id = s.hub_id
       WHERE mash.actor() LIKE 'seat:%' AND s.id = substr(mash.actor(), 6)::bigint
         AND mash.holds('hub', s.hub_id) $$;

CALL mash.police('mailbox_message',
  sees => '(SELECT mash.is_service(''mailbox''))
           OR contact = '''' AND desk_id = ANY ((SELECT mash.screens_for())::bigint[])',
  inserts => 'mash.is_service(''mailbox'')',
  updates => 'mash.is_service(''mailbox'')');
CALL mash.police('mailbox_watch',
  sees => '(SELECT mash.is_service(''mailbox'')) OR mash.holds(''everywhere'', 2)
           OR desk_id = ANY ((SELECT mash.screens_for())::bigint[])',
  inserts => 'mash.is_service(''mailbox'')',
  updates => 'mash.is_service(''mailbox'')');
CALL mash.police_reference('mailbox_senderdomain');
CALL mash.police_with_matter('mailbox_further',
  inserts => 'mash.is_service(''intake'')', also => '(SELECT mash.is_service(''intake''))');

-- A message that came stays: of a settled one neither where it lay nor what it was may become another.
CREATE OR REPLACE FUNCTION mash.keep_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.public_id, NEW.box, NEW.desk_id, NEW.arrived_at, NEW.size, NEW.digest)
     IS DISTINCT FROM (OLD.public_id, OLD.box, OLD.desk_id, OLD.arrived_at, OLD.size, OLD.digest)
     OR OLD.contact <> '' AND NEW.contact <> OLD.contact
     OR OLD.state <> 'waiting' AND NEW.state = 'waiting' THEN
    RAISE EXCEPTION 'what came stays' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_keeps BEFORE UPDATE ON public.mailbox_message
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.keep_message();

-- That it came is a figure; by whom, and what it is found by, goes with the case.
CALL mash.disposed_of('mailbox_further', $$text = '', subject = '', sender = '', sender_name = '', left_out = '[]'$$);
CALL mash.disposed_of('mailbox_message',
  $$message_id = '', content = '', subject = '', sender = '', sender_name = '', rationale = '', by_name = ''$$,
  'contact IN (SELECT c.ref FROM public.intake_contact c WHERE c.matter_id = $1)');
