"""What the log of the server tells: a refusal in one line, a mistake of ours with the way it came about."""

from __future__ import annotations

import logging


class Plainly(logging.Filter):
    """Somebody who was refused or looked for what is not there is no mistake of ours: no traceback is written of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let everything through, warnings without their traceback."""
        if record.levelno < logging.ERROR:
            record.exc_info = record.exc_text = None
        return True
