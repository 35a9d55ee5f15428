"""Inside of `unwatched` pages are drawn as elsewhere, and nobody is told of each template (tests/support/unwatched.py)."""

import pytest
from django.template import Context, Template
from django.test.signals import template_rendered

from tests.support.unwatched import unwatched


@pytest.fixture
def heard():
    """The names of the templates that the test client would be told of."""
    names = []

    def hear(template, **_more):
        names.append(template.name)

    template_rendered.connect(hear)
    yield names
    template_rendered.disconnect(hear)


def drawn(name):
    return Template("{% for one in all %}<b>{{ one }}</b>{% endfor %}", name=name).render(Context({"all": ["ก", "<"]}))


def test_the_same_is_drawn_and_nothing_is_told_until_the_block_ends(heard):
    before = drawn("before")
    with unwatched():
        inside = drawn("inside")
    assert (inside, drawn("after"), heard) == (before, before, ["before", "after"])


def test_a_page_that_breaks_inside_is_watched_again_afterwards(heard):
    with pytest.raises(ZeroDivisionError), unwatched():
        raise ZeroDivisionError
    drawn("after")
    assert heard == ["after"]
