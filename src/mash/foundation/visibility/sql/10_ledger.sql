-- The ledger: appended by one function, read by governance leads and, record by record, by those who see the record.
-- The service `sequencer` puts each entry into the tree and reads all of it to prove it.

CALL mash.police('ledger_entry',
  sees => 'visible_to && (SELECT mash.principals()) OR actor = (SELECT mash.actor())
           OR (SELECT mash.is_service(''sequencer''))');
CALL mash.police('ledger_mention',
  sees => 'visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service(''sequencer''))');

-- A salt lets one try guesses of what an entry says: it is seen with the entry alone.
CALL mash.police('ledger_seal',
  sees => 'visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service(''sequencer''))',
  inserts => 'mash.is_service(''sequencer'')');
-- A lead learns of the erasure of what they saw: that a matter had entries which they did not see is nothing to learn.
CALL mash.police('ledger_erasure',
  sees => 'mash.is_service(''sequencer'') OR mash.holds(''everywhere'', 4)
           AND EXISTS (SELECT FROM public.ledger_entry e WHERE e.id = entry_id)');
CALL mash.police('ledger_waiting',
  sees => 'mash.is_service(''sequencer'')', deletes => 'mash.is_service(''sequencer'')');

-- Names, roles and purposes that entries are searched by, seen by whoever sees an entry that says them.
CALL mash.police('ledger_term',
  sees => 'visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service(''sequencer''))',
  inserts => 'mash.is_service(''sequencer'')', updates => 'mash.is_service(''sequencer'')');

-- The tree tells how much is done, and when: governance leads and witnesses alone.
CALL mash.police('ledger_leaf',
  sees => '(SELECT mash.is_service(''sequencer'') OR mash.holds(''everywhere'', 4))',
  inserts => 'mash.is_service(''sequencer'')');
CALL mash.police('ledger_tile',
  sees => '(SELECT mash.is_service(''sequencer'') OR mash.holds(''everywhere'', 4))',
  inserts => 'mash.is_service(''sequencer'')');
CALL mash.police('ledger_logkey',
  sees => '(SELECT mash.is_service(''sequencer'') OR mash.holds(''everywhere'', 4))',
  inserts => 'mash.is_service(''sequencer'')');
CALL mash.police('ledger_checkpoint',
  sees => '(SELECT mash.is_service(''sequencer'') OR mash.holds(''everywhere'', 4))',
  inserts => 'mash.is_service(''sequencer'')');
CALL mash.police('ledger_cosignature',
  sees => '(SELECT mash.is_service(''sequencer'') OR mash.holds(''everywhere'', 4))',
  inserts => 'mash.is_service(''sequencer'')');

-- What the log's own checks find: leads look into it.
CALL mash.police('ledger_finding',
  sees => 'mash.is_service(''sequencer'') OR mash.holds(''everywhere'', 4)',
  inserts => 'mash.is_service(''sequencer'')',
  updates => 'mash.is_service(''sequencer'') OR mash.holds(''everywhere'', 4)');
CALL mash.police('ledger_change',
  sees => 'mash.is_service(''sequencer'')', deletes => 'mash.is_service(''sequencer'')');

CREATE OR REPLACE FUNCTION mash.append(
  event text, actor text, actor_name text, actor_role text, at timestamptz, purpose text, payload jsonb,
  kinds text[], refs text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on'
AS $$
DECLARE
  number bigint;
  hub bigint;
  leads int[];
  matters text[];
BEGIN
  -- Nobody writes in another's name; a service writes for the person whose work it does.
  IF mash.actor() IS NULL OR (actor <> mash.actor() AND mash.actor() NOT LIKE 'service:%') THEN
    RAISE EXCEPTION 'the ledger names the actor of the transaction' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- A request, a contact, a package, a disagreement, an update, a notice, a round table or a call is part of a matter: whoever reads who
  -- has looked at the matter learns of it too.
  -- Each look-up costs about as much as writing the entry: only what is named is looked up.
  IF kinds && '{request,contact,package,disagreement,update,notice,school-notice,call,round-table,hand-over}' THEN
    SELECT array_agg(DISTINCT m.ref) INTO matters
      FROM (SELECT r.matter_id FROM public.sharing_request r
             WHERE r.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'request')
            UNION
            SELECT c.matter_id FROM public.intake_contact c
             WHERE c.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'contact')
            UNION
            SELECT p.matter_id FROM public.disclosure_package p
             WHERE p.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'package')
            UNION
            SELECT t.matter_id FROM public.encompass_notice t
             WHERE t.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'school-notice')
            UNION
            SELECT k.matter_id FROM public.calls_call k
             WHERE k.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'call')
            UNION
            SELECT d.matter_id FROM public.disagreements_disagreement d
             WHERE d.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'disagreement')
            UNION
            SELECT h.matter_id FROM public.handover_handover h
             WHERE h.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'hand-over')
            UNION
            SELECT t.matter_id FROM public.roundtables_meeting t
             WHERE t.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'round-table')
            UNION
            -- An update shows a contact: where that is kept to named people, the open case's readers learn of no update.
            SELECT u.matter_id FROM public.updates_update u
              JOIN public.intake_contact c ON c.id = u.contact_id
              JOIN public.matters_matter own ON own.id = c.matter_id AND own.restriction = 'open'
             WHERE u.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'update')
            UNION
            SELECT o.matter_id FROM public.updates_notice o
             WHERE o.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'notice')) AS part
      JOIN public.matters_matter m ON m.id = part.matter_id;
    kinds := kinds || array_fill('matter'::text, ARRAY[coalesce(cardinality(matters), 0)]);
    refs := refs || coalesce(matters, '{}');
  END IF;
  -- The governance leads of the hub where the actor sits, and of every hub whose matter is named.
  IF actor LIKE 'seat:%' THEN
    SELECT s.hub_id INTO hub FROM public.accounts_seat s WHERE s.id = substr(actor, 6)::bigint;
    IF hub IS NOT NULL THEN
      leads := ARRAY[mash.principal('governance', hub)];
    END IF;
  END IF;
  -- Advice belongs to no matter until a contact comes of it: the leads of the hub that gave it.
  IF 'consultation' = ANY (kinds) THEN
    SELECT array_agg(DISTINCT lead) INTO leads FROM (
      SELECT unnest(leads) AS lead
      UNION
      SELECT mash.principal('governance', c.hub_id) FROM public.consultations_consultation c
       WHERE c.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'consultation')) AS theirs;
  END IF;
  -- So does a call.
  IF 'call' = ANY (kinds) THEN
    SELECT array_agg(DISTINCT lead) INTO leads FROM (
      SELECT unnest(leads) AS lead
      UNION
      SELECT mash.principal('governance', c.hub_id) FROM public.calls_call c
       WHERE c.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'call')) AS theirs;
  END IF;
  -- An update whose contact is kept to named people names no matter, and is read by the leads all the same.
  IF 'update' = ANY (kinds) THEN
    SELECT array_agg(DISTINCT lead) INTO leads FROM (
      SELECT unnest(leads) AS lead
      UNION
      SELECT mash.principal('governance', u.hub_id) FROM public.updates_update u
       WHERE u.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'update')) AS theirs;
  END IF;
  IF 'matter' = ANY (kinds) THEN
    SELECT array_agg(DISTINCT lead) INTO leads FROM (
      SELECT unnest(leads) AS lead
      UNION
      SELECT mash.principal('governance', m.hub_id) FROM public.matters_matter m
       WHERE m.ref = ANY (ARRAY(SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'matter'))) AS both_sides;
  END IF;
  -- What is done with sealed material is read by those cleared for it, and by no lead who is not. Such an entry names
  -- nothing that others see, so that nobody meets it on the way from there.
  IF 'sealed' = ANY (kinds) THEN
    IF EXISTS (SELECT FROM unnest(kinds) AS k WHERE k <> 'sealed') OR purpose <> '' THEN
      RAISE EXCEPTION 'an entry about sealed material names nothing else' USING ERRCODE = 'check_violation';
    END IF;
    SELECT array_agg(DISTINCT who) INTO leads FROM mash.cleared_for(refs) AS who;
  END IF;
  INSERT INTO public.ledger_entry (event, actor, actor_name, actor_role, at, purpose, payload, visible_to)
    VALUES (event, actor, actor_name, actor_role, at, purpose, payload, coalesce(leads, '{}'))
    RETURNING id INTO number;
  INSERT INTO public.ledger_waiting (entry_id) VALUES (number);
  IF cardinality(refs) > 0 THEN
    INSERT INTO public.ledger_mention (entry_id, at, kind, ref, visible_to)
      SELECT DISTINCT number, at, k, r, coalesce(leads, '{}') FROM unnest(kinds, refs) AS n(k, r);
  END IF;
  RETURN number;
