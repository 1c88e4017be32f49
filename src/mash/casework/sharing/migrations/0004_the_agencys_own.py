from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sharing', '0003_move_under_seal'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='request',
            name='version',
        ),
        migrations.RemoveField(
            model_name='request',
            name='working',
        ),
        migrations.AlterField(
            model_name='item',
            name='handling',
            field=models.CharField(choices=[('case-agencies', 'May be seen by the agencies in this case'), ('ask-originator', 'Ask us before any further use')], max_length=16),
        ),
    ]
