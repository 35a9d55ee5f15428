"""The Thai catalogue without gettext: finds the texts in code and templates, merges, checks and compiles them."""

from __future__ import annotations

import ast
import io
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

# Name: does it take a context first, does it take a plural after the text.
KEYWORDS = {
    "_": (False, False),
    "gettext": (False, False),
    "gettext_lazy": (False, False),
    "gettext_noop": (False, False),
    "ngettext": (False, True),
    "ngettext_lazy": (False, True),
    "pgettext": (True, False),
    "pgettext_lazy": (True, False),
    "npgettext": (True, True),
    "npgettext_lazy": (True, True),
}
# The same for babel, which reads the lines that Django makes of a template.
IN_TEMPLATES = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
CODE = ("moralprovince", "networks", "pledges", "assessments", "lessons")
TEMPLATES = "templates"
ALIAS = re.compile(r"\b(\w*gettext\w*) as (\w+)")
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[#0 +-]?\d*(?:\.\d+)?[sdifg]|\{(\w*)[^{}]*\}")
HEAD = {
    "Project-Id-Version": "moralprovince",
    "Language": "th",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


@dataclass(frozen=True, order=True)
class Text:
    """One text of the programme: what tells it from all others."""

    msgid: str
    plural: str = ""
    context: str = ""

    def __str__(self) -> str:
        return self.msgid if len(self.msgid) <= 100 else f"{self.msgid[:100]}…"


@dataclass
class Comparison:
    """How the catalogue stands to the code."""

    missing: list[Text]
    untranslated: list[Text]
    obsolete: list[Text]
    broken: list[Text]

    def sentences(self) -> Iterator[str]:
        """One line per trouble."""
        for text in self.missing:
            yield f"not in the catalogue: {text}"
        for text in self.untranslated:
            yield f"without Thai: {text}"
        for text in self.obsolete:
            yield f"no longer in the code: {text}"
        for text in self.broken:
            yield f"placeholders differ: {text}"


def catalogue_path() -> Path:
    """Where the one catalogue is."""
    return Path(settings.LOCALE_PATHS[0]) / "th" / "LC_MESSAGES" / "django.po"


def read(path: Path) -> polib.POFile:
    """The catalogue with its plain head."""
    po = polib.pofile(str(path), wrapwidth=0) if path.exists() else polib.POFile(wrapwidth=0)
    po.metadata = dict(HEAD)
    return po


def text_of(entry: polib.POEntry) -> Text:
    """The key of a catalogue entry."""
    return Text(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def texts_in_source(source: str) -> Iterator[Text]:
    """All texts a module asks a translation for, by whatever name it imported the question, in f-strings as well."""
    keywords = KEYWORDS | {alias: KEYWORDS[name] for name, alias in ALIAS.findall(source) if name in KEYWORDS}
    for node in ast.walk(ast.parse(source)):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if name in keywords and isinstance(node, ast.Call):
            found = [part.value if isinstance(part, ast.Constant) else None for part in node.args]
            yield from text_of_call(found, *keywords[name])


def text_of_call(found: list[Any], with_context: bool, with_plural: bool) -> Iterator[Text]:
    """What a call asks for, if it asks with plain texts."""
    context = found.pop(0) if with_context and found else ""
    found = found[: 2 if with_plural else 1]
    if found and all(isinstance(part, str) and part for part in found):
        yield Text(found[0], found[1] if with_plural else "", context)


def texts_in_template(source: str, origin: str = "") -> Iterator[Text]:
    """All texts of a Django template; Django itself turns it into lines that read like Python."""
    lines = "\n".join(line.strip() for line in templatize(source, origin=origin).splitlines())
    stream = io.BytesIO(lines.encode("utf-8"))
    for _line, found, _comments, context in extract("python", stream, IN_TEMPLATES, options={"encoding": "utf-8"}):
        one, many = found if isinstance(found, tuple) else (found, "")
        if one:
            yield Text(one, many, context or "")


def texts_in_tree(root: Path) -> set[Text]:
    """All texts of the programme: the code of every floor and the templates."""
    found: set[Text] = set()
    for folder in CODE:
        for path in sorted((root / folder).rglob("*.py")):
            found.update(texts_in_source(path.read_text(encoding="utf-8")))
    for path in sorted((root / TEMPLATES).rglob("*.html")) + sorted((root / TEMPLATES).rglob("*.txt")):
        found.update(texts_in_template(path.read_text(encoding="utf-8"), str(path)))
    return found


def texts_of_packages() -> set[str]:
    """What Django and the installed packages say: our catalogue may word it better."""
    folders = [Path(config.path) / "locale" for config in apps.get_app_configs()]
    folders.append(Path(apps.get_app_config("auth").path).parents[1] / "conf" / "locale")
    ours = {Path(folder) for folder in settings.LOCALE_PATHS}
    sources = [folder / "de" / "LC_MESSAGES" / "django.po" for folder in folders if folder not in ours]
    return {entry.msgid for source in sources if source.exists() for entry in polib.pofile(str(source))}


def compare(po: polib.POFile, texts: Iterable[Text]) -> Comparison:
    """What is missing, untranslated, left over, or has other placeholders than its text."""
    wanted = set(texts)
    have = {text_of(entry): entry for entry in po if not entry.obsolete}
    left_over = sorted(set(have) - wanted)
    borrowed = texts_of_packages() if left_over else set()
    return Comparison(
        missing=sorted(wanted - set(have)),
        untranslated=sorted(text for text, entry in have.items() if text in wanted and not entry.translated()),
        obsolete=[text for text in left_over if text.msgid not in borrowed],
        broken=sorted(text for text, entry in have.items() if entry.translated() and not same_placeholders(entry)),
    )


def same_placeholders(entry: polib.POEntry) -> bool:
    """Whether the Thai fills in exactly what the English does (of a plural: what its second form does)."""
    thai = entry.msgstr_plural[0] if entry.msgid_plural else entry.msgstr
    return placeholders(thai) == placeholders(entry.msgid_plural or entry.msgid)


def placeholders(text: str) -> list[str]:
    """The names that are filled in, in a fixed order."""
    return sorted(match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", "")))


def merge(po: polib.POFile, comparison: Comparison) -> None:
    """Bring the catalogue in line with the code; translations stay, nothing is ever fuzzy."""
    for text in comparison.missing:
        po.append(polib.POEntry(msgid=text.msgid, msgid_plural=text.plural, msgctxt=text.context or None))
    gone = set(comparison.obsolete)
    po[:] = sorted((entry for entry in po if text_of(entry) not in gone and not entry.obsolete), key=text_of)
    for entry in po:
        entry.flags = ["python-format"] if "%(" in entry.msgid else []
        entry.occurrences = []


def is_stale() -> bool:
    """Whether the compiled catalogue is missing or made from another source: it carries the time of the one it was made from.

    A source that was unpacked or copied with its own time may well be newer than what was compiled after that time.
    """
    source = catalogue_path()
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime_ns != source.stat().st_mtime_ns


def compile_if_stale() -> bool:
    """Write the compiled catalogue where it is missing or made from another source; tells whether it did."""
    if not is_stale():
        return False
    source = catalogue_path()
    target = source.with_suffix(".mo")
    # Beside it first: a server that starts meanwhile reads the old one or the new one, never half of it.
    # Each process has a place of its own: two may find it old in the same moment.
    beside = target.with_name(f"{target.stem}.{os.getpid()}.mo")
    made_from = source.stat()
    read(source).save_as_mofile(str(beside))
    os.utime(beside, ns=(made_from.st_atime_ns, made_from.st_mtime_ns))
    beside.replace(target)
    return True
