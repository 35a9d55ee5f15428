"""Lets PostgreSQL join bodies to what hangs on them from an index: what is counted of each by its place is carried along."""

from django.db import migrations


def add(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "CREATE INDEX IF NOT EXISTS networks_org_joined ON networks_organisation (id)"
            " INCLUDE (network_id, district_id, kind, province_id, reports_centrally, state)"
        )


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS networks_org_joined")


class Migration(migrations.Migration):
    """See the module's sentence."""

    dependencies = [("networks", "0010_personal_data_are_kept_for_some_years")]
    operations = [migrations.RunPython(add, drop)]
