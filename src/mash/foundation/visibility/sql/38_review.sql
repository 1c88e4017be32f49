-- What reviewers said of pairs: seen by whoever sees both persons, as what people say of persons is; never changed.

CALL mash.police_pair('review_reviewdecision', 'person_a_id', 'person_b_id');

-- What whoever compares two records may read of those that agencies supplied: of each, the groups of fields that its feed's
-- agreement lets them, while it is in force. For people in a role that reviews pairs, of two live records that a model has
-- linked or that are held for one person, where they see whom both are of. Where the address of either is protected, no
-- address and no telephone is read. Everybody else finds nothing here, and a record stays its agency's own.
CREATE OR REPLACE FUNCTION mash.compared(one bigint, other bigint) RETURNS TABLE (record bigint, groups jsonb, said jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
  WITH reviewer AS (
    SELECT FROM public.accounts_seat s
     WHERE mash.actor() = 'seat:' || s.id AND s.role IN ('screener', 'decider', 'manager')
       AND mash.holds('everywhere', 1)),
  side AS (
    SELECT r.id, r.source, r.key, r.said, p.id AS person
      FROM public.people_record r
      JOIN public.people_identification i ON i.record_id = r.id AND i.undone_at IS NULL
      JOIN public.people_person p ON p.id = i.person_id
     WHERE r.id IN (one, other) AND r.live
       AND NOT mash.too_close(p.hidden_from)
       AND (p.restriction = 'open' AND NOT p.hidden OR p.visible_to && mash.principals())),
  who AS (SELECT w.asked, w.stands, w.id FROM mash.all_who_are(ARRAY(SELECT person FROM side)) w),
  pair AS (
    SELECT FROM reviewer
     WHERE one <> other AND (SELECT count(*) FROM side) = 2
       AND (EXISTS (SELECT FROM public.people_link l JOIN public.people_matchmodel m ON m.id = l.model_id
                     WHERE l.a_id = least(one, other) AND l.b_id = greatest(one, other) AND m.in_force_from <= mash.at())
            OR (SELECT count(DISTINCT stands) FROM who) = 1)),
  protected AS (
    SELECT FROM public.people_protectedaddress a WHERE a.person_id IN (SELECT id FROM who) LIMIT 1),
  fields (grouping, field) AS (VALUES
    ('name', 'given_name'), ('name', 'middle_name'), ('name', 'family_name'), ('name', 'full_name'), ('name', 'known_as'),
    ('date_of_birth', 'born'), ('date_of_birth', 'born_doubt'), ('sex', 'sex'), ('identifiers', 'nhs_number'),
    ('identifiers', 'upn'), ('identifiers', 'identifier'), ('address', 'address'), ('contact', 'phone'),
    ('contact', 'email'))
  SELECT s.id, g.groups, coalesce(jsonb_object_agg(x.field, s.said -> x.field) FILTER (WHERE s.said ? x.field), '{}')
    FROM side s
    JOIN public.feeds_feed f ON s.source = 'feed:' || f.public_id AND f.from_at <= mash.at()
     AND (f.until_at IS NULL OR mash.at() < f.until_at)
    CROSS JOIN LATERAL (
      SELECT jsonb_agg(x) AS groups FROM jsonb_array_elements_text(f.shows) AS x
       WHERE x NOT IN ('address', 'contact') OR NOT EXISTS (SELECT FROM protected)) AS g
    JOIN fields x ON g.groups ? x.grouping
   WHERE EXISTS (SELECT FROM pair) AND s.key <> ''
   GROUP BY s.id, g.groups $$;

CALL mash.disposed_of('review_reviewdecision', 'keep', 'a_id = ANY ($4) OR b_id = ANY ($4)');
