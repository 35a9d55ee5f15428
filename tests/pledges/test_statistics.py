"""Every figure of floor 2 equals a count by hand over random histories, network by network."""

import datetime as dt
import random

import pytest

from moralprovince.core.periods import Period
from moralprovince.core.thai import BANGKOK
from networks.models import Organisation
from pledges.models import FollowUpReport, Pledge, ReportRound
from pledges.statistics import ROUNDS, report_conditions, reports_of, statistics
from tests.factories import OrganisationFactory, ProgrammeYearFactory, ProvinceFactory, SectorNetworkFactory
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory

pytestmark = pytest.mark.django_db
AS_OF = dt.date(2027, 4, 10)
LAST_OF_HALF = dt.date(2027, 3, 31)
# Two of them on that Bangkok day; in Greenwich the first is of the day before, and the third still of that day.
CHECKED = [dt.datetime(2027, 4, 9, 17, tzinfo=dt.UTC), dt.datetime(2027, 4, 10, 16, 59, 59, tzinfo=dt.UTC),
           dt.datetime(2027, 4, 10, 17, tzinfo=dt.UTC)]  # fmt: skip


def lived_year(seed):
    chance = random.Random(seed)
    networks = [SectorNetworkFactory(code=code, order=n) for n, code in enumerate(("government", "media", "religion"))]
    year = ProgrammeYearFactory(fiscal_year=2570)
    rounds = [ReportRoundFactory(programme_year=year, code=code) for code in ("Q1", "H1", "FULL")]
    for _number in range(chance.randrange(6, 12)):
        pledge = PledgeFactory(
            organisation=OrganisationFactory(network=chance.choice(networks)),
            state=chance.choice(["draft", "declared", "active", "active", "ended"]),
            declared_on=chance.choice([None, dt.date(2026, 11, 1), LAST_OF_HALF, dt.date(2027, 5, 1)]),
            members=chance.choice([None, 10, 25]),
            members_joined=chance.choice([None, 0, 7]),
        )
        for one in rounds:
            if chance.random() < 0.8:
                state = chance.choice(["expected", "draft", "submitted", "accepted", "returned", "waived"])
                # What was returned may be waived afterwards: it was sent, and counts nowhere.
                has_sent = state in ("submitted", "accepted", "returned") or (state == "waived" and one.code == "H1")
                near_due = [one.due_on + dt.timedelta(days=days) for days in (-3, 0, 1, 5)]
                sent = {"submitted_on": chance.choice([AS_OF, *near_due])}
                if state == "accepted":
                    sent["checked_at"] = chance.choice(CHECKED)
                FollowUpReportFactory(
                    pledge=pledge, round=one, state=state, due_on=one.due_on + dt.timedelta(days=chance.choice([0, 0, 10])),
                    **(sent if has_sent else {}),
                )  # fmt: skip
        if pledge.state == "ended":
            # Ended, and perhaps declared anew in the same year: the body and its members are counted once.
            again = chance.choice([["draft"], ["active"], ["ended", "declared"], ["declared", "ended"], ["ended"]])
            days = [dt.date(2026, 12, 1), LAST_OF_HALF, dt.date(2027, 5, 1)]
            for state in again:
                PledgeFactory(
                    organisation=pledge.organisation, state=state, declared_on=chance.choice(days), members=12, members_joined=5
                )
    OrganisationFactory(province=ProvinceFactory(code="60"))
    return networks


def what_counts_elsewhere(network):
    """Of the year before; of an entry that was merged into another; of a body that reports centrally now."""
    before = ProgrammeYearFactory(fiscal_year=2569)
    old = PledgeFactory(programme_year=before, organisation=OrganisationFactory(network=network))
    FollowUpReportFactory(pledge=old, round=ReportRoundFactory(programme_year=before, code="H1"), state="accepted")
    kept = OrganisationFactory(network=network)
    dropped = OrganisationFactory(network=network, state="merged", merged_into=kept)
    PledgeFactory(organisation=dropped, state="ended", declared_on=dt.date(2026, 11, 1))
    central = PledgeFactory(organisation=OrganisationFactory(network=network, reports_centrally=True))
    this = ReportRound.objects.get(programme_year=central.programme_year, code="H1")
    FollowUpReportFactory(pledge=central, round=this, state="accepted", submitted_on=AS_OF + dt.timedelta(days=1))


def by_hand(period, network=None):
    first, last = period.days
    pledges = [
        p for p in Pledge.objects.select_related("organisation")
        if p.state in ("declared", "active", "ended") and p.declared_on and p.declared_on <= last
        and network in (None, p.organisation.network_id)
    ]  # fmt: skip
    pledges = list({p.organisation_id: p for p in sorted(pledges, key=lambda p: (p.state != "ended", p.pk))}.values())
    reports = [
        r for r in FollowUpReport.objects.select_related("round", "pledge__organisation")
        if r.round.code in ROUNDS[period.part] and network in (None, r.pledge.organisation.network_id)
    ]  # fmt: skip
    required = [r for r in reports if r.state != "waived"]
    sent = [r for r in required if r.submitted_on and r.submitted_on <= AS_OF]
    sent_late = [r for r in sent if r.submitted_on > r.due_on]
    missing = [r for r in required if r not in sent and r.due_on < AS_OF]
    return {
        "pledges": len(pledges),
        "pledges_active": sum(p.state == "active" for p in pledges),
        "members": sum(p.members or 0 for p in pledges),
        "members_joined": sum(p.members_joined or 0 for p in pledges),
        "reports_expected": len(required),
        "reports_submitted": len(sent),
        "reports_on_time": sum(r.submitted_on <= r.due_on for r in sent),
        "reports_sent_late": len(sent_late),
        "reports_missing": len(missing),
        "reports_not_due": sum(r.due_on >= AS_OF for r in required if r not in sent),
        "reports_late": len(sent_late) + len(missing),
        "reports_accepted": sum(r.state == "accepted" and r.checked_at.astimezone(BANGKOK).date() <= AS_OF for r in sent),
        "reports_waived": len(reports) - len(required),
    }


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("text", ["2570", "2570-H1", "2570-Q1", "2570-H2"])
def test_figures_of_random_histories_equal_a_count_by_hand(seed, text):
    networks = lived_year(seed)
    period = Period.parse(text)
    expected = {network and network.pk: by_hand(period, network and network.pk) for network in (None, *networks)}
    what_counts_elsewhere(networks[0])
    found = statistics(province="14", period=period, as_of=AS_OF)
    assert {network: found[network] for network in expected} == expected


def test_what_is_expected_is_on_time_sent_late_missing_or_not_due_yet():
    lived_year(3)
    figures = statistics(province="14", period=Period(2570), as_of=AS_OF)[None]
    parts = [figures[f"reports_{part}"] for part in ("on_time", "sent_late", "missing", "not_due")]
    assert (figures["reports_expected"], min(parts) > 0) == (sum(parts), True)


def test_the_word_missing_means_the_same_in_the_figures_the_list_and_of_one_report():
    lived_year(3)
    found = set(reports_of(Period(2570)).filter(report_conditions(AS_OF)["reports_missing"]))
    assert found == {report for report in FollowUpReport.objects.all() if report.is_missing(AS_OF)}
    assert found == set(FollowUpReport.objects.missing(AS_OF))


def test_another_province_counts_nothing_here():
    lived_year(1)
    empty = statistics(province="60", period=Period(2570), as_of=AS_OF)
    assert set(empty[None].values()) == {0}
    assert Organisation.objects.filter(province="60").count() == 1
