"""What the log of the server tells: a refusal in one line, a mistake of ours with the way it came about."""

from __future__ import annotations

import logging
import re

# Addresses that are keys by themselves, as deploy/nginx.conf leaves them out of its own log.
KEYED = re.compile(r"(/(?:join|sign-in|sit|calendar/feed|accounts/password/reset/key)/)[^\s?]+")

# What Django calls an error and any passing robot causes: a name of the machine that is none of ours.
PASSING = "django.security.DisallowedHost"


class Plainly(logging.Filter):
    """Somebody who was refused or looked for what is not there is no mistake of ours: no traceback is written of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything through, warnings without their traceback, addresses without their keys."""
        if record.levelno < logging.ERROR or record.name == PASSING:
            record.exc_info = record.exc_text = None
        if isinstance(record.args, tuple):
            record.args = tuple(KEYED.sub(r"\1…", one) if isinstance(one, str) else one for one in record.args)
        return True
