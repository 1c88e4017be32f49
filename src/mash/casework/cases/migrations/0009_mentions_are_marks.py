"""What contacts mention is counted by the marks of joining. Backwards it is taken from them: the digests are the same."""

from django.db import migrations

BACK = """
SET LOCAL mash.projecting = 'on';
INSERT INTO cases_mention (matter_id, contact_id, kind, key, received_at)
SELECT matter_id, contact_id, CASE kind WHEN 'place' THEN 'place' ELSE 'person' END, key, received_at
  FROM joining_mark WHERE kind IN ('nhs', 'born', 'place');
"""


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0008_mentions_before"),
        ("joining", "0002_marks_are_keys"),
    ]

    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, BACK),
        migrations.DeleteModel("Mention"),
    ]
