-- The person index is one for all hubs: triage staff of any hub may learn that a person is known, unless restricted.
-- A record (what one source said) is seen with the matter it came in by; one of a feed, by the agency that supplied it.
-- The service `matching` compares all records and keeps clusters; it writes nothing else.

ALTER TABLE public.people_record
  ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[];
CALL mash.keep_from_the_close('people_record');
CALL mash.police('people_record',
  sees => 'visible_to && (SELECT mash.principals())
           OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))
           OR (SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''matching''))',
  inserts => $$mash.is_service('intake') AND key = '' OR mash.is_service('matching') AND key <> ''$$);

CREATE OR REPLACE FUNCTION mash.project_feed_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  NEW.visible_to := ARRAY(SELECT mash.principal('agency', a.id) FROM public.agencies_agency a
                           WHERE a.key = NEW.agency);
  NEW.live := true;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_feed BEFORE INSERT ON public.people_record
  FOR EACH ROW WHEN (NEW.key <> '') EXECUTE FUNCTION mash.project_feed_record();

-- What is withdrawn is live no more: kept on the record, for the constraint that a key has one live record.
CREATE OR REPLACE FUNCTION mash.project_withdrawals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  UPDATE public.people_record r SET live = false FROM added WHERE r.id = added.record_id;
  RETURN NULL;
END $$;
CALL mash.police('people_withdrawal',
  sees => '(SELECT mash.is_service(''matching'')) OR EXISTS (SELECT FROM people_record r WHERE r.id = record_id)',
  inserts => 'mash.is_service(''matching'')');
CREATE TRIGGER visibility_project AFTER INSERT ON public.people_withdrawal
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION mash.project_withdrawals();

-- `hidden`: everything that names the person is restricted, so that the index keeps them from everyone else too.
ALTER TABLE public.people_person
  ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS hidden boolean NOT NULL DEFAULT false;
CALL mash.keep_from_the_close('people_person');
CALL mash.police('people_person',
  sees => '(restriction = ''open'' AND NOT hidden AND mash.principal(''everywhere'', 1) = ANY ((SELECT mash.principals())::int[]))
           OR visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service(''intake''))
           OR (SELECT mash.is_service(''matching''))',
  inserts => 'mash.is_service(''intake'') OR mash.is_service(''matching'') OR mash.holds(''everywhere'', 1)',
  updates => 'mash.is_service(''intake'') OR mash.is_service(''matching'') OR mash.holds(''everywhere'', 1)');

-- Who sees a person: whoever sees one of their matters, and the index while one of these is open.
CREATE OR REPLACE FUNCTION mash.project_people(people bigint[]) RETURNS void LANGUAGE sql AS $$
  UPDATE public.people_person p SET visible_to = seen.by, hidden = seen.hidden
    FROM (SELECT s.person_id, bool_and(m.restriction <> 'open') AS hidden,
                 coalesce(array_agg(DISTINCT v) FILTER (WHERE v IS NOT NULL), '{}') AS by
            FROM public.matters_subject s JOIN public.matters_matter m ON m.id = s.matter_id
            LEFT JOIN unnest(m.visible_to) AS v ON true
           WHERE s.person_id = ANY (people) GROUP BY s.person_id) AS seen
   WHERE p.id = seen.person_id AND (p.visible_to, p.hidden) IS DISTINCT FROM (seen.by, seen.hidden) $$;

