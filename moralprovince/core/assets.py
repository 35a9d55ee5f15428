"""Third-party files of the pages, taken from pip packages at build time: none of them is committed."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings

# Target below STATIC_BUILD: (package, path inside it).
COPIES = {
    "vendor/bootstrap.min.css": ("bootstrap", "css/bootstrap.min.css"),
    "vendor/bootstrap.bundle.min.js": ("bootstrap", "js/bootstrap.bundle.min.js"),
    "vendor/bootstrap-LICENSE.txt": ("bootstrap", "LICENSE"),
    "vendor/htmx.min.js": ("django_htmx", "static/django_htmx/htmx-2.min.js"),
    "fonts/sarabun-LICENSE.txt": ("fontpkg_sarabun", "LICENSE"),
}
FONTS = {"fonts/sarabun-400.woff2": "Sarabun-Regular.ttf", "fonts/sarabun-600.woff2": "Sarabun-SemiBold.ttf"}
PACKAGES = ("bootstrap-wrapper", "django-htmx", "fontpkg-sarabun", "fonttools", "brotli")
# What the font keeps: Latin with accents, Thai, zero-width space and the dotted circle of lone marks, signs we use.
LETTERS = (
    *range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C), 0x200B, 0x2013, 0x2014,
    0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x25CC,
)  # fmt: skip
STAMP = "built.json"


def build(folder: Path | None = None) -> list[str]:
    """Make every file that is missing or older than its package; returns the names made."""
    folder = folder or settings.STATIC_BUILD
    wanted = recipe()
    if stamp(folder) == wanted and all((folder / name).exists() for name in (*COPIES, *FONTS)):
        return []
    for name, (package, path) in COPIES.items():
        write(folder / name, without_map(files(package).joinpath(path).read_bytes()))
    for name, font in FONTS.items():
        write(folder / name, packed(files("fontpkg_sarabun").joinpath("files", font)))
    write(folder / STAMP, json.dumps(wanted, indent=1).encode())
    return [*COPIES, *FONTS]


def recipe() -> dict[str, str]:
    """What the result depends on: versions of the packages and the letters kept."""
    letters = hashlib.sha256(repr((LETTERS, COPIES, FONTS)).encode()).hexdigest()[:16]
    return {**{name: version(name) for name in PACKAGES}, "letters": letters}


def stamp(folder: Path) -> dict[str, str] | None:
    """What the folder was built from; None where it was not, or not completely."""
    try:
        return json.loads((folder / STAMP).read_text())
    except (OSError, ValueError):
        return None


def without_map(content: bytes) -> bytes:
    """Source maps are not shipped, so nothing may point to them (the manifest storage would look for them)."""
    return b"\n".join(line for line in content.split(b"\n") if b"# sourceMappingURL=" not in line)


def packed(font: Any) -> bytes:
    """A font with only our letters, as woff2."""
    import io

    from fontTools import subset

    options = subset.Options(flavor="woff2", hinting=False, layout_features=["*"], notdef_outline=True)
    with font.open("rb") as source:
        loaded = subset.load_font(source, options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=LETTERS)
        subsetter.subset(loaded)
        target = io.BytesIO()
        subset.save_font(loaded, target, options)
    return target.getvalue()


def write(path: Path, content: bytes) -> None:
    """Put a file in place whole: a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
