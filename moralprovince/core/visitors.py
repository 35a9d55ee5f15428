"""How many come to read: a row for each day, counted without cookies and without anything about whoever came.

A visit is a page read by whoever does not come from another page of ours, a view is any page read; robots are left out. Counts
wait a second in the memory of the process and are added by one UPDATE, so that readers never wait and no two workers
overwrite each other; a process that ends in good order adds what it still has.
"""

from __future__ import annotations

import atexit
import datetime as dt
import re
import threading
from collections import defaultdict
from urllib.parse import urlsplit

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Sum
from django.http import HttpRequest

from . import thai
from .models import VisitorDay
from .public_stamp import changed

ROBOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|line-poker|whatsapp|telegram|curl|wget|python|java/|go-http|okhttp|"
    r"httpclient|libwww|scrapy|headless|phantom|lighthouse|pingdom|monitor|uptime|check",
    re.IGNORECASE,
)
WAIT = 1.0


class Waiting:
    """What was counted and is not written yet."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.days: dict[dt.date, list[int]] = defaultdict(lambda: [0, 0])
        self.timer: threading.Timer | None = None

    def add(self, day: dt.date, visits: int) -> None:
        """One more view, and a visit with it or not."""
        with self.lock:
            self.days[day][0] += visits
            self.days[day][1] += 1
            if self.timer is None:
                self.timer = threading.Timer(WAIT, write_and_close)
                self.timer.daemon = True
                self.timer.start()

    def take(self) -> dict[dt.date, tuple[int, int]]:
        """All of it; the next count starts anew."""
        with self.lock:
            taken = {day: (visits, views) for day, (visits, views) in self.days.items()}
            self.days.clear()
            if self.timer is not None:
                self.timer.cancel()
            self.timer = None
            return taken

    def give_back(self, taken: dict[dt.date, tuple[int, int]]) -> None:
        """It could not be written: the next time, then."""
        with self.lock:
            for day, (visits, views) in taken.items():
                self.days[day][0] += visits
                self.days[day][1] += views


waiting = Waiting()


def count(request: HttpRequest) -> None:
    """Count whoever reads this page, unless it is a robot."""
    who = request.META.get("HTTP_USER_AGENT", "")
    if not who or ROBOTS.search(who):
        return
    came_from = urlsplit(request.META.get("HTTP_REFERER", "")).netloc
    waiting.add(thai.today(), int(came_from != request.get_host()))


def write() -> None:
    """Add what was counted to the rows of its days."""
    for day, (visits, views) in waiting.take().items():
        add_to(day, visits, views)


def add_to(day: dt.date, visits: int, views: int) -> None:
    """One UPDATE; the first of a day makes its row. Yesterday's last visitors change what pages say of yesterday."""
    more = {"visits": F("visits") + visits, "views": F("views") + views}
    with transaction.atomic():
        if not VisitorDay.objects.filter(day=day).update(**more):
            try:
                with transaction.atomic():
                    VisitorDay.objects.create(day=day, visits=visits, views=views)
            except IntegrityError:
                VisitorDay.objects.filter(day=day).update(**more)
        if day != thai.today():
            changed()


def write_and_close() -> None:
    """In a thread of its own: with a connection of its own, which is closed again."""
    taken = waiting.take()
    try:
        for day, (visits, views) in list(taken.items()):
            add_to(day, visits, views)
            del taken[day]
    finally:
        waiting.give_back(taken)
        connection.close()


def visits_before(day: dt.date) -> int:
    """All visits up to the day before; today's are still coming."""
    return VisitorDay.objects.filter(day__lt=day).aggregate(all=Sum("visits"))["all"] or 0


atexit.register(write_and_close)
