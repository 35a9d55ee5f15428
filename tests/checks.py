"""What ./portal check looks at: style, types, floors and rooms, migrations, translations, deployment."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from pathlib import Path

from moralprovince.portal.launch.processes import Processes, Stopped, on_request_stop, say

PROCESSES = Processes()
PYTHON = sys.executable
CHECKS: dict[str, list[object]] = {
    "style": [PYTHON, "-m", "ruff", "check", "."],
    "types": [PYTHON, "-m", "mypy"],
    "floors and rooms": [Path(PYTHON).parent / "lint-imports", "--no-cache"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": [PYTHON, "manage.py", "messages", "--check"],
    "deployment": [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}


def strict(folder: str) -> dict[str, str]:
    """The environment of a real installation."""
    return os.environ | {
        "DEBUG": "False",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "portal.example.org",
        "SITE_URL": "https://portal.example.org",
        "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
        "EMAIL_URL": "smtp://localhost:25",
        "MEDIA_ROOT": folder,
    }


def passes(name: str, command: list[object], env: dict[str, str]) -> bool:
    """Run one check; only a failing one is quoted."""
    code, output, said = PROCESSES.run(command, env=env)
    say(f"{'ok    ' if code == 0 else 'FAILED'} {name}")
    if code:
        say((output + said).rstrip())
    return code == 0


def main() -> int:
    """All checks, one after the other, whatever the first ones say."""
    on_request_stop()
    try:
        with tempfile.TemporaryDirectory(prefix="portal-check-") as folder:
            failed = [name for name, command in CHECKS.items() if not passes(name, command, strict(folder))]
    except Stopped:
        PROCESSES.stop()
        return 1
    say(f"\nNot in order: {', '.join(failed)}." if failed else "\nAll checks passed.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
