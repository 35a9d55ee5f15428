"""Roles: given, lent and ended by those who may; the last administrator stays; accounts are closed and mended."""

import datetime as dt
import re
import threading
from contextlib import nullcontext
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections
from django.urls import reverse

from moralprovince.core.audit import record
from moralprovince.core.errors import NotAllowed, Refused
from moralprovince.core.models import AuditEvent, Message, User
from moralprovince.core.words import change_words
from networks.actions.organisations import move_organisation
from networks.actions.roles import (
    close_account,
    end_grant,
    forget_second_factor,
    grant_role,
    make_password_link,
    province_code,
    reopen_account,
)
from networks.models import RoleGrant
from networks.permissions import can_add_organisation, can_give_role, can_help_person, can_manage_person, can_see_contact
from networks.querysets.people import grants_listed, people_visible_to
from networks.querysets.scope import forget_scope, scope_of
from tests.factories import (
    OrganisationFactory,
    ProvinceFactory,
    RoleGrantFactory,
    SectorNetworkFactory,
    UserFactory,
    administrator_of,
    contact_of,
    coordinator_of,
    officer_of,
    role,
)
from tests.support.queries import counted
from tests.support.races import meanwhile, race

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC), tick=False)]
TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def province():
    return ProvinceFactory()


@pytest.fixture
def administrator(province):
    return administrator_of(province)


# Giving


def test_a_role_is_given_told_and_recorded(province, administrator):
    person = UserFactory()
    assert scope_of(person).home_provinces() == []

    grant = grant_role(user=person, role=role("culture_officer"), scope=province, by=administrator)

    assert (grant.province, grant.starts_on, grant.ends_on) == (province, TODAY, None)
    assert scope_of(person).in_province("register.edit", "14")
    assert AuditEvent.objects.filter(action="grant_role", actor=administrator, province_code="14").count() == 1
    assert Message.objects.filter(kind="role_given", recipient=person, channel="inbox").count() == 1


def test_who_administers_may_use_the_administration_pages_and_loses_them_with_the_role(province, administrator):
    person = UserFactory()

    grant = grant_role(user=person, role=role("provincial_administrator"), scope=province, by=administrator)
    first = User.objects.get(pk=person.pk).is_staff
    end_grant(grant=grant, by=administrator)

    assert (first, User.objects.get(pk=person.pk).is_staff) == (True, False)


@pytest.mark.parametrize("make", [officer_of, lambda province: coordinator_of(SectorNetworkFactory(province=province))])
def test_others_give_no_roles(province, make):
    with pytest.raises(NotAllowed):
        grant_role(user=UserFactory(), role=role("culture_officer"), scope=province, by=make(province))


def test_nobody_gives_roles_in_another_province(administrator):
    far = ProvinceFactory(code="13")
    scopes = (("culture_officer", far), ("coordinator", SectorNetworkFactory(province=far)),
              ("contact", OrganisationFactory(province=far)))  # fmt: skip

    for code, scope in scopes:
        with pytest.raises(NotAllowed):
            grant_role(user=UserFactory(), role=role(code), scope=scope, by=administrator)
    assert RoleGrant.objects.exclude(user=administrator).count() == 0


def test_who_brings_whom_into_a_province(province, administrator):
    codes = ("contact", "coordinator", "culture_officer", "national_viewer")
    root = User.objects.create_superuser("root@example.org")
    people = (coordinator_of(SectorNetworkFactory()), officer_of(province), administrator, root)

    assert [sum(can_give_role(person, role(code), "14") for code in codes) for person in people] == [0, 2, 3, 4]
    assert [can_give_role(person, role("contact"), "13") for person in people] == [False, False, False, True]


def test_the_same_role_is_not_given_twice(province, administrator):
    person = officer_of(province)

    with pytest.raises(Refused):
        grant_role(user=person, role=role("culture_officer"), scope=province, by=administrator)


# Lending


