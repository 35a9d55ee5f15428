"""Template filters and tags of the portal: Thai days and numbers, icons, state badges, addresses of lists."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django import template
from django.http import QueryDict
from django.template.base import NodeList, Parser, Token
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from moralprovince.core import thai, values
from moralprovince.core.badges import looks_of
from moralprovince.core.listing import address as list_address
from moralprovince.core.models import AuditEvent
from moralprovince.core.pictures import any_withheld
from moralprovince.core.words import Change, action_words, change_words, lead_words

register = template.Library()
NOTHING = "–"
TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")
SPRITE = "img/icons.svg"


# What matched


register.filter("any_withheld", any_withheld)


@register.filter
def marked(text: Any, typed: str) -> SafeString:
    """A text with the words that were typed marked, where they stand in it as they were typed."""
    words = sorted({word for word in str(typed or "").split() if len(word) > 1}, key=len, reverse=True)
    if not words:
        return conditional_escape(text)
    pieces = re.split(f"({'|'.join(map(re.escape, words))})", str(text), flags=re.IGNORECASE)
    return mark_safe(
        "".join(
            format_html("<mark>{}</mark>", piece) if at % 2 else conditional_escape(piece) for at, piece in enumerate(pieces)
        )
    )


# Days and numbers


def as_day(value: Any) -> dt.date | None:
    """The Bangkok day of a day or moment."""
    if isinstance(value, dt.datetime):
        return thai.bangkok_day(value)
    return value if isinstance(value, dt.date) else None


@register.filter
def thai_day(value: Any) -> str:
    """24 พฤศจิกายน 2569"""
    day = as_day(value)
    return thai.day_long(day) if day else ""


@register.filter
def thai_day_short(value: Any) -> str:
    """24 พ.ย. 2569"""
    day = as_day(value)
    return thai.day_short(day) if day else ""


@register.filter
def thai_weekday(value: Any) -> str:
    """วันอังคารที่ 24 พฤศจิกายน 2569"""
    day = as_day(value)
    return thai.weekday_long(day) if day else ""


@register.filter
def thai_moment(value: Any) -> str:
    """24 พ.ย. 2569 10:42 น.; a plain day stays a day."""
    return held_together(thai.moment_short(value)) if isinstance(value, dt.datetime) else thai_day_short(value)


@register.filter
def hours(value: Any) -> str:
    """13.30 น., a time of day; nothing where there is none."""
    return held_together(thai.hours(value)) if isinstance(value, dt.time) else ""


@register.filter
def held_together(hour: str) -> str:
    """No line begins with the “น.” of an hour."""
    return hour.replace(" น.", "\N{NO-BREAK SPACE}น.")


@register.filter
def thai_digits(value: Any) -> str:
    """๒๕๖๙, for letters and certificates."""
    return thai.thai_digits(str(value))


def decimal_of(value: Any) -> Decimal | None:
    """A number to write out; None for anything else."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def rounded(value: Any, places: int) -> str:
    """A number with thousands separated and that many decimals, halves up; a dash where there is none."""
    number = decimal_of(value)
    if number is None:
        return NOTHING
    return f"{number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,}"


@register.filter
def number(value: Any) -> str:
    """1,234; decimals are kept as they are, without needless zeros."""
    found = decimal_of(value)
    if found is None:
        return NOTHING
    whole = found == found.to_integral_value()
    return f"{found.quantize(Decimal(1)):,}" if whole else f"{found.normalize():,f}"


# The number of a meeting is read as one word, and browsers would break it in two.
ONE_WORD = re.compile(r"ครั้งที่\s?[0-9๐-๙/]+")


@register.filter
def kept_together(value: Any) -> SafeString:
    """การประชุม… ครั้งที่ 1/2570, its number never cut at the end of a line."""
    escaped = conditional_escape(value)
    return mark_safe(ONE_WORD.sub(lambda found: f'<span class="text-nowrap">{found[0]}</span>', escaped))


@register.filter
def amount(value: Any) -> str:
    """1,234.50, as money is written."""
    return rounded(value, 2)


@register.filter
def baht(value: Any) -> str:
    """1,234 or 1,234.50: satang only where there are some, and then both digits."""
    short = number(value)
    return amount(value) if "." in short else short


@register.filter
def percent(value: Any) -> str:
    """82.5%: the value is a percentage already, not a fraction. 79.96 keeps its digits: it is no 80%."""
    found = decimal_of(value)
    if found is None:
        return NOTHING
    near = found.quantize(TENTH, rounding=ROUND_HALF_UP)
    if found < near == near.to_integral_value():
        near = found.quantize(HUNDREDTH, rounding=ROUND_FLOOR)
    return f"{near:,}".removesuffix(".0") + "%"


@register.filter
def dial(phone: Any) -> str:
    """The first number of a telephone entry, for a tel: link."""
    return values.dial(str(phone or ""))


@register.filter
def under(thing: Any, heading: Any) -> str:
    """A name under a heading that says its first word already: ภาครัฐ for เครือข่ายภาครัฐ under เครือข่าย."""
    name = str(thing)
    return name.removeprefix(str(heading)).strip() or name


