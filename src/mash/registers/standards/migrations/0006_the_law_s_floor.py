"""Routes that the law reserves are written for nobody else, and protection is open to all who start it.

One draft or version open for approval at a time for a population of a hub: of several drafts the newest stays, and going back does
not bring the others back. What a county wrote before is not judged: casework
asks the law of each decision, whatever a row says.
"""

from django.db import migrations

# An installation may hold several drafts of one hub, which until now nothing forbade. The policies bind the owner too.
NEWEST_ALONE = """
SET LOCAL mash.projecting = 'on';
UPDATE standards_practicestandard s SET state = 'dropped'
 WHERE s.state = 'draft' AND s.hub <> '' AND EXISTS (
   SELECT FROM standards_practicestandard n
    WHERE n.hub = s.hub AND n.population = s.population AND n.state = 'draft' AND n.id > s.id);
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL mash.projecting = 'off';
"""
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
    operations = [
        migrations.RunSQL(NEWEST_ALONE, migrations.RunSQL.noop),
        migrations.RunSQL(FLOOR, BACK),
    ]
