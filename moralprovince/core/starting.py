"""The first thing a server process does: it reads the settings, and where one is wrong it says so and ends."""

import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

# What gunicorn takes for “no worker will ever start”; with any other code it tries again for ever.
NEVER = 3


def read_settings() -> None:
    """One sentence instead of pages of Python, whose last line would be about something else."""
    try:
        settings.DEBUG  # noqa: B018 - the first look reads them all
    except ImproperlyConfigured as wrong:
        sys.stderr.write(f"{wrong}\n")
        raise SystemExit(NEVER) from None