-- A subject makes its record visible with its matter, and its person visible to those named on the matter.
CREATE OR REPLACE FUNCTION mash.project_subjects(subjects bigint[], people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE public.people_record r
     SET visible_to = m.visible_to, timed_grants = m.timed_grants, hidden_from = m.hidden_from
    FROM public.matters_subject s JOIN public.matters_matter m ON m.id = s.matter_id
   WHERE s.id = ANY (subjects) AND r.id = s.record_id;
  PERFORM mash.project_people(people);
  UPDATE public.people_protectedaddress a
     SET visible_to = m.visible_to, hidden_from = m.hidden_from, person_id = s.person_id
    FROM public.matters_subject s JOIN public.matters_matter m ON m.id = s.matter_id
   WHERE s.id = ANY (subjects) AND a.record_id = s.record_id;
  PERFORM mash.project_sayings(ARRAY(SELECT s.record_id FROM public.matters_subject s WHERE s.id = ANY (subjects)));
  PERFORM mash.hide_again(
    ARRAY(SELECT DISTINCT s.matter_id FROM public.matters_subject s WHERE s.id = ANY (subjects)), people);
END $$;
CREATE OR REPLACE FUNCTION mash.project_new_subjects() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  PERFORM mash.project_subjects(array_agg(a.id), array_agg(a.person_id)) FROM added a HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION mash.project_subject() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  PERFORM mash.project_subjects(ARRAY[NEW.id], ARRAY[NEW.person_id, OLD.person_id]);
  RETURN NULL;
END $$;
-- One notification has several people, and many arrive at once.
CREATE TRIGGER visibility_project_new AFTER INSERT ON public.matters_subject
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION mash.project_new_subjects();
CREATE TRIGGER visibility_project AFTER UPDATE OF person_id, matter_id ON public.matters_subject
  FOR EACH ROW EXECUTE FUNCTION mash.project_subject();

-- So does what another source said of the subject since.
CREATE OR REPLACE FUNCTION mash.project_further_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  UPDATE public.people_record r
     SET visible_to = m.visible_to, timed_grants = m.timed_grants, hidden_from = m.hidden_from
    FROM public.matters_matter m WHERE r.id = NEW.record_id AND m.id = NEW.matter_id;
  PERFORM mash.project_sayings(ARRAY[NEW.record_id]);
  PERFORM mash.hide_again(ARRAY[NEW.matter_id], '{}');
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_project AFTER INSERT ON public.matters_furtherrecord
  FOR EACH ROW EXECUTE FUNCTION mash.project_further_record();

-- What hangs on a person is seen with the person: these policies ask the person's own row, which asks no other.
CALL mash.police('people_identification',
  sees => '(SELECT mash.is_service(''matching'')) OR EXISTS (SELECT FROM public.people_person p WHERE p.id = person_id)',
  inserts => 'EXISTS (SELECT FROM public.people_person p WHERE p.id = person_id)',
  updates => 'mash.is_service(''intake'') OR mash.is_service(''matching'') OR mash.holds(''everywhere'', 1)');
-- An address or a relationship that the record of a restricted matter says is seen with that matter besides: `withheld` from
-- all others, who may know the person by an open one. The row is worked out from its record whenever it is written.
ALTER TABLE public.people_address
  ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[],
  ADD COLUMN IF NOT EXISTS withheld boolean;
ALTER TABLE public.people_relationship
  ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[],
  ADD COLUMN IF NOT EXISTS withheld boolean NOT NULL DEFAULT false;
CALL mash.keep_from_the_close('people_address');
CALL mash.keep_from_the_close('people_relationship');
CREATE OR REPLACE FUNCTION mash.project_saying() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT m.restriction <> 'open', m.visible_to, m.timed_grants, m.hidden_from
    INTO NEW.withheld, NEW.visible_to, NEW.timed_grants, NEW.hidden_from
    FROM mash.matters_of(NEW.record_id) AS mine JOIN public.matters_matter m ON m.id = mine;
  IF NOT FOUND THEN
    NEW.withheld := false;
    NEW.visible_to := '{}';
    NEW.timed_grants := NULL;
    NEW.hidden_from := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_project BEFORE INSERT OR UPDATE ON public.people_address
  FOR EACH ROW EXECUTE FUNCTION mash.project_saying();
CREATE TRIGGER visibility_project BEFORE INSERT OR UPDATE ON public.people_relationship
  FOR EACH ROW EXECUTE FUNCTION mash.project_saying();
CREATE OR REPLACE FUNCTION mash.project_sayings(records bigint[]) RETURNS void LANGUAGE sql AS $$
  UPDATE public.people_address SET withheld = withheld WHERE record_id = ANY (records);
  UPDATE public.people_relationship SET withheld = withheld WHERE record_id = ANY (records) $$;
DROP FUNCTION IF EXISTS mash.project_address(), mash.project_addresses(bigint[]);
CALL mash.police('people_relationship',
  sees => 'EXISTS (SELECT FROM public.people_person p WHERE p.id = person_id)
           AND EXISTS (SELECT FROM public.people_person p WHERE p.id = other_id)
           AND (NOT withheld OR visible_to && (SELECT mash.principals())
                OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))
                OR (SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''matching'')))',
  inserts => 'EXISTS (SELECT FROM public.people_person p WHERE p.id = person_id)',
  updates => 'EXISTS (SELECT FROM public.people_person p WHERE p.id = person_id)
           AND (NOT withheld OR visible_to && (SELECT mash.principals())
                OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))
                OR (SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''matching'')))');
