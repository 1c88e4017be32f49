-- Packages are the hub's, with their matter. A recipient sees how a package came (a delivery) and, until it is recalled,
-- what was sent; never the passages that it was made of. Whoever supplied an item sees what they are asked about it.

-- The holder of one link, after its token was found: they see that delivery and what it brought, until it has run out.
CREATE OR REPLACE FUNCTION mash.link() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN mash.actor() LIKE 'link:%' THEN substr(mash.actor(), 6) END $$;

CALL mash.police_with_matter('disclosure_package',
  inserts => 'visible_to && (SELECT mash.principals())',
  updates => 'visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''disclosure''))');
CALL mash.police_with_matter('disclosure_passage',
  inserts => 'visible_to && (SELECT mash.principals())',
  deletes => 'visible_to && (SELECT mash.principals())',
  also => '(SELECT mash.is_service(''disclosure''))');
CALL mash.police_with_matter('disclosure_redaction',
  inserts => 'visible_to && (SELECT mash.principals())',
  deletes => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('disclosure_check', inserts => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('disclosure_basis', inserts => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('disclosure_recall', inserts => 'visible_to && (SELECT mash.principals())');
CALL mash.police_with_matter('disclosure_consent',
  inserts => 'visible_to && (SELECT mash.principals()) AND NOT mash.holds(''agency'', agency_id)',
  updates => 'also_visible_to && (SELECT mash.principals())');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.disclosure_consent
  FOR EACH ROW EXECUTE FUNCTION mash.also_agency();

-- A delivery on the page is the agency's too; one by a link is its holder's.
CREATE OR REPLACE FUNCTION mash.also_recipient() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.also_visible_to := CASE WHEN NEW.channel = 'page' AND NEW.agency_id IS NOT NULL
                              THEN ARRAY[mash.principal('agency', NEW.agency_id)] ELSE '{}'::int[] END;
  RETURN NEW;
END $$;
CALL mash.police_with_matter('disclosure_delivery',
  inserts => 'visible_to && (SELECT mash.principals())',
  updates => 'visible_to && (SELECT mash.principals()) OR channel = ''link'' AND public_id = (SELECT mash.link())',
  also => 'channel = ''link'' AND public_id = (SELECT mash.link()) OR (SELECT mash.is_service(''disclosure''))');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.disclosure_delivery
  FOR EACH ROW EXECUTE FUNCTION mash.also_recipient();

-- What was sent is seen by whom it was delivered to. `links` holds the links that still open it and when each runs out.
ALTER TABLE public.disclosure_content
  ADD COLUMN IF NOT EXISTS also_visible_to int[] NOT NULL DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS link text,
  ADD COLUMN IF NOT EXISTS link_until timestamptz;
CALL mash.police_with_matter('disclosure_content',
  inserts => 'visible_to && (SELECT mash.principals())',
  also => 'link = (SELECT mash.link()) AND (SELECT mash.at()) < link_until');
CREATE OR REPLACE FUNCTION mash.also_delivered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  SELECT coalesce(array_agg(DISTINCT who) FILTER (WHERE who IS NOT NULL), '{}') INTO NEW.also_visible_to
    FROM public.disclosure_delivery d LEFT JOIN LATERAL unnest(d.also_visible_to) AS who ON true
   WHERE d.package_id = NEW.package_id AND d.recalled_at IS NULL;
  IF TG_TABLE_NAME = 'disclosure_content' THEN
    SELECT d.public_id, d.expires_at INTO NEW.link, NEW.link_until FROM public.disclosure_delivery d
     WHERE d.package_id = NEW.package_id AND d.channel = 'link';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_also BEFORE INSERT ON public.disclosure_content
  FOR EACH ROW EXECUTE FUNCTION mash.also_delivered();
-- That something in it was corrected is told to whom it was delivered, by the service that notices it.
CALL mash.police_with_matter('disclosure_correction',
  inserts => 'mash.is_service(''disclosure'')', also => '(SELECT mash.is_service(''disclosure''))');
CREATE TRIGGER visibility_also BEFORE INSERT ON public.disclosure_correction
  FOR EACH ROW EXECUTE FUNCTION mash.also_delivered();

-- A recall takes what was sent from everybody but the hub, in the statement that says so.
CREATE OR REPLACE FUNCTION mash.end_package() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  UPDATE public.disclosure_delivery SET recalled_at = NEW.at WHERE package_id = NEW.package_id;
  UPDATE public.disclosure_content c SET also_visible_to = '{}', visible_to = m.visible_to, link = NULL, link_until = NULL
    FROM public.matters_matter m WHERE c.package_id = NEW.package_id AND m.id = c.matter_id;
  RETURN NULL;
END $$;
CREATE TRIGGER visibility_ends AFTER INSERT ON public.disclosure_recall
  FOR EACH ROW EXECUTE FUNCTION mash.end_package();

-- A link that was opened is burned: what it brought is shown in the transaction that opens it, and never again.
CREATE OR REPLACE FUNCTION mash.burn_link() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
BEGIN
  UPDATE public.disclosure_content SET link = NULL, link_until = NULL WHERE package_id = NEW.package_id;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER visibility_burns AFTER UPDATE OF opened_at ON public.disclosure_delivery
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.channel = 'link' AND OLD.opened_at IS NULL AND NEW.opened_at IS NOT NULL)
  EXECUTE FUNCTION mash.burn_link();

-- What is said once stays said, whoever writes but the owner, as whom a matter is projected and disposed of: of a delivery only what was empty may be filled, of a consent its answer.
CREATE OR REPLACE FUNCTION mash.fill_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb := to_jsonb(OLD);
  free text[] := ARRAY['visible_to', 'also_visible_to', 'timed_grants', 'hidden_from'];
  fills text[] := CASE TG_TABLE_NAME
    WHEN 'disclosure_delivery' THEN ARRAY['opened_at', 'opened_by_name', 'acknowledged_at', 'acknowledged_by_name', 'recalled_at']
    ELSE ARRAY['answer', 'may_go', 'reason', 'answered_by', 'answered_by_name', 'answered_at'] END;
  filled boolean := coalesce(was ->> 'answered_at', '') <> '';
  col text;
  value jsonb;
BEGIN
  FOR col, value IN SELECT * FROM jsonb_each(to_jsonb(NEW)) LOOP
    IF value IS DISTINCT FROM was -> col AND col <> ALL (free) THEN
      IF col <> ALL (fills) OR filled OR was -> col NOT IN ('null', '""', '[]') THEN
        RAISE EXCEPTION 'what was said of a package stays' USING ERRCODE = 'check_violation';
      END IF;
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_fills_once BEFORE UPDATE ON public.disclosure_delivery
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.fill_once();
CREATE TRIGGER visibility_fills_once BEFORE UPDATE ON public.disclosure_consent
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.fill_once();

-- A package that was sent is fixed, with what it was made of.
CREATE OR REPLACE FUNCTION mash.guard_package() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  free text[] := ARRAY['visible_to', 'also_visible_to', 'timed_grants', 'hidden_from', 'state', 'version'];
BEGIN
  IF OLD.state IN ('sent', 'recalled', 'dropped') THEN
    IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free OR NEW.state <> OLD.state AND (OLD.state, NEW.state) <> ('sent', 'recalled') THEN
      RAISE EXCEPTION 'a package that was sent is fixed' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER visibility_guards BEFORE UPDATE ON public.disclosure_package
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.guard_package();
CREATE OR REPLACE FUNCTION mash.guard_package_part() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  package bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.package_id ELSE NEW.package_id END;
BEGIN
  IF NOT EXISTS (SELECT FROM public.disclosure_package p WHERE p.id = package AND p.state = 'draft') THEN
    RAISE EXCEPTION 'a package is changed while it is being made' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER visibility_guards BEFORE INSERT OR DELETE ON public.disclosure_passage
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.guard_package_part();
CREATE TRIGGER visibility_guards BEFORE INSERT OR DELETE ON public.disclosure_redaction
  FOR EACH ROW WHEN (current_user <> 'mash_owner') EXECUTE FUNCTION mash.guard_package_part();

-- With its matter goes what was chosen, withheld and sent, from its recipient too. That something was sent to whom and when,
-- opened and recalled, stays as a figure.
CALL mash.disposed_of('disclosure_correction', 'delete');
CALL mash.disposed_of('disclosure_redaction', 'delete');
CALL mash.disposed_of('disclosure_passage', 'delete');
CALL mash.disposed_of('disclosure_content', 'delete');
CALL mash.disposed_of('disclosure_consent', 'delete');
CALL mash.disposed_of('disclosure_check', 'delete');
CALL mash.disposed_of('disclosure_basis', 'keep');
CALL mash.disposed_of('disclosure_recall', $$reason = '', by_name = ''$$);
CALL mash.disposed_of('disclosure_delivery', $$"to" = '', sent_by_name = '', opened_by_name = '', acknowledged_by_name = '',
  token_digest = NULL, also_visible_to = '{}'$$);
CALL mash.disposed_of('disclosure_package', $$recipient = '', message = '', made_by_name = '', sent_by_name = ''$$);
CALL mash.keeps_open('disclosure_package', 'package', $$state IN ('draft', 'checking', 'checked')$$);
