-- Sealed material: for those cleared for it at the matter's hub who also see the matter, and for the agency that supplied
-- it. To everybody else it is not there, and no other row says that it is.

CREATE OR REPLACE FUNCTION mash.cleared_to_hub() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT ARRAY[mash.principal('cleared', m.hub_id)] INTO NEW.cleared_to FROM public.matters_matter m
   WHERE m.id = NEW.matter_id;
  RETURN NEW;
END $$;

-- The rules of a sealed row. `inserts` is written like any policy's; nothing sealed is ever changed unless `updates` says.
CREATE OR REPLACE PROCEDURE mash.police_sealed(
  tab text, inserts text, updates text DEFAULT NULL, also text DEFAULT NULL)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE public.%I
    ADD COLUMN IF NOT EXISTS also_visible_to int[] NOT NULL DEFAULT ''{}'',
    ADD COLUMN IF NOT EXISTS cleared_to int[] NOT NULL DEFAULT ''{}'',
    ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT ''{}'',
    ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[]', tab);
  CALL mash.police(tab,
    sees => concat_ws(' OR ', 'also_visible_to && (SELECT mash.principals())',
      'cleared_to && (SELECT mash.principals())
       AND (visible_to && (SELECT mash.principals())
            OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at())))', also),
    inserts => inserts, updates => updates);
  CALL mash.keep_from_the_close(tab);
  EXECUTE format('CREATE TRIGGER visibility_cleared BEFORE INSERT ON public.%I
    FOR EACH ROW EXECUTE FUNCTION mash.cleared_to_hub()', tab);
  EXECUTE format('CREATE TRIGGER visibility_with_matter BEFORE INSERT ON public.%I
    FOR EACH ROW EXECUTE FUNCTION mash.copy_from_matter()', tab);
END $$;

-- A matter that moves to another hub takes its sealed rows along.
CREATE OR REPLACE FUNCTION mash.project_cleared() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE tab text;
BEGIN
  FOR tab IN SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
              WHERE t.tgname = 'visibility_cleared' LOOP
    EXECUTE format('UPDATE public.%I SET cleared_to = ARRAY[mash.principal(''cleared'', $1)] WHERE matter_id = $2', tab)
      USING NEW.hub_id, NEW.id;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_cleared_onwards AFTER UPDATE OF hub_id ON public.matters_matter
  FOR EACH ROW WHEN (OLD.hub_id <> NEW.hub_id) EXECUTE FUNCTION mash.project_cleared();

CALL mash.police_sealed('sharing_sealedanswer', inserts => 'also_visible_to && (SELECT mash.principals())');
CALL mash.police_sealed('sharing_sealeditem', inserts => 'also_visible_to && (SELECT mash.principals())');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.sharing_sealedanswer
  FOR EACH ROW EXECUTE FUNCTION mash.also_request();
CREATE TRIGGER visibility_also BEFORE INSERT ON public.sharing_sealeditem
  FOR EACH ROW EXECUTE FUNCTION mash.also_request();

-- What cleared people make of it at the hub: theirs alone, the agency's not.
CREATE OR REPLACE PROCEDURE mash.police_sealed_by_hub(tab text) LANGUAGE plpgsql AS $$
BEGIN
  CALL mash.police_sealed(tab, inserts => 'cleared_to && (SELECT mash.principals())
    AND (visible_to && (SELECT mash.principals())
         OR mash.sees_timed(timed_grants, (SELECT mash.principals()), (SELECT mash.at())))');
END $$;
CALL mash.police_sealed_by_hub('cases_sealedannex');
CALL mash.police_sealed_by_hub('cases_sealedreliance');
CALL mash.police_sealed_by_hub('cases_sealedinstruction');

-- A closing is the hub's own; the service `clearing` ends it in its time. That somebody may be in a hidden record is found
-- by the service `attention` and cleared by people.
CALL mash.police_with_matter('cases_closing',
  inserts => 'visible_to && (SELECT mash.principals())',
  updates => 'visible_to && (SELECT mash.principals()) OR mash.is_service(''clearing'')',
  also => '(SELECT mash.is_service(''clearing''))');
CALL mash.police_sealed('cases_hiddenmatch',
  inserts => 'mash.is_service(''attention'')',
  updates => 'cleared_to && (SELECT mash.principals()) AND visible_to && (SELECT mash.principals())
              OR mash.is_service(''clearing'')',
  also => '(SELECT mash.is_service(''attention'')) OR (SELECT mash.is_service(''clearing''))');

-- Who is close to somebody in the hidden record must not learn of it by the match either.
CREATE OR REPLACE FUNCTION mash.hide_match() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT CASE WHEN m.hidden_from IS NULL THEN NEW.hidden_from ELSE coalesce(NEW.hidden_from, '{}') || m.hidden_from END
    INTO NEW.hidden_from FROM public.matters_matter m WHERE m.ref = NEW.hidden;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_with_the_hidden BEFORE INSERT OR UPDATE OF hidden_from ON public.cases_hiddenmatch
  FOR EACH ROW EXECUTE FUNCTION mash.hide_match();

-- The groups cleared for what these public ids of sealed rows name. Read by the ledger, which looks past policies.
CREATE OR REPLACE FUNCTION mash.cleared_for(ids text[]) RETURNS SETOF int LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
  SELECT unnest(s.cleared_to) FROM public.sharing_sealedanswer s WHERE s.public_id = ANY (ids)
  UNION
  SELECT unnest(s.cleared_to) FROM public.sharing_sealeditem s WHERE s.public_id = ANY (ids)
  UNION
  SELECT unnest(s.cleared_to) FROM public.cases_sealedannex s WHERE s.public_id = ANY (ids)
  UNION
  SELECT unnest(s.cleared_to) FROM public.cases_hiddenmatch s WHERE s.public_id = ANY (ids)
  UNION
  SELECT unnest(s.cleared_to) FROM public.rights_custody s WHERE s.public_id = ANY (ids)
  UNION
  SELECT unnest(s.cleared_to) FROM public.retention_sealedhold s WHERE s.public_id = ANY (ids)
  UNION
  SELECT mash.principal('cleared', s.hub_id) FROM public.retention_sealeddisposal s WHERE s.public_id = ANY (ids);
END $$;

CALL mash.disposed_of('cases_sealedreliance', 'delete', sealed => true);
CALL mash.disposed_of('cases_sealedinstruction', 'delete', sealed => true);
CALL mash.disposed_of('cases_sealedannex', 'delete', sealed => true);
CALL mash.disposed_of('cases_hiddenmatch', 'delete', sealed => true);
CALL mash.disposed_of('sharing_sealeditem', 'delete', sealed => true);
CALL mash.disposed_of('sharing_sealedanswer', 'delete', sealed => true);
CALL mash.disposed_of('cases_closing', $$by_name = ''$$);
CALL mash.keeps_open('cases_closing', 'closing', 'ended_at IS NULL');
