"""Folded templates have every piece of the plain ones, and say each in the language and the place it is drawn in."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import Context, Engine, Template, engines
from django.template.base import Node, TextNode
from django.template.defaulttags import CommentNode, LoadNode
from django.urls import set_script_prefix
from django.utils import translation

from moralprovince.core import folding


def engine() -> Engine:
    """The portal's own."""
    return engines["django"].engine


def names() -> list[str]:
    """Every template the portal could draw, its packages' own among them; log-in by other sites is not installed."""
    folders = [Path(folder) for loader in engine().template_loaders for folder in loader.get_dirs()]
    found = {str(path.relative_to(one)) for one in folders for path in one.rglob("*") if path.suffix in (".html", ".txt")}
    return sorted(name for name in found if not name.startswith("socialaccount/"))


def read(source: str) -> Template:
    """Written here and folded."""
    template = Template("{% load i18n static portal %}" + source)
    folding.fold(template.nodelist)
    return template


def drawing(template: Template) -> list[tuple[str, str]]:
    """All that draws, in order, each followed by what is inside of it."""
    silent = (folding.Fixed, LoadNode, CommentNode)
    nodes = [node for node in template.nodelist.get_nodes_by_type(Node) if not isinstance(node, silent)]
    return [(type(one).__name__, one.s if isinstance(one, TextNode) else one.token.contents) for one in nodes]


def kinds(template: Template) -> list[str]:
    """The names of its pieces."""
    return [type(node).__name__ for node in template.nodelist]


def test_nothing_of_a_template_is_lost_or_moved():
    folded = {name: engine().get_template(name) for name in names()}
    plain = {name: drawing(Template(template.source, engine=engine())) for name, template in folded.items()}
    assert {name for name in folded if drawing(folded[name]) != plain[name]} == set()
    assert len(folded) > 300


def test_the_portals_templates_are_folded():
    assert "Fixed" in kinds(engine().get_template("components/shell_foot.html"))


def test_neighbours_that_no_page_changes_become_one_piece():
    source = (
        "{% comment %}x{% endcomment %}<p>{% translate 'Register' %} {% icon 'book' %}</p>{% static 'img/icon.svg' %}"
        "{% url 'home' %}{% blocktranslate trimmed %}Two-step log-in{% endblocktranslate %}"
    )
    assert kinds(read(source)) == ["Fixed"]


@pytest.mark.parametrize(
    "varying",
    [
        "{{ word }}", "{% translate word %}", "{% translate 'Register' as word %}", "{% icon word %}",
        "{% icon 'book' as word %}",
        "{% icon 'book' label=word %}", "{% static word %}", "{% static 'img/icon.svg' as word %}", "{% url word %}",
        "{% url 'summary' word %}", "{% url 'home' as word %}", "{% translate 'Register'|upper %}",
        "{% translate 'Register' context word %}", "{% blocktranslate %}{{ word }}{% endblocktranslate %}",
        "{% blocktranslate with a=word %}b{% endblocktranslate %}", "{% now 'Y' %}", "{% csrf_token %}",
        "{% blocktranslate count n=word %}a{% plural %}b{% endblocktranslate %}", "{% state_badge 'draft' 'x' %}",
    ],
)  # fmt: skip
def test_what_a_page_changes_stays_apart(varying: str):
    assert "Fixed" not in kinds(read(varying))


def test_inside_of_conditions_loops_and_blocks_it_is_done_too():
    source = "{% if a %}x{% icon 'book' %}{% else %}{% for b in c %}{% icon 'book' %}{% endfor %}{% endif %}"
    (condition,) = read(source + "{% block d %}{% icon 'book' %}{% endblock %}").nodelist[:1]
    (loop,) = condition.conditions_nodelists[1][1]
    assert [type(node).__name__ for _test, nodes in condition.conditions_nodelists for node in nodes] == ["Fixed", "ForNode"]
    assert [type(node).__name__ for node in loop.nodelist_loop] == ["Fixed"]


def test_each_language_keeps_its_own_words():
    template = read("<p>{% translate 'Register' %}</p>")
    drawn = []
    for language in ("th", "en", "th"):
        with translation.override(language):
            drawn.append(template.render(Context()))
    assert drawn == ["<p>ทะเบียน</p>", "<p>Register</p>", "<p>ทะเบียน</p>"]


def test_signs_are_escaped_where_they_are_and_left_where_they_are_not():
    template = read("{% url 'join-link' 'a&b' %}")
    texts = [template.render(Context(autoescape=escaped)) for escaped in (True, False, True)]
    assert texts == ["/join/a&amp;b/", "/join/a&b/", "/join/a&amp;b/"]


def test_an_office_below_a_folder_of_its_server_gets_its_own_addresses():
    template = read("{% url 'inbox' %}")
    try:
        set_script_prefix("/moral/")
        below = template.render(Context())
    finally:
        set_script_prefix("/")
    assert (below, template.render(Context())) == ("/moral/inbox/", "/inbox/")


def test_while_developing_words_are_drawn_anew(settings, monkeypatch):
    settings.DEBUG = True
    template = read("{% translate 'Register' %}")
    before = template.render(Context())
    monkeypatch.setattr("django.template.base.gettext_lazy", lambda text: "anew")
    assert (before, template.render(Context())) == ("ทะเบียน", "anew")


def test_a_template_between_two_others_may_begin_with_remarks():
    texts = {
        "base": "<{% block all %}base{% endblock %}>",
        "mid": "{# one #}\n{# two #}\n{% extends 'base' %}{% block all %}mid {{ block.super }}{% endblock %}",
        "kid": "{% extends 'mid' %}{% block all %}kid {{ block.super }}{% endblock %}",
    }
    loader = ("moralprovince.core.folding.Loader", [("django.template.loaders.locmem.Loader", texts)])
    assert Engine(loaders=[loader]).get_template("kid").render(Context()).strip() == "<kid mid base>"
