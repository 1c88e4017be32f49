-- Agreements on sharing are read by whoever acts in the system, once they were laid open: a draft, and what it would
-- permit, is for those who write it. They are written by set-up and by information-governance leads. What was laid open for
-- signature is never changed again: those who signed it signed these words.

DO $$
DECLARE
  tab text;
  writes text := 'mash.is_service(''setup'') OR mash.leads_governance()';
BEGIN
  FOREACH tab IN ARRAY ARRAY['agreements_agreement', 'agreements_version', 'agreements_signatory', 'agreements_clause'] LOOP
    CALL mash.police(tab, sees => CASE tab
        WHEN 'agreements_agreement' THEN '(SELECT mash.actor()) IS NOT NULL'
        WHEN 'agreements_version' THEN '(SELECT mash.actor()) IS NOT NULL AND (digest <> '''' OR (SELECT ' || writes || '))'
        ELSE 'EXISTS (SELECT FROM public.agreements_version v WHERE v.id = version_id)' END,
      inserts => writes, updates => writes,
      deletes => CASE WHEN tab IN ('agreements_signatory', 'agreements_clause') THEN writes END);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION mash.guard_agreement_text() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on' AS $$
DECLARE
  old_text jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
  new_text jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
  settled boolean;
BEGIN
  IF TG_TABLE_NAME = 'agreements_version' THEN
    settled := OLD.state <> 'draft';
    -- What may still happen to a text: it is agreed or dropped, begins, ends, and is reviewed.
    old_text := old_text - 'state' - 'starts' - 'ends' - 'review_by';
    new_text := new_text - 'state' - 'starts' - 'ends' - 'review_by';
    IF settled AND NEW.state = 'draft' THEN
      RAISE EXCEPTION 'a text that was laid open is no draft again' USING ERRCODE = 'check_violation';
    END IF;
  ELSE
    SELECT bool_or(v.state <> 'draft') INTO settled FROM public.agreements_version v
     WHERE v.id IN ((new_text ->> 'version_id')::bigint, (old_text ->> 'version_id')::bigint);
    IF TG_TABLE_NAME = 'agreements_signatory' AND TG_OP = 'UPDATE' THEN
      old_text := jsonb_build_object('v', OLD.version_id, 'a', OLD.agency_id);
      new_text := jsonb_build_object('v', NEW.version_id, 'a', NEW.agency_id);
    END IF;
  END IF;
  IF settled AND old_text IS DISTINCT FROM new_text THEN
    RAISE EXCEPTION 'a text that was laid open is not changed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER visibility_guards_text BEFORE UPDATE ON public.agreements_version
  FOR EACH ROW EXECUTE FUNCTION mash.guard_agreement_text();
CREATE TRIGGER visibility_guards_text BEFORE INSERT OR UPDATE OR DELETE ON public.agreements_clause
  FOR EACH ROW EXECUTE FUNCTION mash.guard_agreement_text();
CREATE TRIGGER visibility_guards_text BEFORE INSERT OR UPDATE OR DELETE ON public.agreements_signatory
  FOR EACH ROW EXECUTE FUNCTION mash.guard_agreement_text();
