"""The papers of a meeting: letters and minutes read back as the same Thai, calendars as calendars read them."""

import datetime as dt
import re

import icalendar
import pypdfium2
import pytest
from django.conf import settings
from django.urls import reverse

from moralprovince.core import thai
from moralprovince.core.errors import Refused
from moralprovince.core.models import AuditEvent, Message
from networks.actions.attendance import expect_members
from networks.actions.meetings import cancel_meeting, send_invitation
from networks.exports import meeting_papers as papers
from networks.models import Meeting, Office
from tests.factories import OfficeFactory, SectorNetworkFactory, UserFactory, coordinator_of, officer_of
from tests.factories_networks_at_work import (
    ActionItemFactory,
    AgendaItemFactory,
    AttendanceFactory,
    MeetingFactory,
    ResolutionFactory,
    WorkingGroupMemberFactory,
    group_with_members,
)

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2027-03-28 10:00:00+07:00", tick=False)]


@pytest.fixture
def meeting():
    OfficeFactory(
        address="ศาลากลางจังหวัด ถนนสายเอเชีย 13000", phone="035-336-647", letter_code="อย 0031",
        signatory_name="นางสาวสุดใจ ปิ่นเกล้า", signatory_title="วัฒนธรรมจังหวัดพระนครศรีอยุธยา",
    )  # fmt: skip
    group = group_with_members(1, name="คณะทำงานขับเคลื่อนสังคมคุณธรรม (เครือข่ายภาครัฐ)")
    WorkingGroupMemberFactory(group=group, title="พระครู", name="ปลัดน้ำใจ ธมฺมธโร", post="member", phone="0891112222")
    made = MeetingFactory(group=group, title="แผนน้ำใจปีใหม่", place="ห้องประชุม 2", letter_number="อย 0031/ว 123")
    expect_members(made)
    return made


def text_of(content):
    """The words of all pages, spaces taken out: lines break where they like."""
    pages = pypdfium2.PdfDocument(content)
    return ["".join(page.get_textpage().get_text_bounded().split()) for page in pages]


def squeezed(text):
    return "".join(thai.thai_digits(text).split())


def letter_of(meeting, client, user):
    client.force_login(user)
    return client.get(reverse("networks:meeting-letter", args=[meeting.pk])).content


def test_the_letter_reads_back_as_it_was_written(client, meeting):
    AgendaItemFactory(meeting=meeting, title="พิจารณาแผนกิจกรรมกลางน้ำใจ")
    letter, agenda, listed = text_of(letter_of(meeting, client, officer_of(meeting.province)))
    wanted = (
        "ที่ อย 0031/ว 123", "เรื่อง ขอเชิญประชุมคณะทำงานขับเคลื่อนสังคมคุณธรรม (เครือข่ายภาครัฐ) ครั้งที่ 1/2570",
        "เรียน คณะทำงานขับเคลื่อนสังคมคุณธรรม (เครือข่ายภาครัฐ) ทุกท่าน", "สิ่งที่ส่งมาด้วย ระเบียบวาระการประชุม จำนวน 1 ชุด",
        "เรื่อง แผนน้ำใจปีใหม่ ในวันพฤหัสบดีที่ 1 เมษายน 2570 เวลา 13.30 น. ณ ห้องประชุม 2", "จึงเรียนมาเพื่อโปรดเข้าร่วมประชุม",
        "(นางสาวสุดใจ ปิ่นเกล้า)",
    )  # fmt: skip
    assert [words for words in wanted if squeezed(words) not in letter] == []
    assert squeezed("5.1 พิจารณาแผนกิจกรรมกลางน้ำใจ") in agenda
    assert ("พระครูปลัดน้ำใจธมฺมธโร" in listed, squeezed("0891112222") in "".join((letter, agenda, listed))) == (True, False)


def test_a_letter_without_a_number_leaves_room_to_write_one(client, meeting):
    meeting.letter_number = ""
    meeting.save()
    letter = text_of(letter_of(meeting, client, officer_of(meeting.province)))[0]
    assert squeezed("ที่ อย 0031/ว") + "....." in letter


