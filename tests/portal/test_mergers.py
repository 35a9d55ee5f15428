"""Two entries of one body become one on every floor, and are put apart again exactly as they were."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.apps import apps
from django.db.models import F
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assessments.models import Assessment
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import AuditEvent, Message
from moralprovince.portal import floors
from moralprovince.portal.actions.mergers import merge_organisations, undo_merger, what_comes
from networks.actions.imports import against_undo, undo_import
from networks.imports import running
from networks.models import Activity, ImportRun, Membership, Merger, Organisation, OrganisationAlias, RoleGrant
from pledges.actions.rounds import turn_rounds
from pledges.models import FollowUpReport, Pledge
from tests.access.fixtures import rolled_back
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    SectorNetworkFactory,
    SubdistrictFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.factories_assessments import AssessmentFactory, ConflictFactory
from tests.factories_networks_at_work import ActivityFactory
from tests.factories_pledges import EvidenceFactory, FollowUpReportFactory, PledgeFactory, ReportRoundFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"


@pytest.fixture
def officer():
    return officer_of(OfficeFactory().province)


def two(**fields):
    """An older entry and a newer one of the same body in another subdistrict."""
    keep = OrganisationFactory(name="โรงเรียนบ้านทอง", phone="0811111111")
    return keep, OrganisationFactory(name="รร.บ้านทอง", phone="0822222222", email="new@example.org", **fields)


def merge(keep, drop, officer, **values):
    return merge_organisations(keep=keep, drop=drop, values=values, by=officer)


# What the history, the merger itself and the stamp of the two entries say is no part of what was moved.
NEW = {"core.AuditEvent", "networks.Merger", "core.Message", "core.PublicChange"}
STAMPS = {"version", "updated_at"}


def tables():
    """Every row of every table, by its key."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.label not in NEW]
    return {
        (model._meta.label, row["pk"]): {name: value for name, value in row.items() if name not in STAMPS}
        for model in models
        for row in model._base_manager.values("pk", *[field.attname for field in model._meta.concrete_fields])
    }


def test_everything_of_the_dropped_entry_becomes_the_kept_ones(officer):
    keep, drop = two()
    report = FollowUpReportFactory(pledge__organisation=drop, state="accepted")
    EvidenceFactory(report=report)
    case = AssessmentFactory(organisation=drop)
    contact, conflict, activity = contact_of(drop), ConflictFactory(organisation=drop), ActivityFactory()
    activity.organisations.add(drop)
    unit = OrganisationFactory(parent=drop)
    merge(keep, drop, officer, email=drop.email)
    for row in (report.pledge, case, conflict, contact.role_grants.get()):
        row.refresh_from_db()
    unit.refresh_from_db()
    drop.refresh_from_db()
    assert [report.pledge.organisation, case.organisation, conflict.organisation, unit.parent] == [keep] * 4
    assert contact.role_grants.get().organisation == keep
    assert list(activity.organisations.all()) == [keep]
    assert (drop.state, drop.merged_into) == ("merged", keep)
    stored = Organisation.objects.get(pk=keep.pk)
    assert (stored.name, stored.phone, stored.email) == ("โรงเรียนบ้านทอง", "0811111111", "new@example.org")
    assert [(event.object_id, event.action) for event in AuditEvent.objects.order_by("pk")] == [
        (str(keep.pk), "merge"), (str(drop.pk), "merged_into"),
    ]  # fmt: skip


def test_the_old_code_and_the_old_name_find_the_kept_entry(client, officer):
    keep, drop = two()
    merge(keep, drop, officer)
    client.force_login(officer)
    for typed in (drop.code, drop.name):
        assert list(Organisation.objects.exclude(state="merged").search(typed)) == [keep]
    page = client.get(reverse("networks:organisation", args=[drop.code]))
    assert (page.status_code, page.url) == (302, reverse("networks:organisation", args=[keep.code]))
    assert client.get(f"{reverse('networks:organisation', args=[drop.code])}?entry=former").status_code == 200
    # The name of the entry may change as often as it likes.
    stored = Organisation.objects.get(pk=keep.pk)
    assert stored.search_text.split("\n")[4:] == [drop.code.replace("-", ""), "รรบานทอง"]


