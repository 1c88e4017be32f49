"""What was for the hub only goes under seal, and what agencies are still writing goes where it is theirs alone.

An item that was for the hub only was seen by the whole hub; from here on by its cleared people and its agency. Backwards
moves the same rows back and refuses when something has been sealed since, which the older tables would show to everyone.
On a database without policies nothing has been written yet.
"""

from django.db import migrations

WHY = "Supplied as “Hub only”, before sealed material had rows of its own."

FORWARDS = f"""
DO $move$
DECLARE
  moved int;
BEGIN
  IF to_regtype('mash.timed_grant') IS NULL THEN
    RETURN;
  END IF;
  PERFORM set_config('mash.projecting', 'on', true);
  ALTER TABLE sharing_underway ADD COLUMN IF NOT EXISTS also_visible_to int[] NOT NULL DEFAULT '{{}}';
  ALTER TABLE sharing_sealedanswer
    ADD COLUMN IF NOT EXISTS also_visible_to int[] NOT NULL DEFAULT '{{}}',
    ADD COLUMN IF NOT EXISTS cleared_to int[] NOT NULL DEFAULT '{{}}',
    ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{{}}',
    ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[];
  ALTER TABLE sharing_sealeditem
    ADD COLUMN IF NOT EXISTS also_visible_to int[] NOT NULL DEFAULT '{{}}',
    ADD COLUMN IF NOT EXISTS cleared_to int[] NOT NULL DEFAULT '{{}}',
    ADD COLUMN IF NOT EXISTS visible_to int[] NOT NULL DEFAULT '{{}}',
    ADD COLUMN IF NOT EXISTS timed_grants mash.timed_grant[];
  INSERT INTO sharing_underway (matter_id, request_id, said, version, also_visible_to)
    SELECT matter_id, id, working, version, also_visible_to FROM sharing_request
     WHERE working <> '{{}}'::jsonb OR version <> 1;
  CREATE TEMP TABLE under_seal ON COMMIT DROP AS
    SELECT a.*, nextval(pg_get_serial_sequence('sharing_sealedanswer', 'id')) AS sealed_id, m.hub_id
      FROM sharing_answer a JOIN matters_matter m ON m.id = a.matter_id
     WHERE a.about_id IN (SELECT b.about_id FROM sharing_item i JOIN sharing_answer b ON b.id = i.answer_id
                           WHERE i.handling = 'hub-only');
  INSERT INTO sharing_sealedanswer (id, public_id, matter_id, request_id, about_id, systems_searched,
      identity_confidence, strengths, worries, level_suggested, by, by_name, at, supersedes_id,
      also_visible_to, cleared_to, visible_to, timed_grants)
    SELECT s.sealed_id, upper(substr(md5(s.public_id || random()::text), 1, 16)), s.matter_id, s.request_id, s.about_id,
           '', '', '', '', NULL, s.by, s.by_name, s.at, before.sealed_id,
           s.also_visible_to, ARRAY[(s.hub_id * 8 + 6)::int], s.visible_to, s.timed_grants
      FROM under_seal s LEFT JOIN under_seal before ON before.id = s.supersedes_id ORDER BY s.id;
  INSERT INTO sharing_sealeditem (public_id, matter_id, request_id, answer_id, kind, category, happened_on, text, reason,
      family_may_know, also_visible_to, cleared_to, visible_to, timed_grants)
    SELECT i.public_id, i.matter_id, i.request_id, s.sealed_id, i.kind, i.category, i.happened_on, i.text, '{WHY}',
           i.family_may_know, i.also_visible_to, ARRAY[(s.hub_id * 8 + 6)::int], i.visible_to, i.timed_grants
      FROM sharing_item i JOIN under_seal s ON s.id = i.answer_id WHERE i.handling = 'hub-only' ORDER BY i.id;
  GET DIAGNOSTICS moved = ROW_COUNT;
  DELETE FROM sharing_item WHERE handling = 'hub-only';
  IF moved > 0 THEN
    PERFORM mash.begin('service:setup', now());
    PERFORM mash.append('sharing:sealed:moved', 'service:setup', 'setup', '', now(), '',
                        jsonb_build_object('items', moved), '{{}}', '{{}}');
  END IF;
END $move$
"""

BACKWARDS = f"""
DO $move$
DECLARE
  moved int;
BEGIN
  IF to_regtype('mash.timed_grant') IS NULL THEN
    RETURN;
  END IF;
  PERFORM set_config('mash.projecting', 'on', true);
  IF EXISTS (SELECT FROM sharing_sealeditem WHERE reason <> '{WHY}') THEN
    RAISE EXCEPTION 'something has been sealed since: the older tables would show it to the whole hub';
  END IF;
  UPDATE sharing_request r SET working = u.said, version = u.version FROM sharing_underway u WHERE u.request_id = r.id;
  INSERT INTO sharing_item (public_id, matter_id, request_id, answer_id, kind, category, happened_on, text, handling,
      family_may_know)
    SELECT i.public_id, i.matter_id, i.request_id, a.id, i.kind, i.category, i.happened_on, i.text, 'hub-only',
           i.family_may_know
      FROM sharing_sealeditem i JOIN sharing_sealedanswer s ON s.id = i.answer_id
      JOIN sharing_answer a ON a.about_id = s.about_id AND a.at = s.at ORDER BY i.id;
  GET DIAGNOSTICS moved = ROW_COUNT;
  DELETE FROM sharing_sealeditem;
  UPDATE sharing_sealedanswer SET supersedes_id = NULL;
  DELETE FROM sharing_sealedanswer;
  DELETE FROM sharing_underway;
  IF moved > 0 THEN
    PERFORM mash.begin('service:setup', now());
    PERFORM mash.append('sharing:sealed:moved', 'service:setup', 'setup', '', now(), '',
                        jsonb_build_object('items', moved), '{{}}', '{{}}');
  END IF;
END $move$
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_sealed")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