def test_addresses_on_paper_keep_their_digits(client, meeting):
    Office.objects.update(email="culture14@ayutthaya2.go.th")
    meeting.link = "https://zoom.us/j/123"
    meeting.save()
    letter = text_of(letter_of(meeting, client, officer_of(meeting.province)))[0]
    wanted = ("https://zoom.us/j/123", squeezed("โทร. 035-336-647"), "ไปรษณีย์อิเล็กทรอนิกส์culture14@ayutthaya2.go.th")
    assert [words for words in wanted if words not in letter] == []


def test_an_invited_network_gets_the_letter_without_the_list_and_the_matters_arising(client, meeting):
    guest = SectorNetworkFactory(code="media", name="เครือข่ายสื่อมวลชน")
    meeting.networks.add(guest)
    earlier = MeetingFactory(group=meeting.group, held_on=dt.date(2027, 1, 5), state="held")
    ActionItemFactory(resolution__item__meeting=earlier, what="งานค้างของเครือข่าย")
    inside = "".join(text_of(letter_of(meeting, client, coordinator_of(meeting.group.network))))
    outside = "".join(text_of(letter_of(meeting, client, coordinator_of(guest))))
    assert ["งานค้างของเครือข่าย" in text for text in (inside, outside)] == [True, False]
    assert ["พระครูปลัดน้ำใจ" in text for text in (inside, outside)] == [True, False]
    assert "และผู้แทนเครือข่ายสื่อมวลชน" in outside


def test_the_text_for_line_says_what_when_and_where(meeting):
    AgendaItemFactory(meeting=meeting)
    meeting.link = "https://zoom.us/j/123"
    assert papers.line_text(meeting).split("\n") == [
        "ขอเชิญประชุมคณะทำงานขับเคลื่อนสังคมคุณธรรม (เครือข่ายภาครัฐ) ครั้งที่ 1/2570", "แผนน้ำใจปีใหม่",
        "วันพฤหัสบดีที่ 1 เมษายน 2570 เวลา 13.30 น.", "ณ ห้องประชุม 2 และผ่านระบบออนไลน์ที่ https://zoom.us/j/123", "",
        "5. เรื่องเสนอเพื่อพิจารณา", "", f"{settings.SITE_URL}/meetings/{meeting.pk}/",
    ]  # fmt: skip


def event(meeting):
    (found,) = icalendar.Calendar.from_ical(papers.calendar_of([meeting])).walk("VEVENT")
    return found


def test_the_calendar_file_says_the_hours_in_any_calendar(meeting):
    found = event(meeting)
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (
        dt.datetime(2027, 4, 1, 6, 30, tzinfo=dt.UTC), dt.datetime(2027, 4, 1, 9, 30, tzinfo=dt.UTC),
    )  # fmt: skip
    assert (found["SUMMARY"], found["LOCATION"], found["STATUS"]) == (meeting.name, "ห้องประชุม 2", "CONFIRMED")


def test_without_an_hour_it_is_the_whole_day_and_a_cancelled_one_says_so(meeting):
    meeting.starts_at, meeting.state = None, "cancelled"
    found = event(meeting)
    assert (found["DTSTART"].dt, found["DTEND"].dt, found["STATUS"]) == (
        dt.date(2027, 4, 1), dt.date(2027, 4, 2), "CANCELLED",
    )  # fmt: skip


# Who is told


def test_whoever_is_expected_and_has_an_account_is_invited_once_for_a_day_and_place(meeting):
    guest = SectorNetworkFactory(code="media")
    meeting.networks.add(guest)
    seated, invited = UserFactory(), coordinator_of(guest)
    WorkingGroupMemberFactory(group=meeting.group, user=seated)
    officer = officer_of(meeting.province)
    assert [send_invitation(meeting=meeting, text="ขอเชิญประชุม", by=officer) for _time in range(2)] == [2, 0]
    assert AuditEvent.objects.filter(action="send_invitation").count() == 1
    told = Message.objects.filter(kind="meeting_invitation", channel="inbox")
    assert set(told.values_list("recipient", flat=True)) == {seated.pk, invited.pk}
    assert told.count() == 2
    for floor in "12":
        meeting.place = "ห้องประชุมใหญ่ ศาลากลางจังหวัด " * 8 + floor
        send_invitation(meeting=meeting, text="ขอเชิญประชุม", by=officer)
    assert told.count() == 6
    cancel_meeting(meeting=meeting, note="เลื่อนไม่มีกำหนด", by=officer)
    assert Message.objects.filter(kind="meeting_cancelled", channel="inbox").count() == 2
    assert set(Message.objects.filter(kind="meeting_invitation", channel="email").values_list("state", flat=True)) == {
        "cancelled"
    }


