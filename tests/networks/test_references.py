"""Reference data of the ground floor: what is missing is added, and roles follow their file."""

import pytest

from networks import references
from networks.models import Office, Role
from tests.factories import ProvinceFactory

pytestmark = [pytest.mark.django_db]


def as_filed():
    """The rows of the file, as the table should hold them."""
    return sorted(references.read("roles.json"), key=lambda row: row["code"])


def as_stored():
    return [{name: getattr(role, name) for name in as_filed()[0]} for role in Role.objects.order_by("code")]


def test_roles_follow_their_file_and_only_missing_ones_are_counted():
    assert (references.load_roles(), as_stored()) == (len(as_filed()), as_filed())
    Role.objects.filter(pk="coordinator").update(rights=[], title="อื่น")
    Role.objects.filter(pk="contact").delete()

    assert (references.load_roles(), as_stored()) == (1, as_filed())
    assert (references.load_roles(), as_stored()) == (0, as_filed())


@pytest.mark.parametrize(("code", "offices"), [("14", ["14"]), ("52", [])])
def test_what_is_known_of_one_province_makes_no_office_in_another(settings, monkeypatch, code, offices):
    settings.PROVINCE = code
    monkeypatch.setattr(references, "load_places", lambda: iter(()))
    ProvinceFactory(code="14")
    list(references.load())
    assert list(Office.objects.values_list("province", flat=True)) == offices
