"""The deployment check names what nobody wrote into the settings yet."""

import re

import pytest
from django.conf import settings as installed
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from moralprovince.core import environment
from moralprovince.portal.deployment import left_over


@pytest.fixture
def example(monkeypatch, settings):
    """The settings as the example file has them."""
    text = (installed.BASE_DIR / "deploy" / "portal.env.example").read_text(encoding="utf-8")
    for name, value in re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE):
        monkeypatch.setenv(name, value)
    for name, value in environment.mail().items():
        setattr(settings, name, value)
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", environment.database(installed.BASE_DIR)["PASSWORD"])
    settings.ALLOWED_HOSTS, settings.SITE_URL = environment.hosts(), environment.site_url()
    settings.DEFAULT_FROM_EMAIL = environment.sender()


def test_whatever_the_example_file_shows_is_named_until_it_is_replaced(example, settings):
    names = ["DATABASE_URL", "EMAIL_URL", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"]
    assert [name for name, _what in left_over()] == names
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["culture.example.org"], "https://culture.example.org"
    assert [name for name, _what in left_over()] == ["DATABASE_URL", "EMAIL_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"]


@pytest.mark.parametrize(("deploy", "told"), [(True, 6), (False, 0)])
def test_only_the_check_of_a_deployment_tells(example, deploy, told):
    found = [one for one in run_checks(tags=["security"], include_deployment_checks=deploy) if one.id == "portal.W001"]
    assert len(found) == told


def test_what_is_the_installations_own_is_not_told():
    assert list(left_over()) == []


def test_the_example_names_no_province_and_without_one_nothing_starts(example):
    with pytest.raises(ImproperlyConfigured, match=r"^PROVINCE is '': it must be the two digits .* of your province$"):
        environment.province()
