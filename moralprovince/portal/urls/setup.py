"""Addresses of the roof: set-up, the office, the way in, the own account, personal data."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views import accounts, my_data, setup
from networks.views import joining, office

urlpatterns: list[URLPattern] = [
    path("setup/", setup.setup, name="setup"),
    path("office/", office.office_edit, name="office"),
    path("office/mail/", office.office_mail, name="office-mail"),
    path("office/test-mail/", accounts.test_mail, name="test-mail"),
    path("account/", accounts.account, name="account"),
    path("account/data/", my_data.my_data, name="my-data"),
    path("account/data/file/<slug:ending>/", my_data.my_data_file, name="my-data-file"),
    path("privacy/", accounts.privacy, name="privacy"),
    path("join/", joining.join_code, name="join"),
    path("join/open/", joining.join_open, name="join-open"),
    path("join/<str:token>/", joining.join_link, name="join-link"),
]
