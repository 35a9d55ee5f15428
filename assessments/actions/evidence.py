"""Puts evidence under the items of a self-assessment, from reports or added here, and notes who agreed to its use."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from assessments.models import Assessment, EvidenceUse, Score
from assessments.offers import evidence_of_year
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import Refused
from moralprovince.core.files import give_to, set_free
from moralprovince.core.models import StoredFile, User
from moralprovince.core.pictures import note_consent
from pledges.models import Evidence

from .assessments import ensure_open_for_filling

MOST = 10


class AlreadyUnder(Refused):
    """The same file or link is under the item; `use` is where it stands."""

    def __init__(self, use: EvidenceUse) -> None:
        super().__init__(_("This is under the item already."), field="file" if use.stored else "url")
        self.use = use


@action
def use_evidence(*, score: Score, evidence: Evidence, by: User) -> EvidenceUse:
    """Take over a piece of evidence from a report of the same body and year; a second press changes nothing.

    Raises:
        Refused: it belongs to another body or year, its report was not sent, or the assessment is closed.
        AlreadyUnder: the same file or link is under the item in another way.
    """
    assessment = locked(score, by)
    if not evidence_of_year(assessment).filter(pk=evidence.pk).exists():
        raise Refused(_("This evidence is not of a report of this body and year that was sent."))
    kept = EvidenceUse.objects.filter(score=score, evidence=evidence).first()
    if kept:
        return kept
    ensure_not_under(score, evidence.file, evidence.url)
    ensure_room(score)
    use = EvidenceUse.objects.create(score=score, evidence=evidence, added_by=by)
    note_evidence("use_evidence", assessment, score, use.shows, by)
    return use


@action
def add_to_score(
    *,
    score: Score,
    by: User,
    file: StoredFile | None = None,
    url: str = "",
    caption: str = "",
    event_on: dt.date | None = None,
    consent: bool = False,
) -> EvidenceUse:
    """A photo, a PDF or a link that no report has, with what it shows.

    Raises:
        Refused: neither or both of file and link, the same one twice, too many, or the assessment is closed.
    """
    assessment = locked(score, by)
    if (file is None) == (not url):
        raise Refused(_("Please choose a file or give a link, one of the two."), field="file")
    ensure_new(score, file, url)
    use = EvidenceUse.objects.create(
        score=score, file=file, url=url, caption=caption, event_on=event_on, consent=consent, added_by=by
    )
    if file:
        give_to(file, use)
    note_evidence("add_evidence", assessment, score, use.shows, by)
    return use


@action
def agree_to_added(*, use: EvidenceUse, consent: bool, by: User) -> None:
    """Note that the people in it agreed to its use, or that they do not any more, while the assessment is open.

    Raises:
        Refused: the assessment is closed, or the piece comes from a report, which says it for both.
    """
    assessment = locked(use.score, by)
    if use.evidence_id:
        raise Refused(_("This piece comes from a follow-up report. Please note it there."))
    note_consent(use, assessment, consent=consent, shows=in_item(use.score, use.shows), by=by)


@action
def remove_from_score(*, use: EvidenceUse, by: User) -> None:
    """Take a piece out of an item; one taken over stays in its report, a file added here is cleaned up later."""
    assessment = locked(use.score, by)
    note_evidence("remove_evidence", assessment, use.score, use.shows, by)
    if use.file_id:
        set_free(use.file_id)
    use.delete()


def locked(score: Score, by: User) -> Assessment:
    """The assessment as it stands at this moment, so that nothing slips under one that is being sent.

    Raises:
        NotAllowed, Refused: it may not be filled in now.
    """
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("programme_year", "organisation", "district")
    assessment = rows.get(pk=score.assessment_id)
    ensure_open_for_filling(assessment, by)
    return assessment


def ensure_new(score: Score, file: StoredFile | None, url: str) -> None:
    """A second press adds nothing; a file belongs to one thing only; links lead to web pages.

    Raises:
        Refused: with a sentence.
    """
    if file and file.owner_type:
        raise Refused(_("This file belongs to something else already. Please choose it again."), field="file")
    if url and not url.startswith(("http://", "https://")):
        raise Refused(_("A link begins with https:// or http://."), field="url")
    ensure_not_under(score, file, url)
    ensure_room(score)


def ensure_not_under(score: Score, file: StoredFile | None, url: str) -> None:
    """An assessor looks at each thing once, whether it was added here or comes from a report.

    Raises:
        AlreadyUnder: the same file or link is under the item.
    """
    new = (file.sha256 if file else "", url)
    for one in score.evidence.select_related("file", "evidence__file"):
        if (one.stored.sha256 if one.stored else "", one.link) == new:
            raise AlreadyUnder(one)


def ensure_room(score: Score) -> None:
    """So many that an assessor can look at all of them.

    Raises:
        Refused: there are as many as an item takes.
    """
    if score.evidence.count() >= MOST:
        sentence = _("An item takes up to %(most)s pieces of evidence. Please take one out first.")
        raise Refused(sentence % {"most": MOST}, field="file")


def note_evidence(name: str, assessment: Assessment, score: Score, shows: str, by: User) -> None:
    """In the history of the assessment, with the item."""
    record(name, assessment, by=by, note=in_item(score, shows))


def in_item(score: Score, shows: str) -> str:
    """What it shows, and under which item."""
    return _("Item %(item)s: %(shows)s") % {"item": score.criterion.number, "shows": shows}
