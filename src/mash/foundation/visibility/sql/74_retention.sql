-- Retention and disposal. What is due, on hold or disposed of is the hub's leads' by reference, and theirs who see the
-- matter. The service `retention` reviews and carries out; the disposing itself is one function with one key.

CALL mash.police_with_matter('retention_due',
  inserts => 'mash.is_service(''retention'')', updates => 'mash.is_service(''retention'')',
  deletes => 'mash.is_service(''retention'')', also => '(SELECT mash.is_service(''retention''))');
CALL mash.police_with_matter('retention_hold',
  inserts => '(mash.holds(''governance'', hub_id) OR visible_to && (SELECT mash.principals()))
              AND mash.holds(''user'', placed_by_user) AND seen_at IS NULL AND lifted_at IS NULL',
  also => '(SELECT mash.is_service(''retention''))');
CALL mash.police_with_matter('retention_disposal',
  inserts => 'mash.holds(''governance'', hub_id) AND mash.holds(''user'', proposed_by_user) AND state = ''proposed''
              AND decided_by_user IS NULL AND ended_at IS NULL',
  also => '(SELECT mash.is_service(''retention''))');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.retention_due
  FOR EACH ROW EXECUTE FUNCTION mash.also_governance();
CREATE TRIGGER visibility_also BEFORE INSERT ON public.retention_hold
  FOR EACH ROW EXECUTE FUNCTION mash.also_governance();
CREATE TRIGGER visibility_also BEFORE INSERT ON public.retention_disposal
  FOR EACH ROW EXECUTE FUNCTION mash.also_governance();

-- Each step is somebody's own, taken once, and the second is another's than the first.
CREATE POLICY seen_once ON public.retention_hold FOR UPDATE
  USING (visible_to && (SELECT mash.principals()) AND NOT mash.holds('user', placed_by_user) AND seen_at IS NULL
         AND lifted_at IS NULL)
  WITH CHECK (mash.holds('user', seen_by_user) AND seen_by_user <> placed_by_user);
CREATE POLICY lift_asked ON public.retention_hold FOR UPDATE
  USING (visible_to && (SELECT mash.principals()) AND lift_asked_at IS NULL AND lifted_at IS NULL)
  WITH CHECK (mash.holds('user', lift_asked_by_user) AND lifted_at IS NULL);
CREATE POLICY lifted_once ON public.retention_hold FOR UPDATE
  USING (visible_to && (SELECT mash.principals()) AND lift_asked_at IS NOT NULL AND lifted_at IS NULL
         AND NOT mash.holds('user', lift_asked_by_user))
  WITH CHECK (lifted_by_user <> lift_asked_by_user AND mash.holds('user', lifted_by_user));
GRANT UPDATE (seen_by_name, seen_by_user, seen_at, lift_reason, lift_asked_by_name, lift_asked_by_user, lift_asked_at,
              lifted_by_name, lifted_by_user, lifted_at) ON public.retention_hold TO mash_app;

CREATE POLICY decided_once ON public.retention_disposal FOR UPDATE
  USING (state = 'proposed' AND visible_to && (SELECT mash.principals()) AND NOT mash.holds('user', proposed_by_user))
  WITH CHECK (state IN ('approved', 'declined') AND mash.holds('user', decided_by_user)
              AND decided_by_user <> proposed_by_user);
CREATE POLICY stopped ON public.retention_disposal FOR UPDATE
  USING (state IN ('proposed', 'approved') AND visible_to && (SELECT mash.principals())) WITH CHECK (state = 'stopped');
CREATE POLICY kept ON public.retention_disposal FOR UPDATE
  USING (state = 'approved' AND mash.is_service('retention')) WITH CHECK (state = 'kept');
GRANT UPDATE (state, decided_by, decided_by_name, decided_by_user, decided_at, decline_reason, due_at, ended_at)
  ON public.retention_disposal TO mash_app;

