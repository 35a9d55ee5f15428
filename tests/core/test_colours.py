"""A province may choose any colour; what is drawn with it can always be read."""

from hypothesis import given
from hypothesis import strategies as st

from moralprovince.core.colours import DEFAULT, PAPER, WHITE, contrast, palette, parse, written

CHANNEL = st.integers(0, 255)


@given(st.tuples(CHANNEL, CHANNEL, CHANNEL))
def test_text_reads_on_every_ground_it_stands_on(colour):
    chosen = palette(written(colour))
    primary, strong, tint = (parse(chosen[name]) for name in ("--primary", "--primary-strong", "--primary-tint"))
    assert min(contrast(primary, ground) for ground in (WHITE, PAPER, tint)) >= 4.5
    assert contrast(WHITE, strong) >= 4.5


def test_a_colour_that_reads_stays_as_it_is():
    assert palette(DEFAULT)["--primary"] == DEFAULT.lower()


def test_contrast_is_measured_as_wcag_says():
    assert (round(contrast((0, 0, 0), WHITE), 2), round(contrast((119, 119, 119), WHITE), 2)) == (21.0, 4.48)


@given(st.text())
def test_nonsense_is_the_default_colour(text):
    assert written(parse(f"{text}!")) == DEFAULT.lower()
