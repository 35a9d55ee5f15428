"""What the register asks of a person today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moralprovince.core import thai
from moralprovince.core.today import Job

from .models import Organisation, RoleGrant, SectorNetwork
from .querysets.scope import scope_of


def today(user: Any, day: dt.date) -> Iterator[Job]:
    """New entries to take in, and networks that nobody follows."""
    scope = scope_of(user)
    if scope.any("register.import"):
        count = Organisation.objects.editable_by(user).filter(state="proposed").count()
        yield Job(
            40, count,
            ngettext(
                "%(count)s new entry waits to be taken into the register",
                "%(count)s new entries wait to be taken into the register", count,
            ) % {"count": count},
            f"{reverse('networks:organisations')}?state=proposed", _("Look at them"), icon="register",
        )  # fmt: skip
    if scope.any("people.manage"):
        yield without_coordinator(user, day)


def without_coordinator(user: Any, day: dt.date) -> Job:
    """Networks of this year in which no coordinator is active."""
    grants = RoleGrant.objects.in_force(day).filter(role="coordinator", user__is_active=True, network=OuterRef("pk"))
    networks = SectorNetwork.objects.visible_to(user).in_year(thai.fiscal_year_of(day))
    count = networks.filter(~Exists(grants)).count()
    return Job(
        45, count,
        ngettext(
            "%(count)s network has no coordinator",
            "%(count)s networks have no coordinator", count,
        ) % {"count": count},
        reverse("networks:people"), _("Look after people"), icon="people",
    )  # fmt: skip
