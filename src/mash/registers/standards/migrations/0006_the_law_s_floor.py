"""Routes that the law reserves are written for nobody else, and protection is open to all who start it.

One draft or version open for approval at a time for a population of a hub. What a county wrote before is not judged: casework
asks the law of each decision, whatever a row says.
"""

from django.db import migrations

FLOOR = """
ALTER TABLE standards_decisionrole ADD CONSTRAINT standards_the_law_s_floor CHECK (
  CASE WHEN route IN ('s17', 's47', 's42-enquiry') THEN roles <@ '["decider"]'::jsonb AND roles <> '[]'::jsonb
       WHEN route = 'immediate-protection' THEN roles @> '["screener", "decider", "manager"]'::jsonb
       ELSE true END) NOT VALID;
CREATE UNIQUE INDEX standards_one_under_way ON standards_practicestandard (hub, population)
  WHERE state IN ('draft', 'open') AND hub <> '';
"""
BACK = """
ALTER TABLE standards_decisionrole DROP CONSTRAINT standards_the_law_s_floor;
DROP INDEX standards_one_under_way;
"""


class Migration(migrations.Migration):
    dependencies = [("standards", "0005_kept_on_pages")]
    operations = [migrations.RunSQL(FLOOR, BACK)]
