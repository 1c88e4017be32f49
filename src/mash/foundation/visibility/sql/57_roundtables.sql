-- A round table is its matter's. An invited agency sees the meeting, its own invitation and whom it is told of, its own
-- view, its own actions and its own copy of the minutes: never the minutes themselves, and nothing else of the matter.

-- The meeting: the hub's to work on. Who is invited is projected onto it.
CALL mash.police_with_matter('roundtables_meeting',
  inserts => 'visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''roundtables''))');
CREATE POLICY moves_on ON public.roundtables_meeting FOR UPDATE USING (visible_to && (SELECT mash.principals()) AND NOT also_visible_to && (SELECT mash.principals()));
GRANT UPDATE (state, meets_at, how, place, without_quorum, off_reason, began_at, ended_at, circulated_at, chair_id, chair_name,
    minute_taker_id, minute_taker_name, version)
  ON public.roundtables_meeting TO mash_app;
CALL mash.police_with_matter('roundtables_person',
  inserts => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('roundtables_step',
  inserts => 'visible_to && (SELECT mash.principals())');

-- An invitation is its agency's too, until it is withdrawn. The agency says whether it comes; the hub takes attendance.
CREATE OR REPLACE FUNCTION mash.also_invited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.also_visible_to := CASE WHEN NEW.agency_id IS NOT NULL AND NEW.withdrawn_at IS NULL
                              THEN ARRAY[mash.principal('agency', NEW.agency_id)] ELSE '{}'::int[] END;
  RETURN NEW;
END $$;
CALL mash.police_with_matter('roundtables_invitation',
  inserts => 'visible_to && (SELECT mash.principals()) AND (agency_id IS NULL OR NOT mash.holds(''agency'', agency_id))');
CREATE POLICY moves_on ON public.roundtables_invitation FOR UPDATE USING (visible_to && (SELECT mash.principals()));
CREATE TRIGGER visibility_also BEFORE INSERT ON public.roundtables_invitation
  FOR EACH ROW EXECUTE FUNCTION mash.also_invited();
GRANT UPDATE (says, substitute, contribution, answered_at, answered_by_name, came, came_name, withdrawn_at, version)
  ON public.roundtables_invitation TO mash_app;
CREATE OR REPLACE FUNCTION mash.guard_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.came, NEW.came_name, NEW.withdrawn_at) IS DISTINCT FROM (OLD.came, OLD.came_name, OLD.withdrawn_at)
     AND mash.holds('agency', OLD.agency_id) THEN
    RAISE EXCEPTION 'the hub takes attendance and invites' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_guards BEFORE UPDATE ON public.roundtables_invitation
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.guard_invitation();