-- What nobody but cleared people may know of: a hold of a custodian's, and what of a disposal was sealed.
CALL mash.police_sealed('retention_sealedhold',
  inserts => 'cleared_to && (SELECT mash.principals()) AND visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''retention''))');
CREATE POLICY ended_once ON public.retention_sealedhold FOR UPDATE
  USING (ended_at IS NULL AND cleared_to && (SELECT mash.principals()) AND visible_to && (SELECT mash.principals()))
  WITH CHECK (ended_at IS NOT NULL);
GRANT UPDATE (ended_at, ended_by_name) ON public.retention_sealedhold TO mash_app;
CALL mash.police('retention_sealeddisposal', sees => 'mash.holds(''cleared'', hub_id)');

CALL mash.disposed_of('retention_due', 'delete');
CALL mash.disposed_of('retention_hold', $$reason = '', lift_reason = ''$$);
CALL mash.disposed_of('retention_disposal', 'keep');
CALL mash.disposed_of('retention_sealedhold', 'delete', sealed => true);

-- Whose family a matter is: those that share a person with it, or somebody beside whom one of its family is named in
-- another matter or by a relationship, or lives now; a place with more than twenty people is no household. An alleged
-- source of harm and others beside the family do not make one. Last, those in which somebody not identified yet is more
-- likely than not one of its people.
CREATE OR REPLACE FUNCTION mash.family_matters(wanted bigint) RETURNS TABLE (matter_id bigint, how text)
LANGUAGE sql STABLE AS $$
  WITH us AS MATERIALIZED (
    SELECT DISTINCT w.id FROM mash.all_who_are(ARRAY(
      SELECT s.person_id FROM public.matters_subject s
       WHERE s.matter_id = wanted AND s.person_id IS NOT NULL AND s.role NOT IN ('source-of-harm', 'other'))) AS w),
  beside AS MATERIALIZED (
    SELECT DISTINCT w.id FROM mash.all_who_are(ARRAY(
      SELECT r.other_id FROM public.people_relationship r JOIN us ON us.id = r.person_id WHERE r.kind !~ 'harm'
      UNION
      SELECT r.person_id FROM public.people_relationship r JOIN us ON us.id = r.other_id WHERE r.kind !~ 'harm'
      UNION
      SELECT b.person_id FROM public.matters_subject a JOIN us ON us.id = a.person_id
        JOIN public.matters_subject b ON b.matter_id = a.matter_id
       WHERE a.role NOT IN ('source-of-harm', 'other') AND b.role NOT IN ('source-of-harm', 'other')
         AND b.person_id IS NOT NULL
      UNION
      SELECT a.person_id FROM public.people_address a
       WHERE NOT (a.place_key = '') AND a.until_on IS NULL AND a.place_key = ANY (ARRAY(
         SELECT h.place_key FROM public.people_address h JOIN us ON us.id = h.person_id
          WHERE h.until_on IS NULL AND (SELECT count(*) FROM public.people_address n
                 WHERE n.place_key = h.place_key AND NOT (n.place_key = '') AND n.until_on IS NULL) BETWEEN 1 AND 20)))) AS w),
  found AS (
    SELECT s.matter_id, 'person' AS how, 1 AS place FROM us JOIN public.matters_subject s ON s.person_id = us.id
    UNION ALL
    SELECT s.matter_id, 'family', 2 FROM beside JOIN public.matters_subject s ON s.person_id = beside.id
    UNION ALL
    SELECT s.matter_id, 'likely', 3
      FROM mash.records_in(wanted) AS mine
      CROSS JOIN LATERAL (
        SELECT l.b_id AS other FROM public.people_link l WHERE l.a_id = mine AND l.probability >= 0.5
        UNION
        SELECT l.a_id FROM public.people_link l WHERE l.b_id = mine AND l.probability >= 0.5) AS near
      JOIN public.matters_subject s ON s.record_id = near.other AND s.person_id IS NULL)
  SELECT DISTINCT ON (f.matter_id) f.matter_id, f.how FROM found f JOIN public.matters_matter m ON m.id = f.matter_id
   WHERE f.matter_id <> wanted AND m.restriction <> 'disposed' ORDER BY f.matter_id, f.place $$;