# Whom each body stands under before; what the kept entry and the body between stand under afterwards; what the page tells.
LOOPS = [
    ({"keep": "middle", "middle": "drop"}, {"keep": None, "middle": "keep"}, "จึงจะไม่มีหน่วยงานต้นสังกัด"),
    ({"keep": "middle", "middle": "drop", "drop": "top"}, {"keep": "top", "middle": "keep"}, "จึงจะอยู่ในสังกัด “ส่วนกลาง”"),
    ({"drop": "middle", "middle": "keep"}, {"keep": None, "middle": "keep"}, "จึงจะไม่มีหน่วยงานต้นสังกัด"),
    ({"drop": "middle", "middle": "keep", "keep": "top"}, {"keep": "top", "middle": "keep"}, "จึงจะอยู่ในสังกัด “ส่วนกลาง”"),
    ({"keep": "drop", "drop": "top"}, {"keep": "top", "middle": None}, "จึงจะอยู่ในสังกัด “ส่วนกลาง”"),
    # Two that were put under each other before that was refused.
    ({"keep": "drop", "drop": "keep"}, {"keep": None, "middle": None}, "จึงจะไม่มีหน่วยงานต้นสังกัด"),
]  # fmt: skip


@pytest.mark.parametrize(("under", "after", "told"), LOOPS)
def test_a_merger_puts_nothing_under_itself(client, officer, under, after, told):
    keep, drop = two(subdistrict=SubdistrictFactory())
    bodies = {"keep": keep, "drop": drop, "middle": OrganisationFactory(), "top": OrganisationFactory(name="ส่วนกลาง")}
    put_under(bodies, under)
    client.force_login(officer)
    address, before = reverse("networks:merge", args=[keep.code, drop.code]), tables()
    page = client.get(address)
    lines = [str(line.becomes) for line in page.context["lines"] if line.what == "หน่วยงานต้นสังกัด"]
    assert ("parent" in page.context["form"].fields, lines) == (False, [f"องค์กรอยู่ใต้สังกัดของตนเองไม่ได้ รายการที่เก็บไว้{told}"])
    client.post(address, dict.fromkeys(page.context["form"].fields, "drop"))
    found = {name: Organisation.objects.get(pk=bodies[name].pk).parent for name in after}
    assert found == {name: bodies.get(parent) for name, parent in after.items()}
    undo_merger(merger=Merger.objects.get(), by=officer)
    assert tables() == before


# Whom each body stands under before the merger; what is put under what afterwards; whose parent body is in the way.
CHANGED_SINCE = [
    ({"drop": "top", "middle": "drop"}, {"top": "middle"}, "top"),
    ({"drop": "top"}, {"top": "middle", "middle": "keep", "keep": None}, None),
    ({"drop": "top", "keep": "drop"}, {"top": "keep"}, "top"),
    ({"keep": "top"}, {"top": "middle"}, None),
]


@pytest.mark.parametrize(("under", "since", "against"), CHANGED_SINCE)
def test_undoing_a_merger_puts_nothing_under_itself(client, officer, under, since, against):
    keep, drop = two(subdistrict=SubdistrictFactory())
    bodies = {"keep": keep, "drop": drop, "middle": OrganisationFactory(), "top": OrganisationFactory(name="ส่วนกลาง")}
    put_under(bodies, under)
    merger = merge(Organisation.objects.get(pk=keep.pk), drop, officer)
    put_under(bodies, since)
    client.force_login(officer)
    before = tables()
    answer = client.post(reverse("networks:merger-undo", args=[merger.pk]))
    if against is None:
        assert (answer.status_code, Organisation.objects.get(pk=drop.pk).state) == (302, "active")
        return
    page = client.get(reverse("networks:organisation", args=[bodies[against].code]))
    assert (answer.status_code, tables(), page.status_code) == (409, before, 200)
    words = answer.content.decode()
    assert words.count(f'<a href="{page.request["PATH_INFO"]}">{bodies[against].name} ({bodies[against].code})</a>') == 1


