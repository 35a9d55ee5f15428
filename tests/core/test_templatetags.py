"""Filters, tags and components as every page uses them."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy

from moralprovince.core.badges import STATES, Milestone
from moralprovince.core.listing import Page
from moralprovince.core.models import AuditEvent, User
from moralprovince.core.story import StoryLine
from moralprovince.core.templatetags import portal

APPS = ("moralprovince", "networks", "pledges", "assessments")
DAY = dt.date(2026, 11, 24)
MOMENT = dt.datetime(2026, 11, 24, 3, 42, tzinfo=dt.UTC)
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()))


def drawn(source: str, **data) -> str:
    return Template("{% load portal %}" + source).render(Context(data))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("filter_name", "value", "text"),
    [
        ("thai_day", DAY, "24 พฤศจิกายน 2569"),
        ("kept_together", "ประชุม ครั้งที่ 1/2570 <b>", 'ประชุม <span class="text-nowrap">ครั้งที่ 1/2570</span> &lt;b&gt;'),
        ("thai_day", MOMENT, "24 พฤศจิกายน 2569"),
        ("thai_day", None, ""),
        ("thai_day_short", DAY, "24 พ.ย. 2569"),
        ("thai_day_short", "", ""),
        ("thai_moment", MOMENT, "24 พ.ย. 2569 10:42\N{NO-BREAK SPACE}น."),
        ("hours", dt.time(13, 30), "13.30\N{NO-BREAK SPACE}น."),
        ("hours", None, ""),
        ("thai_moment", DAY, "24 พ.ย. 2569"),
        ("thai_digits", 2569, "๒๕๖๙"),
        ("number", 1234567, "1,234,567"),
        ("number", "1234.50", "1,234.5"),
        ("number", 0, "0"),
        ("number", 100, "100"),
        ("number", None, "–"),
        ("number", "NaN", "–"),
        ("amount", 1234.5, "1,234.50"),
        ("amount", "0.005", "0.01"),
        ("amount", "", "–"),
        ("baht", "3000.50", "3,000.50"),
        ("baht", 3000, "3,000"),
        ("baht", None, "–"),
        ("percent", 82.46, "82.5%"),
        ("percent", "79.95", "79.95%"),
        ("percent", "99.9967", "99.99%"),
        ("percent", "80.04", "80%"),
        ("percent", 100, "100%"),
        ("percent", None, "–"),
    ],
)
def test_filters_write_days_and_numbers(filter_name, value, text):
    assert drawn("{{ value|" + filter_name + " }}", value=value) == text


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("value|under:'เครือข่าย'", "เครือข่ายภาครัฐ", "ภาครัฐ"),
        ("value|under:'เครือข่าย'", "เครือข่าย ภาครัฐ", "ภาครัฐ"),
        ("value|under:'เครือข่าย'", "ภาครัฐในเครือข่าย", "ภาครัฐในเครือข่าย"),
        # A name that says nothing else stays whole.
        ("value|under:'เครือข่าย'", "เครือข่าย", "เครือข่าย"),
        ("value|under:'รอบ'", "", ""),
        ("value|short_network", "เครือข่ายศาสนา", "ศาสนา"),
        ("value|short_network", "เครือข่าย", "เครือข่าย"),
        ("value|short_network", "ชุมชนบ้านเครือข่าย", "ชุมชนบ้านเครือข่าย"),
    ],
)
def test_a_name_under_its_heading_does_not_say_the_heading_again(source, value, text):
    assert drawn("{{ " + source + " }}", value=value) == text


def test_a_name_is_short_in_the_language_of_its_page():
    with translation.override("en"):
        assert drawn("{{ value|short_network }}", value="Network of temples") == "of temples"


def test_late_in_the_evening_it_is_already_the_next_day_in_bangkok():
    assert drawn("{{ value|thai_day }}", value=dt.datetime(2026, 11, 24, 17, 0, tzinfo=dt.UTC)) == "25 พฤศจิกายน 2569"


def test_days_are_english_on_an_english_page():
    with translation.override("en"):
        assert drawn("{{ value|thai_day }}", value=DAY) == "24 November 2569"


def test_an_icon_beside_words_is_silent_and_one_alone_speaks():
    assert 'aria-hidden="true"' in drawn('{% icon "print" %}')
    assert 'role="img" aria-label="พิมพ์ &quot;นี้&quot;"' in drawn('{% icon "print" label %}', label='พิมพ์ "นี้"')


def test_every_icon_that_is_asked_for_is_drawn():
    root = settings.BASE_DIR
    files = [*(root / "templates").rglob("*.html"), *(path for app in APPS for path in (root / app).rglob("*.py"))]
    named = r"""(?:{% icon |\bicon=)["']([\w-]+)["']"""
    asked = {name for path in files for name in re.findall(named, Path(path).read_text())}
    assert len(asked) > 20
    assert (asked | {icon for icon, _tone in STATES.values()}) - SPRITE == set()


def test_a_state_has_icon_and_words():
    class Report:
        state = "returned"

        def get_state_display(self):
            return "ส่งคืน <เพิ่มเติม>"

    html = drawn("{% state report %}", report=Report())
    assert '#back"' in html
    assert "ส่งคืน &lt;เพิ่มเติม&gt;" in html


def test_an_unknown_state_is_a_plain_dot():
    assert '#dot"' in drawn('{% state_badge "never-heard-of" "ใหม่" %}')


def test_progress_is_told_in_words_too():
    html = drawn("{% progress 12 20 label %}", label="ส่งแล้ว")
    assert words(html) == "12 จาก 20 (60%)"
    assert '<progress max="20" value="12" aria-label="ส่งแล้ว">' in html


@pytest.mark.parametrize(
    ("done", "total", "text"), [(0, 0, "0 จาก 0 (–)"), (None, None, "0 จาก 0 (–)"), (5, 4, "5 จาก 4 (125%)")]
)
def test_progress_survives_odd_figures(done, total, text):
    assert words(drawn("{% progress done total 'x' %}", done=done, total=total)) == text


def test_addresses_keep_what_is_chosen():
    query = QueryDict("network=temple&page=3")
    assert drawn("{% address query page=4 %}", query=query) == "?network=temple&amp;page=4"


def test_a_page_that_does_not_exist_has_no_address():
    assert portal.url_if_any("no-such-name") == ""
    assert portal.url_if_any("privacy-notice") == "/notice/"


@pytest.mark.parametrize(("inside", "shown"), [("  \n", False), ("<p>ช่วย</p>", True)])
def test_a_frame_without_content_is_left_out(inside, shown):
    html = drawn('{% framed "components/help.html" %}{{ inside|safe }}{% endframed %}', inside=inside)
    assert ("help-panel" in html) == shown


def test_pages_of_a_list_are_named_and_linked():
    html = render_to_string(
        "components/page_nav.html", {"page": Page(list(range(50)), 2, 338, 1, 3), "query": QueryDict("q=วัด&page=2")}
    )
    assert "รายการที่ 51–100 จาก 338 รายการ" in words(html)
    assert re.findall(r'rel="(\w+)" href="([^"]+)"', html) == [
        ("prev", "?q=%E0%B8%A7%E0%B8%B1%E0%B8%94&amp;page=1"),
        ("next", "?q=%E0%B8%A7%E0%B8%B1%E0%B8%94&amp;page=3"),
    ]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (Page(list(range(50)), 2, 338, 1, 3), ["พิมพ์หน้านี้", "หน้า 2 จาก 7: รายการที่ 51–100 จาก 338 รายการ"]),
        (Page(list(range(50)), 1, None, None, 2), ["พิมพ์หน้านี้"]),
        (Page(list(range(9)), 1, 9, None, None), ["พิมพ์"]),
    ],
)
def test_one_page_of_a_list_is_printed_and_paper_says_which(page, said):
    html = render_to_string("components/export_bar.html", {"page": page, "query": QueryDict()})
    assert re.findall(r"</svg>([^<]+)</button>|<p class=.on-paper.>([^<]+)</p>", html) == [
        (words, "") if not number else ("", words) for number, words in enumerate(said)
    ]


