"""A test is told of the page that was drawn with what it was given, and of none of its pieces (tests/support/watching.py)."""

import pytest
from django.template import Context, Template
from django.test.signals import template_rendered


@pytest.fixture
def heard():
    """The names of the templates that the test client is told of, and what they were given."""
    heard = []

    def hear(template, context, **_more):
        heard.append((template.name, context.flatten().get("all")))

    template_rendered.connect(hear)
    yield heard
    template_rendered.disconnect(hear)


PIECE = Template("<b>{{ one }}</b>", name="piece")


def drawn(name, body="{% for one in all %}{% include piece %}{% endfor %}", **given):
    return Template(body, name=name).render(Context({"all": ["ก", "<"], "piece": PIECE, **given}))


def test_a_page_is_told_of_once_with_what_it_was_given(heard):
    assert drawn("page") == "<b>ก</b><b>&lt;</b>"
    assert heard == [("page", ["ก", "<"])]


def test_each_page_is_told_of(heard):
    drawn("one")
    drawn("another", all=[])
    assert heard == [("one", ["ก", "<"]), ("another", [])]


def test_after_a_page_that_broke_the_next_one_is_told_of(heard):
    def broken():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        drawn("broken", "{{ trouble }}", trouble=broken)
    drawn("after")
    assert [name for name, _given in heard] == ["broken", "after"]
