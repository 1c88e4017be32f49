-- Requests by the people whom the hub writes about: the leads of the hub that answers, by reference. What was found is read
-- where it stands, under its own policies: whoever works on a request is given the person's open matters for a time by the
-- service `rights`, which reads none of them. Restricted matters are not given, and what is sealed needs a clearance besides.

-- The rules of a row that belongs to a request.
ALTER TABLE public.rights_rightsrequest ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}';
CREATE OR REPLACE FUNCTION mash.project_rights() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.visible_to := ARRAY[mash.principal('governance', NEW.hub_id)];
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_project BEFORE INSERT OR UPDATE OF hub_id ON public.rights_rightsrequest
  FOR EACH ROW EXECUTE FUNCTION mash.project_rights();
CALL mash.police('rights_rightsrequest',
  sees => 'visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service(''rights''))',
  inserts => 'mash.holds(''governance'', hub_id)',
  updates => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''rights'')');

CREATE OR REPLACE FUNCTION mash.copy_from_request() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT r.visible_to INTO NEW.visible_to FROM public.rights_rightsrequest r WHERE r.id = NEW.request_id;
  RETURN NEW;
END $$;
CREATE OR REPLACE PROCEDURE mash.police_with_request(
  tab text, updates text DEFAULT NULL, deletes text DEFAULT NULL, also text DEFAULT NULL)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE public.%I ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT ''{}''', tab);
  CALL mash.police(tab,
    sees => concat_ws(' OR ', 'visible_to && (SELECT mash.principals())', also),
    inserts => 'visible_to && (SELECT mash.principals())', updates => updates, deletes => deletes);
  EXECUTE format('CREATE TRIGGER visibility_with_request BEFORE INSERT ON public.%I
    FOR EACH ROW EXECUTE FUNCTION mash.copy_from_request()', tab);
END $$;
CALL mash.police_with_request('rights_waiting', updates => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_request('rights_passage', updates => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_request('rights_mark', updates => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_request('rights_opinion');
CALL mash.police_with_request('rights_assessment');
CALL mash.police_with_request('rights_check');
CALL mash.police_with_request('rights_package');

-- Who has sight for which request: the leads, and the service that gives it and ends it.
ALTER TABLE public.rights_sight ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}';
CALL mash.police('rights_sight',
  sees => 'visible_to && (SELECT mash.principals()) OR (SELECT mash.is_service(''rights''))',
  inserts => 'mash.is_service(''rights'')', updates => 'mash.is_service(''rights'')');
CREATE TRIGGER visibility_with_request BEFORE INSERT ON public.rights_sight
  FOR EACH ROW EXECUTE FUNCTION mash.copy_from_request();

-- An agency sees what it is asked about, and answers it.
CREATE OR REPLACE FUNCTION mash.project_consultation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT r.visible_to || mash.principal('agency', NEW.agency_id) INTO NEW.visible_to
    FROM public.rights_rightsrequest r WHERE r.id = NEW.request_id;
  RETURN NEW;
END $$;
ALTER TABLE public.rights_consultation ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}';
CALL mash.police('rights_consultation',
  sees => 'visible_to && (SELECT mash.principals())',
  inserts => 'visible_to && (SELECT mash.principals()) AND NOT mash.holds(''agency'', agency_id)',
  updates => 'visible_to && (SELECT mash.principals())');
CREATE TRIGGER visibility_project BEFORE INSERT ON public.rights_consultation
  FOR EACH ROW EXECUTE FUNCTION mash.project_consultation();
CREATE OR REPLACE FUNCTION mash.copy_from_consultation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT c.visible_to INTO NEW.visible_to FROM public.rights_consultation c WHERE c.id = NEW.consultation_id;
  RETURN NEW;
END $$;
ALTER TABLE public.rights_consulted ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}';
CALL mash.police('rights_consulted',
  sees => 'visible_to && (SELECT mash.principals())',
  inserts => 'visible_to && (SELECT mash.principals())',
  updates => 'visible_to && (SELECT mash.principals())');
CREATE TRIGGER visibility_project BEFORE INSERT ON public.rights_consulted
  FOR EACH ROW EXECUTE FUNCTION mash.copy_from_consultation();
-- What an agency said stays as it said it.
CREATE POLICY said_once ON public.rights_consulted AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (verdict = '') WITH CHECK (true);

-- The step that every answer waits for: people cleared at that hub, and the service. To leads it is not there.
ALTER TABLE public.rights_custody ADD COLUMN IF NOT EXISTS cleared_to int[] NOT NULL DEFAULT '{}';
CREATE OR REPLACE FUNCTION mash.project_custody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.cleared_to := ARRAY[mash.principal('cleared', NEW.hub_id)];
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_project BEFORE INSERT ON public.rights_custody
  FOR EACH ROW EXECUTE FUNCTION mash.project_custody();
CALL mash.police('rights_custody',
  sees => 'cleared_to && (SELECT mash.principals()) OR (SELECT mash.is_service(''rights''))',
  inserts => 'mash.is_service(''rights'')',
  updates => 'cleared_to && (SELECT mash.principals()) OR mash.is_service(''rights'')');

-- Beside a case, wherever it is read.
CALL mash.police_with_matter('rights_beside', inserts => 'mash.is_service(''rights'')',
  also => '(SELECT mash.is_service(''rights''))');
CALL mash.police_with_matter('rights_restricted', inserts => 'mash.is_service(''rights'')',
  updates => 'mash.is_service(''rights'')', also => '(SELECT mash.is_service(''rights''))');
CREATE POLICY lifted_once ON public.rights_restricted AS RESTRICTIVE FOR UPDATE TO mash_app
  USING (lifted_at IS NULL) WITH CHECK (lifted_at IS NOT NULL);

-- The service gives sight of open matters for a time, by grants that say what for, and ends those alone.
CREATE POLICY rights_lends ON public.matters_matter FOR SELECT
  USING (restriction = 'open' AND (SELECT mash.is_service('rights')));
CREATE POLICY rights_gives ON public.matters_grant FOR INSERT
  WITH CHECK (mash.is_service('rights') AND reason = 'rights-request' AND holder_kind = 'user' AND until_at IS NOT NULL
              AND EXISTS (SELECT FROM public.matters_matter m WHERE m.id = matter_id));
CREATE POLICY rights_ends ON public.matters_grant FOR UPDATE
  USING (mash.is_service('rights') AND reason = 'rights-request')
  WITH CHECK (mash.is_service('rights') AND reason = 'rights-request' AND until_at IS NOT NULL);

-- A matter that becomes restricted takes back what was given for a request.
CREATE OR REPLACE FUNCTION mash.rights_taken_back() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  UPDATE public.matters_grant SET until_at = mash.at()
   WHERE matter_id = NEW.id AND reason = 'rights-request' AND until_at > mash.at();
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_rights AFTER UPDATE OF restriction ON public.matters_matter
  FOR EACH ROW WHEN (OLD.restriction = 'open' AND NEW.restriction <> 'open') EXECUTE FUNCTION mash.rights_taken_back();

-- Who may be meant: people of the index with exactly this name and date of birth, or this NHS number. Those known by hidden
-- matters alone are not among them, nor whoever the handler is close to. For the service alone.
CREATE OR REPLACE FUNCTION mash.rights_people(given text, family text, born text, nhs text, handler bigint)
RETURNS TABLE (public_id text, given_name text, family_name text, date_of_birth date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  SELECT DISTINCT p.public_id::text, p.given_name::text, p.family_name::text, p.date_of_birth
    FROM public.people_person f CROSS JOIN LATERAL mash.all_who_are(ARRAY[f.id]) AS who
    JOIN public.people_person p ON p.id = who.stands
   WHERE mash.is_service('rights')
     AND (nhs <> '' AND f.nhs_number = nhs
          OR born <> '' AND f.date_of_birth = born::date
             AND mash.identity_key(f.given_name, f.family_name, born) = mash.identity_key(given, family, born))
     AND p.restriction = 'open' AND NOT p.hidden
     AND NOT coalesce(p.hidden_from && ARRAY[mash.principal('user', handler)], false)
   ORDER BY 3, 2, 1 $$;

-- The open matters of a person and of all who are one with them, less those kept from the handler. For the service alone.
CREATE OR REPLACE FUNCTION mash.rights_matters(person text, handler bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  SELECT m.id FROM public.matters_matter m
   WHERE mash.is_service('rights') AND m.restriction = 'open'
     AND NOT coalesce(m.hidden_from && ARRAY[mash.principal('user', handler)], false)
     AND m.id = ANY (mash.matters_about(ARRAY(SELECT p.id FROM public.people_person p WHERE p.public_id = person)))
   ORDER BY m.id $$;

-- What the handler may not know of: matters of the person, or of somebody described exactly so, that they do not see; and
-- matters in which something is sealed. For the service alone, which tells custodians.
CREATE OR REPLACE FUNCTION mash.rights_hidden(person text, given text, family text, born text, handler bigint)
RETURNS TABLE (hub_id bigint, ref text, sealed boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  WITH about AS MATERIALIZED (
    SELECT unnest(mash.matters_about(ARRAY(SELECT p.id FROM public.people_person p WHERE p.public_id = person
       UNION
       SELECT p.id FROM public.people_person p
        WHERE born <> '' AND p.date_of_birth = born::date
          AND mash.identity_key(p.given_name, p.family_name, born) = mash.identity_key(given, family, born)))) AS id
    UNION
    SELECT mash.matters_of(r.id) FROM public.people_record r
     WHERE r.key = '' AND mash.identity_key(given, family, born) <> '' AND mash.record_key(r.said) <> ''
       AND mash.record_key(r.said) = mash.identity_key(given, family, born))
  SELECT m.hub_id, m.ref::text, false FROM about a JOIN public.matters_matter m ON m.id = a.id
   WHERE mash.is_service('rights')
     AND (coalesce(m.hidden_from && ARRAY[mash.principal('user', handler)], false)
          OR m.restriction <> 'open' AND NOT (m.visible_to && ARRAY[mash.principal('user', handler)]
               OR mash.sees_timed(m.timed_grants, ARRAY[mash.principal('user', handler)], mash.at())))
  UNION
  SELECT m.hub_id, m.ref::text, true FROM about a JOIN public.matters_matter m ON m.id = a.id
   WHERE mash.is_service('rights')
     AND (EXISTS (SELECT FROM public.sharing_sealedanswer s WHERE s.matter_id = m.id)
          OR EXISTS (SELECT FROM public.cases_sealedannex s WHERE s.matter_id = m.id))
   ORDER BY 2, 3 $$;

-- Feeds' records of the person hang on no matter: they are lent with the sight that has no grant.
CREATE OR REPLACE FUNCTION mash.project_rights_records() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  UPDATE public.people_record r
     SET timed_grants = (SELECT array_agg(ROW(mash.principal('user', s.user_id), s.from_at, s.until_at)::mash.timed_grant)
                           FROM public.rights_sight s WHERE s.person = NEW.person AND s.grant_id IS NULL)
    FROM public.people_identification i
    JOIN mash.all_who_are(ARRAY(SELECT p.id FROM public.people_person p WHERE p.public_id = NEW.person)) AS who
      ON who.id = i.person_id
   WHERE r.id = i.record_id AND i.undone_at IS NULL AND r.key <> '';
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_records AFTER INSERT OR UPDATE OF until_at ON public.rights_sight
  FOR EACH ROW WHEN (NEW.grant_id IS NULL) EXECUTE FUNCTION mash.project_rights_records();

-- The records that are this person's: their own of matters, and feeds', by number. For whoever sees such a record.
CREATE OR REPLACE FUNCTION mash.rights_records(person text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  SELECT i.record_id FROM public.people_identification i
    JOIN mash.all_who_are(ARRAY(SELECT p.id FROM public.people_person p WHERE p.public_id = person)) AS who
      ON who.id = i.person_id
   WHERE i.undone_at IS NULL AND mash.leads_governance()
     AND EXISTS (SELECT FROM public.rights_rightsrequest r WHERE r.person = rights_records.person
                   AND r.visible_to && mash.principals()) $$;

-- A copy of what was given goes with the first matter that it may tell of; its digest stays. The request itself goes with
-- the last that was known of its person.
CALL mash.disposed_of('rights_beside', 'delete');
CALL mash.disposed_of('rights_restricted', $$by_name = '', lifted_by_name = '', lifted_reason = ''$$);
CALL mash.disposed_of('rights_sight', 'delete',
  $$grant_id IN (SELECT g.id FROM public.matters_grant g WHERE g.matter_id = $1)$$);
CALL mash.disposed_of('rights_package', $$sealed_bytes = ''$$,
  $$request_id IN (SELECT r.id FROM public.rights_rightsrequest r JOIN public.people_person p ON p.public_id = r.person
     WHERE p.id IN (SELECT w.id FROM mash.all_who_are(ARRAY(
       SELECT s.person_id FROM public.matters_subject s WHERE s.matter_id = $1)) AS w))$$);
CREATE OR REPLACE FUNCTION mash.rights_of(persons bigint[]) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
  SELECT r.id FROM public.rights_rightsrequest r JOIN public.people_person p ON p.public_id = r.person
   WHERE p.id = ANY (persons) $$;
CREATE OR REPLACE PROCEDURE mash.disposed_of_with_request(tab text, how text, sealed boolean DEFAULT false)
LANGUAGE sql AS $$
  CALL mash.disposed_of(tab, how, 'request_id IN (SELECT mash.rights_of($3))', sealed) $$;
CALL mash.disposed_of('rights_consulted', 'delete', $$consultation_id IN (
  SELECT c.id FROM public.rights_consultation c WHERE c.request_id IN (SELECT mash.rights_of($3)))$$);
CALL mash.disposed_of_with_request('rights_consultation', 'delete');
CALL mash.disposed_of_with_request('rights_mark', 'delete');
CALL mash.disposed_of_with_request('rights_passage', 'delete');
CALL mash.disposed_of_with_request('rights_opinion', 'delete');
CALL mash.disposed_of_with_request('rights_assessment', 'delete');
CALL mash.disposed_of_with_request('rights_check', 'delete');
CALL mash.disposed_of_with_request('rights_waiting', $$question = '', answer = '', by_name = ''$$);
CALL mash.disposed_of_with_request('rights_custody', 'delete', sealed => true);
CALL mash.disposed_of('rights_rightsrequest', $$asked_by = '', asked_as = '', reach_by = '', about = '{}', scope = '',
  authority = '', extension_reason = '', outcome_reason = '', handler_name = '', person = ''$$,
  'id IN (SELECT mash.rights_of($3))');
CALL mash.keeps_open('matters_subject', 'rights', $$EXISTS (
  SELECT FROM public.rights_rightsrequest r JOIN public.people_person p ON p.public_id = r.person
   WHERE r.closed_at IS NULL AND p.id IN (SELECT w.id FROM mash.all_who_are(ARRAY[t.person_id]) AS w))$$);
