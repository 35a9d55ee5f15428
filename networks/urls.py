"""Addresses of floor 1."""

from django.urls import path

app_name = "networks"
urlpatterns: list = []