END $$;

-- Missing grants come first; this stops the owner too, and cannot be switched off by a session setting.
CREATE OR REPLACE FUNCTION mash.refuse_rewrite() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'insufficient_privilege'; END $$;

-- How many entries wait for the tree: of no use to whoever may not read the tree.
CREATE OR REPLACE FUNCTION mash.waiting_entries() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on'
AS $$ SELECT CASE WHEN mash.is_service('sequencer') OR mash.holds('everywhere', 4)
             THEN (SELECT count(*) FROM public.ledger_waiting) ELSE 0 END $$;

-- What was lawfully erased may become empty, and nothing else: the erasure stands in the log before.
CREATE OR REPLACE FUNCTION mash.refuse_unless_erased() RETURNS trigger LANGUAGE plpgsql
AS $$
DECLARE
  was jsonb := to_jsonb(OLD);
BEGIN
  IF EXISTS (SELECT FROM public.ledger_erasure e
              WHERE e.entry_id = coalesce(was ->> 'entry_id', was ->> 'id')::bigint) THEN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'ledger_mention' THEN
      RETURN OLD;
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'ledger_entry'
          AND to_jsonb(NEW) = was || '{"actor_name": "", "purpose": "", "payload": {}}' THEN
      RETURN NEW;
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'ledger_seal' AND to_jsonb(NEW) = was || '{"salt": null}' THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
DECLARE
  tab text;
