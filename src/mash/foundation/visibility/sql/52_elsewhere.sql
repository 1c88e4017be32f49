-- Reveal before disclose: of another hub's open matter, those who triage learn that it exists, since when, and whom
-- to telephone. Its content stays behind that hub's own policies; a restricted matter is not revealed at all.
-- Who is one with whom is not followed here, where all is seen: callers ask for everyone of mash.all_who_are.

CREATE OR REPLACE FUNCTION mash.known_elsewhere(people bigint[])
RETURNS TABLE (person_id bigint, ref text, hub text, phone text, opened_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on'
AS $$
BEGIN
  IF NOT mash.holds('everywhere', 1) THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT s.person_id, m.ref::text, h.name::text, h.phone::text, m.opened_at
      FROM public.matters_subject s
      JOIN public.matters_matter m ON m.id = s.matter_id
      JOIN public.agencies_hub h ON h.id = m.hub_id
     WHERE s.person_id = ANY (people) AND m.restriction = 'open'
       AND NOT mash.too_close(m.hidden_from)
       AND NOT (m.visible_to && mash.principals()
                OR mash.sees_timed(m.timed_grants, mash.principals(), mash.at()))
     ORDER BY m.opened_at DESC, m.id DESC, s.id;
END $$;

-- The restricted matters that these records concern: that came in with them, or in which somebody is whom they are of.
-- For the service `attention` alone, which tells those who may see such a matter and nobody else.
CREATE OR REPLACE FUNCTION mash.restricted_matters_of(records bigint[]) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  -- From the restricted side, which is short: the records are many, and most of them have nothing to do with it.
  WITH kept AS MATERIALIZED (
    SELECT s.matter_id, s.record_id, s.person_id
      FROM public.matters_matter m JOIN public.matters_subject s ON s.matter_id = m.id
     WHERE mash.is_service('attention') AND m.restriction = 'restricted')
  SELECT k.matter_id FROM kept k WHERE k.record_id IN (SELECT unnest(records))
  UNION
  SELECT k.matter_id FROM kept k
   WHERE k.person_id IN (
     SELECT who.id
       FROM mash.all_who_are(ARRAY(SELECT i.person_id FROM public.people_identification i
                                    WHERE i.record_id = ANY (records) AND i.undone_at IS NULL)) AS who) $$;
