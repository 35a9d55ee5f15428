"""Makes the demo's database in one process: tables, places and years, then the year as it is lived."""

from __future__ import annotations

import gc
import io
import os
import sys
from pathlib import Path

import django
from django.core.management import CommandError, call_command

from moralprovince.core.catalogue import compile_if_stale
from moralprovince.core.memory import settle

from .processes import say


def main(stage: str, accounts: str) -> None:
    """Fill what the environment names, say each step, and write down who can log in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moralprovince.settings")
    # All that is read and drawn before the year is lived stays: there is no garbage to look for yet.
    gc.disable()
    # Reading the models asks for a first text, and what is not in the catalogue then stays English to the end.
    compile_if_stale()
    django.setup()
    say("Making the database …")
    call_command("migrate", interactive=False, verbosity=0)
    say("Loading places, networks and years …")
    # How many of each it loaded is for who keeps an installation.
    call_command("load_reference", stdout=io.StringIO())
    settle()
    say(f"Living the demo year (stage {stage}) …")
    with Path(accounts).open("w", encoding="utf-8") as kept:
        call_command("seed_demo", stage=stage, stdout=kept)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except CommandError as trouble:
        sys.exit(str(trouble))
