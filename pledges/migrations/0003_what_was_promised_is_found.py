"""The trigram indexes of what a commitment says, on PostgreSQL alone: the search box looks into these words."""

from django.db import migrations

PLACES = ("activity", "problem_to_solve", "good_to_do")


def add_trigrams(apps, editor):
    if editor.connection.vendor == "postgresql":
        words = ", ".join(f"UPPER({place}) gin_trgm_ops" for place in PLACES)
        editor.execute(f"CREATE INDEX IF NOT EXISTS pledges_commitment_words ON pledges_commitment USING gin ({words})")


def drop_trigrams(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX IF EXISTS pledges_commitment_words")


class Migration(migrations.Migration):
    """See the module's sentence."""

    dependencies = [("pledges", "0002_drafts_may_be_incomplete"), ("networks", "0002_trigram")]
    operations = [migrations.RunPython(add_trigrams, drop_trigrams)]
