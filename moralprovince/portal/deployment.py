"""Tells `manage.py check --deploy` which settings still hold what the example file shows: they start, and reach nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

# As they stand in deploy/portal.env.example.
SHOWN = "PASSWORD"
EXAMPLE = "example.go.th"


@register(Tags.security, deploy=True)
def examples_are_replaced(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """One warning for each setting that nobody has written yet."""
    hint = "Write your own into /etc/portal/portal.env; deploy/README.md says how."
    return [Warning(f"{name} still holds {what} of the example file.", hint, id="portal.W001") for name, what in left_over()]


def left_over() -> Iterator[tuple[str, str]]:
    """Name of the setting, and what of the example it holds; a password is never repeated."""
    passwords = {"DATABASE_URL": settings.DATABASES["default"].get("PASSWORD"), "EMAIL_URL": settings.EMAIL_HOST_PASSWORD}
    names = {
        "ALLOWED_HOSTS": " ".join(settings.ALLOWED_HOSTS),
        "SITE_URL": settings.SITE_URL,
        "EMAIL_URL": f"{settings.EMAIL_HOST} {settings.EMAIL_HOST_USER}",
        "DEFAULT_FROM_EMAIL": settings.DEFAULT_FROM_EMAIL,
    }
    yield from ((name, "the password") for name, value in passwords.items() if value == SHOWN)
    yield from ((name, f"the address {EXAMPLE}") for name, value in names.items() if EXAMPLE in value)
