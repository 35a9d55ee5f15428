"""Lets the outgoing messages be listed and counted from indexes, however many a province has sent."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0007_people_can_be_forgotten'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='message',
            name='core_message_province',
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['province_code', '-created_at', '-id'], name='core_message_newest'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['province_code', 'state', 'kind', 'channel', 'send_after'], name='core_message_figures'),
        ),
    ]
