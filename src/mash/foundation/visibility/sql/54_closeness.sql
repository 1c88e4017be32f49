-- Never one's own: who is, or is close to, somebody in a matter. What was declared is projected onto the matter and what
-- hangs on it as `hidden_from`, and worked out again when subjects are added or identified, records are added, persons are
-- joined or renamed, and a declaration is made or ends.

-- One person by what is said of them: the first given name, the family name and the whole date of birth; "" where one is
-- missing. Equal by exact spelling alone, but for case, accents written apart, spaces and signs: a likeness is no certainty.
CREATE OR REPLACE FUNCTION mash.identity_key(given text, family text, born text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN given_name <> '' AND family_name <> '' AND born ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'
              THEN given_name || ' ' || family_name || ' ' || born ELSE '' END
    FROM (SELECT lower(regexp_replace(split_part(btrim(given), ' ', 1), '[[:punct:][:space:]]', '', 'g')) AS given_name,
                 lower(regexp_replace(family, '[[:punct:][:space:]]', '', 'g')) AS family_name) AS folded $$;
CREATE OR REPLACE FUNCTION mash.record_key(said jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(mash.identity_key(said ->> 'given_name', said ->> 'family_name',
    lpad(said #>> '{born,year}', 4, '0') || '-' || lpad(said #>> '{born,month}', 2, '0') || '-'
    || lpad(said #>> '{born,day}', 2, '0')), '') $$;
CREATE INDEX IF NOT EXISTS people_record_identity ON public.people_record (mash.record_key(said))
  WHERE key = '' AND mash.record_key(said) <> '';

ALTER TABLE public.access_closeness
  ADD COLUMN IF NOT EXISTS key text NOT NULL DEFAULT '',
  ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{}';
CREATE INDEX IF NOT EXISTS access_closeness_key ON public.access_closeness (key) WHERE key <> '' AND ended_at IS NULL;

-- The leads of the hubs where the user sits see it, and the user what they declared themselves: what somebody else says of
-- them could tell of a matter that they are not to know of. Managers record, and see what they recorded.
CREATE OR REPLACE FUNCTION mash.leads_of_user(wanted bigint) RETURNS int[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(DISTINCT mash.principal('governance', s.hub_id) ORDER BY mash.principal('governance', s.hub_id)), '{}')
    FROM (SELECT own.hub_id FROM public.accounts_seat own WHERE own.user_id = wanted AND own.hub_id IS NOT NULL
          UNION
          -- Whoever works for an agency is known at the hubs that it is part of.
          SELECT h.hub_id FROM public.accounts_seat own JOIN public.agencies_hub_agencies h ON h.agency_id = own.agency_id
           WHERE own.user_id = wanted AND own.hub_id IS NULL) AS s $$;
CREATE OR REPLACE FUNCTION mash.project_closeness() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  NEW.key := coalesce(mash.identity_key(NEW.given_name, NEW.family_name, to_char(NEW.born, 'YYYY-MM-DD')), '');
  NEW.visible_to := mash.leads_of_user(NEW.user_id);
  RETURN NEW;
END $$;
-- Whoever takes a seat at another hub brings along what was declared of them: its leads are to know too. So it is where an
-- agency joins a hub.
CREATE OR REPLACE FUNCTION mash.closeness_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  IF TG_TABLE_NAME = 'accounts_seat' THEN
    UPDATE public.access_closeness SET visible_to = mash.leads_of_user(NEW.user_id) WHERE user_id = NEW.user_id;
  ELSE
    UPDATE public.access_closeness c SET visible_to = mash.leads_of_user(c.user_id)
     WHERE c.user_id IN (SELECT s.user_id FROM public.accounts_seat s WHERE s.agency_id = NEW.agency_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_moves AFTER INSERT OR UPDATE OF hub_id, agency_id, user_id ON public.accounts_seat
  FOR EACH ROW EXECUTE FUNCTION mash.closeness_moves();
CREATE TRIGGER visibility_moves AFTER INSERT ON public.agencies_hub_agencies
  FOR EACH ROW EXECUTE FUNCTION mash.closeness_moves();
-- What was declared before it moved along.
SET LOCAL mash.projecting = 'on';
UPDATE public.access_closeness SET visible_to = mash.leads_of_user(user_id)
 WHERE visible_to IS DISTINCT FROM mash.leads_of_user(user_id);
SET LOCAL mash.projecting = 'off';
CREATE TRIGGER visibility_project BEFORE INSERT ON public.access_closeness
  FOR EACH ROW EXECUTE FUNCTION mash.project_closeness();
CALL mash.police('access_closeness',
  sees => 'mash.holds(''user'', user_id) AND declared_by_user = user_id
           OR visible_to && (SELECT mash.principals()) AND NOT mash.holds(''user'', user_id)
           OR mash.holds(''user'', declared_by_user) AND NOT mash.holds(''user'', user_id)
           OR (SELECT mash.is_service(''glass''))',
  inserts => 'mash.is_service(''glass'')');
CREATE POLICY ended_once ON public.access_closeness FOR UPDATE
  USING (ended_at IS NULL AND visible_to && (SELECT mash.principals()) AND NOT mash.holds('user', user_id))
  WITH CHECK (ended_at IS NOT NULL);
GRANT UPDATE (ended_at, ended_by, end_reason) ON public.access_closeness TO mash_app;

-- From whom a matter is kept; NULL for nobody.
CREATE OR REPLACE FUNCTION mash.matter_hidden_from(wanted bigint) RETURNS int[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  people bigint[];
BEGIN
  IF NOT EXISTS (SELECT FROM public.access_closeness c WHERE c.ended_at IS NULL) THEN
    RETURN NULL;
  END IF;
  people := ARRAY(SELECT who.id FROM mash.all_who_are(ARRAY(
    SELECT s.person_id FROM public.matters_subject s WHERE s.matter_id = wanted AND s.person_id IS NOT NULL)) AS who);
  RETURN (SELECT array_agg(DISTINCT mash.principal('user', found.user_id)) FROM (
    SELECT c.user_id FROM public.access_closeness c WHERE c.matter_id = wanted AND c.ended_at IS NULL
    UNION
    SELECT c.user_id FROM public.access_closeness c WHERE c.person_id = ANY (people) AND c.ended_at IS NULL
    UNION
    SELECT c.user_id FROM public.people_record r JOIN public.access_closeness c ON c.key = mash.record_key(r.said)
     WHERE r.id IN (SELECT mash.records_in(wanted)) AND c.key <> '' AND c.ended_at IS NULL
    UNION
    SELECT c.user_id FROM public.people_person p JOIN public.access_closeness c
        ON c.key = mash.identity_key(p.given_name, p.family_name, to_char(p.date_of_birth, 'YYYY-MM-DD'))
     WHERE p.id = ANY (people) AND c.key <> '' AND c.ended_at IS NULL) AS found);
END $$;

-- From whom a person is kept: whoever is close to them, and whoever all of their matters are kept from.
CREATE OR REPLACE FUNCTION mash.person_hidden_from(wanted bigint) RETURNS int[] LANGUAGE plpgsql STABLE AS $$
DECLARE
  people bigint[] := ARRAY(SELECT who.id FROM mash.all_who_are(ARRAY[wanted]) AS who);
BEGIN
  RETURN (SELECT array_agg(DISTINCT found.close) FROM (
    SELECT mash.principal('user', c.user_id) AS close FROM public.access_closeness c
     WHERE c.person_id = ANY (people) AND c.ended_at IS NULL
    UNION
    SELECT mash.principal('user', c.user_id) FROM public.people_person p JOIN public.access_closeness c
        ON c.key = mash.identity_key(p.given_name, p.family_name, to_char(p.date_of_birth, 'YYYY-MM-DD'))
     WHERE p.id = ANY (people) AND c.key <> '' AND c.ended_at IS NULL
    UNION
    SELECT close FROM (SELECT DISTINCT m.id, m.hidden_from FROM public.matters_subject s
                         JOIN public.matters_matter m ON m.id = s.matter_id WHERE s.person_id = ANY (people)) AS mine
     CROSS JOIN LATERAL unnest(mine.hidden_from) AS close
     GROUP BY close
    HAVING count(*) = (SELECT count(DISTINCT s.matter_id) FROM public.matters_subject s
                        WHERE s.person_id = ANY (people))) AS found);
END $$;

-- Whoever writes the column writes what is true.
CREATE OR REPLACE FUNCTION mash.hide_matter() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  NEW.hidden_from := mash.matter_hidden_from(NEW.id);
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_hide BEFORE INSERT OR UPDATE OF hidden_from ON public.matters_matter
  FOR EACH ROW EXECUTE FUNCTION mash.hide_matter();
CREATE OR REPLACE FUNCTION mash.hide_person() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  NEW.hidden_from := mash.person_hidden_from(NEW.id);
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_hide BEFORE UPDATE OF hidden_from ON public.people_person
  FOR EACH ROW EXECUTE FUNCTION mash.hide_person();

-- Work out again these matters, and everybody who is one of these people. Costs one look while nobody is close to anyone.
CREATE OR REPLACE FUNCTION mash.hide_again(matters bigint[], people bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  -- A declaration waits until whoever adds somebody is done, and the other way round: neither would see the other.
  PERFORM pg_advisory_xact_lock_shared(hashtext('mash.closeness'));
  IF NOT EXISTS (SELECT FROM public.access_closeness) THEN
    RETURN;
  END IF;
  UPDATE public.matters_matter SET hidden_from = hidden_from WHERE id = ANY (matters);
  UPDATE public.people_person SET hidden_from = hidden_from WHERE id IN (
    SELECT who.id FROM mash.all_who_are(array_remove(people, NULL)) AS who
    UNION
    SELECT s.person_id FROM public.matters_subject s WHERE s.matter_id = ANY (matters));
END $$;

-- The matters of these people, and of all who are one with them.
CREATE OR REPLACE FUNCTION mash.matters_about(people bigint[]) RETURNS bigint[] LANGUAGE sql STABLE AS $$
  SELECT ARRAY(SELECT DISTINCT s.matter_id FROM mash.all_who_are(people) AS who
                 JOIN public.matters_subject s ON s.person_id = who.id) $$;

CREATE OR REPLACE FUNCTION mash.hide_declared() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  waited text := pg_advisory_xact_lock(hashtext('mash.closeness'))::text;
  people bigint[] := ARRAY(
    SELECT NEW.person_id WHERE NEW.person_id IS NOT NULL
    UNION
    SELECT p.id FROM public.people_person p
     WHERE NEW.key <> '' AND p.date_of_birth = NEW.born
       AND mash.identity_key(p.given_name, p.family_name, to_char(p.date_of_birth, 'YYYY-MM-DD')) = NEW.key);
  matters bigint[] := array_remove(NEW.matter_id || mash.matters_about(people) || ARRAY(
    SELECT mash.matters_of(r.id) FROM public.people_record r
     WHERE r.key = '' AND NEW.key <> '' AND mash.record_key(r.said) = NEW.key AND mash.record_key(r.said) <> ''), NULL);
BEGIN
  PERFORM mash.hide_again(matters, people);
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_hide AFTER INSERT OR UPDATE OF ended_at ON public.access_closeness
  FOR EACH ROW EXECUTE FUNCTION mash.hide_declared();

-- Persons joined or parted: each takes along from whom it is kept.
CREATE OR REPLACE FUNCTION mash.hide_merged() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  pair bigint[] := CASE TG_OP WHEN 'DELETE' THEN ARRAY[OLD.person_id, OLD.into_id] ELSE ARRAY[NEW.person_id, NEW.into_id] END;
BEGIN
  IF EXISTS (SELECT FROM public.access_closeness) THEN
    PERFORM mash.hide_again(mash.matters_about(pair), pair);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_hide AFTER INSERT OR UPDATE OR DELETE ON public.people_merge
  FOR EACH ROW EXECUTE FUNCTION mash.hide_merged();

CREATE OR REPLACE FUNCTION mash.hide_renamed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  IF EXISTS (SELECT FROM public.access_closeness c WHERE c.ended_at IS NULL AND c.key <> '' AND c.key IN (
      mash.identity_key(OLD.given_name, OLD.family_name, to_char(OLD.date_of_birth, 'YYYY-MM-DD')),
      mash.identity_key(NEW.given_name, NEW.family_name, to_char(NEW.date_of_birth, 'YYYY-MM-DD')))) THEN
    PERFORM mash.hide_again(mash.matters_about(ARRAY[NEW.id]), ARRAY[NEW.id]);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_hide_renamed AFTER UPDATE OF given_name, family_name, date_of_birth ON public.people_person
  FOR EACH ROW WHEN ((OLD.given_name, OLD.family_name, OLD.date_of_birth)
                     IS DISTINCT FROM (NEW.given_name, NEW.family_name, NEW.date_of_birth))
  EXECUTE FUNCTION mash.hide_renamed();

-- What a person said of themselves by name and date of birth is theirs, and goes on guarding; what was said of one case or
-- of somebody who is known no more ends.
CALL mash.disposed_of('access_closeness', $$ended_at = mash.at(), ended_by = mash.actor(), end_reason = ''$$,
  $$(matter_id = $1 OR person_id = ANY ($3)) AND key = '' AND ended_at IS NULL$$);
