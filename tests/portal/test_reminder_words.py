"""What the templates of reminders say where no report is meant yet."""

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ถึงกำหนดส่งรายงาน {round} วันที่ {due_on}", "ถึงกำหนดส่งรายงาน … วันที่ …"),
        ("{count} แห่งยังไม่ส่ง", "… แห่งยังไม่ส่ง"),
        ("ไม่มีช่องว่าง", "ไม่มีช่องว่าง"),
        ("{} { round } {a-b}", "{} { round } {a-b}"),
        ("<b>{name}</b>", "&lt;b&gt;…&lt;/b&gt;"),
        ("", ""),
    ],
)
def test_what_will_be_filled_in_is_left_open(text, shown):
    assert Template("{% load reminders %}{{ text|in_general }}").render(Context({"text": text})) == shown
