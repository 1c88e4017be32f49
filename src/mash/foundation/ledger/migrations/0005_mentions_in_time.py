"""A mention has the time of its entry, and is found in the order in which entries are shown."""

from django.db import migrations, models

# A column is written where nothing may be rewritten: its type changes from none to the time, which rewrites the table and
# no row of it. The policies bind the owner too, except while projecting.
TELL = """
SET LOCAL mash.projecting = 'on';
ALTER TABLE ledger_mention ADD COLUMN at text;
CREATE FUNCTION ledger_time_of(number bigint) RETURNS timestamptz LANGUAGE sql STABLE
AS $$ SELECT e.at FROM ledger_entry e WHERE e.id = number $$;
ALTER TABLE ledger_mention ALTER COLUMN at TYPE timestamptz USING ledger_time_of(entry_id), ALTER COLUMN at SET NOT NULL;
DROP FUNCTION ledger_time_of(bigint);
SET LOCAL mash.projecting = 'off';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0004_reading'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='mention', name='ledger_ment_ref_208c40_idx'),
        migrations.RunSQL(
            TELL,
            'ALTER TABLE ledger_mention DROP COLUMN at',
            state_operations=[migrations.AddField(model_name='mention', name='at', field=models.DateTimeField())],
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(fields=['ref', 'at', 'entry'], name='ledger_ment_ref_bc6c18_idx'),
        ),
    ]
