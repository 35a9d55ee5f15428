"""The log tells a refusal in one line and a mistake with its traceback."""

import io
import logging

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from moralprovince.core.logs import Plainly


@pytest.mark.parametrize(("level", "told"), [(logging.WARNING, False), (logging.ERROR, True)])
def test_only_a_mistake_is_told_with_its_traceback(level, told):
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(Plainly())
    try:
        raise PermissionError("not hers")
    except PermissionError as error:
        record = logging.LogRecord("x", level, __file__, 1, "Forbidden: %s", ("/office/",), (type(error), error, None))
    handler.handle(record)
    lines = written.getvalue().splitlines()
    assert (lines[0], len(lines) > 1) == ("Forbidden: /office/", told)


def test_the_log_of_the_portal_is_written_that_way():
    (name,) = settings.LOGGING["handlers"]["stderr"]["filters"]
    assert import_string(settings.LOGGING["filters"][name]["()"]) is Plainly