def put_under(bodies, under):
    for name, parent in under.items():
        Organisation.objects.filter(pk=bodies[name].pk).update(parent=bodies.get(parent))
        bodies[name].refresh_from_db()


def test_of_two_parents_that_may_stay_one_is_chosen(client, officer):
    parents = [OrganisationFactory(), OrganisationFactory()]
    keep, drop = two(parent=parents[1])
    Organisation.objects.filter(pk=keep.pk).update(parent=parents[0])
    client.force_login(officer)
    form = client.get(reverse("networks:merge", args=[keep.code, drop.code])).context["form"]
    assert "parent" in form.fields
    merge(Organisation.objects.get(pk=keep.pk), drop, officer, parent=drop.parent)
    assert Organisation.objects.get(pk=keep.pk).parent == parents[1]


def test_the_kept_entry_leads_to_where_the_merger_is_undone(client, officer):
    keep, drop = two()
    merge(keep, drop, officer)
    client.force_login(officer)
    page = client.get(reverse("networks:organisation", args=[keep.code])).content.decode()
    assert page.count(f'<a href="{reverse("networks:mergers")}">') == 1


def test_of_two_pledges_of_a_year_the_further_one_goes_on(officer):
    keep, drop = two()
    draft = PledgeFactory(organisation=keep, state="draft")
    report = FollowUpReportFactory(pledge__organisation=drop, pledge__programme_year=draft.programme_year, state="submitted")
    assert [(line.count, line.stops) for line in what_comes(keep, drop) if line.count == 2] == [(2, False)]
    merge(keep, drop, officer)
    found = Pledge.objects.order_by("pk").values_list("pk", "organisation", "state")
    assert list(found) == [(draft.pk, drop.pk, "ended"), (report.pledge_id, keep.pk, "active")]


@pytest.mark.parametrize("sent", ["kept", "dropped", ""])
def test_of_two_pledges_that_are_as_far_the_one_reported_on_goes_on_else_the_kept_entrys(officer, sent):
    keep, drop = two()
    pledges = {"dropped": PledgeFactory(organisation=drop), "kept": PledgeFactory(organisation=keep)}
    report_round = ReportRoundFactory(programme_year=pledges["kept"].programme_year)
    for whose, pledge in pledges.items():
        FollowUpReportFactory(pledge=pledge, round=report_round, state="submitted" if whose == sent else "expected")
    merge(keep, drop, officer)
    assert Pledge.objects.get(state="active") == pledges[sent or "kept"]


def test_what_does_not_go_on_counts_nowhere_and_reminds_nobody(officer):
    keep, drop = two()
    goes_on = FollowUpReportFactory(pledge__organisation=keep, state="accepted")
    sent = FollowUpReportFactory(pledge__organisation=drop, round=goes_on.round, state="accepted")
    message = Message.objects.create(
        dedupe_key="report", kind="report_due", channel="email", obligation=f"report:{sent.pk}", recipient=officer
    )
    merger = merge(keep, drop, officer)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("cancelled", "waived")
    assert list(FollowUpReport.objects.order_by("pk").values_list("state", flat=True)) == ["accepted", "waived"]
    undo_merger(merger=merger, by=officer)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("pending", "")


