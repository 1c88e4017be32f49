from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("review", "0002_births")]

    operations = [
        migrations.AlterField(
            model_name="reviewdecision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("uncertain", "The machine is not sure"),
                    ("named", "People named both"),
                    ("numbers", "Different NHS numbers in one person"),
                    ("births", "Different dates of birth in one person"),
                    ("twins", "Perhaps twins in one person"),
                    ("large", "Very many records in one person"),
                    ("spread", "Records of very many places in one person"),
                ],
                max_length=10,
            ),
        ),
    ]
