"""A request keeps the seat that asked and whom clauses name its people as, so that an answer is decided without the case.

For requests sent before this, the desk is the case's, the seat a screener's (every clause on answers that comes with the
product names it), and the people are children or adults as the ground says. Backwards forgets both.
"""

from django.db import migrations, models

FILL = """
DO $fill$
BEGIN
  IF to_regtype('mash.timed_grant') IS NOT NULL THEN
    PERFORM set_config('mash.projecting', 'on', true);
  END IF;
  UPDATE sharing_request r SET asked_by_role = 'screener', asked_by_desk = d.key
    FROM matters_matter m JOIN agencies_desk d ON d.id = m.desk_id WHERE m.id = r.matter_id;
  UPDATE sharing_requestsubject s
     SET populations = jsonb_build_array(CASE WHEN r.ground IN ('s42', 'adult-below-s42') THEN 'adults' ELSE 'children' END)
    FROM sharing_request r WHERE r.id = s.request_id;
END $fill$
"""


def _marks(model: str) -> list[migrations.AddField]:
    return [
        *(
            migrations.AddField(model, name, models.CharField(blank=True, max_length=20, default=""), preserve_default=False)
            for name in ("regime", "standing", "source_grade", "information_grade")
        ),
        migrations.AddField(
            model,
            "kept_until",
            models.DateField(null=True, blank=True, help_text="Until when the originator keeps it."),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0005_share")]

    operations = [
        migrations.AddField(
            "request",
            "asked_by_role",
            models.CharField(max_length=20, default="", help_text="The seat that asked, as clauses name it."),
            preserve_default=False,
        ),
        migrations.AddField(
            "request", "asked_by_desk", models.CharField(max_length=60, default=""), preserve_default=False
        ),
        migrations.AddField(
            "requestsubject",
            "populations",
            models.JSONField(default=list, help_text="Whom clauses name them as, as known when asked."),
            preserve_default=False,
        ),
        migrations.AddField(
            "sealedanswer",
            "rests_on",
            models.JSONField(
                default=dict,
                help_text="clauses as agreement:version:number, or the ground recorded instead of one",
            ),
        ),
        *_marks("item"),
        *_marks("sealeditem"),
        migrations.AlterField(
            "share",
            "reference",
            models.CharField(
                max_length=20, help_text="The matter's, or the request's where an agency shares."
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