def test_a_day_that_comes_back_is_told_again_once_people_were_told_of_another_one(meeting):
    seated, later = UserFactory(), UserFactory()
    WorkingGroupMemberFactory(group=meeting.group, user=seated)
    officer, first, other = officer_of(meeting.province), meeting.held_on, meeting.held_on + dt.timedelta(days=7)

    def on(day):
        meeting.held_on = day
        return send_invitation(meeting=meeting, text=f"ขอเชิญประชุม {day}", by=officer)

    assert [on(day) for day in (first, other, first, first, other)] == [1, 1, 1, 0, 1]
    WorkingGroupMemberFactory(group=meeting.group, user=later)
    assert [on(day) for day in (other, other)] == [1, 0]
    told = Message.objects.filter(kind="meeting_invitation", channel="inbox").order_by("pk")
    assert list(told.values_list("recipient", "body")) == [
        *((seated.pk, f"ขอเชิญประชุม {day}") for day in (first, other, first, other)), (later.pk, f"ขอเชิญประชุม {other}"),
    ]  # fmt: skip
    assert Message.objects.filter(kind="meeting_invitation", channel="email").count() == 5


def mails(meeting):
    rows = Message.objects.filter(obligation=f"meeting:{meeting.pk}", channel="email").order_by("pk")
    return list(rows.values_list("recipient", "body", "state", "reason"))


@pytest.mark.parametrize("field", ["held_on", "starts_at", "place"])
def test_an_invitation_that_has_not_gone_out_is_taken_back_with_its_day(client, meeting, field):
    gone, waiting = UserFactory(), UserFactory()
    for user in (gone, waiting):
        WorkingGroupMemberFactory(group=meeting.group, user=user)
    officer = officer_of(meeting.province)
    client.force_login(officer)
    address = reverse("networks:meeting-edit", args=[meeting.pk])
    former, other = {"held_on": "1/4/2570", "starts_at": "13:30", "place": meeting.place}, {
        "held_on": "8/4/2570", "starts_at": "09:00", "place": "วัดใหญ่",
    }  # fmt: skip

    def moved(**typed):
        form = client.get(address).context["form"]
        shown = {name: form[name].value() or [] for name in form.fields}
        page = client.post(address, shown | former | typed, follow=True)
        return [str(one) for one in page.context["messages"]]

    def invited(text):
        return send_invitation(meeting=Meeting.objects.get(pk=meeting.pk), text=text, by=officer)

    assert (moved(title="แผนน้ำใจ"), invited("เดิม")) == (["บันทึกแล้ว"], 2)
    Message.objects.filter(channel="email", recipient=gone).update(state="sent")
    told_anew = ["บันทึกแล้ว", "ผู้ได้รับเชิญบางคนยังไม่ทราบวัน เวลา และสถานที่นี้ กรุณาส่งคำเชิญ"]
    # What does not stand in the invitation takes nothing back.
    assert moved(title="แผนใหม่") == ["บันทึกแล้ว"]
    assert mails(meeting) == [(gone.pk, "เดิม", "sent", ""), (waiting.pk, "เดิม", "pending", "")]
    assert moved(**{field: other[field]}) == told_anew
    assert mails(meeting) == [(gone.pk, "เดิม", "sent", ""), (waiting.pk, "เดิม", "cancelled", "moved")]
    # Back at its day before anybody was told of the other one, only she is told whose mail was taken back.
    assert (moved(), invited("กลับมา"), invited("กลับมา")) == (told_anew, 1, 0)
    assert mails(meeting)[2:] == [(waiting.pk, "กลับมา", "pending", "")]
    assert (moved(**{field: other[field]}), invited("ใหม่"), invited("ใหม่")) == (told_anew, 2, 0)
    assert mails(meeting)[2:] == [
        (waiting.pk, "กลับมา", "cancelled", "moved"), (gone.pk, "ใหม่", "pending", ""), (waiting.pk, "ใหม่", "pending", ""),
    ]  # fmt: skip


