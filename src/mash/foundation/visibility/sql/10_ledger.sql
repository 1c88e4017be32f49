-- The ledger: appended by one function, read by governance leads and, record by record, by those who see the record.

CALL mash.police('ledger_entry',
  sees => 'visible_to && (SELECT mash.principals()) OR actor = (SELECT mash.actor())');
CALL mash.police('ledger_mention',
  sees => 'visible_to && (SELECT mash.principals())');

CREATE OR REPLACE FUNCTION mash.append(
  event text, actor text, actor_name text, actor_role text, at timestamptz, purpose text, payload jsonb,
  kinds text[], refs text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on'
AS $$
DECLARE
  number bigint;
  leads int[];
  matters text[];
BEGIN
  -- Nobody writes in another's name; a service writes for the person whose work it does.
  IF mash.actor() IS NULL OR (actor <> mash.actor() AND mash.actor() NOT LIKE 'service:%') THEN
    RAISE EXCEPTION 'the ledger names the actor of the transaction' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- A request or a contact is part of a matter: whoever reads who has looked at the matter learns of it too.
  SELECT array_agg(DISTINCT m.ref) INTO matters
    FROM (SELECT r.matter_id FROM public.sharing_request r
           WHERE r.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'request')
          UNION
          SELECT c.matter_id FROM public.intake_contact c
           WHERE c.ref IN (SELECT n.r FROM unnest(kinds, refs) AS n(k, r) WHERE n.k = 'contact')) AS part
    JOIN public.matters_matter m ON m.id = part.matter_id;
  kinds := kinds || array_fill('matter'::text, ARRAY[coalesce(cardinality(matters), 0)]);
  refs := refs || coalesce(matters, '{}');
  -- The governance leads of every hub whose matter is named, and of the hub where the actor sits.
  SELECT array_agg(DISTINCT mash.principal('governance', hub)) INTO leads FROM (
    SELECT m.hub_id AS hub FROM public.matters_matter m
     WHERE m.ref IN (SELECT r FROM unnest(kinds, refs) AS n(k, r) WHERE k = 'matter')
    UNION
    SELECT s.hub_id FROM public.accounts_seat s
     WHERE actor LIKE 'seat:%' AND s.id = substr(actor, 6)::bigint AND s.hub_id IS NOT NULL) AS hubs;
  INSERT INTO public.ledger_entry (event, actor, actor_name, actor_role, at, purpose, payload, visible_to)
    VALUES (event, actor, actor_name, actor_role, at, purpose, payload, coalesce(leads, '{}'))
    RETURNING id INTO number;
  INSERT INTO public.ledger_mention (entry_id, kind, ref, visible_to)
    SELECT DISTINCT number, k, r, coalesce(leads, '{}') FROM unnest(kinds, refs) AS n(k, r);
  RETURN number;
END $$;


-- Missing grants come first; this stops the owner too, and cannot be switched off by a session setting.
CREATE OR REPLACE FUNCTION mash.refuse_rewrite() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER visibility_no_rewrite BEFORE UPDATE OR DELETE OR TRUNCATE ON public.ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION mash.refuse_rewrite();
CREATE TRIGGER visibility_no_rewrite BEFORE UPDATE OR DELETE OR TRUNCATE ON public.ledger_mention
  FOR EACH STATEMENT EXECUTE FUNCTION mash.refuse_rewrite();
ALTER TABLE public.ledger_entry ENABLE ALWAYS TRIGGER visibility_no_rewrite;
ALTER TABLE public.ledger_mention ENABLE ALWAYS TRIGGER visibility_no_rewrite;

-- "Who has looked": for one matter that the asker sees, every entry that names it, without what else it named.
CREATE OR REPLACE FUNCTION mash.who_has_looked(wanted text)
RETURNS TABLE (entry bigint, at timestamptz, actor text, actor_name text, actor_role text, event text,
               purpose text, payload jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on'
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.matters_matter m WHERE m.ref = wanted
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
