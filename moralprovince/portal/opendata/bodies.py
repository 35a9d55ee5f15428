"""Datasets of who takes part: networks, districts, and the bodies of the register."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.models import Certificate
from moralprovince.core import thai
from moralprovince.portal.public import rows
from moralprovince.portal.public.drawing import centres
from networks.models import District, Office, Organisation, SectorNetwork

from .columns import Column, Dataset, Key, Parameter

CODE, DISTRICT, NETWORK = r"[0-9]{2}-[0-9]{1,12}", r"[0-9]{4}", r"[-a-zA-Z0-9_]{1,40}"
YEAR = {"least": 2500, "most": 2700, "example": 2570}
LEVELS = (1, 2, 3)

# Columns and parameters that several datasets have.
NETWORK_NAMES = (
    Column("network", _("Network"), "network.code", about=_("Code of the network, as in its own dataset"), pattern=NETWORK,
           example="temples"),
    Column("network_name", _("Name of the network"), "network.name"),
)  # fmt: skip
DISTRICT_NAMES = (
    Column("district", _("District"), "district.pk", about=_("Code of the Department of Provincial Administration"),
           pattern=DISTRICT, example="1401"),
    Column("district_name", _("Name of the district"), "district.name"),
)  # fmt: skip
BY_DISTRICT = {"about": _("Only of this district"), "pattern": DISTRICT, "example": "1401"}
BY_NETWORK = {"about": _("Only of this network"), "pattern": NETWORK, "example": "temples"}
BY_YEAR = {"about": _("Only of this fiscal year (Buddhist era)"), **YEAR}


def networks_of(province: str) -> QuerySet:
    """Networks of all years."""
    return SectorNetwork.objects.filter(province=province)


def in_year(found: QuerySet, year: int) -> QuerySet:
    """Those that exist in a year."""
    return found.in_year(year)


def with_bodies(found: list[SectorNetwork]) -> None:
    """How many bodies each network has."""
    count_bodies(found, found[0].province_id if found else "", "network")


def count_bodies(found: list[Any], province: str, column: str) -> None:
    """How many bodies take part under each of these rows."""
    counts = rows.count_by(rows.members(province), column)
    for one in found:
        one.bodies = counts.get(one.pk, 0)


NETWORKS = Dataset(
    "networks", _("Networks"), _("The networks of the province, with how many organisations and communities belong to each."),
    "Network", Key(("code",), NETWORK, "temples"),
    (
        Column("id", _("Code"), "code", about=_("Stable: stays when the name changes"), pattern=NETWORK, example="temples"),
        Column("name", _("Name"), "name", "words"),
        Column("name_en", _("Name in English"), "name_en", "words", empty=True),
        Column("first_year", _("First fiscal year"), "first_fiscal_year", "integer", unit=_("Buddhist era"), **YEAR),
        Column("last_year", _("Last fiscal year"), "last_fiscal_year", "integer", unit=_("Buddhist era"), empty=True,
               about=_("Empty as long as the network goes on"), **YEAR),
        Column("organisations", _("Organisations and communities"), "bodies", "integer", unit=_("bodies"), least=0),
    ),
    networks_of, (Parameter("year", _("Only networks of this fiscal year (Buddhist era)"), in_year, **YEAR),), with_bodies,
)  # fmt: skip


def districts_of(province: str) -> QuerySet:
    """Its districts."""
    return District.objects.filter(province=province)


def with_counts(found: list[District]) -> None:
    """What the map counts, and where the circles stand."""
    province = found[0].province_id if found else ""
    office = Office.objects.filter(province=province).values_list("working_year__fiscal_year", flat=True).first()
    year = office or thai.fiscal_year_of(thai.today())
    declared = rows.count_by(rows.declared(province, year), "organisation__district")
    certified = rows.count_by(rows.certified(province), "assessment__organisation__district")
    count_bodies(found, province, "district")
    for one in found:
        one.declared, one.certified, one.year = declared.get(one.pk, 0), certified.get(one.pk, 0), year
        one.latitude, one.longitude = centres().get(one.pk, (None, None))


DISTRICTS = Dataset(
    "districts", _("Districts"), _("The districts of the province: how many take part, declared and are certified in each."),
    "District", Key(("pk",), DISTRICT, "1401"),
    (
        Column("id", _("Code"), "pk", about=_("Code of the Department of Provincial Administration"), pattern=DISTRICT,
               example="1401"),
        Column("name", _("Name"), "name"),
        Column("name_en", _("Name in English"), "name_en", empty=True),
        Column("latitude", _("Latitude of the centre"), "latitude", "number", unit="°", empty=True, least=-90, most=90),
        Column("longitude", _("Longitude of the centre"), "longitude", "number", unit="°", empty=True, least=-180, most=180),
        Column("organisations", _("Organisations and communities"), "bodies", "integer", unit=_("bodies"), least=0),
        Column("declared", _("Declared"), "declared", "integer", unit=_("bodies"), least=0,
               about=_("Declarations for the fiscal year beside it")),
        Column("declared_year", _("Fiscal year of the declarations"), "year", "integer", unit=_("Buddhist era"), **YEAR),
        Column("certified", _("Certificates in force"), "certified", "integer", unit=_("certificates"), least=0),
    ),
    districts_of, (), with_counts,
)  # fmt: skip


def organisations_of(province: str) -> QuerySet:
    """Bodies that take part, without the many columns that are not published."""
    told = ("code", "name", "kind", "state", "network__code", "network__name", "district__name", "subdistrict__name")
    return rows.members(province).select_related("network", "district", "subdistrict").only(*told)


def with_level(found: list[Organisation]) -> None:
    """The newest certificate in force of each."""
    held = Certificate.objects.filter(state=Certificate.State.VALID, assessment__organisation__in=[one.pk for one in found])
    values = held.order_by("result_year").values_list("assessment__organisation", "level", "result_year")
    newest = {body: (level, year) for body, level, year in values}
    for one in found:
        one.level, one.level_year = newest.get(one.pk, (None, None))


ORGANISATIONS = Dataset(
    "organisations", _("Organisations and communities"),
    _("The bodies of the register that take part, with the level they are certified at. Nothing personal: who answers for a "
      "body, its telephone and its address are not in it."),
    "Organisation", Key(("code",), CODE, "14-00001"),
    (
        Column("id", _("Register code"), "code", about=_("Stable: never given to another body"), pattern=CODE,
               example="14-00001"),
        Column("name", _("Name"), "name", "words"),
        Column("kind", _("Kind"), "kind", choices=tuple(Organisation.Kind.values), about=_("Organisation or community")),
        Column("state", _("State"), "state", choices=rows.TOLD_OF, about=_("Whether it takes part at the moment")),
        *NETWORK_NAMES, *DISTRICT_NAMES,
        Column("subdistrict", _("Subdistrict"), "subdistrict.pk", pattern="[0-9]{6}", example="140101",
               about=_("Code of the Department of Provincial Administration")),
        Column("subdistrict_name", _("Name of the subdistrict"), "subdistrict.name"),
        Column("level", _("Certified level"), "level", "integer", empty=True, choices=LEVELS,
               about=_("Of the newest certificate in force")),
        Column("level_year", _("Result of fiscal year"), "level_year", "integer", unit=_("Buddhist era"), empty=True, **YEAR),
    ),
    organisations_of,
    (
        Parameter("network", by="network__code", **BY_NETWORK), Parameter("district", by="district", **BY_DISTRICT),
        Parameter("kind", _("Only of this kind"), "kind", choices=tuple(Organisation.Kind.values), example="community"),
    ),
    with_level,
)  # fmt: skip