-- Project who is invited onto the meeting; where an invitation is withdrawn, take back what came with it.
CREATE OR REPLACE FUNCTION mash.project_invited() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE tab text;
BEGIN
  IF NEW.withdrawn_at IS NOT NULL AND NEW.agency_id IS NOT NULL THEN
    FOREACH tab IN ARRAY ARRAY['roundtables_shown', 'roundtables_view', 'roundtables_action'] LOOP
      EXECUTE format('UPDATE public.%I t SET also_visible_to = ''{}'', visible_to = m.visible_to FROM public.matters_matter m
        WHERE m.id = t.matter_id AND t.meeting_id = $1 AND $2 = ANY (t.also_visible_to)', tab)
        USING NEW.meeting_id, mash.principal('agency', NEW.agency_id);
    END LOOP;
    UPDATE public.roundtables_invitation i SET also_visible_to = '{}', visible_to = m.visible_to
      FROM public.matters_matter m WHERE m.id = i.matter_id AND i.id = NEW.id;
  END IF;
  IF NEW.withdrawn_at IS NULL AND NEW.agency_id IS NOT NULL THEN
    UPDATE public.roundtables_action t SET also_visible_to = NEW.also_visible_to, visible_to = m.visible_to || NEW.also_visible_to
      FROM public.matters_matter m
     WHERE m.id = t.matter_id AND t.meeting_id = NEW.meeting_id AND t.agency_id = NEW.agency_id;
  END IF;
  UPDATE public.roundtables_meeting t SET also_visible_to = found.who, visible_to = m.visible_to || found.who
    FROM public.matters_matter m,
         (SELECT coalesce(array_agg(DISTINCT mash.principal('agency', i.agency_id)), '{}') AS who
            FROM public.roundtables_invitation i
           WHERE i.meeting_id = NEW.meeting_id AND i.agency_id IS NOT NULL AND i.withdrawn_at IS NULL) AS found
   WHERE t.id = NEW.meeting_id AND m.id = t.matter_id;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_project AFTER INSERT OR UPDATE OF withdrawn_at ON public.roundtables_invitation
  FOR EACH ROW EXECUTE FUNCTION mash.project_invited();

-- What hangs on an invitation is seen with it.
CREATE OR REPLACE FUNCTION mash.also_of_invitation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT i.also_visible_to INTO STRICT NEW.also_visible_to FROM public.roundtables_invitation i
   WHERE i.id = NEW.invitation_id AND i.meeting_id = NEW.meeting_id AND i.matter_id = NEW.matter_id;
  RETURN NEW;
END $$;
CALL mash.police_with_matter('roundtables_shown',
  inserts => 'visible_to && (SELECT mash.principals()) AND NOT also_visible_to && (SELECT mash.principals())');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.roundtables_shown
  FOR EACH ROW EXECUTE FUNCTION mash.also_of_invitation();
-- A view, and a dissent, is added by whose it is or read in by the hub, which says who said it: nobody changes one.
CALL mash.police_with_matter('roundtables_view',
  inserts => 'visible_to && (SELECT mash.principals())
              AND (said_by <> '''' OR also_visible_to = ''{}'' OR also_visible_to && (SELECT mash.principals()))');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.roundtables_view
  FOR EACH ROW EXECUTE FUNCTION mash.also_of_invitation();

-- Minutes in the making are the hub's alone.
CALL mash.police_with_matter('roundtables_entry',
  inserts => 'visible_to && (SELECT mash.principals())');
CREATE POLICY moves_on ON public.roundtables_entry FOR UPDATE USING (visible_to && (SELECT mash.principals()));
GRANT UPDATE (heading, person_id, text, audience, named, page, "left", by, by_name, at, version) ON public.roundtables_entry TO mash_app;
CALL mash.police_with_matter('roundtables_former',
  inserts => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('roundtables_hypothesis',
  inserts => 'visible_to && (SELECT mash.principals())');
CREATE POLICY moves_on ON public.roundtables_hypothesis FOR UPDATE USING (visible_to && (SELECT mash.principals()));
GRANT UPDATE (text, speaks_for, speaks_against, state, review, by_name, at, version)
  ON public.roundtables_hypothesis TO mash_app;
CALL mash.police_with_matter('roundtables_outcome',
  inserts => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('roundtables_minutes',
  inserts => 'visible_to && (SELECT mash.principals())');

-- An action is its owner's too: an agency that is invited, until it is not.
CREATE OR REPLACE FUNCTION mash.also_owner() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT coalesce(array_agg(DISTINCT who), '{}') INTO NEW.also_visible_to
    FROM public.roundtables_invitation i, unnest(i.also_visible_to) AS who
   WHERE i.meeting_id = NEW.meeting_id AND i.matter_id = NEW.matter_id AND i.agency_id = NEW.agency_id
     AND i.withdrawn_at IS NULL;
  RETURN NEW;
END $$;
CALL mash.police_with_matter('roundtables_action',
  inserts => 'visible_to && (SELECT mash.principals()) AND NOT also_visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''roundtables''))');
CREATE POLICY moves_on ON public.roundtables_action FOR UPDATE USING (visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service('roundtables')));
CREATE TRIGGER visibility_also BEFORE INSERT ON public.roundtables_action
  FOR EACH ROW EXECUTE FUNCTION mash.also_owner();
GRANT UPDATE (done_at, done_by_name, evidence, chased_at, version) ON public.roundtables_action TO mash_app;

-- A copy is its agency's, which acknowledges it; what it says is fixed.
CALL mash.police_with_matter('roundtables_copy',
  inserts => 'visible_to && (SELECT mash.principals()) AND NOT also_visible_to && (SELECT mash.principals())');
CREATE POLICY moves_on ON public.roundtables_copy FOR UPDATE USING (also_visible_to && (SELECT mash.principals()));
CREATE TRIGGER visibility_also BEFORE INSERT ON public.roundtables_copy
  FOR EACH ROW EXECUTE FUNCTION mash.also_of_invitation();
GRANT UPDATE (acknowledged_at, acknowledged_by_name) ON public.roundtables_copy TO mash_app;

-- The hub's correction is read by those with a copy for whom it is, as an entry is; an agency's by the hub and itself.
CREATE OR REPLACE FUNCTION mash.also_corrected() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT coalesce(array_agg(DISTINCT who), '{}') INTO NEW.also_visible_to
    FROM public.roundtables_copy c, unnest(c.also_visible_to) AS who
   WHERE c.meeting_id = NEW.meeting_id AND c.matter_id = NEW.matter_id
     AND CASE WHEN NEW.agency_id IS NOT NULL THEN c.agency_id = NEW.agency_id
              ELSE (NEW.audience = 'everyone' OR NEW.audience = 'named' AND NEW.named @> to_jsonb(c.invitation_id))
                   AND (NEW.person_id IS NULL OR EXISTS (
                     SELECT FROM public.roundtables_shown s
                      WHERE s.invitation_id = c.invitation_id AND s.person_id = NEW.person_id)) END;
  RETURN NEW;
END $$;
-- What an agency adds is its own, so that nobody's name is put to another's words.
CALL mash.police_with_matter('roundtables_correction',
  inserts => 'visible_to && (SELECT mash.principals()) AND (agency_id IS NULL OR mash.holds(''agency'', agency_id))
              AND (agency_id IS NOT NULL OR NOT also_visible_to && (SELECT mash.principals()))');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.roundtables_correction
  FOR EACH ROW EXECUTE FUNCTION mash.also_corrected();

-- Approved minutes are fixed, with what they were made of.
CREATE OR REPLACE FUNCTION mash.guard_minutes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE stands text;
BEGIN
  -- Waits for whoever approves them, and reads what came of it.
  SELECT t.state INTO stands FROM public.roundtables_meeting t WHERE t.id = NEW.meeting_id FOR SHARE;
  IF stands IN ('approved', 'off') THEN
    RAISE EXCEPTION 'minutes that are approved are fixed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION mash.round_table_state(number bigint) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  SELECT t.state FROM public.roundtables_meeting t
   WHERE t.id = number AND t.visible_to && (SELECT mash.principals()) FOR SHARE
$$;
CREATE TRIGGER visibility_guards_fixed BEFORE UPDATE ON public.roundtables_invitation
  FOR EACH ROW WHEN (current_user <> 'mash_owner' AND (OLD.came, OLD.came_name) IS DISTINCT FROM (NEW.came, NEW.came_name))
  EXECUTE FUNCTION mash.guard_minutes();
CREATE TRIGGER visibility_guards BEFORE INSERT ON public.roundtables_action
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.guard_minutes();
CREATE TRIGGER visibility_guards BEFORE INSERT OR UPDATE ON public.roundtables_entry
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.guard_minutes();
CREATE TRIGGER visibility_guards BEFORE INSERT OR UPDATE ON public.roundtables_hypothesis
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.guard_minutes();
CREATE TRIGGER visibility_guards BEFORE INSERT ON public.roundtables_view
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.guard_minutes();
CREATE TRIGGER visibility_guards BEFORE INSERT ON public.roundtables_outcome
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.guard_minutes();
CREATE OR REPLACE FUNCTION mash.guard_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('approved', 'off')
     AND to_jsonb(NEW) - 'circulated_at' - 'version' <> to_jsonb(OLD) - 'circulated_at' - 'version' THEN
    RAISE EXCEPTION 'minutes that are approved are fixed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_guards BEFORE UPDATE ON public.roundtables_meeting
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.guard_meeting();

-- With its matter the words and the names go. The kind, which seats were filled, when, and how it ended stay as figures.
CALL mash.disposed_of('roundtables_correction', 'delete');
CALL mash.disposed_of('roundtables_copy', 'delete');
CALL mash.disposed_of('roundtables_minutes', 'delete');
CALL mash.disposed_of('roundtables_action', 'delete');
CALL mash.disposed_of('roundtables_outcome', 'delete');
CALL mash.disposed_of('roundtables_view', 'delete');
CALL mash.disposed_of('roundtables_hypothesis', 'delete');
CALL mash.disposed_of('roundtables_former', 'delete');
CALL mash.disposed_of('roundtables_entry', 'delete');
CALL mash.disposed_of('roundtables_shown', 'delete');
CALL mash.disposed_of('roundtables_person', 'delete');
CALL mash.disposed_of('roundtables_step', $$text = '', by_name = '', also_visible_to = '{}'$$);
CALL mash.disposed_of('roundtables_invitation', $$name = '', substitute = '', contribution = '', answered_by_name = '',
  came_name = '', by_name = '', also_visible_to = '{}'$$);
CALL mash.disposed_of('roundtables_meeting', $$why = '', place = '', without_quorum = '', off_reason = '', chair_name = '',
  minute_taker_name = '', by_name = '', also_visible_to = '{}'$$);
CALL mash.keeps_open('roundtables_meeting', 'round-table', $$state IN ('called', 'sitting', 'ended')$$);
CALL mash.keeps_open('roundtables_action', 'round-table-action', $$done_at IS NULL$$);
