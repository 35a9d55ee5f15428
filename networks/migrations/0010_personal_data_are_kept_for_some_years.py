"""An office says for how many fiscal years personal data are kept; imports and invitations say when theirs were taken out."""

import django.core.validators
from django.db import migrations, models


def emptied_on() -> models.DateField:
    """When."""
    return models.DateField(blank=True, editable=False, null=True, verbose_name="emptied on")


def kept_years() -> models.PositiveSmallIntegerField:
    """After how long."""
    return models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name="kept for (fiscal years)")


class Migration(migrations.Migration):
    """See the module's sentence."""

    dependencies = [("networks", "0009_smallest_group_in_files")]
    operations = [
        migrations.AddField("importrun", "emptied_on", emptied_on()),
        migrations.AddField("importrun", "kept_years", kept_years()),
        migrations.AddField("invitation", "emptied_on", emptied_on()),
        migrations.AddField("invitation", "kept_years", kept_years()),
        migrations.AddField("office", "keep_years", models.PositiveSmallIntegerField(
            default=3,
            validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10)],
            verbose_name="fiscal years for which personal data are kept",
        )),
    ]  # fmt: skip
