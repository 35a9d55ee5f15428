"""Adds, renames, orders and closes sector networks; they are data of a province, valid from a fiscal year to another."""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import changes_between, record, snapshot
from moralprovince.core.errors import Refused
from moralprovince.core.models import User
from moralprovince.core.signs import hold_as_shown
from networks.models import Province, SectorNetwork
from networks.naming import forget_names

from .office import ensure_may_manage


@dataclass(frozen=True)
class NetworkEntry:
    """What an office says of a network; its code stays, since imports and addresses know it."""

    name: str
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    order: int = 0
    first_fiscal_year: int = 2563
    last_fiscal_year: int | None = None


NETWORK_FIELDS = tuple(field.name for field in fields(NetworkEntry))


@action
def add_network(*, province: Province, code: str, entry: NetworkEntry, by: User) -> SectorNetwork:
    """A new network of the province."""
    ensure_may_manage(by, province.pk)
    ensure_years(entry)
    network = SectorNetwork(province=province, code=code, **values(entry))
    try:
        with transaction.atomic():
            network.save()
    except IntegrityError as taken:
        sentence = _("There is a network with the code “%(code)s” already.") % {"code": code}
        there = (f"“{code}”", reverse("networks:network-edit", args=[code]))
        raise Refused(sentence, field="code", leads_to=there) from taken
    record("add_network", network, by=by)
    forget_names(province.pk)
    return network


@action
def edit_network(*, network: SectorNetwork, entry: NetworkEntry, sign: str, by: User) -> None:
    """Change names, order and validity; `sign` is of what was shown.

    Raises:
        Refused: it would end while organisations still belong to it.
        Outpaced: somebody else changed it since it was read; nothing was written.
    """
    ensure_may_manage(by, network.province_id)
    ensure_years(entry)
    stored = hold_as_shown(network, values(entry), sign)
    if stored is None:
        return
    before = snapshot(stored, NETWORK_FIELDS)
    for name, value in values(entry).items():
        setattr(stored, name, value)
    changes = changes_between(before, snapshot(stored, NETWORK_FIELDS))
    if "last_fiscal_year" in changes:
        ensure_empty(stored)
    stored.save(update_fields=list(changes))
    record("edit_network", stored, by=by, changes=changes)
    forget_names(stored.province_id)


def values(entry: NetworkEntry) -> dict[str, object]:
    """The entry as columns keep it."""
    return {name: getattr(entry, name) for name in NETWORK_FIELDS} | {"aliases": list(entry.aliases)}


def ensure_years(entry: NetworkEntry) -> None:
    """The last year is not before the first."""
    if entry.last_fiscal_year is not None and entry.last_fiscal_year < entry.first_fiscal_year:
        raise Refused(_("The last fiscal year lies before the first one."))


def ensure_empty(network: SectorNetwork) -> None:
    """Organisations move to another network before theirs is over."""
    if network.last_fiscal_year is None or network.last_fiscal_year >= thai.fiscal_year_of(thai.today()):
        return
    left = network.primary_organisations.exclude(state__in=["withdrawn", "merged"]).count()
    if left:
        words = ngettext(
            "%(count)s organisation belongs to this network. Move it to another one first.",
            "%(count)s organisations belong to this network. Move them to another one first.", left,
        )  # fmt: skip
        raise Refused(words % {"count": left})
