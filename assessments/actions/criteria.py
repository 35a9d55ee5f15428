"""Writes versions of criteria sets: a draft is copied, changed, published or set aside; what is published stays as it is."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.gaps import gaps_of
from assessments.models import CriteriaSet, Criterion
from assessments.permissions import can_manage_criteria
from assessments.rubric import FIELDS, HEAD, MODELS, Row, Rows, Rubric, changes_between, rubric_of, tidied
from assessments.workflow import CRITERIA_SET
from moralprovince.core.actions import action
from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Outpaced, Refused
from moralprovince.core.models import User
from networks.models import Province

DRAFT = CriteriaSet.State.DRAFT
# What tells one row of a part from another, beside the set or the item it belongs to.
KEYS = {"levels": "number", "items": "number", "wordings": "kind", "bands": "score"}
# What a part is called before anything is written into it.
NEW_LEVEL: Row = {
    "items_up_to": 1, "least_score": 0, "least_sum": 0, "names": {}, "meaning": "", "least_bodies_percent": 50,
    "least_communities": 1, "least_districts_percent": 50, "source": "", "certainty": "guess", "checked_on": None,
}  # fmt: skip


def ensure_may(by: User, province: str | None) -> None:
    """Criteria are written by the administrator of the province; shipped ones by nobody.

    Raises:
        NotAllowed: it is not hers.
        Refused: the set is shipped.
    """
    if province is None:
        raise Refused(_("This set came with the portal and stays as it is. Please make a version of your own first."))
    if not can_manage_criteria(by, province):
        raise NotAllowed(_("Criteria are looked after by the administrator of the province."))


@action
def make_version(*, criteria_set: CriteriaSet, province: Province, by: User, code: str = "") -> CriteriaSet:
    """Copy a set with all that is in it into a draft of the province: its next version, or the first under another code.

    Raises:
        Refused: the set is itself a draft or of another province, or the code cannot be used.
    """
    ensure_may(by, province.pk)
    if criteria_set.province_id not in (None, province.pk):
        raise NotAllowed(_("This set belongs to another province."))
    if criteria_set.state == DRAFT:
        raise Refused(_("This version is still being written. Please publish it first, or go on with it."))
    draft = new_draft(criteria_set, province, code.strip() or criteria_set.code)
    source = CriteriaSet.objects.with_rubric().get(pk=criteria_set.pk)
    store(draft, Rubric(), rubric_of(source))
    record("make_version", draft, by=by, note=str(source))
    return draft


def new_draft(base: CriteriaSet, province: Province, code: str) -> CriteriaSet:
    """The head of the copy, with the next free number."""
    try:
        validate_slug(code)
    except ValidationError:
        raise Refused(_("A code has Latin letters, digits and hyphens only, for example plan3.")) from None
    last = CriteriaSet.objects.offered_in(province.pk).filter(code=code).aggregate(last=Max("version"))["last"]
    head = {name: getattr(base, name) for name in HEAD}
    draft = CriteriaSet(province=province, code=code[:40], version=(last or 0) + 1, based_on=base, **head)
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        raise Outpaced(_("Somebody else made a version a moment ago. Please look at the list again.")) from None
    return draft


def claimed(criteria_set: CriteriaSet, by: User) -> CriteriaSet:
    """The draft as it is stored now, held until the transaction ends, so that nobody publishes it meanwhile.

    Raises:
        Refused: it is no draft (any more).
    """
    ensure_may(by, criteria_set.province_id)
    if not CriteriaSet.objects.filter(pk=criteria_set.pk, state=DRAFT).update(state=DRAFT):
        raise Refused(_("A published set stays as it is. Please make a new version and change that."))
    return CriteriaSet.objects.with_rubric().get(pk=criteria_set.pk)


@action
def change_criteria(*, criteria_set: CriteriaSet, part: Rubric, by: User, seen: str = "") -> int:
    """Put these rows in the place of the draft's; `seen` is the fingerprint they had when the form was opened.

    Returns:
        How many values changed.

    Raises:
        Refused: the set is frozen, or a value does not fit.
        Outpaced: somebody else changed the same rows since.
    """
    draft = claimed(criteria_set, by)
    before = rubric_of(draft)
    if seen and before.only(part).fingerprint() != seen:
        raise Outpaced(_("Somebody else saved this a moment ago. What you typed is still here: compare it and save again."))
    return write(draft, before, before.with_part(part), "change_criteria", by)


@action
def replace_criteria(*, criteria_set: CriteriaSet, rubric: Rubric, by: User, note: str = "") -> int:
    """Put a whole workbook in the place of the draft's levels, items, wordings and bands; its name and years stay."""
    draft = claimed(criteria_set, by)
    before = rubric_of(draft)
    wanted = tidied(Rubric(before.head, rubric.levels, rubric.items, rubric.wordings, rubric.bands))
    return write(draft, before, wanted, "import_criteria", by, note)


