"""What every page's frame shows: the province, its office and year, the way around, the reader's preferences."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from moralprovince.core import thai
from moralprovince.core.middleware import is_newcomer
from moralprovince.core.visitors import visits_before

from .current import office_of, province_of, unread_count, workplaces_of
from .head_year import head_year_of
from .navigation import in_groups, in_hand, navigation_for
from .public.places import public_places


def shell(request: HttpRequest) -> dict[str, Any]:
    """Lazy, so that a page which shows none of it asks the database nothing."""
    office = SimpleLazyObject(lambda: office_of(request))
    newcomer = SimpleLazyObject(lambda: is_newcomer(request.user))
    navigation = SimpleLazyObject(lambda: [] if newcomer else navigation_for(request))
    return {
        "office": office,
        "province": SimpleLazyObject(lambda: province_of(request)),
        "working_year": SimpleLazyObject(lambda: office.working_year if office else None),
        "workplaces": SimpleLazyObject(lambda: workplaces_of(request)),
        "head_year": SimpleLazyObject(lambda: head_year_of(request)),
        "newcomer": newcomer,
        "navigation": navigation,
        "navigation_groups": SimpleLazyObject(lambda: in_groups(navigation)),
        "navigation_in_hand": SimpleLazyObject(lambda: in_hand(navigation)),
        "public_places": SimpleLazyObject(lambda: [] if request.user.is_authenticated else public_places(request.path)),
        "unread_count": SimpleLazyObject(lambda: unread_count(request)),
        "demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "visits_so_far": SimpleLazyObject(lambda: visits_before(thai.today())),
        "text_size": request.COOKIES.get("text_size", "normal"),
        "contrast": request.COOKIES.get("contrast", "normal"),
    }
