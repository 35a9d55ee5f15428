"""The walk sees what it must: axe looks once at each kind of piece a page is made of, and at no page less for it."""

import pytest
from django.conf import settings

from tests.browser.looking import PIECES, RUN, LookedAt
from tests.browser.walking import TOO_WIDE

pytestmark = [pytest.mark.browser]
PAGE = """<!doctype html><html lang="th"><title>x</title><body><main><h1>หัวเรื่อง</h1>
<p>อ่านง่าย</p><p>อ่านง่าย</p><p id="pale" style="color: #ccc">จาง</p><p style="color: #ccc">จาง</p>
<div style="background: #000"><p style="color: #ccc">อ่านง่ายบนพื้นดำ</p><p id="dark" style="color: #333">มืดบนมืด</p></div>
<div hidden><p style="color: #ddd">ไม่มีใครเห็น</p></div>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main></body></html>"""
# Nothing is wrong with it.
CLEAN = """<!doctype html><html lang="th"><title>ก</title><body><nav aria-label="ทาง"><a href="/1/">หนึ่ง</a></nav>
<main><h1>หัวเรื่อง</h1><h2>ตอน</h2><p>คำ <a href="/2/">ไป</a></p><ul><li><a href="/3/">ข้อ</a></li></ul>
<form><label for="a">ชื่อ</label><input id="a" name="a" aria-describedby="h"><p id="h">คำช่วย</p><button>ส่ง</button></form>
<table><tr><th scope="col">หัว</th></tr><tr><td>1</td></tr></table><h2>ตอน</h2><!--MORE--></main></body></html>"""
MORE_OF_THE_SAME = """<h2>อีกตอน</h2><p>คำอื่น <a href="/9/">ที่นั่น</a></p><ul><li><a href="/4/">สี่</a></li>
<li><a href="/5/">ห้า</a></li></ul>"""
# What stands in one page only, though every other page is made of the same pieces.
FAULTS = {
    "image-alt": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    "button-name": "<button></button>",
    "input-button-name": '<input type="submit" value="">',
    "link-name": '<p>คำ <a href="/2/"></a></p>',
    "label": '<input name="b">',
    "heading-order": "<h4>ลึก</h4>",
    "empty-heading": "<h2></h2>",
    "landmark-no-duplicate-main": "<main><p>คำ</p></main>",
    "landmark-unique": '<nav aria-label="ทาง"><a href="/1/">หนึ่ง</a></nav>',
    "list": "<ul><p>คำ</p></ul>",
    "listitem": "<li>ข้อ</li>",
    "color-contrast": '<p style="color: #ccc">จาง</p>',
    "aria-valid-attr-value": '<button aria-controls="none" aria-expanded="true">ส่ง</button>',
    "aria-allowed-attr": '<p aria-checked="true">คำ</p>',
    "aria-hidden-focus": '<p aria-hidden="true"><a href="/2/">ไป</a></p>',
    "nested-interactive": "<button>ส่ง<a href='/2/'>ไป</a></button>",
    "scrollable-region-focusable": '<div style="width: 9px; height: 9px; overflow: scroll"><p>คำคำคำคำคำ</p></div>',
    "select-name": "<select><option>ก</option></select>",
    "tabindex": '<a href="/2/" tabindex="5">ไป</a>',
    "td-headers-attr": '<table><tr><td headers="nothing">1</td></tr></table>',
    "definition-list": "<dl><p>คำ</p></dl>",
    "dlitem": "<dt>คำ</dt>",
    "aria-required-children": '<div role="list"><p>คำ</p></div>',
    "aria-required-parent": '<p role="option">คำ</p>',
    "aria-roles": '<p role="nothing">คำ</p>',
    "link-in-text-block": '<p>คำอธิบาย <a href="/2/" style="color: #222; text-decoration: none">ไป</a></p>',
    "svg-img-alt": '<svg role="img" width="9" height="9"></svg>',
    "summary-name": "<details><summary></summary>คำ</details>",
    "autocomplete-valid": '<input aria-label="ข" autocomplete="nothing">',
    "empty-table-header": '<table><tr><th scope="col"></th></tr><tr><td>1</td></tr></table>',
    "region": "</main><p>คำ</p><main hidden>",
    "presentation-role-conflict": '<ul role="none" tabindex="0"><li>ข้อ</li></ul>',
}


