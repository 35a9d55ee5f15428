"""An open proposal is called what it is: it waits for the office."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module's sentence."""

    dependencies = [("networks", "0007_names_by_head_and_tail")]
    operations = [
        migrations.AlterField(
            model_name="changeproposal",
            name="state",
            field=models.CharField(
                choices=[("open", "waiting for the office"), ("decided", "decided"), ("withdrawn", "taken back")],
                default="open",
                max_length=10,
                verbose_name="state",
            ),
        ),
    ]
