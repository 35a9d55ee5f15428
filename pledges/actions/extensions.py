"""Gives one report a later due day than its round's."""

from __future__ import annotations

import datetime as dt

from moralprovince.core.audit import record
from moralprovince.core.models import User
from pledges.models import Extension, FollowUpReport


def keep_extension(report: FollowUpReport, before: dt.date, *, reason: str, by: User) -> Extension:
    """That the report has its due day instead of the one `before`; it keeps that day whenever its round is moved."""
    given = Extension.objects.create(report=report, due_before=before, due_on=report.due_on, reason=reason, by=by)
    record("extend_report", report, by=by, note=reason, changes={"due_on": [str(before), str(report.due_on)]},
           province=report.province_id)  # fmt: skip
    return given
