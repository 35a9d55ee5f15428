"""Who cannot be reached, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.exports import ListFile
from networks.models import Organisation
from networks.unreached import REMEDY, WHY, unreached_list

KIND = "unreached_export"


def unreached_file(user: Any, province: str, query: QueryDict) -> ListFile:
    """The list as shown, with the telephone: it is only read by who may see it."""
    headings = [
        _("Name"), _("Code"), _("Network"), _("District"), _("Why"), _("What to do"), _("Contact person"), _("Telephone"),
        _("E-mail"),
    ]  # fmt: skip
    kinds = ["wide", "text", "wide", "text", "wide", "wide", "wide", "text", "text"]
    rows = table_rows(unreached_list(user, province, query, thai.today()).rows)
    return ListFile(_("no mail or never came in"), headings, rows, kinds)


def table_rows(rows: QuerySet[Organisation]) -> Iterator[list[Any]]:
    """One line for each body."""
    words: dict[Any, Any] = dict(WHY)
    for one in rows.select_related("network", "district").iterator(chunk_size=2000):
        why = one.why  # type: ignore[attr-defined]
        yield [
            one.name, one.code, str(one.network), str(one.district), str(words[why]), str(REMEDY[why]), one.contact_name,
            one.phone, one.email,
        ]  # fmt: skip
