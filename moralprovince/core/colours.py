"""A province's colour made safe to read: darkened until every text pair keeps its contrast."""

from __future__ import annotations

import re

Rgb = tuple[int, int, int]
DEFAULT = "#8C3B2A"
PAPER: Rgb = (0xFB, 0xF8, 0xF4)
WHITE: Rgb = (0xFF, 0xFF, 0xFF)
BLACK: Rgb = (0, 0, 0)
# A little above 4.5:1, so that rounding never falls below it, also on the tint.
ENOUGH = 5.0


def parse(text: str) -> Rgb:
    """#8C3B2A (the sign may be missing) as three numbers; anything else is the default."""
    found = re.fullmatch(r"#?([0-9A-Fa-f]{6})", text)
    digits = found.group(1) if found else DEFAULT[1:]
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def written(colour: Rgb) -> str:
    """Three numbers as #8c3b2a."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def luminance(colour: Rgb) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [value / 255 for value in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(one: Rgb, other: Rgb, share: float) -> Rgb:
    """A share of the first in the second."""
    red, green, blue = (round(a * share + b * (1 - share)) for a, b in zip(one, other, strict=True))
    return red, green, blue


def readable(colour: Rgb) -> Rgb:
    """The colour itself, or the nearest darker one that reads on its own tint on paper."""
    for step in range(0, 101, 2):
        tried = mixed(BLACK, colour, step / 100)
        if contrast(tried, mixed(tried, PAPER, 0.1)) >= ENOUGH:
            return tried
    return BLACK


def palette(text: str) -> dict[str, str]:
    """The variables a province's colour sets in portal.css."""
    primary = readable(parse(text))
    return {
        "--primary": written(primary),
        "--primary-rgb": ", ".join(str(part) for part in primary),
        "--primary-strong": written(mixed(BLACK, primary, 0.25)),
        "--primary-tint": written(mixed(primary, PAPER, 0.08)),
        "--primary-line": written(mixed(primary, PAPER, 0.28)),
    }
