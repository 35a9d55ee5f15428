"""The first view of the public home stays light, and asks nobody else for anything."""

import pytest

from tests.factories import OfficeFactory
from tests.support.weight import weigh

LIMIT = 150 * 1000


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/accounts/login/"])
def test_the_first_view_is_under_150_kilobytes(client, path):
    OfficeFactory()
    weights = weigh(client, path)
    assert sum(weights.values()) < LIMIT, sorted(weights.items(), key=lambda item: -item[1])
    # The two weights of Sarabun count, so the sum is not small by forgetting them.
    assert {name for name in weights if name.endswith(".woff2")} == {
        "/static/fonts/sarabun-400.woff2",
        "/static/fonts/sarabun-600.woff2",
    }


@pytest.mark.django_db
def test_everything_asked_for_is_ours(client):
    OfficeFactory()
    assert [address for address in weigh(client, "/") if not address.startswith("/")] == []
