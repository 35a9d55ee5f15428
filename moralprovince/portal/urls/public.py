"""Addresses of the roof: what everybody may read."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views import public, public_lists, public_machines, public_map

urlpatterns: list[URLPattern] = [
    path("sectors/", public.sectors, name="sectors"),
    path("sectors/<slug:code>/", public.sector, name="sector"),
    path("members/", public_lists.members, name="members"),
    path("declared/", public_lists.declared, name="declared"),
    path("certified/", public_lists.certified, name="certified"),
    path("open-activities/", public_lists.open_activities, name="open-activities"),
    path("map/", public_map.district_map, name="map"),
    path("contact/", public.contact, name="contact"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("sitemap.xml", public_machines.sitemap, name="sitemap"),
    path("robots.txt", public_machines.robots, name="robots"),
    path("share.png", public_machines.share_picture, name="share-picture"),
]