def test_whoever_presses_again_is_told_that_nothing_was_sent(client, meeting):
    WorkingGroupMemberFactory(group=meeting.group, user=UserFactory())
    client.force_login(officer_of(meeting.province))
    pages = [client.post(reverse("networks:meeting-invite", args=[meeting.pk]), follow=True) for _time in range(2)]

    assert [[str(one) for one in page.context["messages"]] for page in pages] == [
        ["เชิญแล้ว 1 คน"], ["ผู้ได้รับเชิญที่มีบัญชีทราบวัน เวลา และสถานที่นี้แล้วทุกคน จึงไม่ได้ส่งซ้ำ"],
    ]  # fmt: skip


def test_where_nobody_has_an_account_the_letter_is_offered(meeting):
    with pytest.raises(Refused):
        send_invitation(meeting=meeting, text="ขอเชิญประชุม", by=officer_of(meeting.province))


# The minutes


def minutes_of(meeting):
    return text_of(papers.minutes_response(meeting).content)


@pytest.mark.parametrize(("state", "heading"), [("held", "ยังไม่ระบุว่ามาประชุมหรือไม่"), ("certified", "ผู้ไม่มาประชุม")])
def test_whom_nobody_saw_is_absent_only_once_the_minutes_are_certified(meeting, state, heading):
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    meeting.refresh_from_db()
    name = squeezed(meeting.attendance.last().name)
    text = "".join(minutes_of(meeting))
    headings = ("ผู้มาประชุม", "ผู้ไม่มาประชุม", "ยังไม่ระบุว่ามาประชุมหรือไม่", "ผู้เข้าร่วมประชุม")
    before = {text.rfind(squeezed(words), 0, text.find(name)): words for words in headings}
    assert before[max(before)] == heading


def test_the_minutes_read_back_in_the_official_order(meeting):
    first, second = meeting.attendance.all()
    first.status, first.on_behalf = "represented", "นางสาวน้ำผึ้ง มาแทน"
    second.status, second.reason = "absent", "ติดศาสนกิจ"
    for row in (first, second):
        row.save()
    AttendanceFactory(meeting=meeting, name="ดร.ผู้เข้าร่วม", agency="มหาวิทยาลัย", status="attending")
    item = AgendaItemFactory(meeting=meeting, title="แผนน้ำใจ", text="ประธานกล่าวถึงน้ำท่วม\nที่ประชุมหารือร่วมกัน")
    ActionItemFactory(resolution=ResolutionFactory(item=item, text="เห็นชอบแผนน้ำใจ"), what="จัดทำแผน")
    meeting.state, meeting.minutes_by, meeting.checked_by = "held", "นางจด บันทึก", "นายตรวจ ทาน"
    meeting.ended_at = dt.time(16, 0)
    text = "".join(minutes_of(meeting))
    order = [
        "ร่าง ยังไม่ได้รับรอง", "รายงานการประชุมคณะทำงานขับเคลื่อนสังคมคุณธรรม (เครือข่ายภาครัฐ)", "ครั้งที่ 1/2570",
        "เมื่อวันพฤหัสบดีที่ 1 เมษายน 2570", "ผู้มาประชุม", "นางสาวน้ำผึ้ง มาแทน", "ผู้ไม่มาประชุม", "พระครูปลัดน้ำใจ ธมฺมธโร",
        "ติดศาสนกิจ", "ผู้เข้าร่วมประชุม", "ดร.ผู้เข้าร่วม", "เริ่มประชุมเวลา 13.30 น.", "ระเบียบวาระที่ 1", "ระเบียบวาระที่ 2",
        "ระเบียบวาระที่ 3", "ระเบียบวาระที่ 4", "ระเบียบวาระที่ 5", "5.1 แผนน้ำใจ", "ประธานกล่าวถึงน้ำท่วม",
        "มติที่ประชุม เห็นชอบแผนน้ำใจ", "จัดทำแผน (นายสมชาย ใจดี ภายใน 15 เมษายน 2570)", "ระเบียบวาระที่ 6",
        "เลิกประชุมเวลา 16.00 น.", "(นางจด บันทึก)", "ผู้จดรายงานการประชุม", "(นายตรวจ ทาน)", "ผู้ตรวจรายงานการประชุม",
    ]  # fmt: skip
    places = [text.find(squeezed(words)) for words in order if words != "ร่าง ยังไม่ได้รับรอง"]
    assert places == sorted(places)
    assert [words for words in order if squeezed(words) not in text] == []


