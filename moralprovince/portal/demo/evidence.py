"""Pictures for the demo's reports: drawn here, so that no photo of a real person is in it."""

from __future__ import annotations

import io
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from moralprovince.core import thai
from moralprovince.core.files import store
from moralprovince.core.models import User
from pledges.actions.evidence import add_evidence
from pledges.models import FollowUpReport

SKIES = ("#cfe3ea", "#f4e3c1", "#e6d5e8", "#d8ead9")
ROOFS = ("#8c3b2a", "#2f6b4f", "#8a5e0e", "#1f5f7a")
CAPTIONS = ("ภาพกิจกรรมร่วมกันของสมาชิก", "ประชุมติดตามผลประจำเดือน", "ผลงานที่ทำได้ในรอบนี้")


def drawing(chance: Random) -> bytes:
    """A hall under a sky with people in front of it, as a JPEG."""
    picture = Image.new("RGB", (640, 428), chance.choice(SKIES))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 308, 640, 428), fill="#b8c99a")
    pen.rectangle((200, 174, 440, 320), fill="#fbf8f4")
    pen.polygon(((166, 180), (320, 80), (474, 180)), fill=chance.choice(ROOFS))
    for left in range(80, 573, 60):
        height = 314 + chance.randrange(60) * 2 // 3
        pen.ellipse((left, height, left + 24, height + 24), fill="#7a5a44")
        pen.rectangle((left - 4, height + 24, left + 28, height + 72), fill=chance.choice(ROOFS))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def add_photo(report: FollowUpReport, by: User, chance: Random) -> None:
    """One picture with its caption, for the first commitment."""
    upload = SimpleUploadedFile("กิจกรรม.jpg", drawing(chance), content_type="image/jpeg")
    lines = report.pledge.commitments.values_list("pk", flat=True)[:1]
    add_evidence(
        report=report,
        by=by,
        file=store(upload, by=by),
        caption=chance.choice(CAPTIONS),
        event_on=thai.today(),
        consent=True,
        commitments=list(lines),
        steps=[4],
    )