@pytest.mark.parametrize(
    ("second", "goes"), [("self", True), ("in_review", True), ("recommended", False), ("certified", False)]
)
def test_two_results_of_one_year_never_become_one(officer, second, goes):
    keep, drop = two()
    first = AssessmentFactory(organisation=keep, state="certified", scores=[2] * 9)
    AssessmentFactory(organisation=drop, state=second, programme_year=first.programme_year, scores=[2] * 9)
    if goes:
        merge(keep, drop, officer)
        found = Assessment.objects.order_by("pk").values_list("organisation", "state")
        assert list(found) == [(keep.pk, "certified"), (drop.pk, "withdrawn")]
    else:
        before = tables()
        with pytest.raises(Refused):
            merge(keep, drop, officer)
        assert tables() == before


@pytest.mark.parametrize(
    ("kept", "dropped", "becomes"),
    [("proposed", "active", "active"), ("withdrawn", "dormant", "dormant"), ("active", "withdrawn", "active")],
)
def test_the_kept_entry_is_as_far_in_the_programme_as_either_was(officer, kept, dropped, becomes):
    keep, drop = two(state=dropped)
    Organisation.objects.filter(pk=keep.pk).update(state=kept)
    keep.refresh_from_db()
    merger = merge(keep, drop, officer)
    keep.refresh_from_db()
    assert keep.state == becomes
    undo_merger(merger=merger, by=officer)
    assert [Organisation.objects.get(pk=body.pk).state for body in (keep, drop)] == [kept, dropped]


def test_time_in_networks_before_the_kept_entry_comes_first(officer):
    keep, drop = two()
    other = SectorNetworkFactory(code="education")
    Membership.objects.filter(organisation=keep).update(since=dt.date(2025, 10, 1))
    Membership.objects.filter(organisation=drop).update(network=other, since=dt.date(2021, 10, 1))
    merge(keep, drop, officer)
    spans = keep.memberships.order_by("since").values_list("network", "since", "until", "primary")
    assert list(spans) == [
        (other.pk, dt.date(2021, 10, 1), dt.date(2025, 9, 30), True), (keep.network_id, dt.date(2025, 10, 1), None, True),
    ]  # fmt: skip


def full(keep, drop):
    """Both have something of everything, some of it of the same year."""
    for body in (keep, drop):
        report = FollowUpReportFactory(pledge__organisation=body, state="accepted")
        FollowUpReportFactory(pledge=report.pledge, round=ReportRoundFactory(code="FULL"), state="draft")
        EvidenceFactory(report=report)
        contact_of(body)
        activity = ActivityFactory()
        activity.organisations.add(body)
    activity.organisations.add(keep)
    AssessmentFactory(organisation=keep, state="in_review", scores=[1] * 9)
    AssessmentFactory(organisation=drop, state="self")
    OrganisationFactory(parent=drop)
    PledgeFactory(organisation=drop, state="ended")
    PledgeFactory(organisation=drop, programme_year=ProgrammeYearFactory(fiscal_year=2569))


def test_undone_all_tables_are_as_before(officer):
    keep, drop = two(subdistrict=SubdistrictFactory(code="140199"))
    full(keep, drop)
    before = tables()
    merger = merge(keep, drop, officer, name=drop.name, phone=drop.phone, subdistrict=drop.subdistrict)
    assert tables() != before
    undo_merger(merger=merger, by=officer)
    assert tables() == before


def test_a_round_that_opened_meanwhile_expects_reports_of_both_once_it_is_undone(officer, spring):
    keep, drop = two()
    pledges = [PledgeFactory(organisation=body, state="active") for body in (keep, drop)]
    since = ReportRoundFactory(state="planned", opens_on=dt.date(2027, 4, 8), due_on=dt.date(2027, 4, 12))
    merger = merge(keep, drop, officer)
    spring.move_to(NOW + dt.timedelta(days=3))
    assert turn_rounds(day=dt.date(2027, 4, 10)) == [f"{since.pk} open 1"]
    undo_merger(merger=merger, by=officer)
    due = [list(pledge.reports.values_list("state", "due_on")) for pledge in pledges]
    assert due == [[("expected", dt.date(2027, 4, 12))], [("expected", dt.date(2027, 4, 24))]]