CALL mash.police('people_address',
  sees => 'EXISTS (SELECT FROM public.people_person p WHERE p.id = person_id)
           AND (NOT withheld OR visible_to && (SELECT mash.principals())
                OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))
                OR (SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''matching'')))',
  inserts => 'EXISTS (SELECT FROM public.people_person p WHERE p.id = person_id)',
  updates => 'EXISTS (SELECT FROM public.people_person p WHERE p.id = person_id)
           AND (NOT withheld OR visible_to && (SELECT mash.principals())
                OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at()))
                OR (SELECT mash.is_service(''intake'')) OR (SELECT mash.is_service(''matching'')))');
-- Rows from before there was this column: nobody sees them until they are worked out, which is now.
SET LOCAL mash.projecting = 'on';
UPDATE public.people_address SET withheld = NULL WHERE withheld IS NULL;
SET LOCAL mash.projecting = 'off';
ALTER TABLE public.people_address ALTER COLUMN withheld SET DEFAULT false, ALTER COLUMN withheld SET NOT NULL;

-- A protected address is seen with the matter it came in by: the index does not carry it to other hubs.
ALTER TABLE public.people_protectedaddress ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}';
CALL mash.keep_from_the_close('people_protectedaddress');
CALL mash.police('people_protectedaddress',
  sees => 'visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service(''intake''))',
  inserts => 'mash.is_service(''intake'')');

-- The machine's own: how it weighs, and what it weighed.
CALL mash.police('people_matchmodel',
  sees => '(SELECT mash.is_service(''matching'')) OR mash.holds(''everywhere'', 1) OR mash.holds(''everywhere'', 2)',
  inserts => 'mash.is_service(''matching'')');
CREATE POLICY approved_once ON public.people_matchmodel FOR UPDATE
  USING (mash.is_service('matching') AND approved_at IS NULL) WITH CHECK (mash.is_service('matching'));
GRANT UPDATE (approved_by, approved_at, in_force_from) ON public.people_matchmodel TO mash_app;
CALL mash.police('people_link',
  sees => '(SELECT mash.is_service(''matching''))', inserts => 'mash.is_service(''matching'')',
  deletes => 'mash.is_service(''matching'')');

