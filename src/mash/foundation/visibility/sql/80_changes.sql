-- The database notes which tables a transaction changed, once a table and transaction, whoever asks: the superuser's own
-- statements too. `mash ledger reconcile` holds the notes against the log. The log's own tables are proved by its tree.

CREATE OR REPLACE FUNCTION mash.note_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = mash, public, pg_temp SET mash.projecting = 'on'
AS $$
DECLARE
  done text := coalesce(current_setting('mash.changed', true), '');
  this bigint := pg_current_xact_id()::text::bigint;
BEGIN
  -- What is noted belongs to one transaction: a setting that outlives it names another.
  IF split_part(done, ' ', 1) <> this::text THEN
    done := this::text || ' ';
  ELSIF position(' ' || TG_TABLE_NAME || ' ' IN done) > 0 THEN
    RETURN NULL;
  END IF;
  IF NOT EXISTS (SELECT FROM touched) THEN
    RETURN NULL;
  END IF;
  INSERT INTO public.ledger_change ("transaction", "table", verb) VALUES (this, TG_TABLE_NAME, TG_OP);
  PERFORM set_config('mash.changed', done || TG_TABLE_NAME || ' ', true);
  RETURN NULL;
END $$;

DO $$
DECLARE
  tab text;
BEGIN
  FOR tab IN SELECT DISTINCT tablename FROM pg_policies WHERE schemaname = 'public' AND tablename NOT LIKE 'ledger\_%' LOOP
    EXECUTE format('CREATE TRIGGER visibility_notes_insert AFTER INSERT ON public.%I
      REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION mash.note_change()', tab);
    EXECUTE format('CREATE TRIGGER visibility_notes_update AFTER UPDATE ON public.%I
      REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION mash.note_change()', tab);
    EXECUTE format('CREATE TRIGGER visibility_notes_delete AFTER DELETE ON public.%I
      REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION mash.note_change()', tab);
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER visibility_notes_insert', tab);
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER visibility_notes_update', tab);
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER visibility_notes_delete', tab);
  END LOOP;
END $$;
