"""A file whose headings are not understood is kept until somebody says what its columns mean."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the module's sentence."""

    dependencies = [("networks", "0011_bodies_are_joined_from_an_index")]
    operations = [
        migrations.AlterField(
            model_name="importrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("reading", "being read"),
                    ("headings", "waiting for its columns"),
                    ("unreadable", "could not be read"),
                    ("previewed", "looked at, not imported"),
                    ("applied", "imported"),
                    ("undone", "taken back"),
                    ("discarded", "thrown away"),
                ],
                default="previewed",
                max_length=10,
                verbose_name="state",
            ),
        ),
    ]
