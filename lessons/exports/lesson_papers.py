"""Lessons on paper: one of them, the book of a year, and the blank form of a method.

Paper is passed on: names and pictures stand on it only with consent, whoever prints it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext as _

from lessons.models import Lesson, LessonPerson, LessonPhoto, Method
from moralprovince.core import thai
from moralprovince.core.colours import DEFAULT
from moralprovince.core.files import keep, sized_version
from moralprovince.core.jobs import note_progress
from moralprovince.core.models import Job, StoredFile
from moralprovince.core.outbox import in_letter_language
from moralprovince.core.pdf import render_pdf
from moralprovince.core.templatetags.portal import number
from networks.models import Office, ProgrammeYear

BOOK_KIND = "lesson_book_export"
MOST_PICTURES, MOST_IN_BOOK = 4, 1
ABOUT = ("organisation", "network", "district", "method", "programme_year", "province")
LINES = 5
# The first bytes of what a printer can show.
PICTURES = (b"\xff\xd8\xff", b"\x89PNG")


def printable(rows: QuerySet[Lesson]) -> QuerySet[Lesson]:
    """With all that is printed: of people and pictures those that agreed."""
    shown = LessonPhoto.objects.filter(consent=True, file__content_type__startswith="image/")
    return rows.select_related(*ABOUT).prefetch_related(
        "topics", "virtues", "passages__question", "figures",
        Prefetch("people", LessonPerson.objects.filter(consent=True)),
        Prefetch("photos", shown.select_related("file")),
    )  # fmt: skip


def lesson_pdf(lesson: Lesson) -> bytes:
    """One lesson."""
    office = Office.objects.filter(province=lesson.province_id).first()
    with in_letter_language():
        return render_pdf("lesson.typ", {
            "lesson": sheet_of(lesson, MOST_PICTURES), "labels": labels(), "foot": office.name if office else "",
            "colour": colour_of(office),
        })  # fmt: skip


def colour_of(office: Office | None) -> str:
    """The colour of the province."""
    return office.primary_colour if office else DEFAULT


def labels() -> dict[str, Any]:
    """The printed words."""
    return {
        "numbers": _("Numbers before and after"),
        "headings": [_("What was counted"), _("Before"), _("After"), _("Target"), _("Unit")],
    }


def whose(lesson: Lesson) -> str:
    """Whose lesson it is."""
    return str(lesson.organisation or lesson.network or lesson.province)


def sheet_of(lesson: Lesson, pictures: int) -> dict[str, Any]:
    """The words and pictures of one lesson."""
    place = f" · {lesson.district}" if lesson.district else ""
    return {
        "title": lesson.title, "about": f"{lesson.method} · {whose(lesson)}{place}", "lead": lesson.lead,
        "draft": "" if lesson.state == Lesson.State.PUBLISHED else _("Draft: not published"),
        "parts": parts_of(lesson), "facts": facts_of(lesson),
        "figures": [
            [one.label, number(one.before), number(one.after), number(one.target), one.unit] for one in lesson.figures.all()
        ],
        "photos": pictures_of(lesson, pictures),
    }  # fmt: skip


def parts_of(lesson: Lesson) -> list[dict[str, Any]]:
    """Problem, good, and what is said to each question."""
    told = [(_("Problem that was to be solved"), lesson.problem, False), (_("Good that was to be done"), lesson.good, False)]
    told += [(str(one.question), one.text, one.question.quoted) for one in lesson.passages.all()]
    return [
        {"heading": heading, "lines": [line for line in text.splitlines() if line.strip()], "quoted": quoted}
        for heading, text, quoted in told
        if text.strip()
    ]


def facts_of(lesson: Lesson) -> list[list[str]]:
    """About it: people by their part, virtues, topics, day and place."""
    people = [
        [str(LessonPerson.Part(part).label), ", ".join(one.name for one in some)]
        for part, some in groupby(sorted(lesson.people.all(), key=lambda one: one.part), key=lambda one: one.part)
    ]
    day = thai.day_long(lesson.distilled_on) if lesson.distilled_on else ""
    return [
        *people,
        [_("Virtues"), ", ".join(map(str, lesson.virtues.all()))], [_("Topics"), ", ".join(map(str, lesson.topics.all()))],
        [_("Place"), lesson.place], [_("Distilled on"), day], [_("Fiscal year"), str(lesson.programme_year)],
    ]  # fmt: skip


def pictures_of(lesson: Lesson, most: int) -> list[dict[str, Any]]:
    """The first of its pictures, as large as paper needs them; one whose file is gone or broken is left out."""
    found = []
    for photo in list(lesson.photos.all())[:most]:
        try:
            with default_storage.open(sized_version(photo.file, "web")) as handle:
                content = handle.read()
        except FileNotFoundError:
            continue
        if content.startswith(PICTURES):
            found.append({"content": list(content), "caption": photo.caption})
    return found


# The book of a year


def lessons_of_year(year: ProgrammeYear) -> QuerySet[Lesson]:
    """The published ones, network by network; those of the province stand last."""
    rows = Lesson.objects.public().filter(programme_year=year)
    return rows.order_by(F("network__order").asc(nulls_last=True), "network__code", "title", "pk")  # type: ignore[no-any-return]


def book_pdf(year: ProgrammeYear, job: Job | None = None) -> bytes:
    """Cover, contents, lessons."""
    office = Office.objects.filter(province=year.province_id).select_related("province").first()
    with in_letter_language():
        return render_pdf("lesson_book.typ", {
            "title": _("Lessons of the moral province"),
            "subtitle": _("%(province)s, fiscal year %(year)s") % {"province": year.province, "year": year.fiscal_year},
            "motto": year.motto, "office": office.name if office else "", "foot": office.name if office else "",
            "contents": _("Contents"), "labels": labels(), "colour": colour_of(office),
            "chapters": chapters_of(printable(lessons_of_year(year)), job),
        })  # fmt: skip


def chapters_of(rows: Iterable[Lesson], job: Job | None) -> list[dict[str, Any]]:
    """A chapter for each network, in the order of the rows."""
    chapters: dict[str, list[dict[str, Any]]] = {}
    for place, lesson in enumerate(rows, 1):
        title = str(lesson.network) if lesson.network else _("Of the province itself")
        chapters.setdefault(title, []).append(sheet_of(lesson, MOST_IN_BOOK))
        if job and place % 10 == 0:
            note_progress(job, place)
    return [{"title": title, "lessons": lessons} for title, lessons in chapters.items()]


def book_job(job: Job) -> StoredFile:
    """The book by a worker."""
    year = ProgrammeYear.objects.select_related("province").get(pk=job.parameters["year"])
    name = f"{_('lesson-book')}-{year.fiscal_year}.pdf"
    return keep(book_pdf(year, job), by=job.requested_by, name=name, content_type="application/pdf")


# The blank form of a method


def form_pdf(method: Method, office: Office | None) -> bytes:
    """How it is done, and room to write."""
    with in_letter_language():
        return render_pdf("lesson_form.typ", {
            "title": str(method), "purpose": method.purpose, "guideline": method.guideline.splitlines(),
            "foot": office.name if office else "", "colour": colour_of(office),
            "head": [_("Title of the lesson"), _("Organisation or community"), _("Place"), _("Distilled on")],
            "questions": [
                {"heading": str(one), "ask": one.ask, "required": one.required, "lines": 3 if one.quoted else LINES}
                for one in method.questions.all()
            ],
            "labels": {"guideline": _("How it is done"), "optional": _("if there is something to say"),
                       "people": _("People of the lesson")},
            "people": [_("Name"), _("What she or he did"), _("Agreed to be named (signature)")],
        })  # fmt: skip
