"""Addresses of floor 1: invitations and people."""

from __future__ import annotations

from django.urls import URLPattern, path

from networks.views import invitations, people

urlpatterns: list[URLPattern] = [
    path("register/invitations/", invitations.invitations, name="invitations"),
    path("register/invitations/export/", invitations.invitations_export, name="invitations-export"),
    path("register/invitations/new/", invitations.invite_one, name="invite"),
    path("register/invitations/sheets/", invitations.invitation_sheets, name="invitation-sheets"),
    path("register/invitations/network/<int:pk>/", invitations.invite_network, name="invite-network"),
    path("register/invitations/<int:pk>/renew/", invitations.invitation_renew, name="invitation-renew"),
    path("register/invitations/<int:pk>/resend/", invitations.invitation_resend, name="invitation-resend"),
    path("register/invitations/<int:pk>/revoke/", invitations.invitation_revoke, name="invitation-revoke"),
    path("register/people/", people.people, name="people"),
    path("register/people/export/", people.people_export, name="people-export"),
    path("register/people/<int:pk>/", people.person, name="person"),
    path("register/people/<int:pk>/edit/", people.person_edit, name="person-edit"),
    path("register/people/<int:pk>/grant/", people.grant_add, name="grant-add"),
    path("register/people/<int:pk>/close/", people.person_close, name="person-close"),
    path("register/people/<int:pk>/reopen/", people.person_reopen, name="person-reopen"),
    path("register/people/<int:pk>/password-link/", people.person_password_link, name="person-password-link"),
    path("register/people/<int:pk>/second-factor/", people.person_second_factor, name="person-second-factor"),
    path("register/people/grants/<int:pk>/lend/", people.grant_lend, name="grant-lend"),
    path("register/people/grants/<int:pk>/end/", people.grant_end, name="grant-end"),
]
