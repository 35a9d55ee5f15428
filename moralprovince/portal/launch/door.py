"""How gunicorn starts in the demo: it reads the portal while the data are made, and opens its door when they are there."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any


def wait_for(name: str) -> None:
    """Until the file is there that the environment names; whoever started the demo ends this with everything else."""
    while not Path(os.environ[name]).exists():
        time.sleep(0.05)


# Which static files there are is looked up once, when the portal is read.
wait_for("DEMO_GATHERED")
preload_app = True


def on_starting(_server: Any) -> None:
    """Before the port is opened: half a demo is never shown."""
    wait_for("DEMO_READY")
