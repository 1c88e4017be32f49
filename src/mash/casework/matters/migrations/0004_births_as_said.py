"""A birth that was written on a person's row before it was a record: it becomes one, of the matter in which it was said.

Which matter that was nobody kept. Where there are several, it is a restricted one: what may have been said there alone is
read there alone, and the row is told by another record.
"""

import json

from django.db import migrations

from mash.foundation.kernel import public_id
from mash.registers.people.rules import fold

BIRTHS = """
SELECT p.id, p.given_name, p.family_name, p.sex, p.date_of_birth, s.id, m.id, m.ref, m.restriction <> 'open',
       coalesce(e.at, m.opened_at), coalesce(e.actor, 'service:intake'), told.said
  FROM people_person p
  CROSS JOIN LATERAL (
    SELECT s.id, s.matter_id FROM matters_subject s
      JOIN matters_matter m ON m.id = s.matter_id JOIN people_record r ON r.id = s.record_id
     WHERE s.person_id = p.id
     ORDER BY m.restriction <> 'open' DESC, r.said ? 'expected' DESC, m.opened_at DESC, s.id LIMIT 1) s
  JOIN matters_matter m ON m.id = s.matter_id
  LEFT JOIN LATERAL (
    SELECT e.at, e.actor FROM ledger_mention n JOIN ledger_entry e ON e.id = n.entry_id
     WHERE n.kind = 'person' AND n.ref = p.public_id AND e.event = 'people:person:born' ORDER BY e.id LIMIT 1) e ON true
  LEFT JOIN LATERAL (
    SELECT r.said FROM people_identification i JOIN people_record r ON r.id = i.record_id
     WHERE i.person_id = p.id AND i.undone_at IS NULL
       AND NOT EXISTS (SELECT FROM matters_subject o JOIN matters_matter x ON x.id = o.matter_id
                        WHERE o.record_id = r.id AND x.restriction <> 'open')
     ORDER BY r.id LIMIT 1) told ON true
 WHERE p.date_of_birth IS NOT NULL AND p.expected_date IS NOT NULL
   AND NOT EXISTS (
     SELECT FROM people_identification i JOIN people_record r ON r.id = i.record_id
      WHERE i.person_id = p.id AND r.said ? 'born'
        AND (r.said #>> '{born,year}')::int = extract(year FROM p.date_of_birth)
        AND (r.said #>> '{born,month}')::int = extract(month FROM p.date_of_birth)
        AND (r.said #>> '{born,day}')::int = extract(day FROM p.date_of_birth))
"""


def teach(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET LOCAL mash.projecting = 'on'")  # the policies bind the owner too
        cursor.execute(BIRTHS)
        for person, given, family, sex, born, subject, matter, ref, restricted, at, by, told in cursor.fetchall():
            said = {"given_name": given, "family_name": family, "sex": sex}
            said = {part: value for part, value in said.items() if value}
            said["born"] = {"year": born.year, "month": born.month, "day": born.day}
            cursor.execute(
                "INSERT INTO people_record (public_id, source, agency, key, digest, received_at, said, live)"
                " VALUES (%s, %s, '', '', '', %s, %s, true) RETURNING id",
                [public_id(), f"birth:{ref}", at, json.dumps(said)],
            )
            (record,) = cursor.fetchone()
            cursor.execute(
                "INSERT INTO matters_furtherrecord (matter_id, subject_id, record_id) VALUES (%s, %s, %s)",
                [matter, subject, record],
            )
            cursor.execute(
                "INSERT INTO people_identification"
                " (record_id, person_id, decided_by, decided_at, reason, undone_by, statement)"
                " VALUES (%s, %s, %s, %s, 'born', '', '')",
                [record, person, by, at],
            )
            if restricted and told is not None:
                plain = json.loads(told) if isinstance(told, str) else told
                names = [plain.get(part, "")[:200] for part in ("given_name", "family_name")]
                cursor.execute(
                    "UPDATE people_person SET date_of_birth = NULL, sex = %s, given_name = %s, family_name = %s,"
                    " given_key = %s, family_key = %s WHERE id = %s",
                    [plain.get("sex", "")[:10], *names, *(fold(one) for one in names), person],
                )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL mash.projecting = 'off'")


class Migration(migrations.Migration):

    dependencies = [
        ("matters", "0003_furtherrecord"),
        ("people", "0004_relationship_record"),
        ("ledger", "0005_mentions_in_time"),
    ]

    operations = [migrations.RunPython(teach, migrations.RunPython.noop)]
