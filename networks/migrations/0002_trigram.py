"""The trigram index of the search column, on PostgreSQL alone."""

from django.db import migrations


def add_trigram(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        editor.execute(
            "CREATE INDEX IF NOT EXISTS networks_org_search ON networks_organisation USING gin (search_text gin_trgm_ops)"
        )


def drop_trigram(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS networks_org_search")


class Migration(migrations.Migration):
    """See the module's sentence."""

    dependencies = [("networks", "0001_initial")]
    operations = [migrations.RunPython(add_trigram, drop_trigram)]
