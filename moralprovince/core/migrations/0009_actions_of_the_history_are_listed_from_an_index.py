"""Lets the administration offer what was ever done in a province from an index, however long the history is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module's sentence."""

    dependencies = [("core", "0008_messages_are_listed_from_an_index")]
    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["province_code", "action"], name="core_audit_done"),
        ),
    ]