def test_a_lent_role_is_used_in_the_name_of_the_lender_and_ends_on_its_day(province, administrator):
    officer, deputy = officer_of(province), UserFactory()
    grant_role(user=deputy, role=role("culture_officer"), scope=province, by=administrator, ends_on=TODAY, acting_for=officer)
    organisation = OrganisationFactory(province=province, state="proposed")

    move_organisation(organisation=organisation, step="confirm", by=deputy)

    event = AuditEvent.objects.get(action="confirm")
    assert (event.actor, event.acting_for) == (deputy, officer)
    assert not scope_of(deputy, TODAY + dt.timedelta(days=1)).any("register.edit")


def test_who_holds_a_right_herself_acts_for_nobody(province, administrator):
    officer, other = officer_of(province), officer_of(province)
    RoleGrantFactory(user=other, role=role("provincial_administrator"), province=province, acting_for=administrator)
    forget_scope(other)

    move_organisation(organisation=OrganisationFactory(province=province, state="proposed"), step="confirm", by=other)

    assert AuditEvent.objects.get(action="confirm").acting_for is None
    assert can_add_organisation(officer, "14") and officer.acting_for is None


def test_each_use_of_a_right_names_its_own_lender(province):
    far, body = ProvinceFactory(code="13"), OrganisationFactory(province=province)
    coordinator, officer, deputy = coordinator_of(body.network), officer_of(far), contact_of(OrganisationFactory(province=far))
    RoleGrantFactory(user=deputy, role=role("coordinator"), network=body.network, acting_for=coordinator)
    RoleGrantFactory(user=deputy, role=role("culture_officer"), province=far, acting_for=officer)
    uses = [
        (can_see_contact, body, coordinator), (can_add_organisation, "13", officer), (can_see_contact, body, coordinator),
        (can_see_contact, deputy.role_grants.get(role="contact").organisation, None), (can_add_organisation, "14", None),
    ]  # fmt: skip

    assert [(may(deputy, where), deputy.acting_for) for may, where, _lender in uses] == [
        (where != "14", lender) for _may, where, lender in uses
    ]


@pytest.mark.parametrize("ends_on", [None, TODAY])
def test_only_what_somebody_holds_is_lent_and_only_until_a_day(province, administrator, ends_on):
    lender = officer_of(province) if ends_on is None else UserFactory()

    with pytest.raises(Refused):
        grant_role(
            user=UserFactory(), role=role("culture_officer"), scope=province, by=administrator, ends_on=ends_on,
            acting_for=lender,
        )  # fmt: skip


def test_a_role_is_lent_by_its_holder_as_long_as_she_holds_it(province, administrator):
    lender, last = officer_of(province), TODAY + dt.timedelta(days=7)
    lender.role_grants.update(ends_on=last)

    def lend(lender, ends_on):
        person = UserFactory()
        given = {"role": role("culture_officer"), "scope": province, "by": administrator}
        return grant_role(user=person, ends_on=ends_on, acting_for=lender, **given)

    lent = lend(lender, last)
    for whose, day in ((lender, last + dt.timedelta(days=1)), (lent.user, TODAY)):
        with pytest.raises(Refused):
            lend(whose, day)


# Ending


def test_a_role_ends_at_once_or_on_a_day(province, administrator):
    coordinator = coordinator_of(SectorNetworkFactory(province=province))
    now, later = officer_of(province).role_grants.get(), coordinator.role_grants.get()

    end_grant(grant=now, by=administrator)
    end_grant(grant=later, by=administrator, last_day=TODAY + dt.timedelta(days=7))

    assert (now.ends_on, later.ends_on) == (TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=7))
    assert RoleGrant.objects.in_force(TODAY).filter(pk__in=[now.pk, later.pk]).get() == later


def test_a_role_given_today_by_mistake_is_gone_and_stays_in_the_history(province, administrator):
    grant = grant_role(user=UserFactory(), role=role("culture_officer"), scope=province, by=administrator)

    end_grant(grant=grant, by=administrator)

    assert RoleGrant.objects.filter(role="culture_officer").count() == 0
    assert AuditEvent.objects.filter(action="end_grant").count() == 1


