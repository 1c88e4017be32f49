"""The tree behind the entries; those that stand already wait for their leaves. Reversing forgets the tree, not the entries."""

import django.contrib.postgres.fields
import django.db.models.deletion
import mash.foundation.ledger.models
from django.db import migrations, models


# The policies bind the owner too, except while projecting.
WAIT = """
SET LOCAL mash.projecting = 'on';
INSERT INTO ledger_waiting (entry_id) SELECT id FROM ledger_entry;
SET LOCAL mash.projecting = 'off';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('transaction', models.BigIntegerField()),
                ('table', models.CharField(max_length=63)),
                ('verb', models.CharField(max_length=6)),
                ('at', models.DateTimeField(db_default=mash.foundation.ledger.models.ClockTimestamp())),
            ],
        ),
        migrations.CreateModel(
            name='LogKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vkey', models.CharField(max_length=300, unique=True)),
                ('from_size', models.BigIntegerField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('entry', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='ledger.entry')),
                ('leaf', models.BigIntegerField(unique=True)),
                ('salt', models.BinaryField(null=True)),
                ('visible_to', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list)),
            ],
        ),
        migrations.CreateModel(
            name='Waiting',
            fields=[
                ('entry', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='ledger.entry')),
            ],
        ),
        migrations.AddField(
            model_name='entry',
            name='recorded',
            field=models.DateTimeField(db_default=mash.foundation.ledger.models.ClockTimestamp()),
        ),
        migrations.AddField(
            model_name='entry',
            name='request',
            field=models.CharField(blank=True, db_default=mash.foundation.ledger.models.RequestAnswered(), max_length=32),
        ),
        migrations.AddField(
            model_name='entry',
            name='transaction',
            field=models.BigIntegerField(db_default=mash.foundation.ledger.models.TransactionNumber()),
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(max_length=200)),
                ('size', models.BigIntegerField()),
                ('root', models.BinaryField()),
                ('note', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['size'], name='ledger_chec_size_91a1d3_idx')],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='erasure', serialize=False, to='ledger.entry')),
                ('because', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erased', to='ledger.entry')),
            ],
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('detail', models.JSONField(default=dict)),
                ('since', models.DateTimeField()),
                ('seen', models.DateTimeField()),
                ('ended', models.DateTimeField(null=True)),
                ('owner', models.CharField(blank=True, max_length=80)),
                ('owner_name', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended__isnull', True)), fields=('kind', 'subject'), name='ledger_finding_open_once')],
            },
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('index', models.BigIntegerField(primary_key=True, serialize=False)),
                ('mac', models.BinaryField()),
            ],
            options={
                'verbose_name_plural': 'leaves',
                'constraints': [models.CheckConstraint(condition=models.Q(('index__gte', 0)), name='ledger_leaf_index')],
            },
        ),
        migrations.CreateModel(
            name='Tile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.SmallIntegerField()),
                ('number', models.BigIntegerField()),
                ('hashes', models.BinaryField()),
                ('root', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('level', 'number'), name='ledger_tile_place')],
            },
        ),
        migrations.CreateModel(
            name='Cosignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('witness', models.CharField(max_length=300)),
                ('line', models.TextField()),
                ('at', models.DateTimeField()),
                ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cosignatures', to='ledger.checkpoint')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('checkpoint', 'witness'), name='ledger_cosignature_once')],
            },
        ),
        migrations.RunSQL(WAIT, migrations.RunSQL.noop),
    ]
