"""All addresses of the portal; each floor keeps its own list."""

from django.contrib import admin
from django.urls import include, path

handler400 = "moralprovince.core.views.errors.bad_request"
handler403 = "moralprovince.core.views.errors.forbidden"
handler404 = "moralprovince.core.views.errors.not_found"
handler500 = "moralprovince.core.views.errors.broken"

urlpatterns = [
    path("", include("moralprovince.portal.urls")),
    path("", include("moralprovince.core.urls")),
    path("", include("networks.urls")),
    path("", include("pledges.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
