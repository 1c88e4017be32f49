"""Marks are digests, of every contact: what had been kept beside them, of whom contacts mention, is counted by them now.

They are made anew from what the contacts say, so that none of a contact from before there were marks is missing. Who sees them
is copied from their matters, by the table's trigger or, where it does not stand yet, when the policies are applied.
"""

from itertools import batched

from django.db import migrations, models

from mash.casework.joining.actions.mark import marks_of
from mash.casework.joining.rules import key_of


def clear(apps, schema_editor):
    schema_editor.execute("TRUNCATE joining_mark")


def fill(as_kept):
    def run(apps, schema_editor):
        mark, subject = apps.get_model("joining", "Mark"), apps.get_model("matters", "Subject")
        contacts = apps.get_model("intake", "Contact").objects.exclude(matter__restriction="disposed").order_by("pk")
        schema_editor.execute("SET LOCAL mash.projecting = 'on'")  # the policies bind the owner too
        for some in batched(contacts.iterator(500), 500):
            said = subject.objects.filter(matter__in={one.matter_id for one in some}).order_by()
            mark.objects.bulk_create(
                mark(
                    matter_id=one.matter_id,
                    contact_id=one.pk,
                    kind=kind,
                    received_at=one.received_at,
                    **as_kept(kind, value),
                )
                for one, kind, value in marks_of(some, said.values_list("matter_id", "role", "record__said"))
            )
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET LOCAL mash.projecting = 'off'")

    return run


fill_keys = fill(lambda kind, value: {"key": key_of(kind, value)})
fill_values = fill(lambda _kind, value: {"value": value[:200]})


class Migration(migrations.Migration):

    dependencies = [
        ("joining", "0001_initial"),
        ("intake", "0003_incident_index"),
        ("matters", "0005_disposed"),
        ("people", "0004_relationship_record"),
    ]

    operations = [
        migrations.RunPython(clear, fill_values),
        migrations.RemoveConstraint("mark", "joining_a_mark_once"),
        migrations.RemoveIndex("mark", "joining_alike"),
        migrations.RemoveField("mark", "value"),
        migrations.AddField("mark", "key", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AlterField(
            "mark",
            "contact",
            models.ForeignKey("intake.contact", on_delete=models.PROTECT, related_name="marks", db_index=False),
        ),
        migrations.AddIndex("mark", models.Index(fields=["key", "received_at"], name="joining_alike")),
        migrations.AddConstraint(
            "mark", models.UniqueConstraint(fields=("contact", "key"), name="joining_a_mark_once")
        ),
        migrations.RunPython(fill_keys, clear),
    ]
