"""Which place of the rail is lit on a page."""

import pytest
from django.urls import reverse

from tests.factories import OfficeFactory, administrator_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("networks:organisations", "networks:organisations"), ("networks:invitations", "networks:invitations"),
        ("networks:people", "networks:invitations"), ("networks:meetings", "networks:networks"),
        ("networks:activities", "networks:networks"), ("assessments:visits", "networks:networks"), ("ladders", "operations"),
    ],
)  # fmt: skip
def test_a_page_is_of_one_place_also_where_its_address_begins_with_another(client, page, place):
    client.force_login(administrator_of(OfficeFactory().province))
    shown = client.get(reverse(page)).context["navigation"]
    assert [one.url for one in shown if one.active] == [reverse(place)]
