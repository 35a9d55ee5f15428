"""Makes test data the short way: one factory per model, and people by the role they hold.

Places come from real codes of province 14; roles come from the reference file, so that rights are the real ones.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from django.db import transaction
from factory.django import DjangoModelFactory

from moralprovince.core.actions import NOTICE_VERSION
from moralprovince.core.models import User
from networks import references
from networks.actions.organisations import derive_columns, next_codes
from networks.models import (
    District,
    Membership,
    Office,
    Organisation,
    ProgrammeYear,
    Province,
    Role,
    RoleGrant,
    SectorNetwork,
    Subdistrict,
)
from tests.support.known import KnownFactory, known

LONG_AGO = dt.date(2020, 10, 1)


# Places, years, networks


class ProvinceFactory(KnownFactory):
    """Phra Nakhon Si Ayutthaya, unless another code is given."""

    class Meta:
        model = Province
        django_get_or_create = ("code",)

    code = "14"
    name = factory.LazyAttribute(lambda o: "พระนครศรีอยุธยา" if o.code == "14" else f"จังหวัด {o.code}")
    name_en = factory.LazyAttribute(lambda o: "Phra Nakhon Si Ayutthaya" if o.code == "14" else f"Province {o.code}")


class DistrictFactory(KnownFactory):
    """The first district of its province."""

    class Meta:
        model = District
        django_get_or_create = ("code",)

    province = factory.SubFactory(ProvinceFactory)
    code = factory.LazyAttribute(lambda o: f"{o.province.code}01")
    name = factory.LazyAttribute(lambda o: "พระนครศรีอยุธยา" if o.code == "1401" else f"อำเภอ {o.code}")


class SubdistrictFactory(KnownFactory):
    """The first subdistrict of its district."""

    class Meta:
        model = Subdistrict
        django_get_or_create = ("code",)

    district = factory.SubFactory(DistrictFactory)
    code = factory.LazyAttribute(lambda o: f"{o.district.code}01")
    name = factory.LazyAttribute(lambda o: "ประตูชัย" if o.code == "140101" else f"ตำบล {o.code}")


class SectorNetworkFactory(KnownFactory):
    """The government network of its province, unless another code is given."""

    class Meta:
        model = SectorNetwork
        django_get_or_create = ("province", "code")

    province = factory.SubFactory(ProvinceFactory)
    code = "government"
    name = factory.LazyAttribute(lambda o: "เครือข่ายภาครัฐ" if o.code == "government" else f"เครือข่าย {o.code}")
    order = 1
    first_fiscal_year = 2563


class ProgrammeYearFactory(KnownFactory):
    """Fiscal year 2570 (1 October 2569 to 30 September 2570) of its province."""

    class Meta:
        model = ProgrammeYear
        django_get_or_create = ("province", "fiscal_year")

    province = factory.SubFactory(ProvinceFactory)
    fiscal_year = 2570
    motto = "ชาวอยุธยา มีวินัย ใส่ใจส่วนรวม"


class OfficeFactory(KnownFactory):
    """The culture office of its province."""

    class Meta:
        model = Office
        django_get_or_create = ("province",)

    province = factory.SubFactory(ProvinceFactory)
    name = factory.LazyAttribute(lambda o: f"สำนักงานวัฒนธรรมจังหวัด{o.province.name}")


# People


class UserFactory(DjangoModelFactory):
    """A person who has read the privacy notice and can log in; tests use client.force_login."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"นางสาวทดสอบ คนที่{n}")
    notice_version = NOTICE_VERSION

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **fields: Any) -> User:
        return model_class.objects.create_user(fields.pop("email"), fields.pop("password", None), **fields)


class RoleGrantFactory(DjangoModelFactory):
    """A grant that has been in force for long."""

    class Meta:
        model = RoleGrant

    user = factory.SubFactory(UserFactory)
    starts_on = LONG_AGO


def role(code: str) -> Role:
    """A role of the reference file."""
    found = known(Role, code=code)
    if found is None:
        references.load_roles()
    return found or known(Role, code=code)


def holder_of(code: str, *, user: User | None = None, **scope: Any) -> User:
    """A person who holds a role for a province, network or organisation."""
    return RoleGrantFactory(user=user or UserFactory(), role=role(code), **scope).user


def officer_of(province: Province, **person: Any) -> User:
    """A culture officer of the province."""
    return holder_of("culture_officer", province=province, user=UserFactory(**person))


def administrator_of(province: Province, **person: Any) -> User:
    """A provincial administrator."""
    return holder_of("provincial_administrator", province=province, user=UserFactory(**person))


def partner_of(province: Province, **person: Any) -> User:
    """The academic partner of the province."""
    return holder_of("academic_partner", province=province, user=UserFactory(**person))


def national_viewer(**person: Any) -> User:
    """Somebody who reads the figures of all provinces."""
    return holder_of("national_viewer", user=UserFactory(**person))


def coordinator_of(network: SectorNetwork, **person: Any) -> User:
    """The coordinator of a network."""
    return holder_of("coordinator", network=network, user=UserFactory(**person))


def contact_of(organisation: Organisation, **person: Any) -> User:
    """The contact of an organisation."""
    return holder_of("contact", organisation=organisation, user=UserFactory(**person))


# The register


class OrganisationFactory(DjangoModelFactory):
    """An active organisation with its membership; the kept columns are derived as the actions derive them."""

    class Meta:
        model = Organisation

    province = factory.SubFactory(ProvinceFactory)
    network = factory.SubFactory(SectorNetworkFactory, province=factory.SelfAttribute("..province"))
    subdistrict = factory.SubFactory(SubdistrictFactory, district__province=factory.SelfAttribute("...province"))
    name = factory.Sequence(lambda n: f"วัดทดสอบ{n}")
    state = "active"

    @classmethod
    def _create(cls, model_class: type[Organisation], *args: Any, **fields: Any) -> Organisation:
        organisation = model_class(**fields)
        with transaction.atomic():
            organisation.code = organisation.code or next_codes(organisation.province, 1)[0]
            derive_columns(organisation)
            organisation.save()
            Membership.objects.create(organisation=organisation, network=organisation.network, since=LONG_AGO, primary=True)
        return organisation


def organisations_in_bulk(count: int, **fields: Any) -> list[Organisation]:
    """As many active organisations of the first network and subdistrict, with their memberships, by a few statements."""
    network, subdistrict = SectorNetworkFactory(), SubdistrictFactory()
    shared = {"province": network.province, "network": network, "subdistrict": subdistrict, "state": "active", **fields}
    codes = next_codes(network.province, count)
    bodies = [Organisation(name=f"วัดหมู่{place:05d}", code=code, **shared) for place, code in enumerate(codes)]
    for body in bodies:
        derive_columns(body)
    made = Organisation.objects.bulk_create(bodies)
    Membership.objects.bulk_create(
        Membership(organisation=body, network=network, since=LONG_AGO, primary=True) for body in made
    )
    return made
