"""Makes what tests need and git does not keep: the compiled catalogue and the static files."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command, get_commands
from django.utils.translation.reloader import translation_file_changed

from moralprovince.core import catalogue


def compile_catalogue() -> None:
    """Compile the Thai catalogue where it is missing or made from another source."""
    if catalogue.compile_if_stale():
        # Setting Django up may have asked for a word already, and it does not look again by itself.
        translation_file_changed(None, catalogue.catalogue_path().with_suffix(".mo"))


def build_static_files() -> None:
    """Build Bootstrap and the typeface once; ./portal test has done it already."""
    if "build_static" in get_commands() and not any(settings.STATIC_BUILD.iterdir()):
        call_command("build_static", verbosity=0)
