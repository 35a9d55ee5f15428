"""A person remembers when her data were removed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_messages_are_kept_for_some_years'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='forgotten_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='data removed at'),
        ),
    ]