BEGIN
  FOREACH tab IN ARRAY ARRAY['entry', 'mention', 'seal', 'erasure', 'leaf', 'tile', 'logkey', 'checkpoint',
                             'cosignature'] LOOP
    tab := 'ledger_' || tab;
    EXECUTE format('CREATE TRIGGER visibility_no_truncate BEFORE TRUNCATE ON public.%I
                      FOR EACH STATEMENT EXECUTE FUNCTION mash.refuse_rewrite()', tab);
    IF tab IN ('ledger_entry', 'ledger_mention', 'ledger_seal') THEN
      EXECUTE format('CREATE TRIGGER visibility_no_rewrite BEFORE UPDATE OR DELETE ON public.%I
                        FOR EACH ROW EXECUTE FUNCTION mash.refuse_unless_erased()', tab);
    ELSE
      EXECUTE format('CREATE TRIGGER visibility_no_rewrite BEFORE UPDATE OR DELETE ON public.%I
                        FOR EACH STATEMENT EXECUTE FUNCTION mash.refuse_rewrite()', tab);
    END IF;
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER visibility_no_truncate', tab);
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER visibility_no_rewrite', tab);
  END LOOP;
END $$;

-- Erase what one entry says: its leaf stays, so that every proof holds. The entry `because` says so, and was appended in
-- this transaction by the same governance lead, who sees the entry.
CREATE OR REPLACE FUNCTION mash.erase(number bigint, because bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on'
AS $$
BEGIN
  IF NOT mash.holds('everywhere', 4)
     OR NOT EXISTS (SELECT FROM public.ledger_entry e WHERE e.id = number AND e.visible_to && mash.principals())
     OR NOT EXISTS (
      SELECT FROM public.ledger_entry e JOIN public.ledger_seal s ON s.entry_id = number
       WHERE e.id = because AND e.actor = mash.actor() AND e.event = 'ledger:entry:erased'
         AND e.transaction = pg_current_xact_id()::text::bigint AND (e.payload ->> 'leaf')::bigint = s.leaf)
     OR EXISTS (SELECT FROM public.ledger_entry e WHERE e.id = number AND e.event = 'ledger:entry:erased') THEN
    RAISE EXCEPTION 'a lead erases what they see, by an entry of its own that stays' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM mash.erase_entry(number, because);
END $$;

-- The erasing itself, for those functions alone that have asked whether it may be: nobody else has the right to do any of it.
CREATE OR REPLACE FUNCTION mash.erase_entry(number bigint, because bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  was public.ledger_entry;
BEGIN
  INSERT INTO public.ledger_erasure (entry_id, because_id) VALUES (number, because);
  SELECT * INTO was FROM public.ledger_entry WHERE id = number;
  UPDATE public.ledger_entry SET actor_name = '', purpose = '', payload = '{}' WHERE id = number;
  DELETE FROM public.ledger_mention WHERE entry_id = number;
  UPDATE public.ledger_seal SET salt = NULL WHERE entry_id = number;
  -- What no other entry says any more is not to be searched by either.
  DELETE FROM public.ledger_term t
   WHERE t.kind = 'actor' AND t.value = was.actor AND t.name = was.actor_name
         AND NOT EXISTS (SELECT FROM public.ledger_entry e
                          WHERE e.actor = t.value AND e.actor_name = t.name AND e.actor_role = t.role)
      OR t.kind = 'purpose' AND t.value = was.purpose
         AND NOT EXISTS (SELECT FROM public.ledger_entry e WHERE e.purpose = t.value AND e.purpose <> '');
END $$;

-- The terms of entries that the sequencer has not taken yet, for whoever sees those.
CREATE OR REPLACE FUNCTION mash.terms_to_learn() RETURNS TABLE (actor text, name text, role text, purpose text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on'
AS $$ SELECT DISTINCT e.actor, e.actor_name, e.actor_role, e.purpose
        FROM public.ledger_waiting w JOIN public.ledger_entry e ON e.id = w.entry_id
       WHERE e.visible_to && mash.principals() OR e.actor = mash.actor() $$;

-- "Who has looked": for one matter that the asker sees, every entry that names it, without what else it named.
CREATE OR REPLACE FUNCTION mash.who_has_looked(wanted text)
RETURNS TABLE (entry bigint, at timestamptz, actor text, actor_name text, actor_role text, event text,
               purpose text, payload jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on'
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.matters_matter m WHERE m.ref = wanted AND NOT mash.too_close(m.hidden_from)
                  AND (m.visible_to && mash.principals()
                       OR mash.sees_timed(m.timed_grants, mash.principals(), mash.at()))) THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT e.id, e.at, e.actor::text, e.actor_name::text, e.actor_role::text, e.event::text, e.purpose::text,
           e.payload
      FROM public.ledger_mention n JOIN public.ledger_entry e ON e.id = n.entry_id
     WHERE n.kind = 'matter' AND n.ref = wanted
     ORDER BY e.id DESC;
END $$;
