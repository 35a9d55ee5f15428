"""What is answered to somebody logged in: kept by nobody in between, unless its page says itself how it is kept."""

import pytest
from django.urls import reverse

from tests.factories import OfficeFactory, ProvinceFactory, officer_of

pytestmark = pytest.mark.django_db
HERS = "private, no-cache"


def test_what_a_person_is_answered_is_kept_by_nobody_in_between(client):
    province = ProvinceFactory(code="14")
    OfficeFactory(province=province)
    addresses = {
        reverse("home"): HERS,
        reverse("networks:organisations"): HERS,
        reverse("accessibility"): HERS,
        "/not/here/": HERS,
        # These say themselves how they are kept.
        reverse("theme-css"): "public, max-age=31536000, immutable",
        reverse("lessons:sit-code"): "private, no-store",
    }
    visitor = {address: client.get(address).headers.get("Cache-Control") for address in addresses}
    client.force_login(officer_of(province))
    person = {address: client.get(address).headers.get("Cache-Control") for address in addresses}
    assert person == addresses
    assert visitor == {address: None if said == HERS else said for address, said in addresses.items()}