def test_what_she_has_lent_ends_with_her_own_role_and_not_what_ends_before_or_stands_elsewhere(province, administrator):
    officer, far, day = officer_of(province), ProvinceFactory(code="13"), TODAY + dt.timedelta(days=3)
    own, ends = officer.role_grants.get(), (None, TODAY + dt.timedelta(days=7), TODAY + dt.timedelta(days=1))
    lent = {"role": role("culture_officer"), "acting_for": officer}
    others = [RoleGrantFactory(user=UserFactory(), province=province, ends_on=end, **lent) for end in ends]
    others.append(RoleGrantFactory(user=UserFactory(), province=far, **lent))
    others.append(RoleGrantFactory(user=UserFactory(), province=province, **lent | {"role": role("provincial_administrator")}))

    end_grant(grant=own, by=administrator, last_day=day)

    last = dict(RoleGrant.objects.values_list("pk", "ends_on"))
    assert [last[grant.pk] for grant in (own, *others)] == [day, day, day, TODAY + dt.timedelta(days=1), None, None]


def withdrawn_as_once(grant, by):
    """As earlier versions took a role back that had not held for a whole day: told of its row, which is gone."""
    told = {"by": by, "note": "ผิดคน", "province": province_code(grant.scope)}
    record("end_grant", grant, changes={"ends_on": ["", str(TODAY - dt.timedelta(days=1))]}, **told)
    grant.delete()


def test_a_role_that_is_over_is_not_ended_again_and_none_in_the_past(province, administrator):
    grant, yesterday = officer_of(province).role_grants.get(), TODAY - dt.timedelta(days=1)
    with pytest.raises(Refused):
        end_grant(grant=grant, by=administrator, last_day=yesterday)
    for _again in range(2):
        end_grant(grant=grant, by=administrator, last_day=TODAY)
    assert RoleGrant.objects.get(pk=grant.pk).ends_on == TODAY
    RoleGrant.objects.filter(pk=grant.pk).update(ends_on=yesterday)
    with pytest.raises(Refused):
        end_grant(grant=grant, by=administrator)


def test_a_role_of_another_province_cannot_be_ended(administrator):
    grant = officer_of(ProvinceFactory(code="13")).role_grants.get()

    with pytest.raises(NotAllowed):
        end_grant(grant=grant, by=administrator)


def test_the_last_administrator_can_neither_be_ended_nor_closed(province, administrator):
    other = administrator_of(province)
    end_grant(grant=other.role_grants.get(), by=administrator)

    with pytest.raises(Refused):
        end_grant(grant=administrator.role_grants.get(), by=administrator)
    superuser = User.objects.create_superuser("root@example.org", "x", name="root")
    with pytest.raises(Refused):
        close_account(person=administrator, by=superuser)
    assert User.objects.get(pk=administrator.pk).is_active


def test_an_administrator_goes_only_where_another_one_stays_and_keeps_the_pages_of_elsewhere(province, administrator):
    far, root = ProvinceFactory(code="13"), User.objects.create_superuser("root@example.org")
    RoleGrantFactory(user=administrator, role=role("contact"), organisation=OrganisationFactory(province=province))
    closed, ending, coming = [administrator_of(province) for _number in range(3)]
    User.objects.filter(pk=closed.pk).update(is_active=False)
    ending.role_grants.update(ends_on=TODAY + dt.timedelta(days=30))
    coming.role_grants.update(starts_on=TODAY + dt.timedelta(days=1))
    administrator_of(far)
    kept = RoleGrantFactory(user=administrator, role=role("provincial_administrator"), province=far)
    here = administrator.role_grants.get(province=province)

    end_grant(grant=administrator.role_grants.get(role="contact"), by=root)
    with pytest.raises(Refused):
        end_grant(grant=here, by=root)
    administrator_of(province)
    end_grant(grant=here, by=root)

    assert list(administrator.role_grants.filter(ends_on=None)) == [kept]
    assert User.objects.get(pk=administrator.pk).is_staff


