"""Which province and year a request is about; read once per request."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from moralprovince.core import thai
from moralprovince.core.models import Message
from moralprovince.core.ready import Ready
from networks.models import Office, ProgrammeYear, Province
from networks.views.provinces import province_code as province_code
from networks.views.provinces import provinces_of

OFFICE = Ready(lambda code: Office.objects.select_related("province", "working_year").filter(province=code), code="-")


def office_of(request: HttpRequest) -> Office | None:
    """The office of the request's province, with province and working year, in one query."""
    kept = request.__dict__
    if "_office" not in kept:
        kept["_office"] = OFFICE.first(code=province_code(request))
    return kept["_office"]


def keep_office(request: HttpRequest, province: Province) -> None:
    """A page that has read the office with its own thing need not read it again for the frame around it."""
    if province.pk == province_code(request) and getattr(province, "office", None):
        request.__dict__.setdefault("_office", province.office)


def province_of(request: HttpRequest) -> Province | None:
    """The request's province."""
    office = office_of(request)
    return office.province if office else Province.objects.filter(pk=province_code(request)).first()


def workplaces_of(request: HttpRequest) -> list[Province]:
    """The provinces among which the reader chooses, the one she works for now first; nothing where there is no choice."""
    codes = provinces_of(request)
    found = Province.objects.in_bulk(codes) if len(codes) > 1 else {}
    return [found[code] for code in codes if code in found]


def working_year(request: HttpRequest) -> ProgrammeYear:
    """The year of the address (?year=2564), else the office's working year, else today's fiscal year.

    Raises:
        Http404: the province has no such year.
    """
    asked = request.GET.get("year", "")
    office = office_of(request)
    if not asked and office and office.working_year:
        return office.working_year
    wanted = int(asked) if asked.isdecimal() and len(asked) == 4 else thai.fiscal_year_of(thai.today())
    year = ProgrammeYear.objects.filter(province=province_code(request), fiscal_year=wanted).first()
    if year is None:
        raise Http404(_("This province has no programme year %(year)s yet.") % {"year": wanted})
    return year


def unread_count(request: HttpRequest) -> int:
    """Unread messages in the reader's inbox; counted already where her day was."""
    user: Any = request.user
    if not user.is_authenticated:
        return 0
    kept = user.__dict__.get("_unread")
    return counted(user) if kept is None else kept


def counted(user: Any) -> int:
    """How many she has not read."""
    found = UNREAD.first(who=user.pk)
    return found[0] if found else 0


def keep_unread(user: Any, count: int) -> None:
    """A page that has counted them with its own thing need not count them again for the frame around it."""
    user.__dict__["_unread"] = count


def unread(user: Any) -> QuerySet[Message]:
    """What she has not read yet."""
    return Message.objects.filter(recipient=user, channel=Message.Channel.INBOX, state=Message.State.SENT, read_at__isnull=True)


UNREAD = Ready(lambda who: unread(who).order_by().values("channel").annotate(count=Count("pk")).values_list("count"), who=-1)