def test_a_list_too_long_to_count_says_so():
    html = render_to_string("components/page_nav.html", {"page": Page([1], 1, None, None, 2), "query": QueryDict()})
    assert "มากกว่า 10,000 รายการ" in words(html)


def test_a_story_escapes_what_people_wrote():
    html = render_to_string("components/timeline.html", {"lines": [StoryLine(DAY, "<b>เริ่ม</b>", who="ก & ข")]})
    assert "&lt;b&gt;เริ่ม&lt;/b&gt;" in html
    assert words(html).endswith("24 พ.ย. 2569 · ก &amp; ข")


def test_history_speaks_in_words_and_knows_whom_one_acts_for():
    event = AuditEvent(
        at=MOMENT, action="edit_organisation", object_type="networks.organisation", note="แก้ตามหนังสือ",
        actor=User(name="สมศรี"), acting_for=User(name="สมชาย"), changes={"members": [40, 45], "nonsense": "x"},
    )  # fmt: skip
    text = words(render_to_string("components/history.html", {"events": [event]}))
    assert "แก้ไขข้อมูล · 24 พ.ย. 2569 10:42 น. · สมศรี ปฏิบัติหน้าที่แทน สมชาย แก้ตามหนังสือ" in text
    assert "40 → 45" in text
    # What has no value before stands alone.
    assert text.endswith("nonsense x")