def pledge_of(body, fiscal_year, **fields):
    return PledgeFactory(organisation=body, programme_year=ProgrammeYearFactory(fiscal_year=fiscal_year), **fields)


THINGS = {
    "report": lambda body: FollowUpReportFactory(pledge__organisation=body, state="accepted"),
    "draft": lambda body: PledgeFactory(
        organisation=body, state="draft", programme_year=ProgrammeYearFactory(fiscal_year=2569)
    ),
    "pledge": lambda body: pledge_of(body, 2569),
    "ended": lambda body: PledgeFactory(organisation=body, state="ended"),
    "case": lambda body: AssessmentFactory(organisation=body, state="in_review", scores=[1] * 9),
    "contact": contact_of,
    "activity": lambda body: ActivityFactory(name="ตลาดนัด").organisations.add(body),
    "same activity": lambda body: (Activity.objects.first() or ActivityFactory()).organisations.add(body),
    "unit": lambda body: OrganisationFactory(parent=body),
    "conflict": lambda body: ConflictFactory(organisation=body),
}
some = st.lists(st.sampled_from(sorted(THINGS)), max_size=6, unique=True)


@given(some, some, st.booleans())
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,))
def test_undone_all_tables_are_as_before_whatever_hangs_on_the_two(kept, dropped, under):
    with rolled_back():
        by = officer_of(OfficeFactory().province)
        keep, drop = two()
        for body, things in ((keep, kept), (drop, dropped)):
            for thing in set(things) - ({"draft"} if "pledge" in things else set()):
                THINGS[thing](body)
        Organisation.objects.filter(pk=keep.pk).update(parent=drop if under else None)
        before = tables()
        merger = merge(keep, drop, by, phone=drop.phone, email=drop.email)
        assert Organisation.objects.filter(parent=drop).count() == 0
        undo_merger(merger=merger, by=by)
        assert tables() == before


def test_what_was_added_since_stays_with_the_kept_entry(officer):
    keep, drop = two()
    merger = merge(keep, drop, officer, phone=drop.phone, email=drop.email)
    added = PledgeFactory(organisation=keep)
    Organisation.objects.filter(pk=keep.pk).update(phone="0833333333")
    undo_merger(merger=merger, by=officer)
    keep.refresh_from_db()
    added.refresh_from_db()
    assert (added.organisation, keep.phone, keep.email) == (keep, "0833333333", "")


def test_a_failure_on_the_last_floor_leaves_both_as_they_were(officer, monkeypatch):
    keep, drop = two()
    full(keep, drop)
    before = tables()

    def broken(keep, drop, *, by):
        raise ZeroDivisionError

    monkeypatch.setattr(floors.FLOORS[-1], "merge", broken)
    with pytest.raises(ZeroDivisionError):
        merge(keep, drop, officer)
    assert tables() == before


def test_undoing_says_what_stands_against_it(officer, spring):
    keep, drop = two()
    pledge = PledgeFactory(organisation=drop, state="draft")
    merger = merge(keep, drop, officer)
    third = OrganisationFactory()
    later = merge(third, keep, officer)
    with pytest.raises(Refused, match=keep.code):
        undo_merger(merger=merger, by=officer)
    undo_merger(merger=later, by=officer)
    pledge.delete()
    before = tables()
    with pytest.raises(Refused):
        undo_merger(merger=merger, by=officer)
    assert tables() == before
    spring.move_to(NOW + dt.timedelta(days=31))
    with pytest.raises(Refused, match="30"):
        undo_merger(merger=merger, by=officer)
    assert Merger.objects.filter(undone_at__isnull=True).get() == merger


def test_only_the_office_merges(officer):
    keep, drop = two()
    for person in (coordinator_of(keep.network), contact_of(keep)):
        with pytest.raises(NotAllowed):
            merge(keep, drop, person)
    assert (OrganisationAlias.objects.count(), RoleGrant.objects.filter(organisation=keep).count()) == (0, 1)


