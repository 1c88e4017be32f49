-- Feeds of people: that there is a feed is no secret among staff; its files are their agency's and its hubs'.
-- The service `feeds` does all writing, once an action has said that the person may.

CALL mash.police('feeds_feed',
  sees => '(SELECT mash.is_service(''feeds'')) OR mash.holds(''everywhere'', 3)',
  inserts => 'mash.is_service(''feeds'')');
CREATE POLICY ended_once ON public.feeds_feed FOR UPDATE
  USING (mash.is_service('feeds') AND (until_at IS NULL OR until_at > mash.at())) WITH CHECK (mash.is_service('feeds'));
GRANT UPDATE (until_at) ON public.feeds_feed TO mash_app;

-- `visible_to` reads the counts of a run, and includes the hubs' governance; `rows_to` reads its rows, and does not.
ALTER TABLE public.feeds_run
  ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS rows_to int[] NOT NULL DEFAULT '{}';
CREATE OR REPLACE FUNCTION mash.project_run() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT array_agg(mash.principal('hub', m.hub_id)) || mash.principal('agency', f.agency_id),
         array_agg(mash.principal('governance', m.hub_id))
    INTO NEW.rows_to, NEW.visible_to
    FROM public.feeds_feed f LEFT JOIN public.agencies_hub_agencies m ON m.agency_id = f.agency_id
   WHERE f.id = NEW.feed_id GROUP BY f.agency_id;
  NEW.rows_to := array_remove(NEW.rows_to, NULL);
  NEW.visible_to := array_remove(NEW.visible_to, NULL) || NEW.rows_to;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_project BEFORE INSERT ON public.feeds_run
  FOR EACH ROW EXECUTE FUNCTION mash.project_run();
CALL mash.police('feeds_run',
  sees => '(SELECT mash.is_service(''feeds'')) OR visible_to && (SELECT mash.principals())',
  inserts => 'mash.is_service(''feeds'')', updates => 'mash.is_service(''feeds'')');

CALL mash.police('feeds_incoming',
  sees => '(SELECT mash.is_service(''feeds''))', inserts => 'mash.is_service(''feeds'')',
  updates => '(SELECT mash.is_service(''feeds''))', deletes => '(SELECT mash.is_service(''feeds''))');
CALL mash.police('feeds_rowproblem',
  sees => '(SELECT mash.is_service(''feeds''))
           OR EXISTS (SELECT FROM public.feeds_run r WHERE r.id = run_id AND r.rows_to && (SELECT mash.principals()))',
  inserts => 'mash.is_service(''feeds'')', deletes => '(SELECT mash.is_service(''feeds''))');

-- What the service may do to the index: add records of feeds and withdraw them. It reads no other record.
CREATE POLICY feeds_sees ON public.people_record FOR SELECT
  USING ((SELECT mash.is_service('feeds')) AND key <> '');
CREATE POLICY feeds_inserts ON public.people_record FOR INSERT
  WITH CHECK (mash.is_service('feeds') AND source LIKE 'feed:%');
CREATE POLICY feeds_inserts ON public.people_withdrawal FOR INSERT WITH CHECK (mash.is_service('feeds'));

-- A stored file of a run is read by the service alone.
CREATE POLICY feeds_sees ON public.files_storedfile FOR SELECT
  USING (held_for_kind = 'feed' AND (SELECT mash.is_service('feeds')));
CREATE POLICY feeds_inserts ON public.files_storedfile FOR INSERT
  WITH CHECK (held_for_kind = 'feed' AND mash.is_service('feeds'));
CREATE POLICY feeds_updates ON public.files_storedfile FOR UPDATE
  USING (held_for_kind = 'feed' AND (SELECT mash.is_service('feeds')))
  WITH CHECK (held_for_kind = 'feed' AND mash.is_service('feeds'));

-- Purge the pointers of a wider feed that nobody needed since `before`: no matter and no contact is of their person, or of
-- one who is one with that person, and no entry of the ledger but the machine's own names any of them. What a pointer
-- said is wiped, its row stays so that history holds together, and a person who is left without any record loses name,
-- date and addresses. Returns how many were purged, at most
-- `most`. It alone may change a record, and only in this way.
CREATE OR REPLACE FUNCTION mash.purge_pointers(feed text, before timestamptz, most int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  doomed bigint[];
  orphans bigint[];
BEGIN
  IF NOT (mash.is_service('feeds') AND EXISTS (
      SELECT FROM public.feeds_feed f WHERE f.public_id = feed AND f.scope = 'wider'
         AND before <= mash.at() - f.purge_days * interval '1 day')) THEN
    RAISE EXCEPTION 'only unused pointers of a wider feed are purged' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT array_agg(id) INTO doomed FROM (
    SELECT r.id FROM public.people_record r
     WHERE r.source = 'feed:' || feed AND r.received_at < before AND r.said <> '{}'
       AND NOT EXISTS (
         SELECT FROM public.people_identification i
          CROSS JOIN LATERAL mash.all_who_are(ARRAY[i.person_id]) AS who
           JOIN public.people_person p ON p.id = who.id
          WHERE i.record_id = r.id AND i.undone_at IS NULL
            AND (EXISTS (SELECT FROM public.matters_subject s WHERE s.person_id = p.id)
                 OR EXISTS (SELECT FROM public.people_identification o JOIN public.people_record c ON c.id = o.record_id
                             WHERE o.person_id = p.id AND o.undone_at IS NULL AND c.key = '')
                 OR EXISTS (SELECT FROM public.ledger_mention m JOIN public.ledger_entry e ON e.id = m.entry_id
                             WHERE m.kind = 'person' AND m.ref = p.public_id AND e.at >= before
                               AND e.actor NOT LIKE 'service:%')))
     ORDER BY r.id LIMIT most) AS found;
  IF doomed IS NULL THEN RETURN 0; END IF;
  INSERT INTO public.people_withdrawal (record_id, at, by, cause)
    SELECT r.id, mash.at(), mash.actor(), 'purged' FROM public.people_record r WHERE r.id = ANY (doomed) AND r.live;
  UPDATE public.people_record SET said = '{}', key = 'purged ' || public_id, digest = 'purged' WHERE id = ANY (doomed);
  SELECT array_agg(p.id) INTO orphans FROM public.people_person p
   WHERE p.id IN (SELECT i.person_id FROM public.people_identification i WHERE i.record_id = ANY (doomed))
     AND NOT EXISTS (SELECT FROM public.matters_subject s WHERE s.person_id = p.id)
     AND NOT EXISTS (SELECT FROM public.people_identification i JOIN public.people_record r ON r.id = i.record_id
                      WHERE i.person_id = p.id AND r.said <> '{}');
  UPDATE public.people_person SET given_name = '', family_name = '', known_as = '', date_of_birth = NULL, sex = '',
         nhs_number = '', upn = '', phone = '', given_key = '', family_key = '' WHERE id = ANY (orphans);
  DELETE FROM public.people_address WHERE person_id = ANY (orphans);
  RETURN cardinality(doomed);
END $$;