@pytest.mark.postgres  # elsewhere there is one writer at a time
@pytest.mark.django_db(transaction=True)
def test_what_is_lent_while_her_own_role_ends_ends_with_it():
    province = ProvinceFactory()
    administrator, officer = administrator_of(province), officer_of(province)
    end = {"grant": officer.role_grants.get(), "by": User.objects.get(pk=administrator.pk)}
    lend = {"user": UserFactory(), "ends_on": TODAY + dt.timedelta(days=7), "acting_for": officer}
    with meanwhile('INSERT INTO "networks_rolegrant"', lambda: end_grant(**end)):
        grant_role(role=role("culture_officer"), scope=province, by=administrator, **lend)
    assert RoleGrant.objects.in_force(TODAY).get().user == administrator


@pytest.mark.postgres  # elsewhere there is one writer at a time
@pytest.mark.django_db(transaction=True)
def test_of_two_who_end_a_role_at_once_the_slower_one_does_not_bring_it_back():
    province = ProvinceFactory()
    administrator, shown = administrator_of(province), officer_of(province).role_grants.get()
    by = User.objects.get(pk=administrator.pk)
    with (
        meanwhile('SELECT "networks_rolegrant"', lambda: end_grant(grant=RoleGrant.objects.get(pk=shown.pk), by=by)),
        pytest.raises(Refused),
    ):
        end_grant(grant=shown, by=administrator, last_day=TODAY + dt.timedelta(days=7))
    assert (RoleGrant.objects.get(pk=shown.pk).ends_on, AuditEvent.objects.count()) == (TODAY - dt.timedelta(days=1), 1)


@pytest.mark.postgres  # elsewhere there is one writer at a time
@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_one_person_the_same_role_at_once_the_slower_one_finds_that_she_holds_it():
    province, person = ProvinceFactory(), UserFactory()
    givers, network = [administrator_of(province), administrator_of(province)], SectorNetworkFactory(province=province)
    both = [{"user": User.objects.get(pk=person.pk), "role": role("coordinator"), "scope": network, "by": by} for by in givers]
    assert race(*(lambda given=given: grant_role(**given) for given in both)) == ["Refused", "done"]
    assert (person.role_grants.count(), AuditEvent.objects.count()) == (1, 1)


@pytest.mark.postgres  # elsewhere there is one writer at a time
@pytest.mark.django_db(transaction=True)
def test_nobody_is_given_a_role_whose_account_is_closed_in_that_moment():
    province = ProvinceFactory()
    administrator, person = administrator_of(province), officer_of(province)
    network, by = SectorNetworkFactory(province=province), User.objects.get(pk=administrator.pk)
    given = {"user": person, "role": role("coordinator"), "scope": network, "by": administrator}
    closing = {"person": User.objects.get(pk=person.pk), "by": by}
    with meanwhile('SELECT "networks_rolegrant"', lambda: close_account(**closing)), pytest.raises(Refused):
        grant_role(**given)


@pytest.mark.postgres  # elsewhere there is one writer at a time
@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_leave_one():
    province = ProvinceFactory()
    pair = [administrator_of(province), administrator_of(province)]
    gate, ends = threading.Barrier(2), []

    def end(by, whom):
        try:
            grant = RoleGrant.objects.get(user=whom)
            gate.wait(5)
            end_grant(grant=grant, by=User.objects.get(pk=by.pk))
            ends.append("ended")
        except Refused:
            ends.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=end, args=order) for order in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(ends) == ["ended", "refused"]


# Accounts


def test_a_closed_account_is_logged_out_at_once_and_can_be_opened_again(client, province, administrator):
    person = officer_of(province)
    client.force_login(person)
    close_account(person=person, by=administrator, note="ย้ายงาน")

    closed = client.get(reverse("account"))
    reopen_account(person=person, by=administrator)

    assert closed.status_code == 302 and closed["Location"].startswith(reverse("account_login"))
    assert client.get(reverse("account")).status_code == 200
    assert AuditEvent.objects.get(action="close_account").note == "ย้ายงาน"


