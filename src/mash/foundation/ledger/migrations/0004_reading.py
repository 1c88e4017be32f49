"""What the log is searched by, in the order in which it is shown."""

import django.contrib.postgres.fields
from django.db import migrations, models


# The policies bind the owner too, except while projecting. An entry that still waits is learnt by the sequencer.
LEARN = """
SET LOCAL mash.projecting = 'on';
INSERT INTO ledger_term (kind, value, name, role, visible_to)
SELECT t.kind, t.value, t.name, t.role,
       coalesce(array_agg(DISTINCT who ORDER BY who) FILTER (WHERE who IS NOT NULL), '{}')
  FROM (SELECT 'actor' AS kind, actor AS value, actor_name AS name, actor_role AS role, visible_to
          FROM ledger_entry WHERE actor_name || actor_role <> '' GROUP BY 2, 3, 4, 5
        UNION ALL
        SELECT 'purpose', purpose, '', '', visible_to FROM ledger_entry WHERE purpose <> '' GROUP BY 2, 5) AS t
  LEFT JOIN LATERAL unnest(t.visible_to) AS who ON true
 GROUP BY 1, 2, 3, 4;
SET LOCAL mash.projecting = 'off';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0003_looked_into'),
    ]

    operations = [
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('actor', 'Actor'), ('purpose', 'Purpose')], max_length=10)),
                ('value', models.CharField(max_length=500)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('role', models.CharField(blank=True, max_length=80)),
                ('visible_to', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='entry',
            name='ledger_entr_event_aeba0f_idx',
        ),
        migrations.RemoveIndex(
            model_name='entry',
            name='ledger_entr_actor_b0d17c_idx',
        ),
        migrations.RemoveIndex(
            model_name='mention',
            name='ledger_ment_kind_49d25f_idx',
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['at', 'id'], name='ledger_entr_at_9b0f31_idx'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['event', 'at', 'id'], name='ledger_entr_event_73048d_idx'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['actor', 'at', 'id'], name='ledger_entr_actor_ed3809_idx'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('purpose', ''), _negated=True), fields=['purpose', 'at', 'id'], name='ledger_entry_purpose'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(fields=['ref', 'kind', 'entry'], name='ledger_ment_ref_208c40_idx'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.UniqueConstraint(fields=('kind', 'value', 'name', 'role'), name='ledger_term_once'),
        ),
        migrations.RunSQL(LEARN, migrations.RunSQL.noop),
    ]
