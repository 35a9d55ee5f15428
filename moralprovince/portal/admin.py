"""Administration of what spans the floors: reminder ladders, messages, the history, frozen summaries."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from assessments.permissions import histories_closed_to
from moralprovince.core.models import AuditEvent, Message
from moralprovince.core.obligations import days_from_due
from moralprovince.core.signs import sign_of
from moralprovince.core.words import action_named, action_words, actions_named_as, change_words, lead_words, with_names
from moralprovince.portal.actions.ladders import FIELDS, RungContent, add_rung, edit_rung, switch_ladder
from moralprovince.portal.filters import kind_words
from moralprovince.portal.models import Ladder, Rung, Summary
from networks.admin.base import ProvinceAdmin
from networks.querysets.scope import scope_of


@admin.register(Ladder)
class LadderAdmin(ProvinceAdmin):
    """Ladders are switched on and off; their rungs stand beside."""

    right = "reminders.manage"
    list_display = ("name", "province", "active")
    list_select_related = ("province",)
    search_fields = ("name",)
    editable = ("active",)
    fields = ("province", "name", "active")

    def save_model(self, request: HttpRequest, obj: Ladder, form: forms.ModelForm, change: bool) -> None:
        """Through the action, where it changed."""
        stored = Ladder.objects.get(pk=obj.pk)
        if stored.active != form.cleaned_data["active"]:
            switch_ladder(ladder=stored, active=form.cleaned_data["active"], by=request.user)


@admin.register(Rung)
class RungAdmin(ProvinceAdmin):
    """The rungs: how many days from the due day, to whom, over what, in which words."""

    right = "reminders.manage"
    province_paths = ("ladder__province",)
    may_add = True
    list_display = ("day", "who", "channel", "subject", "ladder")
    list_select_related = ("ladder",)
    list_filter = (("ladder", admin.RelatedOnlyFieldListFilter), "who", "channel")
    search_fields = ("subject", "body")
    editable = FIELDS
    fields = ("ladder", *FIELDS)
    ordering = ("ladder", "offset", "who", "channel")

    @admin.display(description=_("rung"), ordering="offset")
    def day(self, rung: Rung) -> str:
        """In the words of the ladder's own page."""
        return days_from_due(rung.offset)

    def typed_once(self) -> tuple[str, ...]:
        """The ladder stays."""
        return ("ladder",)

    def formfield_for_foreignkey(self, db_field: object, request: HttpRequest, **options: object) -> object:
        """A ladder of her provinces."""
        if getattr(db_field, "name", "") == "ladder" and not scope_of(request.user).everywhere(self.right):
            options["queryset"] = Ladder.objects.filter(province__in=scope_of(request.user).provinces(self.right))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(self, request: HttpRequest, obj: Rung, form: forms.ModelForm, change: bool) -> None:
        """Through the actions, on the row as it is stored."""
        content = RungContent(**{name: form.cleaned_data[name] for name in FIELDS})
        if change:
            stored = Rung.objects.select_related("ladder").get(pk=obj.pk)
            edit_rung(rung=stored, content=content, sign=sign_of(stored, FIELDS), by=request.user)
        else:
            obj.pk = add_rung(ladder=form.cleaned_data["ladder"], content=content, by=request.user).pk


class ByProvinceCode(ProvinceAdmin):
    """Rows of the ground, which name their province by its code only."""

    def rows_for(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """Those of her provinces."""
        scope = scope_of(request.user)
        return rows if scope.everywhere(self.right) else rows.filter(province_code__in=scope.provinces(self.right))


@admin.register(Message)
class MessageAdmin(ByProvinceCode):
    """What was sent to whom; texts are read on the operations page, where secret ones stay hidden."""

    right = "reminders.manage"
    list_display = ("created_at_thai", "about", "channel", "whom", "address", "state", "sent_at_thai")
    list_select_related = ("recipient",)
    list_filter = ("state", "channel")
    search_fields = ("recipient_name", "address", "subject")
    fields = ("about", "channel", "state", "whom", "address", "subject", "due_on", "day", "tries", "reason",
              "created_at", "send_after", "sent_at", "read_at", "emptied_on")  # fmt: skip

    @admin.display(description=_("What about"), ordering="kind")
    def about(self, message: Message) -> str:
        """What kind of message it is, in the words of the operations page."""
        return str(kind_words(message.kind))

    @admin.display(description=_("to"), ordering="recipient_name")
    def whom(self, message: Message) -> str:
        """By name, also once that was taken out of an old message."""
        return message.to_whom or "–"

    @admin.display(description=_("rung"))
    def day(self, message: Message) -> str:
        """Which day it reminds of, in words; a notice has none."""
        return days_from_due(message.rung) if message.rung else "–"


class DoneFilter(admin.SimpleListFilter):
    """What was done, in the words of the history."""

    title = _("action")
    parameter_name = "done"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """What was ever done among the rows she sees."""
        found = model_admin.get_queryset(request).order_by().values_list("action", flat=True).distinct()
        choices = {action_named(action): action for action in sorted(found)}
        return sorted(((action, words) for words, action in choices.items()), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """Those rows."""
        return rows.filter(action__in=actions_named_as(self.value())) if self.value() else rows


@admin.register(AuditEvent)
class AuditEventAdmin(ByProvinceCode):
    """Who did what, when; nobody changes it."""

    list_display = ("at_thai", "done", "object_label", "who", "acting_for")
    list_select_related = ("actor", "acting_for")
    list_filter = (DoneFilter,)
    # Each action would be counted among all that ever happened, one after the other.
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("object_label", "actor__name", "note")
    fields = ("at", "done", "object_label", "who", "acting_for", "note", "changed")

    @admin.display(description=_("action"), ordering="action")
    def done(self, event: AuditEvent) -> str:
        """What was done, in words."""
        return action_words(event)

    # The column is called "by", a word that pages need for a day: it has another one in Thai.
    @admin.display(description=_("done by"), ordering="actor__name")
    def who(self, event: AuditEvent) -> str:
        """Whoever did it."""
        return str(event.actor or _("the portal itself"))

    @admin.display(description=_("changes"))
    def changed(self, event: AuditEvent) -> str:
        """Each field before and after, by the name people know it by; below what its numbers are, where it counts."""
        [named] = with_names([event])
        lines = [f"{one.label}: {' → '.join(filter(None, (one.before, one.after)))}" for one in change_words(named)]
        said = [lead_words(event), *lines] if lines else []
        return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in said if line)) or "–"

    def rows_for(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        """Those of her provinces; a case whose own history is closed to her tells nothing here either."""
        closed = [str(key) for key in histories_closed_to(request.user).values_list("pk", flat=True)]
        own = super().rows_for(request, rows)
        return own.exclude(object_type=Assessment._meta.label_lower, object_id__in=closed) if closed else own


@admin.register(Summary)
class SummaryAdmin(ProvinceAdmin):
    """Frozen summaries; their pages show the figures."""

    right = "summaries.read"
    list_display = ("period", "edition", "province", "frozen_at_thai", "by")
    list_select_related = ("province", "by")
    fields = ("period", "edition", "province", "frozen_at", "by")
