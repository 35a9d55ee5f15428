"""The Thai catalogue: texts are found in code and templates, merged without losing Thai, and checked."""

from __future__ import annotations

import gettext
import os

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from moralprovince.core import catalogue
from moralprovince.core.catalogue import Text


@pytest.fixture
def own_catalogue(tmp_path, monkeypatch, settings):
    """A catalogue of one entry in a folder of its own."""
    path = tmp_path / "th" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    po = polib.POFile(wrapwidth=0)
    po.metadata = dict(catalogue.HEAD)
    po.append(polib.POEntry(msgid="Register", msgstr="ทะเบียน"))
    po.save(str(path))
    settings.LOCALE_PATHS = [tmp_path]
    return path


def test_code_is_read_with_plurals_contexts_and_joined_strings():
    source = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
A = _("Register")
B = _("one "
      "sentence")
C = ngettext("%(n)s report", "%(n)s reports", n)
D = pgettext("month", "May")
E = other("not a text")
from django.utils.translation import gettext_lazy as lazy
F = lazy("Pledge")
G = f"{_('line taken out')} 3"
H = _(variable)
"""
    assert set(catalogue.texts_in_source(source)) == {
        Text("Register"),
        Text("one sentence"),
        Text("%(n)s report", "%(n)s reports"),
        Text("May", context="month"),
        Text("Pledge"),
        Text("line taken out"),
    }


def test_templates_are_read_with_trimmed_blocks_plurals_and_filters():
    source = """{% load i18n %}<a title="it's">{% translate "Open" %}</a>
    {% blocktranslate trimmed with name=x %}
        Dear {{ name }},
        welcome
    {% endblocktranslate %}
  {% blocktranslate count n=m %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}
{{ _("Close") }}{% translate "May" context "month" %}{# {% translate "never" %} #}"""
    assert set(catalogue.texts_in_template(source)) == {
        Text("Open"),
        Text("Dear %(name)s, welcome"),
        Text("%(n)s row", "%(n)s rows"),
        Text("Close"),
        Text("May", context="month"),
    }


def test_merging_keeps_thai_adds_what_is_new_and_drops_what_is_gone(own_catalogue):
    po = catalogue.read(own_catalogue)
    po.append(polib.POEntry(msgid="Gone", msgstr="ไปแล้ว", flags=["fuzzy"]))
    comparison = catalogue.compare(po, [Text("Register"), Text("%(n)s row", "%(n)s rows")])
    catalogue.merge(po, comparison)
    assert [(entry.msgid, entry.msgstr, entry.flags) for entry in po] == [
        ("%(n)s row", "", ["python-format"]),
        ("Register", "ทะเบียน", []),
    ]
    assert list(comparison.sentences()) == ["not in the catalogue: %(n)s row", "no longer in the code: Gone"]


def test_what_a_package_says_may_be_worded_here(own_catalogue):
    po = catalogue.read(own_catalogue)
    po.append(polib.POEntry(msgid="Enter a valid date.", msgstr="กรุณากรอกวันที่"))
    assert catalogue.compare(po, [Text("Register")]).obsolete == []


@pytest.mark.parametrize(
    "english, thai, same",
    [
        ("%(count)s of %(all)s", "%(all)s มี %(count)s", True),
        ("%(count)s rows", "%(cuont)s แถว", False),
        ("100 %% of %(n)s", "ร้อยละร้อยของ %(n)s", True),
        ("{name} is late", "{name} เลยกำหนด", True),
        ("{name} is late", "เลยกำหนด", False),
    ],
)
def test_thai_fills_in_what_the_english_does(english, thai, same):
    assert catalogue.same_placeholders(polib.POEntry(msgid=english, msgstr=thai)) is same


def test_a_plural_is_compared_with_its_second_form():
    entry = polib.POEntry(msgid="one row", msgid_plural="%(n)s rows", msgstr_plural={0: "%(n)s แถว"})
    assert catalogue.same_placeholders(entry)


def test_the_catalogue_is_compiled_only_when_it_is_stale(own_catalogue):
    assert catalogue.compile_if_stale() is True
    assert catalogue.compile_if_stale() is False
    compiled = own_catalogue.with_suffix(".mo")
    with open(compiled, "rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Register") == "ทะเบียน"
    # Changed later, and put in place with a time of its own that is older than the compiling.
    for seconds in (5, -500):
        os.utime(own_catalogue, (compiled.stat().st_atime, compiled.stat().st_mtime + seconds))
        assert (catalogue.compile_if_stale(), catalogue.compile_if_stale()) == (True, False)


def test_the_check_fails_on_a_text_without_thai_and_writes_nothing(own_catalogue, tmp_path, settings, capsys):
    settings.BASE_DIR = tmp_path
    (tmp_path / "networks").mkdir()
    (tmp_path / "networks" / "a.py").write_text('_("Register"), _("Pledge")')
    before = own_catalogue.read_bytes()
    with pytest.raises(CommandError, match="^The Thai catalogue has 1 troubles;"):
        call_command("messages", "--check")
    assert capsys.readouterr().err == "not in the catalogue: Pledge\n"
    assert own_catalogue.read_bytes() == before


def test_the_command_brings_the_catalogue_up_to_date(own_catalogue, tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text('{% load i18n %}{% translate "Register" %}')
    call_command("messages")
    call_command("messages", "--check")
    assert [entry.msgid for entry in catalogue.read(own_catalogue)] == ["Register"]


def test_the_portals_own_texts_are_found():
    texts = catalogue.texts_in_tree(settings.BASE_DIR)
    assert Text("Today") in texts
    assert len(texts) > 500
