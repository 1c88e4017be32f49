"""One standard in force for a population of a hub on any day, and one reading of a code."""

from django.db import migrations

# Ranges made from text and numbers need no extension for an exclusion constraint, so that no superuser is
# asked for one.
STANDARDS = """
ALTER TABLE standards_practicestandard ADD CONSTRAINT standards_one_in_force EXCLUDE USING gist (
  int8range(hashtextextended(population || ':' || hub, 0), hashtextextended(population || ':' || hub, 0), '[]')
    WITH &&,
  daterange(valid_from, valid_to) WITH &&
) WHERE (state = 'in_force')
"""
CODES = """
ALTER TABLE standards_code ADD CONSTRAINT standards_one_reading_of_a_code EXCLUDE USING gist (
  int8range(list_id, list_id, '[]') WITH &&,
  int8range(hashtextextended(code, 0), hashtextextended(code, 0), '[]') WITH &&,
  daterange(valid_from, valid_to) WITH &&
)
"""


class Migration(migrations.Migration):
    dependencies = [("standards", "0001_initial")]
    operations = [
        migrations.RunSQL(
            STANDARDS, "ALTER TABLE standards_practicestandard DROP CONSTRAINT standards_one_in_force"
        ),
        migrations.RunSQL(CODES, "ALTER TABLE standards_code DROP CONSTRAINT standards_one_reading_of_a_code"),
    ]
