"""Nothing of a review stands on a public page: no draft, score, remark or assessor's name, whatever state a case is in."""

import pytest
from django.core.cache import cache

from assessments.models import (
    Appeal,
    AppealItem,
    Assessment,
    AssessorAssignment,
    AssessorScore,
    Certificate,
    ConflictOfInterest,
    Criterion,
    Decision,
    EvidenceUse,
    ItemQuestion,
    Score,
    SessionCase,
)
from moralprovince.core.models import User
from tests.access.fixtures import rolled_back
from tests.access.reading import text_of
from tests.access.table import answer, table
from tests.access.world import PLACES
from tests.factories_assessments import ConflictFactory

pytestmark = [pytest.mark.once, pytest.mark.django_db]
SECRET = "ความลับของการประเมิน"
PUBLIC = [row for row in table() if row.expected["visitor"] == "200"]
# Every column of floor 3 into which people write about a case.
WRITTEN = {
    Assessment: ("on_behalf_of", "returned_note", "recommendation"),
    Score: ("self_text", "reason", "return_reason"),
    AssessorScore: ("remark",),
    ItemQuestion: ("text", "answer"),
    EvidenceUse: ("caption",),
    Decision: ("note", "resolution"),
    Appeal: ("reason", "answer", "on_behalf_of"),
    AppealItem: ("reason", "answer"),
    ConflictOfInterest: ("reason",),
    Certificate: ("reason",),
    SessionCase: ("stood_back",),
}


def write_secrets(world):
    """Into every such column of every row; assessors carry it as their name."""
    for place in PLACES:
        case = world.kits[place].case
        assignment = AssessorAssignment.objects.filter(assessment=case).first() or AssessorAssignment.objects.create(
            assessment=case, assessor=world.people["assessor"], assigned_by=world.people["officer"]
        )
        AssessorScore.objects.create(assignment=assignment, score=case.scores.first(), value=2)
        ConflictFactory(person=world.people["committee"], organisation=case.organisation)
    for model, columns in WRITTEN.items():
        assert model.objects.update(**dict.fromkeys(columns, SECRET)) > 0
    User.objects.filter(pk__in=[world.people[who].pk for who in ("assessor", "committee")]).update(name=SECRET)


def public_texts(world, client):
    """Every public address by every body's things."""
    for row in PUBLIC:
        for place in PLACES:
            address = row.address(world.names(place))
            yield address, text_of(answer(client, "GET", address))


@pytest.mark.slow
@pytest.mark.parametrize("state", ["valid", "replaced", "revoked"])
def test_no_public_page_tells_anything_of_a_review(world, client, state):
    cache.clear()
    with rolled_back():
        write_secrets(world)
        Certificate.objects.update(state=state)
        texts = dict(public_texts(world, client))
    assert sorted(address for address, text in texts.items() if SECRET in text) == []
    assert sum("/check/" in address for address in texts) == len(PLACES) + 1


def test_the_words_do_stand_where_they_belong(world):
    """Or the walk above would prove nothing."""
    with rolled_back():
        write_secrets(world)
        names = world.names()
        rows = {row.label: row for row in table()}
        labels = ("GET assessments:assessment {case.pk}", "GET assessments:appeal {answered.pk}")
        found = [SECRET in text_of(answer(world.client("officer"), "GET", rows[label].address(names))) for label in labels]
    assert found == [True, True]


def test_a_certificate_that_holds_tells_what_is_printed_on_it_and_no_score(world, client):
    """No item's number with a score, no wording: the page does not know of items at all."""
    cache.clear()
    kit = world.kits["home"]
    rows = {row.label: row for row in PUBLIC}
    address = rows["GET assessments:check-code {certificate.check_code}"].address(world.names())
    text = text_of(answer(client, "GET", address))
    wordings = Criterion.objects.filter(criteria_set=kit.case.criteria_set).values_list("wordings__text", flat=True)
    assert [one for one in wordings if one in text] == []
    assert kit.body.name in text
