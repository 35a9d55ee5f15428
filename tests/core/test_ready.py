"""A query written out once gives what the same query gives anew, whoever asks."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from moralprovince.core.logged_in import PERSON, Backend, SessionStore
from moralprovince.core.models import User
from moralprovince.core.ready import Ready, column_of
from networks.models import Office, Organisation, ProgrammeYear, RoleGrant
from tests.factories import OfficeFactory, OrganisationFactory, ProgrammeYearFactory, ProvinceFactory, UserFactory, contact_of

pytestmark = [pytest.mark.django_db]
DAY = dt.timedelta(days=1)


def whole(one):
    """All that was read of it."""
    return {name: value for name, value in vars(one).items() if name != "_state"}


def test_a_person_is_read_with_every_field_she_has():
    one, other = UserFactory(phone="035123456", is_staff=True), UserFactory()

    found = [PERSON.first(who=one.pk), PERSON.first(who=other.pk), PERSON.first(who=one.pk)]

    assert [whole(person) for person in found] == [whole(User.objects.get(pk=pk)) for pk in (one.pk, other.pk, one.pk)]
    assert (PERSON.first(who=0), found[0]._state.adding, found[0]._state.db) == (None, False, "default")


def test_what_is_selected_beside_is_there_without_another_query(django_assert_num_queries):
    bare, full = ProvinceFactory(code="15"), ProvinceFactory(code="14")
    OfficeFactory(province=bare, working_year=None)
    OfficeFactory(province=full, working_year=ProgrammeYearFactory(province=full, fiscal_year=2570))
    offices = Ready(lambda code: Office.objects.select_related("province", "working_year").filter(province=code), code="-")

    with django_assert_num_queries(2):
        found = [offices.first(code=code) for code in ("15", "14")]
        assert [(one.province.name, one.working_year and one.working_year.fiscal_year) for one in found] == [
            (bare.name, None), (full.name, 2570)
        ]  # fmt: skip


def test_what_is_reckoned_for_a_row_stands_on_it():
    for name in ("ใจ", "ดี"):
        OrganisationFactory(parent=OrganisationFactory(name=name))
    rows = Organisation.objects.annotate(over=F("parent__name"), twice=F("pk") * 2).select_related("network")
    named = Ready(lambda name: rows.filter(over=name), name="-")

    found = [named.first(name=name) for name in ("ใจ", "ดี")]

    assert [whole(one) for one in found] == [whole(rows.get(over=name)) for name in ("ใจ", "ดี")]
    assert [(one.over, one.twice) for one in found] == [
        (name, one.pk * 2) for name, one in zip(("ใจ", "ดี"), found, strict=True)
    ]


def test_what_is_never_asked_about_is_told_at_once():
    before = Ready(lambda year: ProgrammeYear.objects.filter(Q(fiscal_year__lt=year) | Q(motto="")), year=-1)
    with pytest.raises(ValueError, match=r"^The query does not ask about year\.$"):
        before.first(year=2570)


def test_days_are_asked_about_as_often_as_they_stand_in_the_query():
    grant = contact_of(OrganisationFactory()).role_grants.get()
    RoleGrant.objects.filter(pk=grant.pk).update(starts_on=dt.date(2026, 11, 2), ends_on=dt.date(2026, 11, 3))
    in_force = Ready(lambda day: RoleGrant.objects.in_force(day).values_list("user_id", "starts_on"), day=dt.date(1, 1, 1))

    found = {day: list(in_force.rows(day=dt.date(2026, 11, day))) for day in (1, 2, 3, 4)}

    held = [(grant.user_id, dt.date(2026, 11, 2))]
    assert found == {1: [], 2: held, 3: held, 4: []}


def test_rows_may_be_counted():
    for name in ("ใจ", "ใจ", "ดี"):
        UserFactory(name=name)
    named = Ready(lambda name: User.objects.filter(name=name).values("name").annotate(n=Count("pk")).values_list("n"), name="-")

    assert [named.first(name=name) for name in ("ใจ", "ดี", "ไม่มี")] == [(2,), (1,), None]


def test_a_session_is_read_while_it_lasts():
    kept = SessionStore()
    kept["word"] = "คำ"
    kept.create()

    again = SessionStore(kept.session_key)
    assert (again["word"], again.get_expiry_date().tzinfo, again.session_key) == ("คำ", dt.UTC, kept.session_key)

    Session.objects.filter(pk=kept.session_key).update(expire_date=timezone.now())
    over = SessionStore(kept.session_key)
    assert (over.get("word"), over.session_key) == (None, None)


@pytest.mark.parametrize(
    "key",
    ["0" * 32, "nobody-has-this-key", "x", "a' OR 1=1", "กุญแจของใครก็ไม่รู้", "\0aaaaaaaaaaaa", "aaaaaaaaaaaa\ud800", "a" * 9000],
)
def test_a_key_that_belongs_to_no_session_is_given_up(key):
    asked = SessionStore(key)
    assert (asked.load(), asked.session_key) == ({}, None)


def test_a_cookie_with_a_null_byte_leads_to_the_log_in(client):
    cookie = f'{settings.SESSION_COOKIE_NAME}="\\000aaaaaaaaaaaa"'

    answer = client.get(reverse("account"), HTTP_COOKIE=cookie)

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/account/")


def test_whose_account_is_closed_is_nobody():
    person = UserFactory()
    assert Backend().get_user(person.pk) == person
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert (Backend().get_user(person.pk), Backend().get_user(0)) == (None, None)


def test_a_column_written_out_counts_for_each_row_what_its_expression_counts():
    here, there = OrganisationFactory(), OrganisationFactory()
    for body in (here, here, there):
        contact_of(body)
    grants = RoleGrant.objects.filter(organisation=OuterRef("pk"), starts_on__lt=dt.date(2026, 11, 1)).order_by()
    counted = Coalesce(Subquery(grants.values("organisation").values(count=Count("pk"))), 0)
    rows = Organisation.objects.order_by("pk")

    found = [list(rows.values_list("pk", one)) for one in (counted, column_of(Organisation, counted))]

    assert found == [[(here.pk, 2), (there.pk, 1)]] * 2
