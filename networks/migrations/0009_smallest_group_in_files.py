"""An office says of how few bodies nothing is told apart in its de-identified files."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module's sentence."""

    dependencies = [("networks", "0008_a_proposal_waits_for_the_office")]
    operations = [
        migrations.AddField(
            model_name="office",
            name="small_group",
            field=models.PositiveSmallIntegerField(
                default=5,
                validators=[django.core.validators.MinValueValidator(3), django.core.validators.MaxValueValidator(50)],
                verbose_name="smallest group in de-identified files",
            ),
        ),
    ]