def test_what_is_so_already_and_what_a_closed_account_cannot_have_is_refused(province, administrator):
    person = officer_of(province)
    about = {"person": person, "by": administrator}
    for write in (reopen_account, forget_second_factor, close_account, close_account, make_password_link):
        closing = write is close_account and person.is_active
        with nullcontext() if closing else pytest.raises(Refused):
            write(**about)
    with pytest.raises(Refused):
        grant_role(user=person, role=role("provincial_administrator"), scope=province, by=administrator)
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["close_account"]


def test_nobody_closes_her_own_account_or_one_with_roles_elsewhere(province, administrator):
    administrator_of(province)
    elsewhere = officer_of(province)
    RoleGrantFactory(user=elsewhere, role=role("culture_officer"), province=ProvinceFactory(code="13"))
    superuser = User.objects.create_superuser("root@example.org", "x", name="root")
    RoleGrantFactory(user=superuser, role=role("culture_officer"), province=province)

    with pytest.raises(Refused):
        close_account(person=administrator, by=administrator)
    for person in (elsewhere, superuser):
        with pytest.raises(NotAllowed):
            close_account(person=person, by=administrator)


def test_whoever_moved_here_is_looked_after_here_and_a_role_here_ends_whatever_she_holds_elsewhere(
    client, province, administrator
):
    far = ProvinceFactory(code="13")
    moved, both = officer_of(province), officer_of(province)
    ended = RoleGrantFactory(user=moved, role=role("culture_officer"), province=far, starts_on=dt.date(2026, 11, 1))
    RoleGrant.objects.filter(pk=ended.pk).update(ends_on=dt.date(2026, 11, 22))
    kept = RoleGrantFactory(user=both, role=role("culture_officer"), province=far)
    own = both.role_grants.exclude(pk=kept.pk).get()
    client.force_login(administrator)

    pages = [client.get(reverse("networks:person", args=[person.pk])).context for person in (moved, both)]

    assert [(page["managed"], page["gives"]) for page in pages] == [(True, True), (False, True)]
    assert {grant.pk: grant.hers_to_end for grant in pages[1]["grants"]} == {own.pk: True, kept.pk: False}
    close_account(person=moved, by=administrator)
    assert User.objects.get(pk=moved.pk).is_active is False
    # Where she is now decides; the office she left looks after her no more.
    assert can_manage_person(administrator_of(far), moved) is False


def test_whoever_held_a_role_here_last_is_looked_after_here_and_whoever_never_had_one_by_the_installation(
    province, administrator
):
    root, left = User.objects.create_superuser("root@example.org", name="root"), officer_of(province)
    left.role_grants.update(ends_on=TODAY - dt.timedelta(days=1))
    RoleGrantFactory(user=root, role=role("contact"), organisation=OrganisationFactory(province=province))
    asked = [(by, person) for by in (administrator, root) for person in (left, UserFactory(), root)]

    for may in (can_manage_person, can_help_person):
        assert [may(by, person) for by, person in asked] == [True, False, False, True, True, True]


def test_an_officer_makes_a_password_link_for_a_contact_but_never_for_an_administrator(client, province, administrator):
    officer, contact = officer_of(province), contact_of(OrganisationFactory(province=province))

    link = make_password_link(person=contact, by=officer)
    page = client.get(link, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "a-long-quiet-river", "password2": "a-long-quiet-river"})
    again = client.get(link, follow=True)

    assert User.objects.get(pk=contact.pk).check_password("a-long-quiet-river")
    assert again.context["token_fail"] is True
    RoleGrantFactory(user=administrator, role=role("contact"), organisation=OrganisationFactory(province=province))
    with pytest.raises(NotAllowed):
        make_password_link(person=administrator, by=officer)


def test_a_lost_telephone_is_forgotten_by_the_administrator_only(province, administrator):
    person = officer_of(province)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})

    with pytest.raises(NotAllowed):
        forget_second_factor(person=person, by=person)
    forget_second_factor(person=person, by=administrator)

    assert Authenticator.objects.count() == 0


