"""A summary is counted at one moment, while others write; only PostgreSQL lets them."""

from __future__ import annotations

import datetime as dt
import threading
from types import SimpleNamespace

import pytest
from django.db import connections
from django.db.models import F

from moralprovince.core.models import Heartbeat, User
from moralprovince.core.periods import Period
from moralprovince.portal import statistics
from moralprovince.portal.actions.summaries import freeze_and_tell, freeze_summary
from moralprovince.portal.models import Summary
from networks.models import Province
from tests.factories import OfficeFactory, officer_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
DAY = dt.date(2026, 11, 24)
PERIODS = [Period.parse("2564-H1"), Period.parse("2564-H2")]


def meanwhile(act) -> None:
    """Another worker does it, and it is committed."""

    def work():
        try:
            act()
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join(20)


def somebody_writes() -> None:
    """A row that is counted, and the rows that the summary, its history and its messages refer to."""
    Heartbeat.objects.create(pk=f"b{Heartbeat.objects.count()}")
    User.objects.update(name=F("email"))
    Province.objects.update(name_en="elsewhere")


def test_all_numbers_of_a_summary_are_of_one_moment_and_the_slower_of_two_finds_it_frozen(monkeypatch):
    province = OfficeFactory().province
    officer, slower = officer_of(province), []

    def count(name):
        return lambda **_about: {None: {name: Heartbeat.objects.count()}}

    def each(_room):
        yield count("first")
        meanwhile(somebody_writes)
        yield count("second")
        if not slower:
            other = threading.Thread(target=freeze_too)
            slower.append(other)
            other.start()

    def freeze_too():
        try:
            freeze_summary(province=province, period=PERIODS[0], by=officer, as_of=DAY)
        finally:
            connections.close_all()

    monkeypatch.setattr(statistics, "floors", SimpleNamespace(each=each))
    first = freeze_summary(province=province, period=PERIODS[0], by=officer, as_of=DAY)
    made = [first, freeze_and_tell(province, PERIODS[1], DAY)]
    slower[0].join(20)
    assert [one.figures["figures"] for one in made] == [{"first": 0, "second": 0}, {"first": 2, "second": 2}]
    assert list(Summary.objects.order_by("pk")) == made
