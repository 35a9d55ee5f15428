"""Lets PostgreSQL count and page the register from its indexes alone: what the filters compare is carried along in them."""

from django.db import migrations

# (name, columns that order, columns that filters compare)
INDEXES = (
    ("networks_org_list", "province_id, name_sort, id", "state, kind, network_id, district_id"),
    ("networks_org_network", "network_id, name_sort, id", "province_id, state, kind, district_id"),
    ("networks_org_district", "district_id, name_sort, id", "province_id, state, kind, network_id"),
)


def carry(apps, editor):
    rebuild(editor, " INCLUDE ({0})")


def carry_no_more(apps, editor):
    rebuild(editor, "")


def rebuild(editor, include):
    if editor.connection.vendor != "postgresql":
        return
    for name, columns, carried in INDEXES:
        editor.execute(f"DROP INDEX IF EXISTS {name}")
        editor.execute(f"CREATE INDEX {name} ON networks_organisation ({columns})" + include.format(carried))


class Migration(migrations.Migration):
    """See the module's sentence."""

    dependencies = [("networks", "0002_trigram")]
    operations = [migrations.RunPython(carry, carry_no_more)]
