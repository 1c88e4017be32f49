"""What the contacts mention that came before there were mentions.

A migration of its own: the references of the table are checked when the one that makes it ends, past the policies or not at all.
"""

import json

from django.db import migrations

from mash.casework.cases.repeats import keys_of

SAID = """
SELECT s.matter_id, c.id, c.received_at, r.said::text
  FROM intake_contact c JOIN matters_subject s ON s.matter_id = c.matter_id JOIN people_record r ON r.id = s.record_id
 WHERE r.source = 'contact:' || c.ref
"""


def mention(apps, schema_editor):
    """What earlier contacts mention. Who sees these rows is copied from their matters when the policies are applied."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET LOCAL mash.projecting = 'on'")  # the policies bind the owner too
        cursor.execute(SAID)
        rows = {
            (matter, contact, kind, key, received)
            for matter, contact, received, said in cursor.fetchall()
            for kind, key in keys_of(json.loads(said))
        }
        cursor.executemany(
            "INSERT INTO cases_mention (matter_id, contact_id, kind, key, received_at) VALUES (%s, %s, %s, %s, %s)",
            sorted(rows),
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL mash.projecting = 'off'")


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0007_mentions"),
        ("people", "0004_relationship_record"),
    ]

    operations = [migrations.RunPython(mention, migrations.RunPython.noop)]
