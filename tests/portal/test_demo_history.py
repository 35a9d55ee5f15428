"""The demo's outbox: reminders of days that are over say what a worker would have written on them."""

import datetime as dt

import pytest
import time_machine

from moralprovince.core.models import Message
from moralprovince.core.outbox import in_letter_language
from moralprovince.portal.demo.history import send_out
from moralprovince.portal.planner import plan
from moralprovince.portal.wording import word
from tests.factories import OfficeFactory, contact_of, coordinator_of, officer_of
from tests.factories_portal import default_ladder, owed_report
from tests.support.queries import counted

pytestmark = pytest.mark.django_db

LATE = dt.datetime(2027, 4, 14, 3, tzinfo=dt.UTC)


def written() -> dict[int, tuple[str, str, str]]:
    return {row.pk: (row.subject, row.body, row.link) for row in Message.objects.filter(state="sent")}


@time_machine.travel(LATE, tick=False)
def test_what_went_out_says_to_each_what_a_worker_would_have_said():
    default_ladder(OfficeFactory(phone="035 000 000").province)
    owed_report(pledge__organisation__email="entry@example.org")
    looked_after = owed_report().pledge.organisation
    contact_of(looked_after, email="contact@example.org")
    coordinator_of(looked_after.network, email="coordinator@example.org")
    officer_of(looked_after.province, email="officer@example.org")
    plan(on=LATE.date())
    with in_letter_language():
        letters = {row.pk: word(row) for row in Message.objects.exclude(channel="line")}
    assert {row.address for row in Message.objects.filter(channel="email")} == {
        "entry@example.org", "contact@example.org", "officer@example.org",
    }  # fmt: skip
    send_out()
    assert written() == {pk: (letter.subject, letter.body, letter.link) for pk, letter in letters.items()}
    assert not Message.objects.filter(state="pending").exclude(channel="line").exists()


@time_machine.travel(LATE, tick=False)
def test_many_addresses_of_the_register_are_asked_for_at_once():
    default_ladder(OfficeFactory().province)
    asked = []
    for _more in range(2):
        owed_report(pledge__organisation__email="entry@example.org")
        owed_report(pledge__organisation__email="other@example.org")
        Message.objects.all().delete()
        plan(on=LATE.date())
        with counted() as statements:
            send_out()
        asked.append(len(statements))
    assert (asked[0], len(written())) == (asked[1], 4)
