"""Addresses of the ground."""

from django.urls import path

from .views.notice import privacy_notice

urlpatterns = [
    path("notice/", privacy_notice, name="privacy-notice"),
]
