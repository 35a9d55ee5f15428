"""Django admin as this portal wears it: its own site, its own titles, log-in through the portal's page."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.i18n import JavaScriptCatalog

from moralprovince.core.errors import NotAllowed

# Administrators of a province, and whoever reviews cases; each page asks for its own right besides.
OPENS = ("people.manage", "assessments.review", "assessments.assess")


class AdminTexts(JavaScriptCatalog):
    """The texts of Django's own scripts, worded by our catalogue where Django's Thai is half English."""

    def get_catalog(self) -> dict[str, Any]:
        """Django's, with ours over it; a text with a plural is a list of its forms."""
        counted = ngettext("%(sel)s of %(cnt)s selected", "%(sel)s of %(cnt)s selected", 2)
        return {**super().get_catalog(), "%(sel)s of %(cnt)s selected": [counted, counted]}


class PortalAdminSite(AdminSite):
    """The administration pages; rights come from role grants (see each admin class)."""

    site_title = gettext_lazy("Administration")
    site_header = gettext_lazy("Administration of the portal")
    index_title = gettext_lazy("What do you want to look after?")
    site_url = "/"
    # The table needs the width; the way back stands in the breadcrumbs.
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Open to whoever administers a province or reviews cases today: the flag of the account alone opens nothing."""
        from networks.querysets.scope import scope_of

        return request.user.is_active and any(scope_of(request.user).any(right) for right in OPENS)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """All tables, worked out only where a page shows them: every page asks for the list, hardly one reads it."""
        return SimpleLazyObject(partial(super().get_app_list, request, app_label))

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only pages whose saves are actions: those that other packages bring would write past rights and history."""
        from moralprovince.core.admin import GuardedAdmin

        if admin_class is not None and issubclass(admin_class, GuardedAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One log-in for everything: the portal's own page, with its second step and its limits.

        Raises:
            NotAllowed: she is logged in, but administers and reviews nothing.
        """
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or request.get_full_path())
        if not self.has_permission(request):
            raise NotAllowed(_("These pages are for administrators of a province and for those who review cases."))
        return redirect("admin:index")

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The texts of the scripts, in words of ours."""
        return AdminTexts.as_view(packages=["django.contrib.admin"])(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The portal's own page."""
        return redirect("account_change_password")


def make_site() -> PortalAdminSite:
    """The site that Django's registrations go to."""
    return PortalAdminSite(name="admin")