-- What work keeps a matter open, as codes; `case` where it never had a case.
CREATE OR REPLACE FUNCTION mash.open_work_of(wanted bigint) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  one record;
  found boolean;
  codes text[] := '{}';
BEGIN
  IF NOT EXISTS (SELECT FROM public.cases_case c WHERE c.matter_id = wanted) THEN
    codes := '{case}';
  END IF;
  FOR one IN SELECT w.tab, w.code, w.condition FROM mash.open_work w ORDER BY w.tab, w.code LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I t WHERE t.matter_id = $1 AND (%s))', one.tab, one.condition)
      INTO found USING wanted;
    IF found THEN
      codes := codes || one.code;
    END IF;
  END LOOP;
  RETURN codes;
END $$;

-- What the periods are worked out from: dates and codes of one matter, nobody's name and nothing sealed.
CREATE OR REPLACE FUNCTION mash.retention_facts(wanted bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'id', m.id, 'ref', m.ref, 'hub', h.key, 'hub_id', m.hub_id, 'hub_name', h.name, 'population', d.population,
    'opened_at', m.opened_at, 'closed_at', c.closed_at,
    'last_at', greatest(m.opened_at, c.closed_at,
      (SELECT max(x.received_at) FROM public.intake_contact x WHERE x.matter_id = m.id),
      (SELECT max(x.at) FROM public.cases_note x WHERE x.matter_id = m.id),
      (SELECT max(x.at) FROM public.cases_decision x WHERE x.matter_id = m.id),
      (SELECT max(x.at) FROM public.sharing_answer x WHERE x.matter_id = m.id)),
    'kinds', ARRAY(SELECT DISTINCT x.kind FROM public.intake_contact x WHERE x.matter_id = m.id
                   UNION SELECT x.kind FROM public.intake_classification x WHERE x.matter_id = m.id),
    'routes', ARRAY(SELECT DISTINCT x.route FROM public.cases_decision x WHERE x.matter_id = m.id
                    UNION SELECT 'immediate-protection' FROM public.cases_decision x
                           WHERE x.matter_id = m.id AND x.immediate_protection),
    'outcomes', ARRAY(SELECT DISTINCT x.outcome FROM public.cases_decision x WHERE x.matter_id = m.id),
    'level', (SELECT max(x.level) FROM public.cases_decision x WHERE x.matter_id = m.id),
    'births', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'born', r.said -> 'born', 'expected', r.said -> 'expected', 'doubt', r.said ? 'born_doubt',
        'date_of_birth', p.date_of_birth, 'estimated', p.birth_estimated, 'expected_date', p.expected_date)), '[]')
      FROM public.matters_subject s JOIN public.people_record r ON r.id = s.record_id
      LEFT JOIN public.people_person p ON p.id = s.person_id
     WHERE s.matter_id = m.id AND s.role IN ('subject', 'sibling')),
    'open', mash.open_work_of(m.id),
    'held', EXISTS (SELECT FROM public.retention_hold x WHERE x.matter_id = m.id AND x.lifted_at IS NULL))
    FROM public.matters_matter m
    JOIN public.agencies_hub h ON h.id = m.hub_id JOIN public.agencies_desk d ON d.id = m.desk_id
    LEFT JOIN public.cases_case c ON c.matter_id = m.id
   WHERE m.id = wanted $$;

-- Whether the actor may learn how long this matter is kept: a lead of its hub, or whoever sees it; the service of all.
CREATE OR REPLACE FUNCTION mash.knows_retention_of(m public.matters_matter) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT m.restriction <> 'disposed' AND (mash.is_service('retention')
    OR NOT mash.too_close(m.hidden_from)
       AND (mash.holds('governance', m.hub_id) OR m.visible_to && mash.principals())) $$;

