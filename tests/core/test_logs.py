"""The log tells a refusal in one line and a mistake with its traceback."""

import io
import logging

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from moralprovince.core.logs import Plainly


@pytest.mark.parametrize(
    ("name", "level", "told"),
    [("x", logging.WARNING, False), ("x", logging.ERROR, True), ("django.security.DisallowedHost", logging.ERROR, False)],
)
def test_only_a_mistake_is_told_with_its_traceback(name, level, told):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(Plainly())
    try:
        raise PermissionError("not hers")
    except PermissionError as error:
        record = logging.LogRecord(name, level, __file__, 1, "Forbidden: %s", ("/office/",), (type(error), error, None))
    handler.handle(record)
    lines = written.getvalue().splitlines()
    assert (lines[0], len(lines) > 1) == ("Forbidden: /office/", told)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("join-link", "/join/…"), ("sign-in", "/sign-in/…"), ("lessons:sit", "/sit/…"), ("calendar-feed", "/calendar/feed/…")],
)
def test_an_address_that_is_a_key_by_itself_stands_in_no_log(name, kept):
    address = reverse({"sign-in": "networks:sign-in"}.get(name, name), args=["SECRET7"])
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, "%s: %s", ("Forbidden", address), None)
    Plainly().filter(record)
    assert record.getMessage() == f"Forbidden: {kept}"


def test_the_one_time_address_of_a_new_password_stands_in_no_log():
    address = reverse("account_reset_password_from_key", kwargs={"uidb36": "1a", "key": "c0ffee-5ecret"})
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Internal Server Error: %s", (address,), None)
    Plainly().filter(record)
    assert record.getMessage() == "Internal Server Error: /accounts/password/reset/key/…"


def test_the_log_of_the_portal_is_written_that_way():
    (name,) = settings.LOGGING["handlers"]["stderr"]["filters"]
    assert import_string(settings.LOGGING["filters"][name]["()"]) is Plainly
