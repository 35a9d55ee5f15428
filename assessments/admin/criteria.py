"""Administration of criteria: sets with their versions, parts to edit, a sample to try them on, and the sets of the years."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from assessments.actions.criteria import (
    add_item,
    add_level,
    change_criteria,
    make_version,
    publish,
    remove_item,
    remove_level,
    retire,
)
from assessments.actions.year_criteria import choose_for_year, copy_to_next_year
from assessments.forms.criteria import PartForm, WorkbookForm
from assessments.forms.preview import PreviewForm
from assessments.models import CriteriaSet, YearCriteria
from assessments.permissions import can_edit_set
from assessments.rubric import rubric_of, to_check
from moralprovince.core.admin import each_row
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.templatetags.portal import state
from networks.admin.base import ProvinceAdmin
from networks.models import ProgrammeYear
from networks.querysets.scope import scope_of

from .criteria_parts import (
    RIGHT,
    after,
    all_checked,
    form_of,
    heading_of,
    neighbours,
    overview,
    overview_of,
    provinces_for,
    years_of,
)
from .criteria_workbook import take, workbook_of

STEPS = {
    "publish": publish, "retire": retire, "add-item": add_item, "remove-item": remove_item, "add-level": add_level,
    "remove-level": remove_level,
}  # fmt: skip
DONE = {
    "publish": gettext_lazy("Published. This version stays as it is from now on; choose it for a year next."),
    "retire": gettext_lazy("This set is offered no longer. Years that use it go on with it."),
}


@admin.register(CriteriaSet)
class CriteriaSetAdmin(ProvinceAdmin):
    """Shipped sets and those of the reader's provinces; a draft is changed part by part, through actions."""

    right = RIGHT
    list_display = ("name", "code", "version", "owner", "state_shown", "used_in", "open_count")
    list_filter = ("state",)
    search_fields = ("name", "code")
    ordering = ("code", "version", "pk")

    def rows_for(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """Shipped ones, and those of her provinces."""
        scope = scope_of(request.user)
        if scope.everywhere(self.right):
            return rows
        return rows.filter(Q(province__isnull=True) | Q(province__in=scope.provinces(self.right)))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With all that is in them, and the years of the reader's provinces that use them."""
        years = YearCriteria.objects.visible_to(request.user).select_related("programme_year")
        rows = super().get_queryset(request).select_related("province", "based_on", "published_by").with_rubric()
        return rows.prefetch_related(Prefetch("years", years))

    @admin.display(description=gettext_lazy("Whose"))
    def owner(self, criteria_set: CriteriaSet) -> str:
        """The province that made it."""
        return str(criteria_set.province or _("came with the portal"))

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def state_shown(self, criteria_set: CriteriaSet) -> SafeString:
        """A badge."""
        return state(criteria_set)

    @admin.display(description=gettext_lazy("Used in the years"))
    def used_in(self, criteria_set: CriteriaSet) -> str:
        """The fiscal years that assess by it."""
        return ", ".join(str(year) for year in years_of(criteria_set)) or "–"

    @admin.display(description=gettext_lazy("To be checked"))
    def open_count(self, criteria_set: CriteriaSet) -> int:
        """How many texts and numbers the office has still to look at."""
        return sum(one.count for one in to_check(rubric_of(criteria_set)))

    def get_urls(self) -> list[URLPattern]:
        """Its own pages before Django's."""
        name = "assessments_criteriaset_{}".format
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/part/<slug:part>/", wrap(self.part_view), name=name("part")),
            path("<int:pk>/step/<slug:step>/", wrap(require_POST(self.step_view)), name=name("step")),
            path("<int:pk>/version/", wrap(require_POST(self.version_view)), name=name("version")),
            path("<int:pk>/workbook/", wrap(require_GET(self.workbook_view)), name=name("workbook")),
            path("<int:pk>/import/", wrap(require_POST(self.import_view)), name=name("import")),
            *super().get_urls(),
        ]

    def found(self, request: HttpRequest, pk: int) -> CriteriaSet:
        """A set the reader looks after.

        Raises:
            NotAllowed: she looks after none anywhere.
        """
        if not self.may_use(request):
            raise NotAllowed(_("Criteria are looked after by the administrator of the province."))
        found: CriteriaSet = self.get_object(request, str(pk))
        return found

    def page(self, request: HttpRequest, template: str, criteria_set: CriteriaSet, **more: Any) -> TemplateResponse:
        """One of its pages."""
        data = {
            **self.admin_site.each_context(request), "title": str(criteria_set), "object": criteria_set, "opts": self.opts,
            "may_edit": can_edit_set(request.user, criteria_set), **more,
        }  # fmt: skip
        return TemplateResponse(request, f"admin/assessments/criteriaset/{template}.html", data)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The overview of a set: what it says, what is to be checked, what can be done, and a sample to try."""
        criteria_set = self.get_object(request, object_id)
        if not self.has_view_permission(request, criteria_set):
            raise NotAllowed(_("Criteria are looked after by the administrator of the province."))
        if request.method != "GET":
            raise NotAllowed(_("This cannot be changed here."))
        rubric = rubric_of(criteria_set)
        sample = PreviewForm(request.GET if "preview" in request.GET else None, rubric=rubric)
        if request.htmx and sample.is_bound:  # type: ignore[attr-defined]
            return self.page(request, "outcome", criteria_set, sample=sample)
        return self.page(request, "overview", criteria_set, sample=sample, **overview(request, criteria_set, rubric))

    def part_view(self, request: HttpRequest, pk: int, part: str) -> HttpResponse:
        """One part of a set: a form for a draft, the same to read where it is frozen."""
        criteria_set = self.found(request, pk)
        form = form_of(part, request.POST if request.method == "POST" else None, criteria_set, request)
        if request.method == "POST" and form.is_valid() and self.saved(request, criteria_set, form):
            return HttpResponseRedirect(after(request, criteria_set, part))
        words = {"words_open": _("to be checked"), "words_sure": _("found or checked")}
        more = {**words, **neighbours(criteria_set, part)}
        return self.page(request, "part", criteria_set, form=form, part=part, heading=heading_of(part), **more)

    def saved(self, request: HttpRequest, criteria_set: CriteriaSet, form: PartForm) -> bool:
        """Through the action; a value that does not fit and a faster colleague are told on the form."""
        part = form.part()
        if "check_all" in request.POST:
            part = all_checked(part)
        try:
            count = change_criteria(criteria_set=criteria_set, part=part, seen=form.cleaned_data["seen"], by=request.user)
        except Refused as refused:
            if not can_edit_set(request.user, CriteriaSet.objects.get(pk=criteria_set.pk)):
                raise
            form.refuse(refused)
            return False
        messages.success(request, _("Saved.") if count else _("Nothing had changed."))
        return True

    def step_view(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        """Take a step; what is in the way is told on the overview."""
        criteria_set = self.found(request, pk)
        if step not in STEPS:
            raise Http404
        try:
            STEPS[step](criteria_set=criteria_set, by=request.user)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, DONE.get(step, _("Saved.")))
        return HttpResponseRedirect(overview_of(criteria_set))

    def workbook_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """The whole set as a workbook."""
        return workbook_of(self.found(request, pk))

    def import_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a workbook into a draft; what is wrong with it is told row by row, and nothing is changed."""
        criteria_set = self.found(request, pk)
        form = WorkbookForm(request.POST, request.FILES)
        count, problems = 0, [str(error) for errors in form.errors.values() for error in errors]
        try:
            if form.is_valid():
                count, problems = take(criteria_set, form.cleaned_data["file"], request.user)
        except Refused as refused:
            if not can_edit_set(request.user, criteria_set):
                raise
            problems = [str(refused.sentence)]
        if problems:
            return self.page(request, "problems", criteria_set, problems=problems)
        words = ngettext("The workbook changed %(count)s value.", "The workbook changed %(count)s values.", count)
        messages.success(request, words % {"count": count} if count else _("Nothing had changed."))
        return HttpResponseRedirect(overview_of(criteria_set))

    def version_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a version and open it."""
        criteria_set = self.found(request, pk)
        offered = {one.pk: one for one in provinces_for(request, criteria_set)}
        province = offered.get(request.POST.get("province", "")) or next(iter(offered.values()), None)
        if province is None:
            raise NotAllowed(_("Criteria are looked after by the administrator of the province."))
        code = request.POST.get("code", "")[:40]
        try:
            draft = make_version(criteria_set=criteria_set, province=province, code=code, by=request.user)
        except Refused as refused:
            messages.error(request, refused.sentence)
            return HttpResponseRedirect(overview_of(criteria_set))
        messages.success(
            request, _("This is your own version. Change it part by part; nothing is used before it is published.")
        )
        return HttpResponseRedirect(overview_of(draft))


@admin.register(YearCriteria)
class YearCriteriaAdmin(ProvinceAdmin):
    """Which set a year assesses each kind by; a year that has begun stays with its set."""

    right = RIGHT
    province_paths = ("programme_year__province",)
    may_add = True
    list_display = ("year_shown", "kind", "criteria_set")
    list_select_related = ("programme_year", "criteria_set")
    list_filter = ("kind",)
    search_fields = ("=programme_year__fiscal_year",)
    editable = ("criteria_set",)
    fields = ("programme_year", "kind", "criteria_set")
    ordering = ("-programme_year__fiscal_year", "kind", "pk")
    actions = ("copy_on",)

    @admin.display(description=gettext_lazy("Fiscal year"), ordering="programme_year__fiscal_year")
    def year_shown(self, row: YearCriteria) -> str:
        """The year."""
        return str(row.programme_year)

    def typed_once(self) -> tuple[str, ...]:
        """Year and kind stay."""
        return ("programme_year", "kind")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Years of her provinces, and sets that may be used there."""
        scope = scope_of(request.user)
        if db_field.name == "programme_year" and not scope.everywhere(self.right):
            options["queryset"] = ProgrammeYear.objects.filter(province__in=scope.provinces(self.right))
        elif db_field.name == "criteria_set":
            rows = CriteriaSet.objects.published()
            if not scope.everywhere(self.right):
                rows = rows.filter(Q(province__isnull=True) | Q(province__in=scope.provinces(self.right)))
            options["queryset"] = rows
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: YearCriteria, form: forms.ModelForm, change: bool) -> None:
        """Through the action."""
        stored = YearCriteria.objects.select_related("programme_year").get(pk=obj.pk) if change else obj
        year, kind, chosen = stored.programme_year, stored.kind, form.cleaned_data["criteria_set"]
        obj.pk = choose_for_year(programme_year=year, kind=kind, criteria_set=chosen, by=request.user).pk

    @admin.action(description=gettext_lazy("Take over into the next fiscal year"))
    def copy_on(self, request: HttpRequest, rows: QuerySet) -> None:
        """Each year that was chosen, with all its kinds."""
        years = ProgrammeYear.objects.filter(pk__in=rows.values("programme_year"))
        each_row(request, years, lambda year: copy_to_next_year(programme_year=year, by=request.user))