def test_whom_and_which_roles_somebody_finds(province, administrator):
    body, far = OrganisationFactory(province=province), officer_of(ProvinceFactory(code="13"))
    officer, coordinator, contact = officer_of(province), coordinator_of(body.network), contact_of(body)
    RoleGrantFactory(user=contact, role=role("contact"), organisation=OrganisationFactory(province=province))
    root = User.objects.create_superuser("root@example.org")
    here = [administrator, officer, coordinator, contact]
    found = {administrator: here, officer: here[2:], coordinator: [], contact: [], root: [*User.objects.order_by("pk")]}
    grants = {administrator: list(RoleGrant.objects.exclude(user=far)), root: list(RoleGrant.objects.all())}

    for person, people in found.items():
        assert sorted(people_visible_to(person), key=lambda one: one.pk) == sorted(people, key=lambda one: one.pk)
        assert set(RoleGrant.objects.visible_to(person)) == set(grants.get(person, []))


def test_a_role_is_over_once_its_last_day_is(province, administrator):
    last, gone = officer_of(province).role_grants.get(), officer_of(province).role_grants.get()
    for grant, day in ((last, TODAY), (gone, TODAY - dt.timedelta(days=1))):
        RoleGrant.objects.filter(pk=grant.pk).update(ends_on=day)

    assert list(grants_listed(administrator, over=True)) == [gone]
    assert set(grants_listed(administrator, over=False)) == {last, administrator.role_grants.get()}


# Pages


def test_the_people_page_tells_who_holds_what_and_finds_by_name(client, province, administrator):
    officer = officer_of(province, name="นางสาวมาลี ดี")
    client.force_login(administrator)

    everybody = client.get(reverse("networks:people")).context["grants"]
    found = client.get(reverse("networks:people"), {"q": "มาลี", "role": "culture_officer"}).context["grants"]

    assert [grant.user for grant in everybody] == [administrator, officer]
    assert [grant.user for grant in found] == [officer]


def test_people_and_grants_of_another_province_are_not_found(client, administrator):
    far = officer_of(ProvinceFactory(code="13"))
    client.force_login(administrator)
    pages = [reverse(f"networks:{name}", args=[far.pk]) for name in ("person", "person-edit", "grant-add")]
    pages.append(reverse("networks:grant-end", args=[far.role_grants.get().pk]))
    verbs = ("close", "reopen", "password-link", "second-factor")
    posts = [reverse(f"networks:person-{verb}", args=[far.pk]) for verb in verbs]

    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert [client.post(page).status_code for page in posts] == [404] * 4


def test_only_a_second_step_that_is_set_up_can_be_taken_away(client, province, administrator):
    officer, offers = officer_of(province), "โทรศัพท์หาย"
    client.force_login(administrator)

    def offered() -> list[bool]:
        return [
            offers in client.get(reverse("networks:person", args=[one.pk])).content.decode() for one in (officer, administrator)
        ]

    before = offered()
    for one in (officer, administrator):
        Authenticator.objects.create(user=one, type=Authenticator.Type.TOTP, data={})

    assert (before, offered()) == ([False, False], [True, False])


def test_officers_do_not_manage_people(client, province, administrator):
    officer, contact = officer_of(province), contact_of(OrganisationFactory(province=province))
    client.force_login(officer)

    assert client.get(reverse("networks:people")).status_code == 403
    assert client.get(reverse("networks:person", args=[contact.pk])).status_code == 200
    assert client.post(reverse("networks:person-close", args=[contact.pk])).status_code == 403
    assert client.get(reverse("networks:person", args=[administrator.pk])).status_code == 404


def test_a_role_over_all_provinces_is_given_by_the_installation_alone(client, province, administrator):
    person, root = contact_of(OrganisationFactory(province=province)), User.objects.create_superuser("root@example.org")
    typed = {"role": "national_viewer", "starts_on": "1/12/2569"}
    for giver in (administrator, root):
        client.force_login(giver)
        client.post(reverse("networks:grant-add", args=[person.pk]), typed)
        held = list(person.role_grants.filter(role="national_viewer"))
        assert [(one.province, one.network, one.organisation) for one in held] == (
            [] if giver is administrator else [(None,) * 3]
        )
    held[0].delete()
    client.post(reverse("admin:networks_rolegrant_add"), {**typed, "user": person.pk})
    assert person.role_grants.get(role="national_viewer").scope is None


