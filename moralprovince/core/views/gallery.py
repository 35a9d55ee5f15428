"""The gallery: every component of the pages in one place, for those who build them; only while DEBUG is on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from moralprovince.core.badges import STATES, Milestone
from moralprovince.core.listing import Page, headings
from moralprovince.core.models import AuditEvent, User
from moralprovince.core.story import StoryLine

ROWS = (
    ("วัดหน้าพระเมรุราชิการาม", "เครือข่ายองค์กรศาสนา", 45, "accepted"),
    ("องค์การบริหารส่วนตำบลบ้านเกาะ", "เครือข่ายภาครัฐ", 128, "submitted"),
    ("โรงเรียนวัดตองปุ", "เครือข่ายสถานศึกษา", 316, "returned"),
    ("ชุมชนคุณธรรมวัดศาลาปูน", "เครือข่ายชุมชน", 1240, "expected"),
)


@dataclass(frozen=True)
class Sample:
    """Something with a state, as the badge wants it."""

    state: str
    words: str = ""

    def get_state_display(self) -> str:
        """The state's words."""
        return self.words or self.state


def gallery(request: HttpRequest) -> HttpResponse:
    """Show the components with sample data; nobody needs to be logged in, and nothing is read from the database."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "core/gallery.html", samples(request))


def samples(request: HttpRequest) -> dict[str, Any]:
    """One of everything."""
    labels = (("name", "ชื่อ"), ("network", "เครือข่าย"), ("members", "สมาชิก"))
    return {
        "states": [Sample(name) for name in STATES],
        "rows": ROWS,
        "headings": headings(labels, "name", request.GET),
        "page": Page(list(range(50)), 2, 338, 1, 3),
        "query": request.GET,
        "chips": chips(),
        "lines": story(),
        "events": events(),
        "milestones": milestones(),
    }


def chips() -> list[dict[str, Any]]:
    """Two filters: one chosen, one not."""
    choices = [
        {"label": "เครือข่ายภาครัฐ", "address": "?network=government", "chosen": True},
        {"label": "เครือข่ายสถานศึกษา", "address": "?network=education", "chosen": False},
    ]
    return [
        {"name": "network", "label": "เครือข่าย", "value": "เครือข่ายภาครัฐ", "choices": choices, "without": "?"},
        {"name": "district", "label": "อำเภอ", "value": "", "choices": choices, "without": "?"},
    ]


def story() -> list[StoryLine]:
    """Three lines of a story."""
    now = timezone.now()
    return [
        StoryLine(now - dt.timedelta(days=200), "ประกาศเจตนารมณ์", "สมาชิกร่วมประกาศ 42 คน", "นางสาวใจดี มีสุข", "#", "pledge"),
        StoryLine(now - dt.timedelta(days=12), "ส่งรายงานผล รอบ 6 เดือน", "", "นายสมชาย รักไทย", "#", "report"),
        StoryLine(now, "รับรองรายงานแล้ว", "ข้อมูลครบถ้วน ขอบคุณมาก", "เจ้าหน้าที่", "", "check"),
    ]


def events() -> list[AuditEvent]:
    """Two events that were never saved."""
    person = User(name="นางสาวใจดี มีสุข", email="jaidee@example.org")
    return [
        AuditEvent(action="return", actor=person, note="กรุณาเพิ่มภาพกิจกรรม", changes={"state": ["submitted", "returned"]}),
        AuditEvent(action="submit", actor=person, changes={}),
    ]


def milestones() -> list[Milestone]:
    """A record half way."""
    day = dt.date(2026, 4, 1)
    return [
        Milestone("ร่าง", day, "done"),
        Milestone("ส่งแล้ว", day + dt.timedelta(days=9), "done"),
        Milestone("เจ้าหน้าที่กำลังตรวจ", None, "current", "ปกติใช้เวลาไม่เกิน 7 วัน"),
        Milestone("รับรอง"),
    ]
