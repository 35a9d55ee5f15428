"""What a published criteria set says is read once; a draft is read each time."""

import datetime as dt

import pytest
from django.utils import timezone

from assessments.frozen import said_by, with_bands, with_levels
from assessments.models import CriteriaSet, Level, ScoreBand
from tests.factories_assessments import criteria
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


def numbers(criteria_set):
    """Its levels, as a page reads them."""
    return [level.number for level in with_levels(criteria_set).levels.all()]


def test_a_published_set_is_read_once_with_its_levels_and_bands():
    published = criteria()
    with counted() as first:
        assert numbers(published) == [1, 2, 3]
    again = CriteriaSet.objects.get(pk=published.pk)
    items = list(again.criteria.all())
    with counted() as later:
        assert numbers(again) == [1, 2, 3]
        with_bands(again, items)
        scores = {item.number: [band.score for band in item.bands.all()] for item in items}
    assert (len(first), later) == (2, [])
    assert scores == {item.number: sorted(scores[item.number], reverse=True) for item in items}
    assert sum(map(len, scores.values())) == ScoreBand.objects.filter(criterion__criteria_set=published).count() > 0


def test_a_draft_is_read_each_time():
    draft = criteria()
    CriteriaSet.objects.filter(pk=draft.pk).update(state=CriteriaSet.State.DRAFT)
    draft.refresh_from_db()
    assert numbers(draft) == [1, 2, 3]
    Level.objects.filter(criteria_set=draft, number=3).delete()
    assert numbers(draft) == [1, 2]


def test_a_set_that_was_written_anew_is_read_anew():
    published = criteria()
    assert numbers(published) == [1, 2, 3]
    Level.objects.filter(criteria_set=published, number=3).delete()
    published.updated_at = timezone.now() + dt.timedelta(seconds=1)
    assert [level.number for level in said_by(published)[0]] == [1, 2]