@pytest.fixture
def page(still_browser):
    opened = still_browser.new_page()
    yield opened
    opened.close()


def shown(page, content):
    """All pieces of a page that shows this."""
    page.set_content(content)
    page.add_script_tag(path=settings.AXE)
    return page.evaluate(PIECES)


def rules(found):
    """The rules that were broken, and by what."""
    return sorted(" ".join(line.split()[:2]) for line in found)


def test_every_look_is_measured_once_and_every_other_rule_everywhere(page):
    pieces = shown(page, PAGE)
    found = page.evaluate(RUN, pieces)
    assert rules(found) == ["color-contrast: #dark", "color-contrast: #pale", "image-alt: img"]
    assert (page.evaluate(PIECES), page.evaluate(RUN, pieces)) == (pieces, found)


@pytest.mark.parametrize(
    ("rule", "more"),
    [("main { margin: 3em }", False), ("[hidden] { display: block }", True), ("h1 { color: #123456 }", True)],
)
def test_a_desk_is_looked_at_again_where_it_shows_more(page, rule, more):
    page.set_viewport_size({"width": 390, "height": 900})
    pieces = set(shown(page, PAGE.replace("<body>", f"<style>@media (min-width: 900px) {{ {rule} }}</style><body>")))
    page.set_viewport_size({"width": 1280, "height": 900})
    assert bool(set(page.evaluate(PIECES)) - pieces) is more


def test_other_words_and_more_rows_of_the_same_are_nothing_new(page):
    pieces = shown(page, CLEAN)
    assert page.evaluate(RUN, pieces) == []
    assert set(shown(page, CLEAN.replace("<!--MORE-->", MORE_OF_THE_SAME).replace("/1/", "/7/"))) - set(pieces) == set()


def test_a_fault_among_known_pieces_is_something_new_and_found(page):
    known, met = set(shown(page, CLEAN)), {}
    for rule, fault in FAULTS.items():
        fresh = [piece for piece in shown(page, CLEAN.replace("<!--MORE-->", fault)) if piece not in known]
        met[rule] = bool(fresh) and {line.partition(":")[0] for line in page.evaluate(RUN, fresh)} >= {rule}
    assert [rule for rule, found in met.items() if not found] == []


# Links of one colour, not underlined: they are told from black text, and not from grey.
LINKS = """<style>.plain { color: #707070; text-decoration: none } .grey { color: #555 }</style>
<p>คำอธิบาย <a class="plain" href="/2/">ไป</a></p><p class="grey">คำอธิบาย <a href="/2/">ไป</a></p>"""


def test_a_link_of_a_known_look_in_a_text_of_another_known_look_is_something_new(page):
    pieces = shown(page, CLEAN.replace("<!--MORE-->", LINKS))
    assert page.evaluate(RUN, pieces) == []
    other = LINKS.replace('"grey">คำอธิบาย <a', '"grey">คำอธิบาย <a class="plain"')
    fresh = [piece for piece in shown(page, CLEAN.replace("<!--MORE-->", other)) if piece not in set(pieces)]
    assert fresh != []
    assert rules(page.evaluate(RUN, fresh)) == ["link-in-text-block: .grey"]


def test_who_walks_at_the_same_time_looks_at_nothing_twice(tmp_path):
    one, other = LookedAt(tmp_path / "seen"), LookedAt(tmp_path / "seen")
    one.add([1, -2])
    assert other.fresh([1, -2, 3]) == [3]
    other.add([3])
    assert (one.fresh([3, 4]), other.fresh([3, 4])) == ([4], [4])


WIDE = """<body style="margin: 0"><style>@media print { .paper { width: 900px } }
@media (max-width: 400px) { .hand { width: 600px } }</style><div class="paper">x</div><div class="hand">y</div>"""


def test_what_sticks_out_is_seen_in_a_hand_and_on_paper_and_nowhere_else(page):
    page.set_content(WIDE)
    found = []
    for media, width in (("screen", 1280), ("screen", 390), ("print", 718), ("screen", 718)):
        page.emulate_media(media=media)
        page.set_viewport_size({"width": width, "height": 900})
        found.append(page.evaluate(TOO_WIDE).partition(":")[0])
    assert found == ["", "210 px", "182 px", ""]
