"""Reads the settings of an installation: what is missing or misspelt stops the start with a sentence that names it."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from .cache import REDIS

env = environ.Env()

BROKERS = (*REDIS, "filesystem://", "memory://")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
PROVINCE_DIGITS = 2
# Most of what breaks an address is a password with signs of its own.
ENCODE = "signs like # / @ : in a name or password are written as %23 %2F %40 %3A"


def refuse(name: str, value: object, wanted: str) -> ImproperlyConfigured:
    """The one sentence."""
    return ImproperlyConfigured(f"{name} is {value!r}: it must be {wanted}")


def strict_bool(name: str, default: bool) -> bool:
    """True or False, spelt just so: DEBUG=flase must never mean anything."""
    value = env.str(name, default=str(default))
    if value not in ("True", "False"):
        raise refuse(name, value, "True or False")
    return value == "True"


def strict_int(name: str, default: int, low: int, high: int) -> int:
    """A whole number within its bounds."""
    value = env.str(name, default=str(default))
    if not value.isdecimal() or not low <= int(value) <= high:
        raise refuse(name, value, f"a whole number from {low} to {high}")
    return int(value)


def strict_text(name: str, default: str, right: Callable[[str], bool], wanted: str) -> str:
    """A word of a known form."""
    value = env.str(name, default=default).strip()
    if not right(value):
        raise refuse(name, value, wanted)
    return value


def secret_key(debug: bool) -> str:
    """The signing key; only a debugging machine may do without one of its own."""
    key = env.str("SECRET_KEY", default="")
    if not key and debug:
        return "debugging-only-" + "k" * 50
    if not key:
        raise ImproperlyConfigured("SECRET_KEY must be set (check --deploy says whether it is strong enough)")
    return key


def url_parts(name: str, read: Callable[..., dict[str, Any]], default: str) -> dict[str, Any]:
    """What an address of a server says; its own text, which holds a password, is not repeated."""
    try:
        with warnings.catch_warnings():
            # The reader warns of what it does not know, and repeats it whole.
            warnings.simplefilter("error")
            return read(name, default=default)
    except (ValueError, KeyError, UserWarning, ImproperlyConfigured) as wrong:
        raise ImproperlyConfigured(f"{name} cannot be read as an address ({ENCODE})") from wrong


def database(folder: Path) -> dict[str, Any]:
    """PostgreSQL, or SQLite tuned for several processes on one machine."""
    config = url_parts("DATABASE_URL", env.db, f"sqlite:///{folder / 'portal.sqlite3'}")
    engine = config.get("ENGINE", "")
    if engine.endswith("sqlite3"):
        config["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
        config["TEST"] = {"NAME": env.str("TEST_SQLITE", default=None)}
    elif engine.endswith("postgresql"):
        config["CONN_HEALTH_CHECKS"] = True
        config["CONN_MAX_AGE"] = strict_int("DATABASE_CONN_MAX_AGE", 60, 0, 3600)
    else:
        raise ImproperlyConfigured("DATABASE_URL must name a postgres:// or sqlite:// database")
    return config


def mail() -> dict[str, Any]:
    """The mail server."""
    return url_parts("EMAIL_URL", env.email_url, "consolemail://")


def sender() -> str:
    """From whom mail comes: an address, with a name before it or without."""
    return strict_text(
        "DEFAULT_FROM_EMAIL", "portal@localhost", lambda text: "@" in parseaddr(text)[1], "a mail address, name@example.go.th"
    )


def site_url() -> str:
    """The address people type."""
    wanted = "a whole address without a path, https://portal.example.go.th"
    return strict_text("SITE_URL", "http://localhost:8000", is_site, wanted).rstrip("/")


def is_site(text: str) -> bool:
    """Scheme and host, and nothing after them."""
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/")


def hosts() -> list[str]:
    """The names it is called by."""
    names = [name.strip() for name in env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])]
    if wrong := [name for name in names if "/" in name or not name]:
        raise refuse("ALLOWED_HOSTS", wrong[0], "names of machines only, portal.example.go.th")
    return names


def province() -> str:
    """The DOPA code of the office's province."""
    wanted = "the two digits of the DOPA code of your province"
    return strict_text("PROVINCE", "14", lambda code: len(code) == PROVINCE_DIGITS and code.isdecimal(), wanted)


def broker() -> str:
    """Redis or Valkey; empty where there is none."""
    return strict_text(
        "REDIS_URL", "", lambda text: not text or text.startswith(BROKERS), "empty or an address, redis://127.0.0.1:6379/0"
    )


def log_level() -> str:
    """How much is logged."""
    return strict_text("LOG_LEVEL", "WARNING", LEVELS.__contains__, f"one of {', '.join(LEVELS)}")


def made_folder(name: str, default: Path, *inside: str) -> Path:
    """A folder that is there, with those that stand in it."""
    folder = Path(env.str(name, default=str(default)))
    try:
        for path in (folder, *(folder / one for one in inside)):
            path.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        wanted = f"a folder that can be made and written into ({path}: {trouble.strerror}); choose another one, or let"
        raise refuse(name, str(folder), f"{wanted} the account that runs the portal write there") from trouble
    return folder
