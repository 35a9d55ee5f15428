"""Evidence of a report: a file or a link, owned by it, opened by whoever sees the report, and by nobody else."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.files import store
from moralprovince.core.models import AuditEvent, StoredFile
from moralprovince.core.orphans import clean_orphans
from pledges.actions.evidence import MOST, add_evidence, agree_to_evidence, remove_evidence
from pledges.models import Evidence
from tests.factories import ProvinceFactory, SectorNetworkFactory, contact_of, coordinator_of, officer_of
from tests.factories_pledges import EvidenceFactory, FollowUpReportFactory, PledgeFactory, ReportRoundFactory
from tests.support.uploads import pdf, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return FollowUpReportFactory(pledge=PledgeFactory(commitments=2))


@pytest.fixture
def contact(report):
    return contact_of(report.pledge.organisation)


def stored(by, content: bytes | None = None) -> StoredFile:
    return store(SimpleUploadedFile("กิจกรรม.jpg", content or photo()), by=by)


def test_a_picture_belongs_to_its_evidence_from_the_same_transaction_on(report, contact):
    piece = add_evidence(report=report, file=stored(contact), caption="เข้าแถว", by=contact)
    file = StoredFile.objects.get()
    assert (file.owner_type, file.owner_id) == ("pledges.evidence", str(piece.pk))


def test_whoever_sees_the_report_opens_its_picture_and_nobody_else(client, report, contact):
    piece = add_evidence(report=report, file=stored(contact), by=contact)
    url = reverse("file", args=[piece.file_id])
    seen = {}
    for name, person in {
        "contact": contact,
        "coordinator": coordinator_of(report.pledge.organisation.network),
        "officer": officer_of(report.province),
        "another network": coordinator_of(SectorNetworkFactory(code="education")),
        "another province": officer_of(ProvinceFactory(code="15")),
        "another organisation": contact_of(FollowUpReportFactory().pledge.organisation),
    }.items():
        client.force_login(person)
        response = client.get(url)
        seen[name] = response.status_code
        b"".join(response.streaming_content if response.streaming else ())
    assert seen == {
        "contact": 200, "coordinator": 200, "officer": 200,
        "another network": 404, "another province": 404, "another organisation": 404,
    }  # fmt: skip


@pytest.mark.parametrize("both", [True, False])
def test_it_is_a_file_or_a_link_and_not_both(report, contact, both):
    file, url = (stored(contact), "https://example.org") if both else (None, "")
    with pytest.raises(Refused):
        add_evidence(report=report, file=file, url=url, by=contact)
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org", "data:text/html,x", "//example.org"])
def test_a_link_leads_to_a_web_page(report, contact, url):
    with pytest.raises(Refused):
        add_evidence(report=report, url=url, by=contact)


def test_the_same_picture_is_there_once(report, contact):
    add_evidence(report=report, file=stored(contact), by=contact)
    with pytest.raises(Refused):
        add_evidence(report=report, file=stored(contact), by=contact)
    add_evidence(report=report, file=stored(contact, photo(size=(50, 50))), by=contact)
    assert Evidence.objects.count() == 2


def test_a_file_of_something_else_is_not_taken_over(report, contact):
    piece = add_evidence(report=report, file=stored(contact), by=contact)
    full = ReportRoundFactory(programme_year=report.pledge.programme_year, code="FULL", locks_on=None)
    other = FollowUpReportFactory(pledge=report.pledge, round=full)
    with pytest.raises(Refused):
        add_evidence(report=other, file=StoredFile.objects.get(pk=piece.file_id), by=contact)


def test_commitments_of_other_pledges_and_unknown_steps_are_left_out(report, contact):
    foreign = PledgeFactory(commitments=1).commitments.get()
    own = report.pledge.commitments.first()
    piece = add_evidence(
        report=report, url="https://example.org", commitments=[own.pk, foreign.pk], steps=[0, 3, 9, 10], by=contact
    )
    assert (list(piece.commitments.all()), piece.steps) == ([own], [3, 9])


def test_there_is_an_end_to_it(report, contact):
    for number in range(MOST):
        EvidenceFactory(report=report, url=f"https://example.org/{number}")
    with pytest.raises(Refused):
        add_evidence(report=report, url="https://example.org/one-more", by=contact)


@pytest.mark.parametrize("state", ["submitted", "accepted", "waived"])
def test_a_report_that_is_not_open_takes_none_and_gives_none_away(contact, report, state):
    piece = EvidenceFactory(report=report)
    report.state = state
    report.save()
    with pytest.raises(Refused):
        add_evidence(report=report, url="https://example.org", by=contact)
    with pytest.raises(Refused):
        remove_evidence(evidence=piece, by=contact)
    with pytest.raises(Refused):
        agree_to_evidence(evidence=piece, consent=True, by=contact)
    assert not Evidence.objects.get().consent


def test_strangers_add_and_remove_nothing(report):
    stranger = contact_of(FollowUpReportFactory().pledge.organisation)
    piece = EvidenceFactory(report=report)
    with pytest.raises(NotAllowed):
        add_evidence(report=report, url="https://example.org", by=stranger)
    with pytest.raises(NotAllowed):
        remove_evidence(evidence=piece, by=stranger)
    with pytest.raises(NotAllowed):
        agree_to_evidence(evidence=piece, consent=True, by=stranger)


def test_a_consent_is_noted_once_and_taken_back_with_a_line_in_the_history_each(report, contact):
    piece = add_evidence(report=report, file=stored(contact), caption="เข้าแถว", by=contact)
    for consent in (True, True, False):
        agree_to_evidence(evidence=Evidence.objects.get(), consent=consent, by=contact)
        assert Evidence.objects.get().consent is consent
    events = AuditEvent.objects.filter(action="change_consent", object_id=str(report.pk)).order_by("pk")
    assert list(events.values_list("note", "changes")) == [
        (piece.caption, {"pledges.evidence.consent": pair}) for pair in ([False, True], [True, False])
    ]


def test_what_was_taken_out_is_cleared_away_a_day_later(report, contact):
    piece = add_evidence(report=report, file=stored(contact, pdf()), by=contact)
    name = piece.file.file.name
    remove_evidence(evidence=piece, by=contact)
    assert StoredFile.objects.get().owner_type == ""
    clean_orphans(now=timezone.now() + dt.timedelta(days=2))
    assert (StoredFile.objects.count(), StoredFile._meta.get_field("file").storage.exists(name)) == (0, False)
