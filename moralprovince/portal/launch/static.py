"""Compiles the texts and gathers the static files in one process, while the demo fills its database in another."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

from moralprovince.core.catalogue import compile_if_stale


def main(gathered: str, stamp: str) -> None:
    """Compile the texts, build what comes from packages, gather everything under names that carry its digest, and note it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moralprovince.settings")
    compile_if_stale()
    django.setup()
    call_command("build_static", verbosity=0)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    Path(gathered).write_text(stamp, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
