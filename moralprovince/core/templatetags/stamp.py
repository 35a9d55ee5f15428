"""Long tables at the speed of joining texts: a row's template is rendered once and stamped for every row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# Control characters that no text of ours has: form fields and imports take them out.
PLACE = re.compile("\x02([a-z_]+)\x03")


class Places(dict):
    """Stands in for a row while its template is rendered: every name is the place of its own value."""

    def __missing__(self, name: str) -> SafeString:
        return mark_safe(f"\x02{name}\x03")


@register.simple_tag(takes_context=True)
def stamp(context: template.Context, name: str, rows: Iterable[Mapping[str, Any]]) -> SafeString:
    """{% stamp "app/_row.html" rows %}: the template writes {{ row.name }}; rows are mappings of text or safe HTML.

    It knows no conditions on a row, since it is rendered only once; whatever differs is prepared in the row.
    """
    found = context.template.engine.get_template(name)  # type: ignore[union-attr]
    with context.push(row=Places()):
        pieces = PLACE.split(found.render(context))
    constants, names = pieces[::2], pieces[1::2]
    return mark_safe("".join(text for row in rows for text in filled(constants, names, row)))


def filled(constants: list[str], names: list[str], row: Mapping[str, Any]) -> Iterable[str]:
    """One row: constant text and escaped values in turn."""
    for constant, name in zip(constants, names, strict=False):
        yield constant
        yield conditional_escape(row[name])
    yield constants[-1]
