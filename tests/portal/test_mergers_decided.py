"""What a merger does with every table that points at an organisation: decided, done so, and all of it undone on day 30."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone

from moralprovince.core.errors import Refused
from moralprovince.portal.actions.mergers import merge_organisations, undo_merger
from networks.models import (
    ChangeProposal,
    ImportChange,
    ImportRun,
    Invitation,
    Membership,
    Merger,
    NotTheSame,
    Organisation,
    OrganisationAlias,
)
from tests.factories import OrganisationFactory, SectorNetworkFactory, UserFactory, contact_of, officer_of, role
from tests.factories_assessments import AssessmentFactory, ConflictFactory
from tests.factories_lessons import LessonFactory, StoryFactory
from tests.factories_networks_at_work import ActivityFactory
from tests.factories_pledges import PledgeFactory
from tests.factories_visits import VisitAgreementFactory, visited
from tests.portal.test_mergers import tables

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 4, 7, 16, 30, tzinfo=dt.UTC)

# What a merger does with every table that points at an organisation; a new table is decided on here first.
DECIDED = {
    "networks.Organisation.parent": "moves", "networks.Membership.organisation": "moves",
    "networks.RoleGrant.organisation": "moves", "networks.Invitation.organisation": "moves",
    "networks.OrganisationAlias.organisation": "moves",
    "networks.ChangeProposal.organisation": "moves", "networks.Activity_organisations.organisation": "moves",
    "pledges.Pledge.organisation": "moves", "assessments.Assessment.organisation": "moves",
    "assessments.Visit.organisation": "moves", "assessments.ConflictOfInterest.organisation": "moves",
    "lessons.Lesson.organisation": "moves", "lessons.Story.organisation": "moves",
    # What was found, imported or merged of an entry stays the record of that entry.
    "networks.Organisation.merged_into": "stays", "networks.Merger.kept": "stays", "networks.Merger.dropped": "stays",
    "networks.NotTheSame.one": "stays", "networks.NotTheSame.other": "stays", "networks.ImportChange.organisation": "stays",
}  # fmt: skip


def time_before(body: Organisation) -> Membership:
    """A year in another network, before it came to its own."""
    days = {"since": dt.date(2019, 10, 1), "until": dt.date(2020, 9, 30)}
    return Membership.objects.create(organisation=body, network=SectorNetworkFactory(code="education"), primary=True, **days)


def took_part(body: Organisation) -> Any:
    """The line that ties it to an activity."""
    activity = ActivityFactory()
    activity.organisations.add(body)
    return activity.organisations.through.objects.get(organisation=body)


def invited(body: Organisation) -> Invitation:
    """Somebody is to become its contact."""
    return Invitation.objects.create(
        province=body.province, organisation=body, role=role("contact"), name="ผู้รับเชิญ", token_hash="a" * 64,
        created_by=UserFactory(), expires_at=NOW + dt.timedelta(days=30),
    )  # fmt: skip


def imported(body: Organisation) -> ImportChange:
    """A workbook wrote in it."""
    run = ImportRun.objects.create(province=body.province, file_name="register.xlsx", state="applied")
    return ImportChange.objects.create(run=run, organisation=body, row=2, version_after=99)


def merged_once(kept: Organisation, dropped: Organisation) -> Merger:
    """A merger that was undone long ago."""
    by = UserFactory()
    return Merger.objects.create(kept=kept, dropped=dropped, by=by, undone_at=timezone.now(), undone_by=by)


def apart(body: Organisation, *, first: bool) -> NotTheSame:
    """It was found to be another body than a third one."""
    third = OrganisationFactory(pk=body.pk + 1000 if first else body.pk - 1000)
    one, other = (body, third) if first else (third, body)
    return NotTheSame.objects.create(one=one, other=other, by=UserFactory())


# A row of the body for each of them.
MAKERS: dict[str, Callable[[Organisation], Any]] = {
    "networks.Organisation.parent": lambda body: OrganisationFactory(parent=body),
    "networks.Membership.organisation": time_before,
    "networks.RoleGrant.organisation": lambda body: contact_of(body).role_grants.get(),
    "networks.Invitation.organisation": invited,
    "networks.OrganisationAlias.organisation": lambda body: OrganisationAlias.objects.create(code="OLD-1", organisation=body),
    "networks.ChangeProposal.organisation": lambda body: ChangeProposal.objects.create(organisation=body, by=UserFactory()),
    "networks.Activity_organisations.organisation": took_part,
    "pledges.Pledge.organisation": lambda body: PledgeFactory(organisation=body),
    "assessments.Assessment.organisation": lambda body: AssessmentFactory(organisation=body, state="self"),
    "assessments.Visit.organisation": lambda body: visited(body, dt.date(2027, 3, 1)),
    "assessments.ConflictOfInterest.organisation": lambda body: ConflictFactory(organisation=body),
    "lessons.Lesson.organisation": lambda body: LessonFactory(organisation=body, state="published"),
    "lessons.Story.organisation": lambda body: StoryFactory(organisation=body, state="published"),
    "networks.Organisation.merged_into": lambda body: OrganisationFactory(state="merged", merged_into=body),
    "networks.Merger.kept": lambda body: merged_once(body, OrganisationFactory()),
    "networks.Merger.dropped": lambda body: merged_once(OrganisationFactory(), body),
    "networks.NotTheSame.one": lambda body: apart(body, first=True),
    "networks.NotTheSame.other": lambda body: apart(body, first=False),
    "networks.ImportChange.organisation": imported,
}


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def two():
    """Two entries of one body; everything hangs on the second one."""
    return OrganisationFactory(pk=5_000_001, name="โรงเรียนบ้านทอง"), OrganisationFactory(pk=5_000_002, name="รร.บ้านทอง")


@pytest.fixture
def officer(two):
    return officer_of(two[0].province)


def test_every_table_that_knows_an_organisation_is_decided_on_and_made():
    fields = (field for model in apps.get_models(include_auto_created=True) for field in model._meta.concrete_fields)
    pointing = {f"{field.model._meta.label}.{field.name}" for field in fields if field.related_model is Organisation}
    assert (set(DECIDED), set(MAKERS)) == (pointing, pointing)


def whose(rows: dict[str, Any]) -> dict[str, int]:
    """The key of the body at which each row points now."""
    return {
        name: getattr(type(row)._base_manager.get(pk=row.pk), f"{name.rpartition('.')[2]}_id") for name, row in rows.items()
    }


def test_each_row_moves_or_stays_as_decided_and_undoing_brings_back_every_one(two, officer):
    keep, drop = two
    rows = {name: make(drop) for name, make in MAKERS.items()}
    agreed = VisitAgreementFactory(visit=rows["assessments.Visit.organisation"])
    before = tables()
    assert whose(rows) == dict.fromkeys(MAKERS, drop.pk)
    merger = merge_organisations(keep=keep, drop=drop, values={}, by=officer)
    assert whose(rows) == {name: keep.pk if does == "moves" else drop.pk for name, does in DECIDED.items()}
    assert list(keep.aliases.values_list("code", flat=True)) == sorted([drop.code, "OLD-1"])
    agreed.refresh_from_db()
    assert agreed.visit.organisation == keep
    undo_merger(merger=merger, by=officer)
    assert tables() == before


@pytest.mark.parametrize(
    ("moment", "undone"), [("2027-05-07 23:59:00+07:00", True), ("2027-05-08 00:01:00+07:00", False)]
)  # fmt: skip
def test_it_is_undone_on_its_thirtieth_day_and_not_on_the_next(moment, undone, two, officer, spring):
    """Merged on 7 April at half past eleven at night: days are those of the calendar in Bangkok."""
    keep, drop = two
    PledgeFactory(organisation=drop)
    before = tables()
    merger = merge_organisations(keep=keep, drop=drop, values={}, by=officer)
    merged = tables()
    spring.move_to(dt.datetime.fromisoformat(moment))
    if undone:
        undo_merger(merger=merger, by=officer)
    else:
        with pytest.raises(Refused, match="7 พฤษภาคม 2570"):
            undo_merger(merger=merger, by=officer)
    assert tables() == (before if undone else merged)
