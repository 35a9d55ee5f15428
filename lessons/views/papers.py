"""Lessons on paper: one lesson, the book of a year, guideline and blank form of each method."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lessons.exports.lesson_papers import BOOK_KIND, book_pdf, form_pdf, lesson_pdf, lessons_of_year, printable
from lessons.models import Lesson, Method
from lessons.permissions import writes_lessons
from moralprovince.core.errors import Refused
from moralprovince.core.jobs import request_job
from moralprovince.core.pdf import pdf_response
from networks.models import Office
from pledges.views.years import chosen_year, province_code, years_of

# More are printed by a worker.
AT_ONCE = 40


@require_safe
def lesson_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One lesson as a PDF."""
    shown = get_object_or_404(printable(Lesson.objects.visible_to(request.user)), pk=pk)
    return pdf_response(_("lesson-%(number)s") % {"number": pk}, lesson_pdf(shown))


@require_safe
def lesson_book(request: HttpRequest) -> HttpResponse:
    """The book of a year: what is in it; a long one is printed by a worker."""
    years = years_of(province_code(request))
    year = chosen_year(years, request.GET.get("year", ""))
    count = lessons_of_year(year).count()
    return render(request, "lessons/lessons/book.html", {
        "year": year, "years": years, "count": count, "at_once": count <= AT_ONCE,
        "may_print": writes_lessons(request.user),
    })  # fmt: skip


@require_safe
def lesson_book_pdf(request: HttpRequest) -> HttpResponse:
    """The book itself, where it is short enough to wait for."""
    year = chosen_year(years_of(province_code(request)), request.GET.get("year", ""))
    if lessons_of_year(year).count() > AT_ONCE:
        return redirect(f"{reverse('lessons:lesson-book')}?year={year.fiscal_year}")
    return pdf_response(f"{_('lesson-book')}-{year.fiscal_year}", book_pdf(year))


@login_required
@require_POST
def lesson_book_begin(request: HttpRequest) -> HttpResponse:
    """A worker prints the book."""
    year = chosen_year(years_of(province_code(request)), request.POST.get("year", ""))
    count = lessons_of_year(year).count()
    if not count:
        raise Refused(_("No lesson of this year is published yet."))
    parameters = {
        "year": year.pk,
        "province": year.province_id,
        "list": "lessons:lesson-book",
        "query": f"year={year.fiscal_year}",
    }
    job = request_job(kind=BOOK_KIND, parameters=parameters, total=count, by=request.user)  # type: ignore[arg-type]
    return redirect("export-work", job.pk)


@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    """All methods with what each is good for."""
    found = Method.objects.prefetch_related("questions")
    return render(request, "lessons/methods/list.html", {
        "methods": found, "writes": writes_lessons(request.user),
    })  # fmt: skip


@require_safe
def method_form(request: HttpRequest, code: str) -> HttpResponse:
    """The blank form of a method as a PDF."""
    method = get_object_or_404(Method, pk=code)
    office = Office.objects.filter(province=province_code(request)).first()
    return pdf_response(_("lesson-form-%(method)s") % {"method": method.pk}, form_pdf(method, office))
