"""Nothing: what earlier contacts mention was filled in here, and is read from the marks of joining since 0009."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0007_mentions"),
        ("people", "0004_relationship_record"),
    ]

    operations = []
