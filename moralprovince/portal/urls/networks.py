"""Pages of networks and people that span the floors; moralprovince/urls.py puts them into the namespace of floor 1."""

from __future__ import annotations

from django.urls import URLPattern, path

from moralprovince.portal.views import forgetting, handover, networks

urlpatterns: list[URLPattern] = [
    path("register/people/<int:pk>/hand-over/", handover.person_hand_over, name="person-hand-over"),
    path("register/people/<int:pk>/forget/", forgetting.person_forget, name="person-forget"),
    path("networks/", networks.networks, name="networks"),
    path("networks/export/", networks.networks_export, name="networks-export"),
    path("networks/<slug:code>/", networks.network, name="network"),
]