def test_long_minutes_break_without_a_heading_alone_at_the_foot_of_a_page(meeting):
    """Some twelve pages of them; no page ends with the heading of an item whose words stand on the next one."""
    words = "ที่ประชุมรับทราบและหารือร่วมกันเรื่องการขับเคลื่อนสังคมคุณธรรมน้ำใจของเครือข่าย " * 6
    for number in range(1, 31):
        item = AgendaItemFactory(
            meeting=meeting, title=f"เรื่องที่ {number} ของการประชุม", text="\n".join([words] * (1 + number % 3))
        )
        ActionItemFactory(resolution=ResolutionFactory(item=item, text=f"เห็นชอบเรื่องที่ {number}"))
    meeting.state = "held"
    pages = minutes_of(meeting)
    # Nor with a resolution whose task does.
    alone = [page for page in pages if re.search("(ของการประชุม|เห็นชอบเรื่องที่[๐-๙]+)$", page)]
    assert (11 <= len(pages) <= 16, alone) == (True, [])
    assert [f"–{thai.thai_digits(number)}–" in page for number, page in enumerate(pages[1:], 2)] == [True] * (len(pages) - 1)


def test_the_signatures_stand_together_and_with_the_closing_words_wherever_the_page_ends(meeting):
    item = AgendaItemFactory(meeting=meeting)
    meeting.state, meeting.minutes_by, meeting.checked_by, meeting.ended_at = "held", "นางจด", "นายตรวจ", dt.time(16, 0)
    together = ("เลิกประชุมเวลา", "ผู้จดรายงานการประชุม", "ผู้ตรวจรายงานการประชุม")
    counts, torn = set(), []
    for lines in range(26, 35):
        item.text = "\n".join(["ที่ประชุมรับทราบ"] * lines)
        item.save()
        pages = minutes_of(meeting)
        counts.add(len(pages))
        torn += [lines for words in together if words not in pages[-1]]
    assert (counts, torn) == ({2, 3}, [])


def test_there_is_room_for_both_to_sign(meeting):
    meeting.state, meeting.minutes_by, meeting.checked_by, meeting.ended_at = "held", "นางจด", "นายตรวจ", dt.time(16, 0)
    document = pypdfium2.PdfDocument(papers.minutes_response(meeting).content)
    paper = document[len(document) - 1].get_textpage()
    ended, wrote, writer, checked = (
        paper.get_charbox(paper.search(words).get_next()[0]) for words in ("เลิกประชุม", "(นางจด", "ผู้จดรายงาน", "(นายตรวจ")
    )
    # Points between the foot of one line and the head of the next name: three lines of 13 points.
    rooms = [upper[1] - lower[3] for upper, lower in ((ended, wrote), (writer, checked))]
    assert [room > 3 * 1.5 * 13 for room in rooms] == [True, True], rooms


def test_certified_minutes_say_in_which_meeting(meeting):
    later = MeetingFactory(group=meeting.group, held_on=dt.date(2027, 5, 6))
    meeting.state, meeting.certified_in = "certified", later
    text = "".join(minutes_of(meeting))
    assert (squeezed("รับรองในการประชุมครั้งที่ 2/2570 เมื่อวันที่ 6 พฤษภาคม 2570") in text, "ร่าง" in text) == (True, False)
