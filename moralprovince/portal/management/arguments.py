"""What several commands read from the command line; what cannot be read is told in a sentence, without a traceback."""

from __future__ import annotations

import argparse
import datetime as dt


def read_day(text: str) -> dt.date:
    """A day as a machine writes it.

    Raises:
        argparse.ArgumentTypeError: it is no such day.
    """
    try:
        return dt.date.fromisoformat(text)
    except ValueError as trouble:
        raise argparse.ArgumentTypeError(f"{text} is not a day; write it as 2027-03-31 (year of the common era)") from trouble
