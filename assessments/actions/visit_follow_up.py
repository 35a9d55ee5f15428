"""What follows a coaching visit: its pictures, and what was agreed becomes done."""

from __future__ import annotations

import datetime as dt

from django.db.models import F
from django.utils.translation import gettext as _

from assessments.models import Visit, VisitAgreement, VisitPhoto
from assessments.permissions import can_finish_agreement
from moralprovince.core import thai
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import StoredFile, User
from moralprovince.core.outbox import cancel_open
from moralprovince.core.pictures import add_picture, note_consent, take_out_picture

from .visits import ensure_records

NOTE, DONE_ON = "assessments.visitagreement.note", "assessments.visitagreement.done_on"


@action
def finish_agreement(*, agreement: VisitAgreement, done_on: dt.date, note: str = "", by: User) -> None:
    """It is done.

    Raises:
        NotAllowed: not hers to say.
        Refused: the day has not come, or the visit does not stand.
        Outpaced: somebody said so before.
    """
    ensure_follows(agreement, by)
    if done_on > thai.today():
        raise Refused(_("This day has not come yet."))
    rows = VisitAgreement.objects.filter(pk=agreement.pk, done_on=None)
    if not rows.update(done_on=done_on, note=note):
        raise Outpaced(_("Somebody else said a moment ago that it is done. Thank you both."))
    agreement.done_on, agreement.note = done_on, note
    let_reminders_go(agreement)
    changes = {DONE_ON: [None, str(done_on)]} | ({NOTE: ["", note]} if note else {})
    record("finish_agreement", agreement.visit, by=by, note=agreement.what, changes=changes)


def let_reminders_go(agreement: VisitAgreement) -> None:
    """Once nothing of the visit is left for that day, nobody is reminded of it."""
    left = VisitAgreement.objects.filter(visit=agreement.visit_id, due_on=agreement.due_on, done_on=None)
    if agreement.due_on and not left.exists():
        cancel_open(f"agreed:{agreement.visit_id}:{agreement.due_on}", reason=_("It is done."))


@action
def reopen_agreement(*, agreement: VisitAgreement, by: User) -> None:
    """It is not done after all: whoever sees to it is reminded again.

    Raises:
        NotAllowed: not hers to say.
        Refused: it is open, or the visit does not stand.
    """
    ensure_follows(agreement, by)
    if agreement.done_on is None:
        raise Refused(_("It is still open."))
    changes = {DONE_ON: [str(agreement.done_on), None]}
    VisitAgreement.objects.filter(pk=agreement.pk).update(done_on=None, reopened=F("reopened") + 1)
    agreement.refresh_from_db(fields=["done_on", "reopened"])
    record("reopen_agreement", agreement.visit, by=by, note=agreement.what, changes=changes)


def ensure_follows(agreement: VisitAgreement, by: User) -> None:
    """Is it hers to say, of a visit that took place?

    Raises:
        NotAllowed: not hers.
        Refused: the visit does not stand.
    """
    if not can_finish_agreement(by, agreement):
        raise NotAllowed(_("Those who agreed on it and the culture office say that it is done."))
    if agreement.visit.state not in (Visit.State.RECORDED, Visit.State.SIGNED):
        raise Refused(_("This visit is not recorded."))


# Pictures


@action
def add_visit_photo(*, visit: Visit, file: StoredFile, caption: str = "", consent: bool = False, by: User) -> VisitPhoto:
    """Add a picture taken at the place.

    Raises:
        NotAllowed: not hers.
        Refused: it is no picture, it is there already, there are enough, or the record is signed.
    """
    ensure_records(visit, by)
    return add_picture(visit, file=file, caption=caption, consent=consent, by=by)


@action
def agree_to_visit_photo(*, photo: VisitPhoto, consent: bool, by: User) -> None:
    """Note that the people in it agreed to its use, or that they do not any more.

    Raises:
        NotAllowed: not hers.
        Refused: the record is signed.
    """
    ensure_records(photo.visit, by)
    note_consent(photo, photo.visit, consent=consent, shows=photo.caption, by=by)


@action
def remove_visit_photo(*, photo: VisitPhoto, by: User) -> None:
    """Take a picture out; its file is cleaned up later.

    Raises:
        NotAllowed: not hers.
        Refused: the record is signed.
    """
    ensure_records(photo.visit, by)
    take_out_picture(photo, photo.visit, by=by)
