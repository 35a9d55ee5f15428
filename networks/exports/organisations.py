"""The register as rows of a table: the headings are the importer's, so that what was exported can be imported again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from moralprovince.core.tables import words
from networks.columns import HEADINGS
from networks.models import Organisation
from networks.querysets.scope import Scope, scope_of

# The importer's columns in the order of its blank template, then what only the portal knows.
COLUMNS = (*HEADINGS, "code", "state")
EXTRA = {"code": "รหัส", "state": "สถานะ"}
# Personal data: only for those who may see whom to ask.
PERSONAL = {"contact_name", "phone", "email", "tax_id", "note"}
KINDS = {"name": "wide", "note": "wide", "members": "number", "declared_on": "day"}
CHUNK = 2000


def export_headings() -> list[str]:
    """The first row."""
    return [EXTRA.get(name) or HEADINGS[name] for name in COLUMNS]


def export_kinds() -> list[str]:
    """What kind of value stands in each column."""
    return [KINDS.get(name, "text") for name in COLUMNS]


def export_rows(rows: QuerySet[Organisation], user: Any) -> Iterator[list[Any]]:
    """One list of cells per organisation, in the order of the list, read in portions so that memory stays flat."""
    scope = scope_of(user)
    wanted = rows.select_related("network", "subdistrict", "district")
    for organisation in wanted.iterator(chunk_size=CHUNK):
        hidden = frozenset() if may_see(scope, organisation) else PERSONAL
        # Names of places and networks are written in Thai, whatever language the reader has chosen: the importer knows them.
        with override("th"):
            yield list(cells(organisation, hidden))


def may_see(scope: Scope, organisation: Organisation) -> bool:
    """The same as can_see_contact, without asking anything for each row."""
    return scope.over(
        "register.contacts", province=organisation.province_id, network=organisation.network_id, organisation=organisation.pk
    )


def cells(organisation: Organisation, hidden: Iterable[str]) -> Iterator[Any]:
    """The values of one row."""
    for name in COLUMNS:
        yield "" if name in hidden else READ.get(name, lambda o, n=name: getattr(o, n))(organisation)


READ = {
    "kind": lambda o: words(Organisation.Kind, o.kind),
    "state": lambda o: words(Organisation.State, o.state),
    "network": lambda o: o.network.name,
    "subdistrict": lambda o: o.subdistrict.name,
    "district": lambda o: o.district.name,
}
