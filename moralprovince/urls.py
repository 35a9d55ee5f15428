"""All addresses of the portal; each floor keeps its own list."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

import networks.urls
import pledges.urls
from moralprovince.portal.urls import networks as network_pages
from moralprovince.portal.urls import register, report_papers

handler400 = "moralprovince.core.views.errors.bad_request"
handler403 = "moralprovince.core.views.errors.forbidden"
handler404 = "moralprovince.core.views.errors.not_found"
handler500 = "moralprovince.core.views.errors.broken"

urlpatterns = [
    path("", include("moralprovince.portal.urls")),
    path("", include("moralprovince.core.urls")),
    # Pages of the register that span the floors keep its namespace; the floor's own fixed words stand before codes.
    path(
        "",
        include(
            (
                [*networks.urls.urlpatterns, *network_pages.urlpatterns, *register.urlpatterns],
                networks.urls.app_name,
            )
        ),
    ),
    path("", include(([*report_papers.urlpatterns, *pledges.urls.urlpatterns], pledges.urls.app_name))),
    path("", include("assessments.urls")),
    path("", include("lessons.urls")),
    # The address one logs in with is changed by the office, which has seen the person: allauth's page would just take one.
    path("accounts/email/", RedirectView.as_view(pattern_name="account"), name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
