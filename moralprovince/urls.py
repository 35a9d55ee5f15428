"""All addresses of the portal; each floor keeps its own list."""

from types import ModuleType

from django.contrib import admin
from django.urls import URLResolver, include, path
from django.views.generic import RedirectView

import assessments.urls
import lessons.urls
import moralprovince.core.urls
import moralprovince.portal.urls
import networks.urls
import pledges.urls
from moralprovince.core.addresses import behind_first_words
from moralprovince.portal.urls import networks as network_pages
from moralprovince.portal.urls import register, report_papers

handler400 = "moralprovince.core.views.errors.bad_request"
handler403 = "moralprovince.core.views.errors.forbidden"
handler404 = "moralprovince.core.views.errors.not_found"
handler500 = "moralprovince.core.views.errors.broken"


def of(floor: ModuleType, *more: ModuleType) -> URLResolver:
    """The addresses of a floor in its namespace, with pages that span the floors and keep it."""
    found = behind_first_words(pattern for module in (floor, *more) for pattern in module.urlpatterns)
    name = getattr(floor, "app_name", None)
    return path("", include((found, name) if name else found))


urlpatterns = [
    # The address one logs in with is changed by the office, which has seen the person: allauth's page would just take one.
    path("accounts/email/", RedirectView.as_view(pattern_name="account"), name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    of(moralprovince.portal.urls),
    of(moralprovince.core.urls),
    # The floor's own fixed words stand before codes.
    of(networks.urls, network_pages, register),
    of(pledges.urls, report_papers),
    of(assessments.urls),
    of(lessons.urls),
]
