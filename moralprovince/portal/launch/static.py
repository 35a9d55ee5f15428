"""Compiles the texts and gathers the static files in one process, while the demo fills its database in another."""

from __future__ import annotations

import os

import django
from django.core.management import call_command

from moralprovince.core.catalogue import compile_if_stale


def main() -> None:
    """Compile the texts, build what comes from packages, then gather everything under names that carry its digest."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moralprovince.settings")
    django.setup()
    compile_if_stale()
    call_command("build_static", verbosity=0)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)


if __name__ == "__main__":
    main()
