"""The walk sees what it must: contrast is measured once per look, and no look is left out."""

import pytest

from tests.browser.walking import AXE, RUN, SHOWS_MORE

pytestmark = [pytest.mark.browser]
PAGE = """<!doctype html><html lang="th"><title>x</title><body><main><h1>หัวเรื่อง</h1>
<p>อ่านง่าย</p><p>อ่านง่าย</p><p id="pale" style="color: #ccc">จาง</p><p style="color: #ccc">จาง</p>
<div style="background: #000"><p style="color: #ccc">อ่านง่ายบนพื้นดำ</p><p id="dark" style="color: #333">มืดบนมืด</p></div>
<div hidden><p style="color: #ddd">ไม่มีใครเห็น</p></div>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main></body></html>"""


@pytest.fixture
def page(browser):
    opened = browser.new_page()
    opened.set_content(PAGE)
    opened.add_script_tag(path=AXE)
    yield opened
    opened.close()


def test_every_look_is_measured_once_and_every_other_rule_everywhere(page):
    found = sorted(" ".join(line.split()[:2]) for line in page.evaluate(RUN))
    assert found == ["color-contrast: #dark", "color-contrast: #pale", "image-alt: img"]


def test_a_second_look_at_the_same_page_finds_the_same(page):
    assert page.evaluate(RUN) == page.evaluate(RUN)


@pytest.mark.parametrize(
    ("rule", "more"),
    [("main { margin: 3em }", False), ("[hidden] { display: block }", True), ("h1 { color: #123456 }", True)],
)
def test_a_desk_is_looked_at_again_where_it_shows_more(page, rule, more):
    page.set_viewport_size({"width": 390, "height": 900})
    page.add_style_tag(content=f"@media (min-width: 900px) {{ {rule} }}")
    page.evaluate(RUN)
    assert page.evaluate(SHOWS_MORE, "main") is False
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate(SHOWS_MORE, "main") is more