@register.filter
def short_network(network: Any) -> str:
    """A network's name where it is plain that a network is meant."""
    return under(network, _("Network"))


# Pictures


@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """An icon of our own sprite; without a label it is decoration, beside words. A page has a hundred: each is made once."""
    css = f"icon icon-{size}" if size else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>', css, label, static(SPRITE), name
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, static(SPRITE), name)


@register.simple_tag
def place_items(places: Iterable[Any]) -> SafeString:
    """The places of a bar as items of a list, with the one where the reader is."""
    return mark_safe("".join(place_item(str(place.label), place.url, place.icon, place.active) for place in places))


@lru_cache(maxsize=1024)
def place_item(label: str, url: str, icon_name: str, here: bool) -> SafeString:
    """One of them; where it has an icon, its word can be told from that. Every page shows dozens: each is made once."""
    words = format_html("{}<span>{}</span>", icon(icon_name), label) if icon_name else label
    return format_html('<li><a href="{}"{}>{}</a></li>\n', url, mark_safe(' aria-current="page"') if here else "", words)


@register.simple_tag
def badge(tone: str, icon_name: str, words: Any) -> SafeString:
    """A badge of any words: icon and words, the colour only underlines them."""
    return format_html('<span class="state state-{}">{}<span>{}</span></span>', tone, icon(icon_name), words)


@register.simple_tag
def state(obj: Any) -> SafeString:
    """The badge of an object's state."""
    icon_name, tone = looks_of(obj.state)
    return badge(tone, icon_name, obj.get_state_display())


@register.simple_tag
def state_badge(name: str, words: Any) -> SafeString:
    """The badge of a state given by its stored name, where there is no object."""
    icon_name, tone = looks_of(name)
    return badge(tone, icon_name, words)


@register.simple_tag
def progress(value: Any, total: Any, label: Any) -> SafeString:
    """A bar with its figures in words: 12 of 20 (60%)."""
    done, most = decimal_of(value) or Decimal(0), decimal_of(total) or Decimal(0)
    share = percent(done * 100 / most) if most else NOTHING
    words = _("%(value)s of %(total)s") % {"value": number(done), "total": number(most)}
    return format_html(
        '<span class="progress-line"><progress max="{}" value="{}" aria-label="{}"></progress>'
        '<span class="progress-words">{} <span class="text-muted">({})</span></span></span>',
        max(most, Decimal(1)).normalize().to_eng_string(), min(done, most).normalize().to_eng_string(), label, words, share,
    )  # fmt: skip


# Forms


@register.simple_tag
def problems_of(form: Any) -> list[tuple[str, Any]]:
    """What is said on top of a form: where each problem stands, if at a box that is seen, and its sentence."""
    if getattr(form, "summed_up", False):
        return []
    boxes = form.summed() if hasattr(form, "summed") else form
    on_top = [("", error) for error in form.non_field_errors()]
    return on_top + [problem_at(box, error) for box in boxes for error in box.errors]


def problem_at(box: Any, error: Any) -> tuple[str, Any]:
    """One of them; a link stands in no other link."""
    if box.is_hidden:
        return "", error
    words = f"{box.label}: {getattr(error, 'plain', error)}"
    called = getattr(box.form, "called", "")
    return box.id_for_label or f"div_{box.auto_id}", f"{called} · {words}" if called else words


# Addresses


@register.simple_tag
def address(query: QueryDict, **changes: Any) -> str:
    """The list's own address with some parameters changed: {% address request.GET page=2 %}."""
    return list_address(query, **changes)


@register.simple_tag
def url_if_any(name: str, *args: Any) -> str:
    """The address of that name, or nothing where the portal has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


# History


@register.filter
def did(event: AuditEvent) -> str:
    """What an event says was done."""
    return action_words(event)


@register.filter
def changed(event: AuditEvent) -> list[Change]:
    """The fields an event changed, in words."""
    return list(change_words(event))


@register.filter
def lead(event: AuditEvent) -> str:
    """What the fields of an event are, where that has to be said."""
    return lead_words(event)


@register.filter
def has_time(value: Any) -> bool:
    """Is this a moment rather than a plain day?"""
    return isinstance(value, dt.datetime)


# Frames around blocks that may be empty


class FramedNode(template.Node):
    """Puts a frame around what is inside, and leaves the frame out when there is nothing inside."""

    def __init__(self, frame: str, nodelist: NodeList) -> None:
        self.frame = frame
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        """The frame's template with `inner`, or nothing."""
        inner = self.nodelist.render(context)
        if not inner.strip():
            return mark_safe("")
        found = context.template.engine.get_template(self.frame)  # type: ignore[union-attr]
        with context.push(inner=inner):
            return found.render(context)


@register.tag
def framed(parser: Parser, token: Token) -> FramedNode:
    """{% framed "components/help.html" %}{% block help %}{% endblock %}{% endframed %}"""
    frame = token.split_contents()[1].strip("\"'")
    nodelist = parser.parse(("endframed",))
    parser.delete_first_token()
    return FramedNode(frame, nodelist)
