"""Rows in force never overlap: one weekday's spans, on the days when both would hold."""

from django.db import migrations

# Numbers as ranges of one need no extension for an exclusion constraint, so that no superuser is asked for one.
FORWARDS = """
ALTER TABLE clocks_openinghours ADD CONSTRAINT clocks_hours_no_overlap EXCLUDE USING gist (
  int8range(calendar_id, calendar_id, '[]') WITH &&,
  int4range(weekday, weekday, '[]') WITH &&,
  daterange(valid_from, valid_to) WITH &&,
  int4range(
    extract(epoch FROM opens)::int,
    CASE closes WHEN '00:00' THEN 86400 ELSE extract(epoch FROM closes)::int END
  ) WITH &&
) WHERE (withdrawn_at IS NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_initial")]
    operations = [
        migrations.RunSQL(
            FORWARDS, "ALTER TABLE clocks_openinghours DROP CONSTRAINT clocks_hours_no_overlap"
        )
    ]
