"""Lets PostgreSQL find names that differ by one letter: the folded name of each body by its head and by its tail."""

from django.db import migrations

FOLDED = "split_part(search_text, E'\\n', 1)"
INDEXES = (("networks_org_head", f"({FOLDED})"), ("networks_org_tail", f"(reverse({FOLDED}))"))


def add(apps, editor):
    if editor.connection.vendor == "postgresql":
        for name, end in INDEXES:
            editor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON networks_organisation (district_id, {end} text_pattern_ops)")


def drop(apps, editor):
    if editor.connection.vendor == "postgresql":
        for name, _end in INDEXES:
            editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    """See the module's sentence."""

    dependencies = [("networks", "0006_networks_at_work")]
    operations = [migrations.RunPython(add, drop)]