def test_a_role_is_given_by_the_form_with_days_in_the_buddhist_era(client, province, administrator):
    person = contact_of(OrganisationFactory(province=province))
    network = SectorNetworkFactory(province=province)
    client.force_login(administrator)
    typed = {"role": "coordinator", "network": network.pk, "starts_on": "๑/๑๒/๒๕๖๙", "ends_on": "31/12/2569"}

    answer = client.post(reverse("networks:grant-add", args=[person.pk]), typed)

    assert answer["Location"] == reverse("networks:person", args=[person.pk])
    grant = person.role_grants.get(network=network)
    assert (grant.starts_on, grant.ends_on) == (dt.date(2026, 12, 1), dt.date(2026, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [{"starts_on": "30/02/2566"}, {"starts_on": "2/1/2570", "ends_on": "1/1/2570"}, {"network": ""}, {"network": "999999"},
     {"acting_for": "nobody@example.org"}, {"role": "\x00"}],
)  # fmt: skip
def test_nonsense_in_the_role_form_is_answered_by_a_sentence(client, province, administrator, typed):
    person = contact_of(OrganisationFactory(province=province))
    network = SectorNetworkFactory(province=province)
    client.force_login(administrator)
    good = {"role": "coordinator", "network": network.pk}

    answer = client.post(reverse("networks:grant-add", args=[person.pk]), {**good, **typed})

    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert person.role_grants.count() == 1


def test_the_people_page_asks_the_same_at_ten_and_at_fifty_rows_and_where_nobody_is_found(client, province, administrator):
    client.force_login(administrator)
    found = []
    for count in (10, 40):
        for _row in range(count):
            contact_of(OrganisationFactory(province=province))
        for query in ({}, {"q": "ไม่มีใคร"}):
            with counted() as queries:
                client.get(reverse("networks:people"), query)
            found.append(len(queries))

    assert found == [found[0]] * 4 and found[0] <= 11


def test_a_person_s_history_tells_of_her_account_and_of_every_role_she_was_given_and_lost(client, province, administrator):
    person, body = officer_of(province), OrganisationFactory(province=province)
    network = SectorNetworkFactory(province=province)
    client.force_login(administrator)
    page = reverse("networks:person", args=[person.pk])
    first = grant_role(user=person, role=role("coordinator"), scope=network, by=administrator, starts_on=dt.date(2026, 10, 1))
    withdrawn = grant_role(user=person, role=role("contact"), scope=body, by=administrator)
    far = SectorNetworkFactory(province=ProvinceFactory(code="13"))
    for starts_on in (dt.date(2026, 10, 1), TODAY):
        there = administrator_of(far.province)
        held = grant_role(user=person, role=role("coordinator"), scope=far, by=there, starts_on=starts_on)
        end_grant(grant=held, by=there, note="ของจังหวัดอื่น")
    with counted() as few:
        client.get(page)
    end_grant(grant=first, by=administrator, note="ย้ายงาน")
    end_grant(grant=withdrawn, by=administrator)
    with counted() as more:
        shown = client.get(page)

    told = [(event.action, getattr(event, "about", ""), event.actor, event.note) for event in shown.context["events"]]
    contact, coordinator = f"{role('contact')} · {body}", f"{role('coordinator')} · {network}"
    assert told == [
        ("end_grant", "", administrator, ""), ("end_grant", coordinator, administrator, "ย้ายงาน"),
        ("grant_role", contact, administrator, ""), ("grant_role", coordinator, administrator, ""),
    ]  # fmt: skip
    assert [(change.label, change.after) for change in change_words(shown.context["events"][0])] == [("บทบาท", contact)]
    assert len(more) == len(few)
    in_administration = client.get(reverse("admin:core_user_history", args=[person.pk])).context["events"]
    assert in_administration == shown.context["events"]
    client.force_login(UserFactory(is_superuser=True))
    assert [event.note for event in client.get(page).context["events"]].count("ของจังหวัดอื่น") == 2


def test_her_history_tells_of_a_role_that_was_taken_back_before_it_told_of_such(client, province, administrator):
    person, body = officer_of(province), OrganisationFactory(province=province)
    withdrawn_as_once(grant_role(user=person, role=role("contact"), scope=body, by=administrator), administrator)
    client.force_login(administrator)
    events = client.get(reverse("networks:person", args=[person.pk])).context["events"]
    about = f"{role('contact')} · {body}"
    assert [(one.action, one.about, one.note) for one in events] == [("end_grant", about, "ผิดคน"), ("grant_role", about, "")]


def test_whoever_looks_for_somebody_whose_roles_have_ended_is_led_to_her(client, province, administrator):
    here, gone, both = [officer_of(province, name=f"นางมาลี {name}") for name in ("หนึ่ง", "สอง", "สาม")]
    RoleGrant.objects.filter(user=gone).update(ends_on=TODAY - dt.timedelta(days=1))
    RoleGrantFactory(user=both, role=role("provincial_administrator"), province=province, ends_on=TODAY - dt.timedelta(days=1))
    far = officer_of(ProvinceFactory(code="13"), name="นางมาลี ไกล")
    RoleGrant.objects.filter(user=far).update(ends_on=TODAY - dt.timedelta(days=1))
    client.force_login(administrator)
    asked = ({"q": "มาลี"}, {"q": "สอง", "role": "culture_officer"}, {"q": "หนึ่ง"}, {"over": "1", "q": "สอง"}, {}, {"q": "ไกล"})

    pages = [client.get(reverse("networks:people"), query) for query in asked]

    assert [page.context["among_ended"] for page in pages] == [1, 1, 0, 0, 0, 0]
    assert [page.content.decode().count("1 คนที่บทบาทสิ้นสุดแล้ว") for page in pages] == [1, 1, 0, 0, 0, 0]
    [link] = re.findall(r'href="([^"]+)">ดู 1 คน', pages[1].content.decode())
    [grant] = client.get(reverse("networks:people") + unescape(link)).context["grants"]
    assert grant.user == gone


def test_the_page_says_which_last_day_an_empty_box_records_and_what_was_recorded(client, province, administrator):
    client.force_login(administrator)
    told = []
    for starts_on, typed in ((dt.date(2026, 10, 1), ""), (dt.date(2026, 10, 1), "30/11/2569"), (TODAY, "")):
        grant = RoleGrantFactory(
            user=UserFactory(name="ก"), role=role("culture_officer"), province=province, starts_on=starts_on
        )
        page = reverse("networks:grant-end", args=[grant.pk])
        told.append(client.get(page).context["form"].fields["last_day"].help_text)
        told += map(str, client.post(page, {"last_day": typed}, follow=True).context["messages"])

    ends, back = "ข้อมูลอื่นในบัญชีไม่เปลี่ยนแปลง", "เว้นว่าง: ถอนบทบาททันที เนื่องจากยังมีผลไม่ครบวัน จึงมีบันทึกไว้ในประวัติเท่านั้น"
    empty = "เว้นว่าง: สิ้นสุดทันที วันสุดท้ายนับเต็มวัน จึงบันทึกวันสุดท้ายเป็นเมื่อวาน คือ 23 พ.ย. 2569"
    assert told == [
        empty, f"บทบาทของ ก สิ้นสุดแล้ว วันสุดท้ายที่มีผลเต็มวันคือ 23 พ.ย. 2569 {ends}",
        empty, f"บทบาทของ ก สิ้นสุดหลังวันที่ 30 พ.ย. 2569 {ends}", back, f"ถอนบทบาทของ ก แล้ว {ends}",
    ]  # fmt: skip
    assert sorted(map(str, RoleGrant.objects.filter(user__name="ก").values_list("ends_on", flat=True))) == [
        "2026-11-23",
        "2026-11-30",
    ]
