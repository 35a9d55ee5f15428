"""Beginning a lesson: by which method, what it is called, whose it is, and what it grows from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as lazy

from assessments.models import Visit
from lessons.material import Source
from lessons.models import Method
from moralprovince.core import thai
from moralprovince.core.forms import PortalForm, TextField
from networks.forms.bodies import BodyField
from networks.forms.places import ReadOnceField
from networks.models import Activity, Organisation, SectorNetwork
from pledges.models import Pledge

SOURCES = ("pledge", "visit", "activity")


class PledgeChoice(ReadOnceField):
    """A pledge of the body, by its year."""

    def label_from_instance(self, obj: Any) -> str:
        """The year."""
        return str(obj.programme_year)


class VisitChoice(ReadOnceField):
    """A visit, by its day."""

    def label_from_instance(self, obj: Any) -> str:
        """The day."""
        return thai.day_long(obj.day)


class ActivityChoice(ReadOnceField):
    """An activity, by its name and day."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and day."""
        return f"{obj.name} · {thai.day_short(obj.held_on)}"


@dataclass(frozen=True)
class Offered:
    """What may be chosen."""

    bodies: QuerySet[Organisation]
    networks: Iterable[SectorNetwork] = ()
    pledges: Iterable[Pledge] = ()
    visits: Iterable[Visit] = ()
    activities: Iterable[Activity] = ()
    province: str = ""


class BeginForm(PortalForm):
    """Whose lesson it is stands in the address, or is chosen here."""

    organisation = BodyField(label=lazy("Organisation or community"), required=False)
    network = ReadOnceField(
        SectorNetwork.objects.none(), label=lazy("or a whole network"), required=False, empty_label=lazy("choose a network")
    )
    pledge = PledgeChoice(Pledge.objects.none(), label=lazy("Pledge of the year"), required=False, empty_label=lazy("none"))
    visit = VisitChoice(Visit.objects.none(), label=lazy("Coaching visit"), required=False, empty_label=lazy("none"))
    activity = ActivityChoice(Activity.objects.none(), label=lazy("Central activity"), required=False, empty_label=lazy("none"))
    method = forms.ChoiceField(
        label=lazy("Method"), widget=forms.RadioSelect, error_messages={"required": lazy("Please choose a method.")}
    )
    title = TextField(
        label=lazy("Title of the lesson"),
        help_text=lazy("A few words that say what came of it; it can be changed until it is published."),
        error_messages={"required": lazy("Please give the lesson a title.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, methods: Iterable[Method], given: Source | None, offered: Offered, **options: Any):
        super().__init__(data, **options)
        self.given = given
        fields: Any = self.fields
        fields["method"].choices = [(one.pk, with_purpose(one)) for one in methods]
        if given:
            self.leave_out("organisation", "network")
        else:
            fields["organisation"].offer(offered.bodies, name="organisation", province=offered.province)
            fields["network"].offer(offered.networks)
        rows = {"pledge": offered.pledges, "visit": offered.visits, "activity": offered.activities}
        for name, found in rows.items():
            fields[name].offer(found)
        self.leave_out(*(name for name, found in rows.items() if not found))
        if not given and not offered.networks:
            self.leave_out("network")

    def clean(self) -> dict[str, Any]:
        """One of the two at most."""
        data = super().clean() or self.cleaned_data
        if data.get("organisation") and data.get("network"):
            self.add_error("organisation", lazy("Please choose one only: a body or a network."))
        return data

    def source(self) -> Source:
        """What it grows from."""
        data = self.cleaned_data
        if self.given:
            return replace(self.given, **{name: data.get(name) for name in SOURCES if name in self.fields})
        body, network = data.get("organisation"), data.get("network")
        return Source(body, body.network if body else network, body.district if body else None)


def with_purpose(method: Method) -> Any:
    """Its name and what it is good for."""
    return format_html('<strong>{}</strong><br><span class="text-muted">{}</span>', method, method.purpose)
