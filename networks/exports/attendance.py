"""Attendance as a table, and the QR code of the door."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import segno
from django.http import HttpResponseBase
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from moralprovince.core.tables import table_response
from networks.models import Meeting


def attendance_table(meeting: Meeting, ending: str) -> HttpResponseBase:
    """Everybody expected, then those who attended as well."""
    headings = [_("Name"), _("Position"), _("Agency"), _("Post"), _("Attendance"), _("Who came instead"), _("Why absent"),
                _("Signed in at")]  # fmt: skip
    name = _("attendance-%(number)s") % {"number": str(meeting).replace("/", "-")}
    return table_response(ending, name, headings, attendance_rows(meeting), kinds=["wide", "wide", "wide"])


def attendance_rows(meeting: Meeting) -> Iterator[list[Any]]:
    """One line for each person."""
    for one in meeting.attendance.all():
        post = one.get_post_display() if one.post else ""
        yield [one.name, one.position, one.agency, post, one.get_status_display(), one.on_behalf, one.reason, one.signed_in_at]


def qr_of(address: str) -> SafeString:
    """The QR code as inline SVG; segno writes numbers and path commands only."""
    stream = io.BytesIO()
    segno.make(address, error="m").save(stream, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2)
    return mark_safe(stream.getvalue().decode())
