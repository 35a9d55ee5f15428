"""Django admin as this portal wears it: its own site, its own titles, log-in through the portal's page."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    """The administration pages; rights come from role grants (see each admin class)."""

    site_title = _("Administration")
    site_header = _("Administration of the portal")
    index_title = _("What do you want to look after?")
    site_url = "/"


def make_site() -> PortalAdminSite:
    """One log-in for everything: the admin's own form is not used."""
    site = PortalAdminSite(name="admin")
    site.login = secure_admin_login(site.login)  # type: ignore[method-assign]
    return site
