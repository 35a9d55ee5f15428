"""Two people at the same moment over two entries: one merger comes of it, and nothing begins on an entry that is gone."""

from __future__ import annotations

import dataclasses

import pytest

from moralprovince.core.errors import Refused
from moralprovince.portal.actions.mergers import merge_organisations, undo_merger
from networks.actions.organisations import edit_organisation, entry_of
from networks.actions.proposals import decide_proposal, propose_change
from networks.models import ChangeProposal, Merger, Organisation
from pledges.actions.pledges import begin_pledge
from pledges.models import Pledge
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, contact_of, officer_of
from tests.factories_pledges import PledgeFactory
from tests.support.races import meanwhile, race, race_in_order

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.time_machine("2027-04-01 13:00:00+07:00", tick=False),
]


@pytest.fixture
def people():
    province = OfficeFactory().province
    return [officer_of(province), officer_of(province)]


def test_two_who_merge_each_into_the_other_make_one_merger(people):
    one, other = OrganisationFactory(), OrganisationFactory()
    PledgeFactory(organisation=one)
    moves = [
        lambda by=by, keep=keep, drop=drop: merge_organisations(keep=keep, drop=drop, values={}, by=by)
        for by, keep, drop in zip(people, (one, other), (other, one), strict=True)
    ]
    assert race(*moves) == ["Refused", "done"]
    merger = Merger.objects.get()
    assert Pledge.objects.get().organisation == merger.kept
    assert [body.state for body in (merger.kept, merger.dropped)] == ["active", "merged"]


def test_two_who_undo_it_undo_it_once(people):
    merger = merge_organisations(keep=OrganisationFactory(), drop=OrganisationFactory(), values={}, by=people[0])
    moves = [lambda by=by: undo_merger(merger=Merger.objects.get(pk=merger.pk), by=by) for by in people]
    assert race(*moves) == ["Outpaced", "done"]
    assert set(Organisation.objects.values_list("state", flat=True)) == {"active"}


def test_a_body_put_under_another_while_a_merger_is_undone_waits_for_it(people):
    top = OrganisationFactory()
    keep, drop = OrganisationFactory(), OrganisationFactory(parent=top)
    unit = OrganisationFactory(parent=drop)
    merger = merge_organisations(keep=keep, drop=drop, values={}, by=people[0])
    # Until it is undone the unit stands under the kept entry, and the body above the dropped one may stand under the unit.
    entry = dataclasses.replace(entry_of(top), parent=Organisation.objects.get(pk=unit.pk))

    def put_under():
        with pytest.raises(Refused):
            edit_organisation(organisation=top, entry=entry, version=1, by=people[1])

    with meanwhile('INSERT INTO "core_auditevent"', put_under) as came_to:
        undo_merger(merger=Merger.objects.get(pk=merger.pk), by=people[0])
    assert (came_to, Organisation.objects.get(pk=top.pk).parent) == ([None], None)


def test_a_pledge_begun_while_its_entry_is_merged_moves_along_or_is_refused(people):
    keep, drop = OrganisationFactory(), OrganisationFactory()
    year, contact = ProgrammeYearFactory(), contact_of(drop)
    merged, begun = race_in_order(
        lambda: merge_organisations(keep=keep, drop=drop, values={}, by=people[0]),
        lambda: begin_pledge(organisation=drop, programme_year=year, by=contact),
    )
    assert merged == "done"
    assert [pledge.organisation for pledge in Pledge.objects.all()] == ([keep] if begun == "done" else [])


def test_of_two_who_decide_on_a_proposal_one_is_told(people):
    body = OrganisationFactory(phone="0811111111")
    values = {"phone": "0822222222"}
    propose_change(organisation=body, values=values, note="", by=contact_of(body))
    # Both have opened the page.
    opened = [ChangeProposal.objects.select_related("organisation").get() for _person in people]
    moves = [
        lambda by=by, one=one, taken=taken: decide_proposal(proposal=one, accepted=taken, answer="", version=1, by=by)
        for by, one, taken in zip(people, opened, (["phone"], []), strict=True)
    ]
    assert race(*moves) == ["Outpaced", "done"]
    decided = ChangeProposal.objects.get()
    assert Organisation.objects.get().phone == ("0822222222" if decided.accepted else "0811111111")
