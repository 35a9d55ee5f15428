"""Lets PostgreSQL go from a report to its body by an index: nothing else of the pledge between them is read."""

from django.db import migrations


def add(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE INDEX IF NOT EXISTS pledges_pledge_joined ON pledges_pledge (id)"
            " INCLUDE (organisation_id, programme_year_id, state)"
        )


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS pledges_pledge_joined")


class Migration(migrations.Migration):
    """See the module's sentence."""

    dependencies = [("pledges", "0003_what_was_promised_is_found")]
    operations = [migrations.RunPython(add, drop)]
