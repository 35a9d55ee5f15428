"""The demo's stories: each told in the file is a story one may show."""

from __future__ import annotations

import json

from moralprovince.portal.demo.stories import TALES


def test_every_tale_has_its_words_and_names_nobody_who_could_be_called():
    tales = json.loads(TALES.read_text(encoding="utf-8"))
    assert 8 <= len(tales) <= 12
    assert [tale for tale in tales if not tale["body"] or "08" in tale["body"] or "@" in tale["body"]] == []
    assert {tale["of"] for tale in tales} == {"activity", "visit", "certificate", "meeting", "itself"}
