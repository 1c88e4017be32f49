-- The index of persons is told of records at each commit, so that it is consistent with the database within a second.
-- One notice a statement: the numbers say where to look, and nothing about whom.

CREATE OR REPLACE FUNCTION mash.tell_of_records() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE first bigint; last bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT min(id), max(id) INTO first, last FROM now_said;
  ELSE
    SELECT min(n.id), max(n.id) INTO first, last
      FROM now_said n JOIN before_said b ON b.id = n.id WHERE n.live IS DISTINCT FROM b.live;
  END IF;
  IF first IS NOT NULL THEN PERFORM pg_notify('mash_people', first || ' ' || last); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_tell_new AFTER INSERT ON public.people_record
  REFERENCING NEW TABLE AS now_said FOR EACH STATEMENT EXECUTE FUNCTION mash.tell_of_records();
CREATE TRIGGER visibility_tell_changed AFTER UPDATE ON public.people_record
  REFERENCING OLD TABLE AS before_said NEW TABLE AS now_said
  FOR EACH STATEMENT EXECUTE FUNCTION mash.tell_of_records();

-- Which of these records the actor may be led by: not those that came in with a restricted matter which they do not see,
-- or with one that is kept from them.
-- Whom a record is of is decided by the policies of persons; this keeps what a hidden matter says from pointing there.
-- In PL/pgSQL, which keeps its plan for the connection: planning took longer than looking.
CREATE OR REPLACE FUNCTION mash.findable(records bigint[]) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  RETURN QUERY SELECT r FROM unnest(records) AS r
   WHERE NOT EXISTS (SELECT FROM public.matters_subject s JOIN public.matters_matter m ON m.id = s.matter_id
                      WHERE s.record_id = r
                        AND (mash.too_close(m.hidden_from) OR m.restriction <> 'open'
                             AND NOT (m.visible_to && mash.principals()
                                      OR mash.sees_timed(m.timed_grants, mash.principals(), mash.at()))))
     AND NOT EXISTS (SELECT FROM public.matters_furtherrecord f JOIN public.matters_matter m ON m.id = f.matter_id
                      WHERE f.record_id = r
                        AND (mash.too_close(m.hidden_from) OR m.restriction <> 'open'
                             AND NOT (m.visible_to && mash.principals()
                                      OR mash.sees_timed(m.timed_grants, mash.principals(), mash.at()))));
END $$;

-- A step in a person's history that only moved records of a matter which the actor does not see would say that there is one.
CREATE POLICY of_findable_records ON public.people_personchange AS RESTRICTIVE FOR SELECT TO mash_app
  USING (records = '[]' OR mash.is_service('matching')
         OR EXISTS (SELECT FROM mash.findable(ARRAY(SELECT jsonb_array_elements_text(records)::bigint))));
