"""Third-party files come from packages: built once, quick afterwards, whole, and small."""

import io

import pytest
from django.core.management import call_command
from fontTools.ttLib import TTFont

from moralprovince.core import assets


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    assert sorted(assets.build(folder)) == sorted([*assets.COPIES, *assets.FONTS])
    return folder


def test_a_second_build_does_nothing(built):
    assert assets.build(built) == []


def test_a_lost_file_is_built_again(built):
    (built / "vendor/htmx.min.js").unlink()
    assert "vendor/htmx.min.js" in assets.build(built)
    assert (built / "vendor/htmx.min.js").exists()


def test_a_build_that_broke_off_is_done_again(built):
    (built / assets.STAMP).write_text("{")
    assert assets.build(built) != []
    assert assets.build(built) == []


@pytest.mark.parametrize("name", list(assets.FONTS))
def test_the_font_keeps_thai_and_latin_and_the_rules_that_stack_marks(built, name):
    font = TTFont(io.BytesIO((built / name).read_bytes()))
    letters = set(font.getBestCmap())
    assert {ord(letter) for letter in "กขฃฮะาำิีึืุูเแโใไๅๆ็่้๊๋์ํ๎๐๙฿“”–…AZaz09é→"} - letters == set()
    assert font.flavor == "woff2"
    assert {"mark", "mkmk"} <= {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
    assert (built / name).stat().st_size < 25_000


def test_nothing_points_to_a_source_map(built):
    texts = [path.read_bytes() for path in (built / "vendor").iterdir()]
    assert len(texts) == 4
    assert [text for text in texts if b"sourceMappingURL" in text] == []


def test_the_command_says_what_it_made(settings, tmp_path):
    settings.STATIC_BUILD = tmp_path
    said = io.StringIO()
    call_command("build_static", stderr=said)
    assert "fonts/sarabun-400.woff2" in said.getvalue()
    again = io.StringIO()
    call_command("build_static", stderr=again)
    assert again.getvalue() == "Static files are up to date.\n"
