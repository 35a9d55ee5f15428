"""A message says when its text and address were taken out, and after how many fiscal years."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module's sentence."""

    dependencies = [("core", "0005_public_pages_are_kept")]
    operations = [
        migrations.AddField("message", "emptied_on", models.DateField(
            blank=True, editable=False, null=True, verbose_name="emptied on")),
        migrations.AddField("message", "kept_years", models.PositiveSmallIntegerField(
            blank=True, editable=False, null=True, verbose_name="kept for (fiscal years)")),
    ]  # fmt: skip