def test_a_workbook_with_the_old_name_or_the_old_code_finds_the_kept_entry(officer, tmp_path):
    keep, drop = two(subdistrict=SubdistrictFactory(code="140199"))
    merge(keep, drop, officer)
    others = OrganisationFactory(name="วัดอื่น")
    headings = ["ชื่อองค์กร/ชุมชน", "เครือข่าย", "ตำบล", "อำเภอ", "รหัส", "โทรศัพท์"]
    given = {"network": str(keep.network), "district": "พระนครศรีอยุธยา"}
    rows = [
        [drop.name, given["network"], str(drop.subdistrict), given["district"], "", "0899999999"],
        ["ชื่อใหม่", given["network"], str(others.subdistrict), given["district"], others.code, ""],
        # A code that was copied to a body of another name in another place means nothing.
        ["ชื่อที่สาม", given["network"], str(drop.subdistrict), given["district"], others.code, ""],
    ]
    path = tmp_path / "register.csv"
    path.write_text("\n".join(",".join(row) for row in (headings, *rows)), encoding="utf-8")
    plan = running.look_at(path, province=keep.province, year=2570)
    found = [(one.outcome, one.organisation.code, sorted(one.changes)) for one in plan.decisions]
    # What was chosen at the merger is kept: neither name, place nor telephone change.
    assert found == [("unchanged", keep.code, []), ("updated", others.code, ["name"]), ("created", "", [])]


GOOD = {"ชื่อองค์กร/ชุมชน": "โรงเรียนบ้านทอง", "เครือข่าย": "เครือข่ายภาครัฐ", "ตำบล": "ประตูชัย", "อำเภอ": "พระนครศรีอยุธยา"}


def brought_in(path, province, *rows):
    """An import of a small register."""
    path.write_text("\n".join(",".join(row) for row in (GOOD, *(row.values() for row in rows))), encoding="utf-8")
    return running.import_file(path, province=province, year=2570)[0]


def test_after_a_merger_and_its_undoing_an_import_is_taken_back_as_before(officer, tmp_path, private_files):
    province = SubdistrictFactory().district.province
    SectorNetworkFactory(name="เครือข่ายภาครัฐ")
    first = GOOD | {"ชื่อองค์กร/ชุมชน": "วัดใหญ่ชัยมงคล"}
    runs = [brought_in(tmp_path / "one.csv", province, GOOD), brought_in(tmp_path / "two.csv", province, GOOD, first)]
    keep, drop = Organisation.objects.order_by("pk")
    third = OrganisationFactory()
    mergers = [merge(keep, drop, officer), merge(keep, third, officer)]
    assert against_undo(runs[1]) is not None
    for merger in reversed(mergers):
        undo_merger(merger=Merger.objects.get(pk=merger.pk), by=officer)
    for run in reversed(runs):
        undo_import(run=ImportRun.objects.get(pk=run.pk), by=officer)
    assert (list(Organisation.objects.all()), Merger.objects.count()) == ([third], 0)


def test_what_was_changed_beside_the_merger_still_stands_against_taking_an_import_back(officer, tmp_path, private_files):
    SectorNetworkFactory(name="เครือข่ายภาครัฐ")
    run = brought_in(tmp_path / "one.csv", SubdistrictFactory().district.province, GOOD)
    keep, other = Organisation.objects.get(), OrganisationFactory()
    merger = merge(keep, other, officer)
    Organisation.objects.filter(pk=keep.pk).update(phone="0833333333", version=F("version") + 1)
    undo_merger(merger=merger, by=officer)
    assert against_undo(ImportRun.objects.get(pk=run.pk)).sentence.startswith("โรงเรียนบ้านทอง มีการแก้ไขหลังการนำเข้านี้แล้ว")
