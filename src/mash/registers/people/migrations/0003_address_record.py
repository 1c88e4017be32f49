"""Each address says which record it was learnt from; two records that say the same have a row each."""

import django.db.models.deletion
from django.db import migrations, models

# The policies bind the owner too, except while projecting. A feed's record comes first: it is of no matter.
TEACH = """
SET LOCAL mash.projecting = 'on';
CREATE TEMPORARY TABLE taught ON COMMIT DROP AS
SELECT a.id AS address, r.id AS record, r.key = '' AS said_by_contact,
       row_number() OVER (PARTITION BY a.id ORDER BY r.key = '', r.id) AS place
  FROM people_address a
  JOIN (SELECT DISTINCT person_id, record_id FROM people_identification) i ON i.person_id = a.person_id
  JOIN people_record r ON r.id = i.record_id
 WHERE coalesce(r.said #>> '{address,lines}', '') = a.lines
   AND coalesce(r.said #>> '{address,postcode}', '') = a.postcode;
UPDATE people_address a SET record_id = t.record FROM taught t WHERE t.address = a.id AND t.place = 1;
INSERT INTO people_address (person_id, record_id, lines, postcode, place_key, from_on, until_on)
SELECT a.person_id, t.record, a.lines, a.postcode, a.place_key, a.from_on, a.until_on
  FROM taught t JOIN people_address a ON a.id = t.address
 WHERE t.place > 1 AND t.said_by_contact ORDER BY a.id, t.record;
DROP TABLE taught;
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL mash.projecting = 'off';
"""
FORGET = """
SET LOCAL mash.projecting = 'on';
DELETE FROM people_address a USING people_address b
 WHERE b.person_id = a.person_id AND b.lines = a.lines AND b.postcode = a.postcode
   AND b.until_on IS NOT DISTINCT FROM a.until_on AND b.id < a.id;
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL mash.projecting = 'off';
"""


class Migration(migrations.Migration):

    dependencies = [("people", "0002_living_clusters")]

    operations = [
        migrations.AddField(
            model_name="address",
            name="record",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose word it is; none for what was kept before this was noted",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="addresses",
                to="people.record",
            ),
        ),
        migrations.RunSQL(TEACH, FORGET),
    ]