-- A matter and its family, each with what its period is worked out from; of the family those that the actor may learn of.
CREATE OR REPLACE FUNCTION mash.retention_of(wanted text) RETURNS SETOF jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  WITH it AS (SELECT m.id FROM public.matters_matter m WHERE m.ref = wanted AND mash.knows_retention_of(m))
  SELECT mash.retention_facts(it.id) || '{"how": ""}' FROM it
  UNION ALL
  SELECT mash.retention_facts(f.matter_id) || jsonb_build_object('how', f.how)
    FROM it CROSS JOIN LATERAL mash.family_matters(it.id) AS f JOIN public.matters_matter m ON m.id = f.matter_id
   WHERE mash.knows_retention_of(m) $$;

-- Closed matters whose last closing is before `before`, after the number `beyond`, in their order: for the review.
CREATE OR REPLACE FUNCTION mash.closed_before(before timestamptz, beyond bigint, most int)
RETURNS TABLE (id bigint, ref text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  SELECT m.id, m.ref::text FROM public.matters_matter m JOIN public.cases_case c ON c.matter_id = m.id
   WHERE mash.is_service('retention') AND m.id > beyond AND c.closed_at < before AND m.restriction <> 'disposed'
   ORDER BY m.id LIMIT most $$;

-- Let nothing about the people of a matter change until the transaction ends: whoever says meanwhile that somebody is one
-- of them, opens a matter about them or places a hold waits, and is seen here if they were first.
CREATE OR REPLACE FUNCTION mash.lock_for_disposal(wanted bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  IF NOT mash.is_service('retention') THEN
    RAISE EXCEPTION 'only the service retention disposes' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM FROM public.matters_matter m WHERE m.id = wanted FOR UPDATE;
  PERFORM FROM public.cases_case c WHERE c.matter_id = wanted FOR UPDATE;
  PERFORM FROM public.people_person p WHERE p.id IN (
    SELECT w.id FROM mash.all_who_are(ARRAY(SELECT s.person_id FROM public.matters_subject s
                                             WHERE s.matter_id = wanted AND s.person_id IS NOT NULL)) AS w
    UNION
    SELECT i.person_id FROM public.people_identification i WHERE i.record_id IN (SELECT mash.records_in(wanted)))
    ORDER BY p.id FOR UPDATE;
END $$;

-- The numbers of the records that came in with a matter, for the service that takes them out of the index.
CREATE OR REPLACE FUNCTION mash.records_to_forget(wanted bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  SELECT r FROM mash.records_in(wanted) AS r WHERE mash.is_service('retention') $$;

-- The entries that speak of this matter and of nothing that is left; never those of retention itself, nor erasures.
CREATE OR REPLACE FUNCTION mash.entries_to_erase(wanted bigint, orphans bigint[], sealed text[])
RETURNS TABLE (entry_id bigint, leaf bigint, seen_by int[], is_sealed boolean) LANGUAGE sql STABLE AS $$
  WITH things AS MATERIALIZED (
    SELECT 'matter' AS kind, m.ref::text AS ref FROM public.matters_matter m WHERE m.id = wanted
    UNION ALL SELECT 'contact', c.ref FROM public.intake_contact c WHERE c.matter_id = wanted
    UNION ALL SELECT 'request', r.ref FROM public.sharing_request r WHERE r.matter_id = wanted
    UNION ALL SELECT 'consultation', c.ref FROM public.consultations_consultation c WHERE c.matter_id = wanted
    UNION ALL SELECT 'call', c.ref FROM public.calls_call c WHERE c.matter_id = wanted
       OR c.advice_id IN (SELECT x.id FROM public.consultations_consultation x WHERE x.matter_id = wanted)
    UNION ALL SELECT 'disagreement', d.ref FROM public.disagreements_disagreement d WHERE d.matter_id = wanted
    UNION ALL SELECT 'hand-over', h.ref FROM public.handover_handover h WHERE h.matter_id = wanted
    UNION ALL SELECT 'round-table', t.ref FROM public.roundtables_meeting t WHERE t.matter_id = wanted
    UNION ALL SELECT 'update', u.ref FROM public.updates_update u WHERE u.matter_id = wanted
    UNION ALL SELECT 'notice', n.ref FROM public.updates_notice n WHERE n.matter_id = wanted
    UNION ALL SELECT 'break-glass', b.ref FROM public.access_breakglass b WHERE b.matter_id = wanted
    UNION ALL SELECT 'file', f.public_id FROM public.files_storedfile f JOIN public.intake_contact c
                ON f.held_for_kind = 'contact' AND f.held_for_id = c.ref WHERE c.matter_id = wanted
    UNION ALL SELECT 'person', p.public_id FROM public.people_person p WHERE p.id = ANY (orphans)
    UNION ALL SELECT 'sealed', s FROM unnest(sealed) AS s),
  named AS MATERIALIZED (
    SELECT DISTINCT n.entry_id FROM things t JOIN public.ledger_mention n ON n.ref = t.ref AND n.kind = t.kind)
  SELECT e.id, s.leaf, e.visible_to, bool_or(n.kind = 'sealed')
    FROM named x JOIN public.ledger_entry e ON e.id = x.entry_id
    LEFT JOIN public.ledger_seal s ON s.entry_id = e.id
    JOIN public.ledger_mention n ON n.entry_id = e.id
   WHERE e.event NOT LIKE 'retention:%' AND e.event <> 'ledger:entry:erased'
     AND e.transaction <> pg_current_xact_id()::text::bigint
   GROUP BY e.id, s.leaf, e.visible_to
  HAVING bool_and(n.kind NOT IN ('matter', 'contact', 'request', 'consultation', 'call', 'person', 'file', 'sealed', 'break-glass')
                  OR (n.kind, n.ref) IN (SELECT t.kind, t.ref FROM things t)) $$;

-- Erase one matter, whatever of it there is: rows as each table's rule says, entries of the log, grants. Returns counts and
-- the digest of the list, what is sealed apart, and where the bytes of its files lie. For the functions below alone.
CREATE OR REPLACE FUNCTION mash.erase_matter(wanted bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  rule record;
  its_ref text;
  records bigint[] := ARRAY(SELECT mash.records_in(wanted));
  orphans bigint[];
  sealed_ids text[];
  keys text[];
  done text[];
  gone text[] := '{}';
  gone_sealed text[] := '{}';
  counts jsonb := '{}';
  counts_sealed jsonb := '{}';
  line record;
  because bigint;
BEGIN
  SELECT m.ref INTO its_ref FROM public.matters_matter m WHERE m.id = wanted;
  WITH who AS MATERIALIZED (
    SELECT DISTINCT w.stands, w.id FROM mash.all_who_are(ARRAY(
      SELECT s.person_id FROM public.matters_subject s WHERE s.matter_id = wanted AND s.person_id IS NOT NULL
      UNION
      SELECT i.person_id FROM public.people_identification i
       WHERE i.record_id = ANY (records) AND (i.undone_at IS NULL OR i.undone_at >= mash.at())
      UNION
      SELECT p.id FROM public.people_person p WHERE p.founder_id = ANY (records))) AS w),
  alive AS (
    SELECT DISTINCT w.stands FROM who w
     WHERE EXISTS (SELECT FROM public.matters_subject s WHERE s.person_id = w.id AND s.matter_id <> wanted)
        OR EXISTS (SELECT FROM public.people_identification i JOIN public.people_record r ON r.id = i.record_id
                    WHERE i.person_id = w.id AND i.undone_at IS NULL AND r.said <> '{}' AND NOT r.id = ANY (records)))
  SELECT coalesce(array_agg(w.id), '{}') INTO orphans FROM who w WHERE w.stands NOT IN (SELECT a.stands FROM alive a);
  sealed_ids := ARRAY(
    SELECT s.public_id FROM public.sharing_sealedanswer s WHERE s.matter_id = wanted
    UNION ALL SELECT s.public_id FROM public.sharing_sealeditem s WHERE s.matter_id = wanted
    UNION ALL SELECT s.public_id FROM public.cases_sealedannex s WHERE s.matter_id = wanted
    UNION ALL SELECT s.public_id FROM public.cases_hiddenmatch s WHERE s.matter_id = wanted
    UNION ALL SELECT s.public_id FROM public.retention_sealedhold s WHERE s.matter_id = wanted);
  keys := ARRAY(SELECT f.storage_key FROM public.files_storedfile f JOIN public.intake_contact c
      ON f.held_for_kind = 'contact' AND f.held_for_id = c.ref WHERE c.matter_id = wanted
    UNION SELECT f.storage_key FROM public.files_storedfile f WHERE f.held_for_kind = 'matter' AND f.held_for_id = its_ref);

  -- Entries first: what they name is still to be found. An erasure is seen by whoever saw the entry, and by nobody else.
  FOR line IN SELECT * FROM mash.entries_to_erase(wanted, orphans, sealed_ids) AS e ORDER BY e.entry_id LOOP
    IF line.leaf IS NULL THEN
      RAISE EXCEPTION 'an entry about it has no leaf in the tree yet' USING ERRCODE = 'lock_not_available';
    END IF;
    CONTINUE WHEN EXISTS (SELECT FROM public.ledger_erasure r WHERE r.entry_id = line.entry_id);
    INSERT INTO public.ledger_entry (event, actor, actor_name, actor_role, at, purpose, payload, visible_to)
      VALUES ('ledger:entry:erased', mash.actor(), '', '', mash.at(), '',
              jsonb_build_object('entry', line.entry_id, 'leaf', line.leaf, 'ground', 'retention'), line.seen_by)
      RETURNING id INTO because;
    INSERT INTO public.ledger_waiting (entry_id) VALUES (because);
    PERFORM mash.erase_entry(line.entry_id, because);
    IF line.is_sealed THEN
      gone_sealed := gone_sealed || ('ledger_entry:' || line.entry_id);
    ELSE
      gone := gone || ('ledger_entry:' || line.entry_id);
    END IF;
  END LOOP;
  counts := jsonb_build_object('ledger_entry', cardinality(gone));
  IF gone_sealed <> '{}' THEN
    counts_sealed := jsonb_build_object('ledger_entry', cardinality(gone_sealed));
  END IF;

  -- Of a rule's rows those go last that others are found by: rules run in the order in which the files say them, but
  -- subjects lose their person at the end.
  FOR rule IN SELECT d.* FROM mash.disposal_of d WHERE d.how <> 'keep'
               ORDER BY d.tab IN ('matters_subject', 'matters_grant', 'people_person'), d.place LOOP
    EXECUTE CASE rule.how WHEN 'delete'
      THEN format('WITH gone AS (DELETE FROM public.%1$I t WHERE %2$s RETURNING %1$L || '':'' || t.id AS line)
                   SELECT coalesce(array_agg(line), ''{}'') FROM gone', rule.tab, rule.chosen)
      ELSE format('WITH gone AS (UPDATE public.%1$I t SET %3$s WHERE %2$s RETURNING %1$L || '':'' || t.id AS line)
                   SELECT coalesce(array_agg(line), ''{}'') FROM gone', rule.tab, rule.chosen, rule.how) END
      INTO done USING wanted, its_ref, orphans, records;
    IF done <> '{}' AND rule.sealed THEN
      gone_sealed := gone_sealed || done;
      counts_sealed := counts_sealed || jsonb_build_object(rule.tab, cardinality(done));
    ELSIF done <> '{}' THEN
      gone := gone || done;
      counts := counts || jsonb_build_object(rule.tab, cardinality(done));
    END IF;
  END LOOP;
  DELETE FROM public.matters_grant g WHERE g.matter_id = wanted
    AND NOT EXISTS (SELECT FROM public.access_breakglass b WHERE b.grant_id = g.id);
  UPDATE public.matters_matter SET restriction = 'disposed' WHERE id = wanted;
  RETURN jsonb_build_object(
    'rows', cardinality(gone), 'counts', counts, 'keys', keys,
    'digest', encode(sha256(convert_to((SELECT coalesce(string_agg(g, E'\n' ORDER BY g COLLATE "C"), '')
                                          FROM unnest(gone) AS g), 'UTF8')), 'hex'),
    'sealed', CASE WHEN gone_sealed <> '{}' THEN jsonb_build_object('counts', counts_sealed,
      'digest', encode(sha256(convert_to((SELECT string_agg(g, E'\n' ORDER BY g COLLATE "C")
                                            FROM unnest(gone_sealed) AS g), 'UTF8')), 'hex')) END);
END $$;

-- What a later return needs of a matter that goes: dates, codes and counts.
CREATE OR REPLACE FUNCTION mash.figures_of(wanted bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT (mash.retention_facts(wanted) - ARRAY['id', 'hub_id', 'hub_name', 'births', 'open', 'held', 'ref'])
    || jsonb_build_object(
      'received_at', (SELECT min(c.received_at) FROM public.intake_contact c WHERE c.matter_id = wanted),
      'source', (SELECT c.source FROM public.intake_contact c WHERE c.matter_id = wanted ORDER BY c.received_at LIMIT 1),
      'rating', (SELECT r.rating FROM public.cases_rating r WHERE r.matter_id = wanted ORDER BY r.at DESC, r.id DESC LIMIT 1),
      'people', (SELECT count(*) FROM public.matters_subject s WHERE s.matter_id = wanted),
      'contacts', (SELECT count(*) FROM public.intake_contact c WHERE c.matter_id = wanted),
      'requests', (SELECT count(*) FROM public.sharing_request r WHERE r.matter_id = wanted),
      'answered', (SELECT count(*) FROM public.sharing_request r WHERE r.matter_id = wanted AND r.answered_at IS NOT NULL),
      'shares', (SELECT count(*) FROM public.sharing_share s WHERE s.matter_id = wanted),
      'decisions', (SELECT count(*) FROM public.cases_decision d WHERE d.matter_id = wanted)) $$;

-- Carry out one disposal. Its key is a row that two different people have made what it is, whose time has come, of a matter
-- that nothing keeps. Returns what `erase_matter` says, without what is sealed.
CREATE OR REPLACE FUNCTION mash.dispose(which text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  asked public.retention_disposal;
  said jsonb;
  stats jsonb;
BEGIN
  SELECT * INTO asked FROM public.retention_disposal d WHERE d.ref = which FOR UPDATE;
  IF NOT mash.is_service('retention') OR asked.id IS NULL OR asked.state <> 'approved' OR asked.due_at > mash.at()
     OR asked.proposed_by_user = asked.decided_by_user OR asked.decided_at < asked.proposed_at THEN
    RAISE EXCEPTION 'a disposal is proposed by one person and approved by another' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM mash.lock_for_disposal(asked.matter_id);
  IF mash.open_work_of(asked.matter_id) <> '{}'
     OR EXISTS (SELECT FROM public.retention_hold h WHERE h.lifted_at IS NULL
                  AND (h.matter_id = asked.matter_id
                       OR h.matter_id IN (SELECT f.matter_id FROM mash.family_matters(asked.matter_id) f)))
     OR EXISTS (SELECT FROM public.retention_sealedhold h WHERE h.ended_at IS NULL AND h.matter_id = asked.matter_id)
     OR EXISTS (SELECT FROM public.matters_matter m WHERE m.id = asked.matter_id AND m.restriction = 'disposed') THEN
    RAISE EXCEPTION 'something keeps this matter' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  stats := mash.figures_of(asked.matter_id);
  said := mash.erase_matter(asked.matter_id);
  UPDATE public.retention_disposal SET state = 'done', ended_at = mash.at(), figures = stats, counts = said -> 'counts',
         digest = said ->> 'digest' WHERE id = asked.id;
  PERFORM mash.keep_sealed_part(asked.id, asked.hub_id, said -> 'sealed');
  RETURN said - 'sealed';
END $$;

CREATE OR REPLACE FUNCTION mash.keep_sealed_part(disposal bigint, hub bigint, said jsonb) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO public.retention_sealeddisposal (public_id, disposal_id, hub_id, counts, digest, at)
    SELECT upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 16)), disposal, hub, said -> 'counts', said ->> 'digest', mash.at() WHERE jsonb_typeof(said) = 'object'
  ON CONFLICT (disposal_id) DO NOTHING $$;

-- The number of the log's entry, which is made after the disposal that it tells of.
CREATE OR REPLACE FUNCTION mash.number_disposal(which text, number bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  UPDATE public.retention_disposal d SET entry = number
   WHERE d.ref = which AND d.state = 'done' AND d.entry IS NULL AND mash.is_service('retention');
END $$;

-- The number of a matter that was disposed of and is here again; NULL for one that is not, or that never was here.
CREATE OR REPLACE FUNCTION mash.came_back(which text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  SELECT m.id FROM public.matters_matter m
   WHERE m.ref = which AND m.restriction <> 'disposed' AND mash.is_service('retention') $$;

-- Dispose again of what came back with a backup: `kept` is the line that the disposal left outside the database, whose
-- signature whoever calls has checked. For the owner of the tables, at a console, and never for the application.
CREATE OR REPLACE FUNCTION mash.dispose_again(kept jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  said jsonb;
  m public.matters_matter;
BEGIN
  IF current_user <> 'mash_owner' OR NOT mash.is_service('retention') THEN
    RAISE EXCEPTION 'only the owner of the tables disposes again' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO m FROM public.matters_matter x WHERE x.ref = kept ->> 'reference';
  IF m.id IS NULL OR m.restriction = 'disposed' THEN
    RETURN NULL;
  END IF;
  PERFORM mash.lock_for_disposal(m.id);
  said := mash.erase_matter(m.id);
  DELETE FROM public.retention_disposal d WHERE d.matter_id = m.id AND d.ref <> kept ->> 'ref' AND d.state <> 'kept';
  INSERT INTO public.retention_disposal (ref, matter_id, hub_id, reference, state, klass, authority, keep_until, proposed_by,
      proposed_by_name, proposed_by_user, proposed_at, decided_by, decided_by_name, decided_by_user, decided_at,
      decline_reason, due_at, ended_at, figures, counts, digest, entry, again_at)
    VALUES (kept ->> 'ref', m.id, m.hub_id, m.ref, 'done', kept ->> 'klass', kept ->> 'authority',
      (kept ->> 'keep_until')::date, kept ->> 'proposed_by', kept ->> 'proposed_by_name',
      (kept ->> 'proposed_by_user')::bigint, (kept ->> 'proposed_at')::timestamptz, kept ->> 'decided_by',
      kept ->> 'decided_by_name', (kept ->> 'decided_by_user')::bigint, (kept ->> 'decided_at')::timestamptz, '',
      (kept ->> 'due_at')::timestamptz, (kept ->> 'ended_at')::timestamptz, kept -> 'figures', kept -> 'counts',
      kept ->> 'digest', (kept ->> 'entry')::bigint, mash.at())
    ON CONFLICT (ref) DO UPDATE SET state = 'done', decided_by = excluded.decided_by,
      decided_by_name = excluded.decided_by_name, decided_by_user = excluded.decided_by_user,
      decided_at = excluded.decided_at, due_at = excluded.due_at, ended_at = excluded.ended_at,
      figures = excluded.figures, counts = excluded.counts, digest = excluded.digest, entry = excluded.entry,
      again_at = excluded.again_at;
  PERFORM mash.keep_sealed_part((SELECT d.id FROM public.retention_disposal d WHERE d.ref = kept ->> 'ref'), m.hub_id,
                                said -> 'sealed');
  RETURN said - 'sealed';
END $$;
