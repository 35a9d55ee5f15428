"""What floor 3 removes when a person is forgotten, and what of hers stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from moralprovince.core.forgetting import Kept, Part, written_over
from moralprovince.core.traces import Traces

from .models import Appeal, Assessment, Certificate, SessionCase, Visit, VisitAgreement, VisitMember

SIGNED = Visit.State.SIGNED


def forgets(traces: Traces, by: Any) -> Iterator[Part]:
    """Who told a self-assessment or signed an appeal, and who went along on a visit that is not signed yet."""
    told = Assessment.objects.filter(traces.named("on_behalf_of", "province"))
    yield written_over(_("self-assessments told or written by her"), told, on_behalf_of=traces.nameless)
    appeals = Appeal.objects.filter(traces.named("on_behalf_of", "assessment__province"))
    yield written_over(_("appeals whose letter she signed"), appeals, on_behalf_of=traces.nameless)
    along = VisitMember.objects.filter(Q(user=traces.person) | traces.named("name", "visit__province"))
    team = along.exclude(visit__state=SIGNED)
    yield written_over(_("coaching visits gone along on, without signature so far"), team, name=traces.nameless)
    agreed = VisitAgreement.objects.filter(traces.named("who", "visit__province")).exclude(visit__state=SIGNED)
    yield written_over(_("what was agreed with her at visits, without signature so far"), agreed, who=traces.nameless)


def keeps(traces: Traces) -> Iterator[Kept]:
    """Certificates, resolutions and signed records stay as they are."""
    certificates = Certificate.objects.filter(traces.named("signatory_name", "province")).count()
    yield Kept(_("certificates signed by her"), certificates, _("A certificate is kept as it was issued."))
    cases = SessionCase.objects.filter(traces.inside("stood_back", near=traces.near("assessment__province"))).count()
    yield Kept(_("cases from which she stood back"), cases, _("It belongs to the resolution and is kept with it."))
    signed = traces.named("team_signed_by", "province") | traces.named("body_signed_by", "province")
    team = traces.named("team__name", "province") | Q(team__user=traces.person)
    agreed = traces.named("agreements__who", "province")
    visits = Visit.objects.filter(signed | (team | agreed) & Q(state=SIGNED)).distinct().count()
    yield Kept(_("coaching visits that are signed"), visits, _("A record signed by both sides is kept as it was signed."))
