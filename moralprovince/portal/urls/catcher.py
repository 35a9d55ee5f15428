"""Addresses of the roof: the demo's mail."""

from __future__ import annotations

from django.urls import path

from moralprovince.portal.views import catcher

urlpatterns = [
    path("demo/mail/", catcher.mails, name="demo-mail"),
    path("demo/mail/<slug:key>/", catcher.mail, name="demo-mail-one"),
]
