"""Django admin as an app with the portal's own site in it (a module of its own: apps.py may hold one default)."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Replaces Django's default site."""

    default = False
    default_site = "moralprovince.portal.admin_site.make_site"