def test_history_of_the_clock_names_the_portal():
    event = AuditEvent(at=MOMENT, action="close", object_type="gone.model", changes={})
    assert "ปิดแล้ว · 24 พ.ย. 2569 10:42 น. · ระบบดำเนินการเอง" in words(
        render_to_string("components/history.html", {"events": [event]})
    )


def test_steps_show_where_a_record_stands():
    html = render_to_string(
        "components/steps_bar.html", {"milestones": [Milestone("ร่าง", DAY, "done"), Milestone("ส่ง", status="current")]}
    )
    assert html.count("aria-current") == 1
    assert words(html) == "ร่าง (ทำแล้ว) 24 พ.ย. 2569 2 ส่ง"


def test_no_template_carries_inline_style_or_script():
    found = []
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = path.read_text()
        found += [f"{path}: {hit}" for hit in re.findall(r"\sstyle=|<script(?![^>]*\ssrc=)[^>]*>|\son\w+=\"", text)]
    assert found == []


# Doors, refusals, legal texts, one-time links: nothing is worked on there.
WITHOUT_HELP = {
    "403.html", "404.html", "409.html", "assessments/check.html", "assessments/check_code.html",
    "allauth/layouts/base.html", "core/privacy_notice.html", "core/resume.html",
    "lessons/lessons/book.html", "lessons/methods/list.html", "lessons/sittings/code.html", "lessons/sittings/sit.html",
    "networks/meetings/sign_in.html",
    "networks/people/join_base.html", "networks/people/link_once.html", "networks/people/password_link.html",
    "portal/demo_mail.html", "portal/figures/base.html",
    "portal/office/privacy.html", "portal/office/setup_locked.html", "portal/office/test_mail.html",
    "portal/public/base.html",
}  # fmt: skip


def test_every_screen_that_is_worked_on_has_a_help_panel():
    folder = settings.BASE_DIR / "templates"
    screens = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}
    without = {name for name, text in screens.items() if 'extends "base.html"' in text and "block help" not in text}
    assert without == WITHOUT_HELP


def test_places_of_a_bar_are_items_that_mark_where_the_reader_is():
    places = [
        SimpleNamespace(label="A & B", url="/a/?b&c", icon="book", active=True),
        SimpleNamespace(label="แผนที่", url="/map/", icon="", active=False),
    ]
    first, second = drawn("{% place_items places %}", places=places).splitlines()
    assert first == f'<li><a href="/a/?b&amp;c" aria-current="page">{portal.icon("book")}<span>A &amp; B</span></a></li>'
    assert second == '<li><a href="/map/">แผนที่</a></li>'


def test_places_speak_the_language_of_the_page():
    place = SimpleNamespace(label=gettext_lazy("Register"), url="/register/", icon="book", active=False)
    texts = []
    for language in ("th", "en"):
        with translation.override(language):
            texts.append(words(drawn("{% place_items places %}", places=[place])))
    assert texts == ["ทะเบียน", "Register"]
