-- By what contacts are found to be alike: digests, seen with the matter, written as it arrives or when somebody is added.

CALL mash.police_with_matter('joining_mark',
  inserts => 'mash.is_service(''intake'')', also => '(SELECT mash.is_service(''intake''))');
-- Marks that a migration made before the policies stood: nobody sees them until they follow their matter, from now.
SET LOCAL mash.projecting = 'on';
UPDATE public.joining_mark k
   SET visible_to = m.visible_to, timed_grants = m.timed_grants, hidden_from = m.hidden_from
  FROM public.matters_matter m WHERE m.id = k.matter_id AND k.visible_to = '{}' AND m.visible_to <> '{}';
SET LOCAL mash.projecting = 'off';

-- What was said of two contacts is for those alone who see both: of a restricted one nobody learns by what it was joined to.
-- The row carries the arrays of both matters; nothing of it is ever changed.
ALTER TABLE public.joining_statement
  ADD COLUMN IF NOT EXISTS other_visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS other_timed_grants mash.timed_grant[],
  ADD COLUMN IF NOT EXISTS other_hidden_from int[];
CALL mash.police_with_matter('joining_statement',
  inserts => 'visible_to && (SELECT mash.principals()) AND other_visible_to && (SELECT mash.principals())');
CREATE POLICY who_sees_both ON public.joining_statement AS RESTRICTIVE TO mash_app
  USING ((other_visible_to && (SELECT mash.principals())
          OR mash.sees_timed(other_timed_grants, (SELECT mash.principals()), (SELECT mash.at())))
         AND (other_hidden_from IS NULL OR NOT other_hidden_from && (SELECT mash.principals())));

CREATE OR REPLACE FUNCTION mash.copy_from_other_matter() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT m.visible_to, m.timed_grants, m.hidden_from
    INTO NEW.other_visible_to, NEW.other_timed_grants, NEW.other_hidden_from
    FROM public.matters_matter m WHERE m.id = NEW.other_matter_id;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_with_other_matter BEFORE INSERT ON public.joining_statement
  FOR EACH ROW EXECUTE FUNCTION mash.copy_from_other_matter();

CREATE OR REPLACE FUNCTION mash.project_other_matter() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  IF (OLD.visible_to, OLD.timed_grants, OLD.hidden_from) IS DISTINCT FROM (NEW.visible_to, NEW.timed_grants, NEW.hidden_from) THEN
    UPDATE public.joining_statement
       SET other_visible_to = NEW.visible_to, other_timed_grants = NEW.timed_grants, other_hidden_from = NEW.hidden_from
     WHERE other_matter_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_onwards_joined AFTER UPDATE ON public.matters_matter
  FOR EACH ROW EXECUTE FUNCTION mash.project_other_matter();

-- All contacts about one incident with these, as far as the actor sees: joined by people, or arrived with the same number.
-- Of a pair what was said last counts; who was taken out of a number is joined by it to nobody else any more. Each round
-- follows indexes from what was found last. A hundred are enough for a page, and no list of thousands is followed.
CREATE OR REPLACE FUNCTION mash.one_incident(contacts bigint[]) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  found bigint[] := contacts;
  fresh bigint[] := contacts;
BEGIN
  WHILE cardinality(fresh) > 0 AND cardinality(found) < 100 LOOP
    WITH said AS (
      SELECT DISTINCT ON (least(s.contact_id, s.other_id), greatest(s.contact_id, s.other_id))
             s.contact_id, s.other_id, s.kind
        FROM (SELECT a.* FROM public.joining_statement a WHERE a.contact_id = ANY (fresh)
              UNION ALL
              SELECT b.* FROM public.joining_statement b WHERE b.other_id = ANY (fresh)) s
       ORDER BY least(s.contact_id, s.other_id), greatest(s.contact_id, s.other_id), s.id DESC),
    numbered AS (
      SELECT c.id AS one, o.id AS other
        FROM public.intake_contact c JOIN public.intake_contact o ON o.incident = c.incident AND o.incident <> ''
       WHERE c.id = ANY (fresh) AND c.incident <> '' AND o.id <> c.id
         AND NOT mash.out_of_its_number(c.id, c.incident) AND NOT mash.out_of_its_number(o.id, o.incident)
         AND NOT EXISTS (SELECT FROM said WHERE said.kind <> 'joined'
                           AND (said.contact_id, said.other_id) IN ((c.id, o.id), (o.id, c.id)))
       LIMIT 100),
    next AS (
      SELECT contact_id AS id FROM said WHERE kind = 'joined'
      UNION
      SELECT other_id FROM said WHERE kind = 'joined'
      UNION
      SELECT other FROM numbered)
    -- A statement is seen with both matters, so that what it names can be read.
    SELECT coalesce(array_agg(next.id), '{}') INTO fresh FROM next WHERE next.id <> ALL (found);
    found := found || fresh;
  END LOOP;
  RETURN found;
END $$;

-- Whether somebody took this contact out of the number that it arrived with, and nobody has joined it there again.
CREATE OR REPLACE FUNCTION mash.out_of_its_number(wanted bigint, number text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM public.joining_statement s JOIN public.intake_contact o ON o.id = s.other_id
     WHERE s.contact_id = wanted AND s.kind = 'parted' AND o.incident = number
       AND NOT EXISTS (SELECT FROM public.joining_statement later
                        WHERE later.id > s.id AND later.kind = 'joined'
                          AND (later.contact_id, later.other_id) IN ((s.contact_id, s.other_id), (s.other_id, s.contact_id)))) $$;

-- The marks go with what was said; that contacts were joined, and by which kinds of evidence, is a figure.
CALL mash.disposed_of('joining_mark', 'delete');
CALL mash.disposed_of('joining_statement', $$rationale = '', by_name = ''$$, 'matter_id = $1 OR other_matter_id = $1');
