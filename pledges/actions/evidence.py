"""Adds and removes evidence of a report, and notes whether the people in it agreed to its use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import Refused
from moralprovince.core.files import give_to, set_free
from moralprovince.core.models import StoredFile, User
from moralprovince.core.pictures import note_consent
from pledges.models import Evidence, FollowUpReport

from .reports import ensure_open_for_filling

MOST = 30


class AlreadyThere(Refused):
    """The same file or link is in the report; `piece` is where it stands."""

    def __init__(self, piece: Evidence) -> None:
        super().__init__(_("This is in the report already."), field="file" if piece.file_id else "url")
        self.piece = piece


@action
def add_evidence(
    *,
    report: FollowUpReport,
    by: User,
    file: StoredFile | None = None,
    url: str = "",
    caption: str = "",
    event_on: dt.date | None = None,
    consent: bool = False,
    commitments: Sequence[int] = (),
    steps: Sequence[int] = (),
) -> Evidence:
    """A photo, a PDF or a link, with what it shows; `steps` are the numbers 1-9 of the assessment it could serve.

    Raises:
        Refused: neither or both of file and link, the same file twice, too many, or the report is closed.
    """
    ensure_open_for_filling(report, by)
    if (file is None) == (not url):
        raise Refused(_("Please choose a file or give a link, one of the two."), field="file")
    ensure_new(report, file, url)
    evidence = Evidence.objects.create(
        report=report, file=file, url=url, caption=caption, event_on=event_on, consent=consent,
        steps=sorted({step for step in steps if 1 <= step <= 9}), added_by=by,
    )  # fmt: skip
    evidence.commitments.set(report.pledge.commitments.filter(pk__in=commitments))
    if file:
        give_to(file, evidence)
    record("add_evidence", report, by=by, note=caption or url or (file.name if file else ""), province=report.province_id)
    return evidence


def ensure_new(report: FollowUpReport, file: StoredFile | None, url: str) -> None:
    """A second press adds nothing; a file belongs to one thing only; links lead to web pages."""
    if file and file.owner_type:
        raise Refused(_("This file belongs to something else already. Please choose it again."), field="file")
    if url and not url.startswith(("http://", "https://")):
        raise Refused(_("A link begins with https:// or http://."), field="url")
    there, new = list(report.evidence.select_related("file")), (file.sha256 if file else "", url)
    again = next((one for one in there if (one.file.sha256 if one.file else "", one.url) == new), None)
    if again:
        raise AlreadyThere(again)
    if len(there) >= MOST:
        sentence = _("A report takes up to %(most)s pieces of evidence. Please take one out first.")
        raise Refused(sentence % {"most": MOST}, field="file")


@action
def agree_to_evidence(*, evidence: Evidence, consent: bool, by: User) -> None:
    """Note that the people in it agreed to its use, or that they do not any more, while the report is open.

    Raises:
        Refused: the report is closed.
    """
    ensure_open_for_filling(evidence.report, by)
    note_consent(evidence, evidence.report, consent=consent, shows=evidence.shows, by=by)


@action
def remove_evidence(*, evidence: Evidence, by: User) -> None:
    """Take a piece of evidence out while the report is open; its file is cleaned up later.

    Raises:
        Refused: the report is closed, or something else rests on this piece.
    """
    ensure_open_for_filling(evidence.report, by)
    record("remove_evidence", evidence.report, by=by, note=str(evidence), province=evidence.report.province_id)
    if evidence.file_id:
        set_free(evidence.file_id)
    try:
        with transaction.atomic():
            evidence.delete()
    except ProtectedError:
        raise Refused(_("This is also used in a self-assessment. Please take it out there first.")) from None
