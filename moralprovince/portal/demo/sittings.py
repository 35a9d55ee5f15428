"""A distillation session of the demo that is open today: cards from telephones about an activity, some of them sorted."""

from __future__ import annotations

from uuid import UUID, uuid5

from lessons.actions.lessons import begin_lesson
from lessons.actions.sittings import add_card, lay_cards, open_sitting
from lessons.material import Source
from lessons.models import Card, Method, Sitting
from networks.models import Activity, ProgrammeYear

from .people import People

TITLE = "ถอดบทเรียนกิจกรรมของเครือข่าย: ทำอย่างไรให้คนมาร่วมด้วยใจ"
# Question of the after action review → heap → cards with the names people gave; the heap "" is not sorted yet.
CARDS: dict[str, dict[str, list[tuple[str, str]]]] = {
    "expected": {
        "คนมาร่วมมาก": [("อยากให้ทุกองค์กรส่งตัวแทนมาอย่างน้อยองค์กรละสองคน", "พี่แดง"), ("ตั้งใจให้ครบร้อยคน", "ครูต้อย")],
        "": [("อยากให้เด็กได้พูดบนเวทีบ้าง", "")],
    },
    "happened": {
        "คนมาเกินคาด": [("เก้าอี้ไม่พอ ต้องยืมวัดเพิ่มสี่สิบตัว", "ลุงชัย"), ("คนต่างอำเภอมาด้วย", "พี่แดง")],
        "เริ่มช้า": [("พิธีเริ่มช้าเกือบชั่วโมง เพราะรอประธาน", "อร")],
        "": [("เครื่องเสียงดังไม่ถึงแถวหลัง", "")],
    },
    "why": {
        "ชวนกันเอง": [("ผู้ประสานงานโทรชวนทีละองค์กร ไม่ใช่แค่ส่งหนังสือ", "อร"), ("ชวนผ่านกลุ่มไลน์ของหมู่บ้าน", "หมอนก")],
        "": [("ตรงกับวันพระ คนมาวัดอยู่แล้ว", "หลวงพี่ต้น")],
    },
    "learned": {"": [("อย่านัดเช้าเกินไป คนแก่เดินทางไม่ทัน", "ป้าสม"), ("ให้เจ้าภาพหมุนเวียนกัน งานจะเป็นของทุกคน", "")]},
    "next": {"": [("ครั้งหน้าให้โรงเรียนเป็นเจ้าภาพ", "ครูต้อย")]},
}  # fmt: skip
NAMESPACE = UUID("6f1c2f5e-3f0b-4f6e-9d9b-2d5f0c7a1b14")


def sit_today(year: ProgrammeYear, people: People) -> Sitting | None:
    """A lesson the office began from the newest activity, and the session that distils it; the code works for half a day."""
    done = Activity.objects.filter(programme_year=year, network__isnull=False, network__last_fiscal_year__isnull=True)
    activity = done.filter(state="done").select_related("network", "district").order_by("-held_on", "-pk").first()
    if activity is None:
        return None
    source = Source(activity=activity, network=activity.network, district=activity.district)
    lesson = begin_lesson(
        method=Method.objects.get(pk="aar"), title=TITLE, source=source, province=year.province_id, by=people.officer
    )
    sitting = open_sitting(lesson=lesson, by=people.officer)
    for question in lesson.method.questions.all():
        for heap, cards in CARDS.get(question.code, {}).items():
            added = [
                add_card(sitting=sitting, question=question, text=text, by_name=name, key=str(uuid5(NAMESPACE, text)))
                for text, name in cards
            ]
            sort(sitting, heap, added, people)
    return sitting


def sort(sitting: Sitting, heap: str, cards: list[Card], people: People) -> None:
    """Lay them together under the name of their heap."""
    if heap:
        lay_cards(sitting=sitting, cards={card.pk: card.version for card in cards}, heap=heap, by=people.officer)
