"""Who cannot be reached: bodies that nobody answers for, without a working e-mail, or whose people never came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from moralprovince.core.listing import sorted_rows
from moralprovince.core.models import Message

from .filters import Chip
from .listed import ListFilter, chips_of
from .models import District, Invitation, Organisation, RoleGrant, SectorNetwork
from .querysets.scope import scope_of

CONTACTS = "register.contacts"

NOBODY, NO_MAIL, BOUNCED, NEVER = "nobody", "no_mail", "bounced", "never"
# In the order of urgency; a body stands under the first that fits.
WHY = (
    (NOBODY, _("nobody to ask is known")),
    (BOUNCED, _("mail does not arrive")),
    (NEVER, _("invited, and never came in")),
    (NO_MAIL, _("no e-mail")),
)
REMEDY = {
    NOBODY: _("Find out whom to ask: the network’s coordinator or the subdistrict office may know."),
    BOUNCED: _("Ask for the right address by telephone and enter it."),
    NEVER: _("Print a sheet with a code, or make a new one-time link and pass it on."),
    NO_MAIL: _("Reminders reach it by telephone or LINE only; a sheet with a code lets it in without e-mail."),
}
# Failures are told for so long; what the office settles leaves the list at once.
RECENT = dt.timedelta(days=90)
# Whoever was invited is given so long to come in before anybody is asked to help.
PATIENCE = dt.timedelta(days=7)


def failed_mail(day: dt.date) -> QuerySet[Message]:
    """Mail of late that failed, or of which nobody knows whether it arrived, and that nobody has settled."""
    failed = Message.objects.filter(channel=Message.Channel.EMAIL, state__in=["failed", "unknown"])
    return failed.filter(created_at__date__gte=day - RECENT).order_by()


def contacts_on(day: dt.date) -> QuerySet[RoleGrant]:
    """Contacts with an account that hold their role on a day."""
    return RoleGrant.objects.in_force(day).filter(role="contact", user__is_active=True).order_by()


def with_why(rows: QuerySet[Organisation], day: dt.date) -> QuerySet[Organisation]:
    """Bodies of the programme that cannot be reached, each with why (the most urgent reason alone)."""
    contacts, failed = contacts_on(day), failed_mail(day)
    own = contacts.filter(organisation=OuterRef("pk"))
    invited = Invitation.objects.filter(organisation=OuterRef("pk"), role="contact", revoked_at=None, used_at=None)
    invited = invited.filter(Q(created_at__date__lte=day - PATIENCE) | Q(expires_at__date__lt=day))
    bounced = contacts.filter(user__in=failed.filter(recipient__isnull=False).values("recipient"))
    addresses = failed.filter(recipient__isnull=True).values("address")
    nobody = Q(contact_name="", phone="", email="") & ~Exists(own)
    never = Exists(own.filter(user__last_login=None)) & ~Exists(own.exclude(user__last_login=None))
    why = Case(
        When(nobody, then=Value(NOBODY)),
        When((Q(email__in=addresses) & ~Q(email="")) | Q(pk__in=bounced.values("organisation")), then=Value(BOUNCED)),
        When(never | (Exists(invited) & ~Exists(own)), then=Value(NEVER)),
        When(Q(email="") & ~Exists(own.filter(user__has_mailbox=True)), then=Value(NO_MAIL)),
        default=Value(""),
        output_field=CharField(),
    )
    return rows.listed().annotate(why=why).exclude(why="")  # type: ignore[attr-defined]


def follows_contacts(user: Any) -> bool:
    """Does she look after the contacts of more than her own body?"""
    scope = scope_of(user)
    return scope.everywhere(CONTACTS) or bool(scope.provinces(CONTACTS) or scope.networks(CONTACTS))


def unreached(user: Any, day: dt.date) -> QuerySet[Organisation]:
    """Those of the bodies whose contacts a person may see."""
    return with_why(Organisation.objects.within(user, CONTACTS), day)


class UnreachedFilter(ListFilter):
    """Which of them the list shows."""

    body = ""
    why = django_filters.ChoiceFilter(choices=WHY)
    network = django_filters.ChoiceFilter(method="by_network")
    district = django_filters.ChoiceFilter(field_name="district_id")

    class Meta:
        model = Organisation
        fields: list[str] = []


SORTS = {"name": ("name_sort",), "network": ("network__order", "name_sort"), "why": ("why", "name_sort")}
HEADINGS = (("name", _("Name")), ("network", _("Network")), ("why", _("Why")))
CHIPS = (("why", _("Why")), ("network", _("Network")), ("district", _("District")))


@dataclass(frozen=True)
class UnreachedList:
    """The list for one reader."""

    filters: UnreachedFilter
    rows: QuerySet
    sort: str
    query: QueryDict

    def chips(self) -> list[Chip]:
        """The chips of the filters."""
        return chips_of(self.filters, CHIPS, self.query)


def unreached_list(user: Any, province: str, query: QueryDict, day: dt.date) -> UnreachedList:
    """Read an address: who of the province cannot be reached, filtered and sorted as it says."""
    filters = UnreachedFilter(
        query,
        unreached(user, day).filter(province=province),
        networks=SectorNetwork.objects.visible_to(user).filter(province=province).with_organisations_of(user),
        districts=District.objects.filter(province=province),
    )
    rows, sort = sorted_rows(filters.qs, query.get("sort", ""), SORTS, "name")
    return UnreachedList(filters, rows, sort, query)


def shown(keys: Iterable[int], day: dt.date) -> QuerySet[Organisation]:
    """The rows of a page with what one needs to reach them: the person who holds the role, the invitation that waits."""
    own = contacts_on(day).filter(organisation=OuterRef("pk")).order_by("starts_on", "pk")
    waiting = Invitation.objects.filter(organisation=OuterRef("pk"), role="contact", revoked_at=None, used_at=None)
    waiting = waiting.filter(emptied_on=None)
    rows = with_why(Organisation.objects.filter(pk__in=list(keys)), day).select_related("network", "district")
    return rows.annotate(
        person=Subquery(own.values("user")[:1]),
        person_name=Subquery(own.values("user__name")[:1]),
        invitation=Subquery(waiting.order_by("-created_at").values("pk")[:1]),
        invited_at=Subquery(waiting.order_by("-created_at").values("created_at")[:1]),
    )


def unreached_coordinators(user: Any, province: str, day: dt.date) -> list[RoleGrant]:
    """Coordinators in force without a mailbox, whose mail does not arrive, or who never came in."""
    networks = SectorNetwork.objects.filter(province=province).with_organisations_of(user)  # type: ignore[attr-defined]
    grants = RoleGrant.objects.in_force(day).filter(role="coordinator", user__is_active=True, network__in=networks)
    bounced = Q(user__in=failed_mail(day).filter(recipient__isnull=False).values("recipient"))
    why = Case(
        When(bounced, then=Value(BOUNCED)), When(user__last_login=None, then=Value(NEVER)),
        When(user__has_mailbox=False, then=Value(NO_MAIL)), default=Value(""), output_field=CharField(),
    )  # fmt: skip
    rows = grants.annotate(why=why).exclude(why="").select_related("user", "network")
    return list(rows.order_by(F("network__order"), "pk"))
