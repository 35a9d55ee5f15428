"""Text size, contrast and language: kept in cookies, by a plain POST, never leading away from the portal."""

import pytest
from django.test import Client
from django.urls import reverse

from moralprovince.core.views.preferences import SIZES, next_size

ADDRESS = "/preferences/"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("now", "press", "then"),
    [
        ("normal", "larger", "large"), ("large", "larger", "larger"), ("larger", "larger", "larger"),
        ("normal", "smaller", "small"), ("small", "smaller", "small"), ("larger", "normal", "normal"),
        ("nonsense", "larger", "large"),
    ],
)  # fmt: skip
def test_text_grows_and_shrinks_step_by_step(now, press, then):
    assert next_size(now, press) == then
    assert then in SIZES


def test_a_press_is_kept_and_leads_back(client):
    answer = client.post(ADDRESS, {"text": "larger", "next": "/accounts/login/?next=/register/"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/register/")
    assert client.cookies["text_size"].value == "large"
    assert 'data-text-size="large"' in client.get("/accounts/login/").content.decode()


def test_high_contrast_is_kept(client):
    client.post(ADDRESS, {"contrast": "high"})
    assert 'data-contrast="high"' in client.get("/accounts/login/").content.decode()


def test_the_language_is_thai_whatever_the_browser_prefers(client):
    page = client.get("/accounts/login/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert (page["Content-Language"], '<html lang="th"' in page.content.decode()) == ("th", True)


def test_english_is_one_press_away(client):
    client.post(ADDRESS, {"language": "en"})
    page = client.get("/accounts/login/")
    assert (page["Content-Language"], '<html lang="en"' in page.content.decode()) == ("en", True)


@pytest.mark.parametrize(
    "data", [{"text": "huge"}, {"contrast": "<b>"}, {"language": "xx"}, {"text": "\x00"}, {"unknown": "1"}, {}]
)
def test_nonsense_changes_nothing(client, data):
    answer = client.post(ADDRESS, data)
    assert (answer.status_code, dict(answer.cookies)) == (302, {})


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_it_never_leads_away(client, wanted):
    assert client.post(ADDRESS, {"text": "larger", "next": wanted})["Location"] == "/"


def test_it_needs_no_token_and_leaves_alone_what_another_site_sends():
    visitor = Client(enforce_csrf_checks=True)
    answer = visitor.post(ADDRESS, {"text": "larger"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, dict(answer.cookies)) == (302, {})
    assert visitor.post(ADDRESS, {"text": "larger"}).cookies["text_size"].value == "large"


def test_only_a_post_changes_anything(client):
    assert client.get(ADDRESS).status_code == 405


def test_a_script_gets_what_was_kept(client):
    answer = client.post(ADDRESS, {"contrast": "high"}, headers={"Accept": "application/json"})
    assert answer.json() == {"contrast": "high"}


def test_the_colour_of_the_province_is_served_readable_and_kept(client):
    answer = client.get(reverse("theme-css"), {"c": "FFFF00"})
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"]
    assert "#ffff00" not in answer.content.decode()


def test_an_office_dresses_the_pages_in_its_colour(client):
    from tests.factories import OfficeFactory

    OfficeFactory(primary_colour="#1F5F7A")
    assert '/theme.css?c=1F5F7A"' in client.get("/accounts/login/").content.decode()


def test_an_address_that_only_takes_forms_says_so_to_who_opens_it(client):
    answer = client.get(ADDRESS)
    told = (answer.status_code, answer["Allow"], answer.context["sentence"])
    assert told == (405, "POST", "หน้านี้รับเฉพาะข้อมูลที่ส่งจากแบบฟอร์ม กรุณาเปิดหน้าใหม่อีกครั้ง")
