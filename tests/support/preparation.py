"""Makes what tests need and git does not keep: the compiled catalogue and the static files."""

from __future__ import annotations

from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command, get_commands
from django.utils.translation.reloader import translation_file_changed


def compile_catalogue() -> None:
    """Compile the Thai catalogue where it is missing or older than its source."""
    for source in (Path(folder) for folder in settings.LOCALE_PATHS):
        for po in source.rglob("*.po"):
            mo = po.with_suffix(".mo")
            if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
                polib.pofile(str(po)).save_as_mofile(str(mo))
                # Setting Django up may have asked for a word already, and it does not look again by itself.
                translation_file_changed(None, mo)


def build_static_files() -> None:
    """Build Bootstrap and the typeface once; ./portal test has done it already."""
    if "build_static" in get_commands() and not any(settings.STATIC_BUILD.iterdir()):
        call_command("build_static", verbosity=0)