-- What names two persons is seen by whoever sees both: of a hidden person nobody learns through an open one.
CREATE OR REPLACE PROCEDURE mash.police_pair(tab text, one text, other text, deletes text DEFAULT NULL)
LANGUAGE plpgsql AS $$
BEGIN
  CALL mash.police(tab,
    sees => format('(SELECT mash.is_service(''matching''))
      OR EXISTS (SELECT FROM public.people_person p WHERE p.id = %1$I)
         AND (%2$I IS NULL OR EXISTS (SELECT FROM public.people_person p WHERE p.id = %2$I))', one, other),
    inserts => 'mash.is_service(''matching'')', deletes => deletes);
END $$;
CALL mash.police_pair('people_merge', 'person_id', 'into_id', deletes => 'mash.is_service(''matching'')');
CALL mash.police_pair('people_personchange', 'person_id', 'other_id');
CALL mash.police_pair('people_statement', 'person_id', 'other_id');
CALL mash.police_pair('people_fact', 'person_a_id', 'person_b_id');

-- A fact is undone once and a statement decided and undone once: nothing else of them ever changes.
CREATE POLICY undone_once ON public.people_fact FOR UPDATE
  USING (mash.is_service('matching') AND undone_at IS NULL) WITH CHECK (mash.is_service('matching'));
GRANT UPDATE (undone_by, undone_at) ON public.people_fact TO mash_app;
CREATE POLICY decided_once ON public.people_statement FOR UPDATE
  USING (mash.is_service('matching') AND undone_at IS NULL) WITH CHECK (mash.is_service('matching'));
GRANT UPDATE (verdict, decided_by, decided_at, undone_by, undone_at) ON public.people_statement TO mash_app;

-- Who these persons are now, as far as the actor sees: for each one asked for, who stands for them and, in `id`, everybody
-- who is one with them, themselves included. Each arm follows an index, whatever the planner thinks of the numbers.
CREATE OR REPLACE FUNCTION mash.all_who_are(people bigint[])
RETURNS TABLE (asked bigint, stands bigint, id bigint) LANGUAGE sql STABLE AS $$
  WITH led AS MATERIALIZED (
    SELECT g.person_id, g.into_id FROM public.people_merge g WHERE g.person_id = ANY (people)),
  now AS MATERIALIZED (
    SELECT DISTINCT one AS asked, coalesce(l.into_id, one) AS stands
      FROM unnest(people) AS one LEFT JOIN led l ON l.person_id = one)
  SELECT n.asked, n.stands, n.stands FROM now n
  UNION
  SELECT n.asked, n.stands, g.person_id
    FROM (SELECT m.person_id, m.into_id FROM public.people_merge m
           WHERE m.into_id = ANY (ARRAY(SELECT stands FROM now))) g
    JOIN now n ON n.stands = g.into_id $$;

-- What came in with a matter that is disposed of is wiped; its rows stay, so that numbers and history hold together. A
-- person who hangs on nothing else loses everything. Relationships and addresses go with the record or with the person.
CALL mash.disposed_of('people_record', $$said = '{}', live = false$$, 'id = ANY ($4)');
CALL mash.disposed_of('people_withdrawal', 'keep', 'record_id = ANY ($4)');
CALL mash.disposed_of('people_identification', $$reason = ''$$, 'record_id = ANY ($4)');
CALL mash.disposed_of('people_address', 'delete', 'record_id = ANY ($4) OR person_id = ANY ($3)');
CALL mash.disposed_of('people_protectedaddress', 'delete', 'record_id = ANY ($4) OR person_id = ANY ($3)');
CALL mash.disposed_of('people_relationship', 'delete',
  'record_id = ANY ($4) OR person_id = ANY ($3) OR other_id = ANY ($3)');
CALL mash.disposed_of('people_link', 'delete', 'a_id = ANY ($4) OR b_id = ANY ($4)');
CALL mash.disposed_of('people_fact', $$reason = ''$$, 'a_id = ANY ($4) OR b_id = ANY ($4)');
CALL mash.disposed_of('people_statement', $$reason = ''$$,
  $$person_id = ANY ($3) OR other_id = ANY ($3)
    OR id IN (SELECT f.statement_id FROM public.people_fact f WHERE f.a_id = ANY ($4) OR f.b_id = ANY ($4))$$);
CALL mash.disposed_of('people_personchange', 'keep', 'person_id = ANY ($3)');
CALL mash.disposed_of('people_merge', 'delete', 'person_id = ANY ($3) OR into_id = ANY ($3)');
CALL mash.disposed_of('people_person', $$given_name = '', family_name = '', known_as = '', date_of_birth = NULL,
  birth_estimated = false, expected_date = NULL, died_on = NULL, sex = '', nhs_number = '', upn = '', phone = '',
  given_key = '', family_key = ''$$, 'id = ANY ($3)');
