"""Imports of one file beside each other: told apart in the list, and each says what became of the other sheets."""

import re

import pytest
from django.urls import reverse

from networks.models import ImportRun, NetworkName, SectorNetwork
from tests.networks.test_import_columns import CUT, by_network, columns
from tests.networks.test_import_lists import LIST, of_one
from tests.networks.test_import_pages import csv_file, officer, surroundings, text_of, upload  # noqa: F401 (fixtures)
from tests.networks.test_imports import GOOD

pytestmark = pytest.mark.django_db


def listed(client):
    """What the list says below the name of each file, newest first."""
    page = text_of(client.get(reverse("networks:imports")))
    return re.findall(r'<th scope="row"[^>]*>.*?</span>(?:<br><span class="text-muted">(.*?)</span>)?</th>', page)


def test_imports_of_one_file_are_told_apart_in_the_list(client, officer):  # noqa: F811
    upload(client, csv_file(GOOD))
    upload(client, by_network())
    for name in ("ชุมชน", "Sheet1"):
        upload(client, of_one("วัด ก", sheet=name, heading="ชื่อ"))
    run = ImportRun.objects.first()
    client.post(columns(run), LIST | {"network": "media"})
    # In the year of that register it was called otherwise.
    media = SectorNetwork.objects.get(code="media")
    NetworkName.objects.create(network=media, last_fiscal_year=2564, name="เครือข่ายวิทยุ")
    upload(client, of_one("วัด ก", heading="ชื่อ"), year=2565)
    client.post(columns(ImportRun.objects.first()), LIST | {"network": "media"})
    assert listed(client) == [
        "แผ่นงาน “Sheet1” · เครือข่ายสื่อมวลชน", "แผ่นงาน “Sheet1” · เครือข่ายวิทยุ", "แผ่นงาน “ชุมชน”",
        f"แผ่นงาน “ศาสนา”, “{CUT}”", "",
    ]  # fmt: skip
