"""Folded templates say exactly what the others say, in each language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine, Template, engines
from django.template.base import Node, TextNode
from django.template.defaulttags import CommentNode, LoadNode
from django.urls import set_script_prefix
from django.utils import translation

from moralprovince.core import folding

TEMPLATES = sorted(
    str(path.relative_to(settings.BASE_DIR / "templates"))
    for path in Path(settings.BASE_DIR / "templates").rglob("*")
    if path.suffix in (".html", ".txt")
)


def engine() -> Engine:
    """The portal's own."""
    return engines["django"].engine


def read(source: str) -> Template:
    """Written here and folded."""
    template = Template("{% load i18n static portal %}" + source)
    folding.fold(template.nodelist)
    return template


def drawing(nodes: list[Node]) -> Iterator[tuple[str, str]]:
    """All that draws, in order, with what is inside of it."""
    for node in nodes:
        if isinstance(node, folding.Fixed):
            yield from drawing(node.nodes)
        elif not isinstance(node, LoadNode | CommentNode):
            yield type(node).__name__, node.s if isinstance(node, TextNode) else node.token.contents if node.token else ""
            for inner in folding.lists_of(node):
                yield from drawing(inner)


def kinds(template: Template) -> list[str]:
    """The names of its pieces."""
    return [type(node).__name__ for node in template.nodelist]


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_of_a_template_is_lost_or_moved(name: str):
    folded = engine().get_template(name)
    plain = Template(folded.source, engine=engine())
    assert list(drawing(folded.nodelist)) == list(drawing(plain.nodelist))


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
