"""A body's page reads like a biography: each year in a sentence, the lines behind it, and a sentence over all years."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.translation import override

from moralprovince.core.story import StoryLine
from moralprovince.portal.biography import biography
from moralprovince.portal.register import account_of
from networks.story import story
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, contact_of, officer_of
from tests.factories_networks_at_work import ActivityFactory, AttendanceFactory, MeetingFactory
from tests.factories_pledges import PledgeFactory
from tests.support.queries import counted

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 7, 5, tzinfo=dt.UTC), tick=False)]
DAY = dt.date(2027, 4, 7)


def line(day, deed, **more):
    return StoryLine(day, deed, deed=deed, **more)


LIFE = [
    line(dt.date(2027, 3, 1), "taught"),
    line(dt.date(2027, 2, 1), "certified", words="was certified as a model"),
    line(dt.date(2026, 12, 1), "entry"),
    line(dt.date(2026, 11, 2), "reported"), line(dt.date(2026, 11, 1), "reported"),
    line(dt.date(2026, 9, 1), "declared"), line(dt.date(2026, 9, 1), "first_declared"),
]  # fmt: skip


def test_years_stand_newest_first_each_with_its_sentence_and_the_entry_folded():
    with override("en"):
        life = biography(LIFE)
    told = [(year.fiscal_year, year.sentence, len(year.lines), len(year.entry)) for year in life.years]
    assert told == [
        (2570, "In this year it sent 2 reports, was certified as a model and taught others by 1 lesson.", 4, 1),
        (2569, "In this year it declared its intent.", 2, 0),
    ]
    assert life.sentence == (
        "Since fiscal year 2569 it has declared its intent, sent 2 reports, was certified and taught others by 1 lesson."
    )


def test_a_life_of_one_year_needs_no_sentence_over_all_years_and_an_empty_one_none_at_all():
    assert (biography(LIFE[:2]).sentence, biography([]).years) == ("", [])


@pytest.mark.parametrize(
    ("pledges", "sentence"),
    [
        ({}, "In this year it first declared for the programme."),
        ({2570: "draft"}, "In this year it first declared for the programme."),
        ({2570: "active"}, "In this year it declared its intent."),
        ({2570: "active", 2571: "active"}, "In this year it declared its intent 2 times."),
    ],
)
def test_the_first_day_of_the_register_is_no_declaration_beside_that_of_a_pledge(pledges, sentence):
    body = OrganisationFactory(province=OfficeFactory().province, declared_on=dt.date(2026, 11, 20))
    for month, (year, state) in enumerate(pledges.items(), 2):
        day = None if state == "draft" else dt.date(2027, month, 1)
        PledgeFactory(organisation=body, programme_year=ProgrammeYearFactory(fiscal_year=year), state=state, declared_on=day)
    with override("en"):
        life = biography(account_of(body, officer_of(body.province), DAY).lines)
    assert (life.sentence, [year.sentence for year in life.years]) == ("", [sentence])


def test_meetings_where_its_people_were_and_activities_it_took_part_in_are_told_in_one_query():
    body = OrganisationFactory(province=OfficeFactory().province)
    officer = officer_of(body.province)
    held, missed = (MeetingFactory(state="held", held_on=dt.date(2027, 3, day)) for day in (1, 2))
    AttendanceFactory(meeting=held, agency=body.name, status="attending")
    AttendanceFactory(meeting=missed, agency=body.name, status="absent")
    ActivityFactory(state="done", held_on=dt.date(2027, 2, 1)).organisations.add(body)
    ActivityFactory(state="planned", held_on=dt.date(2027, 5, 1)).organisations.add(body)
    story(body, officer, DAY)
    with counted() as asked:
        lines = story(body, officer, DAY).lines
    assert [(one.deed, one.day) for one in lines if one.deed != "entry"] == [
        ("met", dt.date(2027, 3, 1)), ("joined", dt.date(2027, 2, 1)),
    ]  # fmt: skip
    assert len(asked) == 1


def test_a_contact_reads_of_no_meeting_she_may_not_see(client):
    body = OrganisationFactory(province=OfficeFactory().province)
    AttendanceFactory(meeting=MeetingFactory(state="held"), agency=body.name, status="attending")
    client.force_login(contact_of(body))
    life = client.get(reverse("networks:organisation", args=[body.code])).context["life"]
    assert [one.deed for year in life.years for one in year.lines] == []
