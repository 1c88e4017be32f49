"""Each relationship says in which record's matter it was said; links stand in the order of the review's queue."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
from django.db import migrations, models

# Without the column two rows that say the same cannot stand beside each other: one that everybody sees stays, else the first;
# what is withheld stays so. Policies bind the owner too, except while projecting.
FORGET = """
SET LOCAL mash.projecting = 'on';
DELETE FROM people_relationship a USING people_relationship b
 WHERE b.person_id = a.person_id AND b.other_id = a.other_id AND b.kind = a.kind
   AND a.ended_at IS NULL AND b.ended_at IS NULL
   AND (coalesce((to_jsonb(b) ->> 'withheld')::bool, false), b.id)
     < (coalesce((to_jsonb(a) ->> 'withheld')::bool, false), a.id);
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL mash.projecting = 'off';
"""


class Migration(migrations.Migration):

    dependencies = [("people", "0003_address_record")]

    operations = [
        migrations.RemoveConstraint(
            model_name="relationship", name="people_one_relationship_of_a_kind"
        ),
        migrations.AddField(
            model_name="relationship",
            name="record",
            field=models.ForeignKey(
                blank=True,
                help_text="Of `person`, in the matter in which it was said; none where it was said outside any",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relationships",
                to="people.record",
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(
                models.F("model"),
                django.db.models.functions.math.Abs(
                    django.db.models.expressions.CombinedExpression(
                        models.F("probability"), "-", models.Value(0.5)
                    )
                ),
                models.F("a"),
                models.F("b"),
                name="people_link_nearest_even",
            ),
        ),
        migrations.AddConstraint(
            model_name="relationship",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("person", "other", "kind", "record"),
                name="people_one_relationship_of_a_kind",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, FORGET),
    ]