@action
def add_item(*, criteria_set: CriteriaSet, by: User) -> None:
    """One more item at the end, of the highest level."""
    draft = claimed(criteria_set, by)
    before = rubric_of(draft)
    new = {"level": max(before.levels, default=1), "computed_from": ""}
    write(draft, before, before.with_part(Rubric(items={max(before.items, default=0) + 1: new})), "change_criteria", by)


@action
def remove_item(*, criteria_set: CriteriaSet, by: User) -> None:
    """The last item goes, with its wordings and bands."""
    draft = claimed(criteria_set, by)
    before = rubric_of(draft)
    write(draft, before, tidied(without_last(before, "items")), "change_criteria", by)


@action
def add_level(*, criteria_set: CriteriaSet, by: User) -> None:
    """One more level above the highest; it begins with that one's gate."""
    draft = claimed(criteria_set, by)
    before = rubric_of(draft)
    last = max(before.levels, default=0)
    gate = {name: before.levels.get(last, NEW_LEVEL)[name] for name in ("items_up_to", "least_score", "least_sum")}
    write(draft, before, before.with_part(Rubric(levels={last + 1: {**NEW_LEVEL, **gate}})), "change_criteria", by)


@action
def remove_level(*, criteria_set: CriteriaSet, by: User) -> None:
    """The highest level goes."""
    draft = claimed(criteria_set, by)
    before = rubric_of(draft)
    write(draft, before, without_last(before, "levels"), "change_criteria", by)


def without_last(rubric: Rubric, part: str) -> Rubric:
    """The same less the row with the highest number."""
    rows = rubric.rows(part)
    if not rows:
        raise Refused(_("There is nothing left to remove."))
    kept = {key: row for key, row in rows.items() if key != max(rows)}
    parts = {name: rubric.rows(name) for name in FIELDS} | {part: kept}
    return Rubric(rubric.head, **parts)


@action
def publish(*, criteria_set: CriteriaSet, by: User) -> None:
    """Freeze a complete draft, so that years can be assessed by it.

    Raises:
        Refused: with everything that is missing.
    """
    draft = claimed(criteria_set, by)
    if gaps := gaps_of(rubric_of(draft)):
        raise Refused(_("This set is not complete yet.") + " " + "; ".join(gaps))
    criteria_set.state = DRAFT
    CRITERIA_SET.move(criteria_set, "publish", by=by, set_fields={"published_at": timezone.now(), "published_by": by})


@action
def retire(*, criteria_set: CriteriaSet, by: User) -> None:
    """Offer a set no longer; years that are assessed by it go on."""
    ensure_may(by, criteria_set.province_id)
    CRITERIA_SET.move(criteria_set, "retire", by=by)


# Writing


def write(draft: CriteriaSet, before: Rubric, wanted: Rubric, name: str, by: User, note: str = "") -> int:
    """Store what differs and record it value by value; `name` is the action's name in the history."""
    changes = changes_between(before, wanted)
    if changes:
        store(draft, before, wanted)
        record(name, draft, by=by, note=note, changes=changes)
    return len(changes)


def store(draft: CriteriaSet, before: Rubric, wanted: Rubric) -> None:
    """Write the rows that differ, and take away those that are gone."""
    if wanted.head != before.head:
        for name, value in wanted.head.items():
            setattr(draft, name, value)
    draft.updated_at = timezone.now()
    checked(draft, ["province", "based_on"])
    draft.save(update_fields=[*HEAD, "updated_at"])
    for part in ("levels", "items"):
        store_rows(part, {"criteria_set": draft}, before.rows(part), wanted.rows(part))
    for item in Criterion.objects.filter(criteria_set=draft):
        for part in ("wordings", "bands"):
            store_rows(part, {"criterion": item}, of_item(before, part, item.number), of_item(wanted, part, item.number))


def of_item(rubric: Rubric, part: str, number: int) -> Rows:
    """The rows of one item, by kind or score."""
    return {key[1]: row for key, row in rubric.rows(part).items() if key[0] == number}


def store_rows(part: str, owner: dict[str, Any], before: Rows, wanted: Rows) -> None:
    """The rows of one owner."""
    model, key = MODELS[part], KEYS[part]
    if gone := [one for one in before if one not in wanted]:
        model._default_manager.filter(**owner, **{f"{key}__in": gone}).delete()
    new = [model(**owner, **{key: one}, **row) for one, row in wanted.items() if before.get(one) != row]
    for obj in new:
        checked(obj, list(owner))
    if new:
        unique = [*owner, key]
        model._default_manager.bulk_create(new, update_conflicts=True, unique_fields=unique, update_fields=FIELDS[part])


def checked(obj: Any, unread: list[str]) -> None:
    """Refuse what its columns do not take.

    Raises:
        Refused: naming the column.
    """
    # A level is begun before its kinds have names.
    unread = [*unread, "names"]
    try:
        obj.clean_fields(exclude=unread)
    except ValidationError as trouble:
        name, sentences = next(iter(trouble.message_dict.items()))
        label = obj._meta.get_field(name).verbose_name
        raise Refused(f"{label}: {' '.join(map(str, sentences))}") from None
