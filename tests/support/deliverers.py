"""A process that forks deliverers on demand: a line with a number in, their process numbers out.

Run as `python -m tests.support.deliverers` with the settings in the environment.
"""

from __future__ import annotations

import os
import signal
import sys


def main() -> None:
    """Load the portal once, then fork; children that ended are forgotten by themselves."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moralprovince.settings")
    import django

    django.setup()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        numbers = [fork() for _ in range(int(line))]
        sys.stdout.write(" ".join(map(str, numbers)) + "\n")
        sys.stdout.flush()


def fork() -> int:
    """One deliverer that drains the outbox and ends."""
    number = os.fork()
    if number:
        return number
    from moralprovince.core.outbox import deliver
    from moralprovince.portal.rules import outbox_rules

    try:
        deliver(outbox_rules())
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
