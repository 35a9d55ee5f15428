"""Makes lessons and stories the short way: in any state, with the questions of the shipped methods."""

from __future__ import annotations

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from lessons import references
from lessons.models import Lesson, Method, Passage, Story
from moralprovince.core import thai
from tests.factories import OrganisationFactory, ProgrammeYearFactory


def method(code: str = "aar") -> Method:
    """A shipped method with its questions."""
    if not Method.objects.filter(pk=code).exists():
        list(references.load())
    return Method.objects.get(pk=code)


class WrittenFactory(DjangoModelFactory):
    """What lessons and stories have in common; published ones were published now."""

    class Meta:
        abstract = True

    organisation = factory.SubFactory(OrganisationFactory)
    network = factory.LazyAttribute(lambda o: o.organisation and o.organisation.network)
    province = factory.LazyAttribute(lambda o: (o.organisation or o.network).province)
    programme_year = factory.LazyAttribute(
        lambda o: ProgrammeYearFactory(province=o.province, fiscal_year=thai.fiscal_year_of(dt.date(2027, 4, 1)))
    )
    state = "draft"
    published_at = factory.LazyAttribute(lambda o: timezone.now() if o.state == "published" else None)


class LessonFactory(WrittenFactory):
    """An after action review of one body, being written."""

    class Meta:
        model = Lesson

    method = factory.LazyFunction(method)
    title = factory.Sequence(lambda n: f"วัดสะอาดด้วยมือเรา {n}")
    lead = "ชาวบ้านแบ่งเวรดูแลวัดทุกวันเสาร์"
    district = factory.LazyAttribute(lambda o: o.organisation and o.organisation.district)


class StoryFactory(WrittenFactory):
    """A story of one body, being written."""

    class Meta:
        model = Story

    title = factory.Sequence(lambda n: f"ตักบาตรเช้าวันเสาร์ {n}")
    lead = "คนทั้งตำบลมาพบกันที่วัด"
    body = "เช้าวันเสาร์ ชาวบ้านกว่าร้อยคนมาพบกันที่วัด"


def told(lesson: Lesson, text: str = "ทุกคนช่วยกันคนละมือ") -> Lesson:
    """With something said to every question of its method."""
    Passage.objects.bulk_create(
        Passage(lesson=lesson, question=question, text=text) for question in lesson.method.questions.all()
    )
    return lesson
