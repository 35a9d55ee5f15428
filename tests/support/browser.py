"""Finds the Chromium of this machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

# The one without a window first: the same engine, for two fifths less.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def chromium() -> str:
    """The path of the browser: the one that CHROMIUM names, or the first that is found; empty where there is none."""
    named = os.environ.get("CHROMIUM", "")
    if named and Path(named).exists():
        return named
    return next((found for found in map(shutil.which, NAMES) if found), "")
