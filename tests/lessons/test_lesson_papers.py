"""Paper is passed on: what stands on it is what may be known, in the order of the book."""

from __future__ import annotations

import datetime as dt

import pypdfium2
import pytest

from lessons.exports.lesson_papers import book_pdf, form_pdf, lesson_pdf, lessons_of_year, printable
from lessons.models import Lesson, LessonPerson, LessonPhoto
from moralprovince.core.jobs import run_jobs
from moralprovince.core.models import Job
from moralprovince.portal.tasks import EXPORTERS
from networks.models import ProgrammeYear
from tests.factories import OfficeFactory, SectorNetworkFactory, UserFactory
from tests.factories_lessons import LessonFactory, method, told
from tests.factories_pledges import StoredFileFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2027, 4, 3, 5, tzinfo=dt.UTC), tick=False)]


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_bounded() for page in document]


def printed(lesson: Lesson) -> str:
    return "\n".join(pages(lesson_pdf(printable(Lesson.objects.all()).get(pk=lesson.pk))))


def test_only_names_of_those_who_agreed_stand_on_paper():
    lesson = told(LessonFactory(state="published", title="Clean temple"))
    LessonPerson.objects.create(lesson=lesson, part="teller", name="Somjai", consent=True)
    LessonPerson.objects.create(lesson=lesson, part="author", name="Hidden")
    text = printed(lesson)
    assert ("Clean temple" in text, "Somjai" in text, "Hidden" in text) == (True, True, False)


def test_a_draft_says_on_paper_that_it_is_one():
    words = "ร่าง ยังไม่เผยแพร่"
    assert [words in printed(LessonFactory(state=state)) for state in ("draft", "published")] == [True, False]


def test_a_picture_whose_file_is_gone_or_without_consent_is_left_out():
    lesson = LessonFactory(state="published")
    for consent in (True, False):
        LessonPhoto.objects.create(lesson=lesson, file=StoredFileFactory(content_type="image/png"), consent=consent)
    LessonPhoto.objects.filter(consent=True).get().file.file.storage.delete(
        LessonPhoto.objects.get(consent=True).file.file.name
    )
    assert len(printable(Lesson.objects.all()).get().photos.all()) == 1
    assert "วัดสะอาด" in printed(lesson)


def test_the_book_goes_network_by_network_and_its_contents_say_the_pages():
    first = LessonFactory(state="published", title="Alpha")
    province, year = first.province, first.programme_year
    second = SectorNetworkFactory(province=province, code="education", order=9, name="Second")
    LessonFactory(organisation=None, network=second, programme_year=year, state="published", title="Beta")
    LessonFactory(organisation=None, network=second, programme_year=year, title="Never")
    LessonFactory(organisation=None, network=None, province=province, programme_year=year, state="published", title="All")
    OfficeFactory(province=province)
    book = pages(book_pdf(ProgrammeYear.objects.get(pk=year.pk)))
    assert [one.title for one in lessons_of_year(year)] == ["Alpha", "Beta", "All"]
    assert len(book) == 5
    assert [place for place, text in enumerate(book) if "Alpha" in text] == [1, 2]
    assert [("Beta" in text, "All" in text) for text in book[3:]] == [(True, False), (False, True)]
    assert "Never" not in "".join(book)


def test_a_worker_prints_the_book_for_whoever_asked():
    lesson = LessonFactory(state="published")
    job = Job.objects.create(
        kind="lesson_book_export", requested_by=UserFactory(), parameters={"year": lesson.programme_year_id}
    )  # fmt: skip
    run_jobs(EXPORTERS)
    job.refresh_from_db()
    file = job.file
    assert (file.content_type, file.owner_type, file.owner_id) == ("application/pdf", "core.job", str(job.pk))


def test_the_blank_form_asks_every_question_of_its_method():
    text = "\n".join(pages(form_pdf(method("aar"), None)))
    assert [str(one) in text for one in method("aar").questions.all()] == [True] * 5
