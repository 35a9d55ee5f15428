"""What all administration pages have in common: rows by right, saves by action, no delete, one history, Thai days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from . import thai
from .audit import history_of
from .errors import NotAllowed, Refused
from .forms import ThaiDayField, WholeNumberField
from .lookups import lookup_for
from .signs import hold_as_shown, in_words, keyed, sign_of

SUFFIX = "_thai"
# Django's own Thai lacks these, reads as if a machine had put them together, or counts every row as a person.
OF_DJANGO = (
    ngettext_lazy("Please correct the error below.", "Please correct the errors below.", "count"),
    _("Add %s"), _("Change %s"), _("View %s"), _("Add %(name)s"), _(" By %(filter_title)s "),
    _("Save and add another"), _("Save and continue editing"),
)  # fmt: skip


def day_words(value: Any) -> str:
    """A day or a moment as the portal writes it."""
    if isinstance(value, dt.datetime):
        return thai.moment_short(value)
    return thai.day_short(value) if isinstance(value, dt.date) else "–"


def day_column(field: models.Field) -> Callable[[Any], str]:
    """A column of days in the Buddhist era: Django itself would write the year of the Christian one."""

    @admin.display(description=field.verbose_name, ordering=field.name)
    def column(obj: Any) -> str:
        return day_words(getattr(obj, field.name))

    return column


class KeysFirst(Paginator):
    """Pages of a long list: bare keys are sorted first, then the rows of the page are read with what hangs on them.

    Django would sort all rows of the list together with everything that is shown of each.
    """

    def page(self, number: Any) -> Page:
        """The rows of that page, in the order of the list.

        Raises:
            InvalidPage: there is no such page.
        """
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = self.object_list.values("pk")[start : start + self.per_page]
        return self._get_page(self.object_list.filter(pk__in=keys), number, self)


def sign_now(row: models.Model, names: Sequence[str]) -> str:
    """The sign of what is stored, for an action behind a form that was compared with it in the same transaction."""
    return sign_of(type(row)._base_manager.get(pk=row.pk), names)


class SignedRow(forms.ModelForm):
    """Tells the slower of two who change a row at once, and names what stands there by now; she saves again."""

    shown: tuple[str, ...] = ()
    sign = forms.CharField(label="", widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.typed_here = [name for name in self.shown if name in self.fields]
        self.initial["sign"] = sign_of(self.instance, self.typed_here)

    def clean(self) -> Any:
        """Nothing of what somebody else wrote since is overwritten unseen."""
        data = super().clean()
        if not self.errors:
            try:
                hold_as_shown(
                    self.instance, {name: self.cleaned_data[name] for name in self.typed_here}, self.cleaned_data["sign"]
                )
            except Refused as refused:
                raise ValidationError([str(refused.sentence), *self.standing()]) from refused
        return data

    def standing(self) -> Iterator[str]:
        """What stands there now where it was typed differently; from now on the form is signed by it."""
        stored = type(self.instance)._base_manager.filter(pk=self.instance.pk).first()
        if stored is None:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("sign")] = sign_of(stored, self.typed_here)
        yield str(_("What stands here now, where it differs from what you typed"))
        for name in self.typed_here:
            if keyed(getattr(stored, name)) != keyed(self.cleaned_data[name]):
                yield f"{self.fields[name].label}: {in_words(stored, name) or '–'}"


class GuardedAdmin(admin.ModelAdmin):
    """Read-only unless a class says which action saves; deleting is off everywhere; who sees what is asked of roles."""

    list_per_page = 50
    show_full_result_count = False
    paginator = KeysFirst
    save_on_top = False
    # Fields that may be typed; where it is empty nothing is changed here.
    editable: tuple[str, ...] = ()
    may_add = False

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        for field in model._meta.fields:
            if isinstance(field, models.DateField):
                setattr(self, field.name + SUFFIX, day_column(field))

    # Rows

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Where it looks for what was typed; words without capital letters, as Thai ones, are compared as they stand."""
        names = [str(name) for name in super().get_search_fields(request)]
        typed = request.GET.get(SEARCH_VAR) or request.GET.get("term", "")
        if not typed or (lookup := lookup_for(typed)) == "icontains":
            return names
        return [f"{name}__{lookup}" if name[0].isalpha() else name for name in names]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """A box to choose from asks by its own address, which no form has looked at: what no text can hold is left out."""
        return super().get_search_results(request, queryset, search_term.replace("\0", ""))

    # Who

    def may_use(self, request: HttpRequest) -> bool:
        """Does the reader look after such rows anywhere? Floors that know roles answer this."""
        return request.user.is_superuser

    def rows_for(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """The rows she looks after."""
        return rows

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Only what the reader looks after, whatever the address says."""
        rows = super().get_queryset(request)
        return self.rows_for(request, rows) if self.may_use(request) else rows.none()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row, found among those she looks after.

        Raises:
            Http404: there is none for her; Django itself would lead her away and say which number is missing.
        """
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Is it listed on the first page?"""
        return self.may_use(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are read through get_queryset, so what she cannot see is not found."""
        return self.may_use(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only where an action saves."""
        return bool(self.editable) and self.may_use(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only where an action adds."""
        return self.may_add and self.may_use(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted here: things end, are withdrawn, are closed."""
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Filter by what the filters offer and nothing else: digests and passwords cannot be felt out by address."""
        named = (item[0] if isinstance(item, tuple) else item for item in self.list_filter)
        offered = {getattr(item, "parameter_name", item) for item in named}
        name = lookup
        # The longest first: a related row is named by its key and "exact".
        for ending in ("__id__exact", "__code__exact", "__exact", "__isnull", "__in"):
            name = name.removesuffix(ending)
        return name in offered

    # Fields

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Typed fields as they are, days that are only read in the Buddhist era."""
        names = [str(name) for name in self.fields or super().get_fields(request, obj)]
        signed = ["sign"] if obj is not None and self.editable else []
        return [self.shown(name) for name in names] + signed

    def shown(self, name: str) -> str:
        """The name under which a field is shown."""
        return name + SUFFIX if name not in self.editable and hasattr(self, name + SUFFIX) else name

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """All but what may be typed; a new row may be filled in completely."""
        names = [name for name in self.get_fields(request, obj) if name != "sign"]
        return [name for name in names if name not in self.editable and (obj is not None or name not in self.typed_once())]

    def typed_once(self) -> tuple[str, ...]:
        """Fields that are filled in when a row is added, and stay."""
        return ()

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **options: Any) -> Any:
        """Days and whole numbers are typed as everywhere else in the portal."""
        if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            return db_field.formfield(form_class=ThaiDayField)
        if type(db_field) in (models.PositiveSmallIntegerField, models.PositiveIntegerField) and not db_field.choices:
            return models.Field.formfield(db_field, form_class=WholeNumberField)
        return super().formfield_for_dbfield(db_field, request, **options)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new row begins empty: what an address would fill in is not looked into by anybody."""
        return {}

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """A list is called by what stands in it: most of them are read, and nothing is “selected to change”."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    # Saving

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A refusal of the action comes back on the form, with everything typed kept."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            request.__dict__["_refused"] = refused.sentence
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> type[forms.ModelForm]:
        """The form, which says why the action refused a moment ago."""
        if obj is not None and self.editable:
            options["form"] = type(self.form.__name__, (SignedRow, self.form), {"shown": self.editable})
        base = super().get_form(request, obj, change, **options)

        class Saying(base):  # type: ignore[misc, valid-type]
            def clean(self) -> Any:
                data = super().clean()
                if "_refused" in request.__dict__:
                    raise ValidationError(str(request.__dict__["_refused"]))
                return data

        return Saying

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        """Saves go through actions."""
        raise NotAllowed(_("This cannot be changed here."))

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        """The action has written everything."""

    def log_addition(self, *args: Any) -> None:
        """There is one history, and actions write it."""

    log_change = log_addition
    log_deletions = log_addition

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history that actions write."""
        obj = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, obj):
            raise Http404
        data = {
            **self.admin_site.each_context(request),
            "title": _("History"), "object": obj, "opts": self.opts, "events": self.events_of(request, obj)[:200],
        }  # fmt: skip
        return TemplateResponse(request, "admin/portal_history.html", data)

    def events_of(self, request: HttpRequest, obj: Any) -> Any:
        """What the reader may read of it."""
        return history_of(obj)


def each_row(request: HttpRequest, rows: QuerySet, act: Callable[[Any], object]) -> None:
    """Do it for each chosen row; what was refused is told by name and sentence, the others stand."""
    done = 0
    for row in rows:
        try:
            act(row)
        except (Refused, NotAllowed) as refused:
            messages.warning(request, f"{row}: {refused.sentence}")
        else:
            done += 1
    if done:
        messages.success(request, ngettext("%(count)s row done.", "%(count)s rows done.", done) % {"count": done})
