"""Administration pages: for administrators and reviewers, their own provinces, saves by action, delete off, few queries."""

import datetime as dt
import json
import re

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.urls import reverse

from assessments.models import Assessment, CriteriaSet
from moralprovince.core.audit import history_of, record
from moralprovince.core.models import AuditEvent, Message, User
from moralprovince.core.words import change_words
from moralprovince.portal.models import Ladder, Rung, Summary
from networks.actions.invitations import Guest, invite
from networks.actions.roles import grant_role
from networks.models import Invitation, Office, Organisation, ProgrammeYear, RoleGrant, SectorNetwork
from pledges.models import FollowUpReport, Pledge, ReportRound
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    RoleGrantFactory,
    SectorNetworkFactory,
    UserFactory,
    administrator_of,
    contact_of,
    coordinator_of,
    holder_of,
    officer_of,
    role,
)
from tests.factories_assessments import AssessmentFactory, AssignmentFactory, assessor_of, committee_member_of
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory
from tests.support.administration import sign_on, signed
from tests.support.queries import counted

pytestmark = pytest.mark.django_db
FLOORS = ("core", "networks", "pledges", "assessments", "portal")
MODELS = sorted(
    (model for model in admin.site._registry if model._meta.app_label in FLOORS),
    key=lambda model: model._meta.label,
)
MARK = "นกกระเรียน"


def address(model, page, *keys):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=keys)


def furnish(province):
    """One row of everything in a province, each carrying the mark where it has a text."""
    office = OfficeFactory(province=province, name=f"สำนักงาน {MARK}")
    year = ProgrammeYearFactory(province=province, motto=MARK)
    network = SectorNetworkFactory(province=province, name=f"เครือข่าย {MARK}")
    organisation = OrganisationFactory(province=province, network=network, name=f"วัด {MARK}")
    contact = contact_of(organisation, name=f"ผู้ติดต่อ {MARK}")
    officer = officer_of(province, name=f"เจ้าหน้าที่ {MARK}")
    invite(guest=Guest(f"แขก {MARK}", role("contact"), organisation, "guest@example.org"), by=officer)
    ladder = Ladder.objects.create(province=province, kind="report", name=f"บันได {MARK}")
    Rung.objects.create(ladder=ladder, offset=7, who="contact", channel="email", subject=f"เตือน {MARK}", body="…")
    days = {"opens_on": dt.date(2027, 3, 1), "due_on": dt.date(2027, 3, 31)}
    ReportRound.objects.create(programme_year=year, code="H1", **days)
    AssessmentFactory(organisation=organisation, state="submitted", scores=[2] * 9)
    Summary.objects.create(province=province, period="2570-H1", figures={})
    return {"office": office, "year": year, "network": network, "organisation": organisation, "contact": contact}


@pytest.fixture
def province():
    return ProvinceFactory()


@pytest.fixture
def administrator(province):
    return administrator_of(province)


def test_all_models_people_look_after_are_there():
    floor_one = {Office, ProgrammeYear, SectorNetwork, RoleGrant, Invitation, Organisation}

    assert floor_one | {User, Ladder, Rung, Message, AuditEvent} <= set(MODELS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_an_administrator_reads_lists_rows_and_their_history(client, province, administrator, model):
    furnish(province)
    client.force_login(administrator)

    assert client.get(address(model, "changelist"), {"q": MARK}).status_code == 200
    row = model._default_manager.first()
    if row is not None:
        assert client.get(address(model, "change", row.pk)).status_code == 200
        assert client.get(address(model, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_nothing_of_another_province_is_found(client, province, model):
    furnish(province)
    client.force_login(administrator_of(ProvinceFactory(code="13")))

    page = client.get(address(model, "changelist"))
    assert page.status_code == 200
    assert MARK not in page.content.decode()
    if model._meta.label in ("networks.Role", "networks.Virtue"):
        return
    for row in model._default_manager.all():
        mine = model is User and row.role_grants.filter(province="13").exists()
        mine = mine or (model is RoleGrant and row.province_id == "13")
        # What came with the portal is everybody's.
        mine = mine or (model is CriteriaSet and row.province_id is None)
        for shown in () if mine else ("change", "history"):
            assert client.get(address(model, shown, row.pk)).status_code == 404


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_deleting_is_off(client, province, administrator, model):
    furnish(province)
    client.force_login(administrator)
    before = model._default_manager.count()
    row = model._default_manager.first()
    if row is None:
        return

    answer = client.post(address(model, "delete", row.pk), {"post": "yes"})
    client.post(address(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})

    assert answer.status_code == 403
    assert model._default_manager.count() == before


@pytest.mark.parametrize("make", [committee_member_of, lambda province: UserFactory(is_staff=True)])
def test_others_are_told_that_these_pages_are_not_theirs(client, province, make):
    client.force_login(make(province))

    assert client.get(reverse("admin:index"), follow=True).status_code == 403
    assert client.post(address(SectorNetwork, "add"), {}, follow=True).status_code == 403


@pytest.mark.parametrize("make", [officer_of, assessor_of])
def test_whoever_reviews_finds_the_queue_of_cases_and_nothing_else(client, province, make):
    furnish(province)
    person = make(province)
    AssignmentFactory(assessment=Assessment.objects.get(), assessor=person)
    client.force_login(person)

    index = client.get(reverse("admin:index"))
    answers = {model: client.get(address(model, "changelist")).status_code for model in MODELS}

    assert [one["object_name"] for app in index.context["app_list"] for one in app["models"]] == ["Assessment"]
    assert {model for model, status in answers.items() if status == 200} == {Assessment}
    assert set(answers.values()) == {200, 403}


def test_an_assessor_finds_only_the_cases_that_are_hers(client, province):
    furnish(province)
    client.force_login(assessor_of(province))
    case = Assessment.objects.get()

    assert MARK not in client.get(address(Assessment, "changelist")).content.decode()
    assert [client.get(address(Assessment, page, case.pk)).status_code for page in ("change", "history")] == [404, 404]


def test_a_coordinator_of_a_network_is_not_let_in(client, province):
    client.force_login(coordinator_of(SectorNetworkFactory(province=province)))

    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_an_administration_that_is_over_opens_nothing(client, province):
    person = holder_of("provincial_administrator", province=province, user=UserFactory(is_staff=True))
    RoleGrant.objects.filter(user=person).update(ends_on=dt.date(2021, 1, 1))
    client.force_login(person)

    assert client.get(reverse("admin:index"), follow=True).status_code == 403


def test_strangers_log_in_on_the_portals_own_page(client):
    answer = client.get(reverse("admin:index"), follow=True)

    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


# Saving goes through actions


def test_an_edit_is_saved_and_recorded_once(client, province, administrator):
    network = furnish(province)["network"]
    client.force_login(administrator)
    typed = {"name": "เครือข่ายใหม่", "name_en": "", "aliases": '["ใหม่"]', "order": "๓", "first_fiscal_year": "2563",
             "last_fiscal_year": ""}  # fmt: skip

    answer = signed(client, address(SectorNetwork, "change", network.pk), typed)

    network.refresh_from_db()
    assert (answer.status_code, network.name, network.aliases, network.order) == (302, "เครือข่ายใหม่", ["ใหม่"], 3)
    event = AuditEvent.objects.get(action="edit_network")
    assert (event.actor, event.changes["name"]) == (administrator, [f"เครือข่าย {MARK}", "เครือข่ายใหม่"])


def test_a_refusal_of_the_action_comes_back_on_the_form(client, province, administrator):
    network = furnish(province)["network"]
    client.force_login(administrator)
    typed = {"name": "สั้นไป", "name_en": "", "aliases": "[]", "order": "1", "first_fiscal_year": "2563",
             "last_fiscal_year": "2564"}  # fmt: skip

    answer = signed(client, address(SectorNetwork, "change", network.pk), typed)

    network.refresh_from_db()
    assert answer.status_code == 200
    assert len(answer.context["errors"]) == 1
    assert answer.context["adminform"].form["name"].value() == "สั้นไป"
    assert network.last_fiscal_year is None


def test_the_slower_of_two_is_told_sees_what_stands_and_saves_again(client, province, administrator):
    network = furnish(province)["network"]
    page, rows = address(SectorNetwork, "change", network.pk), SectorNetwork.objects.filter(pk=network.pk)
    client.force_login(administrator)
    typed = {"name_en": "", "aliases": "[]", "order": "1", "first_fiscal_year": "2563", "last_fiscal_year": ""}
    sign = sign_on(client.get(page))
    client.post(page, typed | {"name": "คนแรก", "sign": sign})

    told = client.post(page, typed | {"name": "คนหลัง", "sign": sign})
    form = told.context["adminform"].form
    assert (rows.get().name, form["name"].value()) == ("คนแรก", "คนหลัง")
    assert form.non_field_errors() == [
        "มีผู้บันทึกรายการนี้ไปก่อนท่านเมื่อสักครู่ สิ่งที่ท่านกรอกยังอยู่ครบ กรุณาเทียบกันแล้วบันทึกอีกครั้ง",
        "ข้อมูลปัจจุบันในส่วนที่ต่างจากที่ท่านกรอก",
        "ชื่อ: คนแรก",
    ]
    assert '<p class="errornote">\n    กรุณาแก้ไขข้อมูลในจุดต่อไปนี้\n' in told.content.decode()
    client.post(page, typed | {"name": "คนหลัง", "sign": sign_on(told)})
    assert (rows.get().name, AuditEvent.objects.filter(action="edit_network").count()) == ("คนหลัง", 2)


def test_a_year_is_added_with_a_day_in_the_buddhist_era(client, province, administrator):
    client.force_login(administrator)
    typed = {"province": "14", "fiscal_year": "2571", "motto": "ดี", "read_only_from": "1/10/2571"}

    client.post(address(ProgrammeYear, "add"), typed)

    assert ProgrammeYear.objects.get(fiscal_year=2571).read_only_from == dt.date(2028, 10, 1)
    assert AuditEvent.objects.filter(action="add_year").count() == 1


def test_a_forged_post_into_another_province_is_refused(client, province, administrator):
    other = ProvinceFactory(code="13")
    client.force_login(administrator)
    typed = {"province": "13", "code": "x", "name": "x", "aliases": "[]", "order": "1", "first_fiscal_year": "2563"}

    network = client.post(address(SectorNetwork, "add"), typed)
    grant = client.post(
        address(RoleGrant, "add"),
        {"user": administrator.pk, "role": "culture_officer", "province": "13", "starts_on": "1/1/2569"},
    )

    assert (network.status_code, grant.status_code) == (200, 200)
    assert SectorNetwork.objects.filter(province=other).count() == 0
    assert RoleGrant.objects.filter(province=other).count() == 0


def test_a_role_over_an_organisation_of_another_province_is_not_given(client, administrator):
    far = OrganisationFactory(province=ProvinceFactory(code="13"))
    client.force_login(administrator)
    typed = {"user": administrator.pk, "role": "contact", "organisation": far.pk, "starts_on": "1/1/2569"}

    answer = client.post(address(RoleGrant, "add"), {**typed})

    assert answer.status_code == 403
    assert far.grants.count() == 0


def test_roles_are_given_and_ended_by_the_actions(client, province, administrator):
    person = furnish(province)["contact"]
    client.force_login(administrator)
    typed = {"user": person.pk, "role": "culture_officer", "province": "14", "starts_on": "1/1/2569"}

    client.post(address(RoleGrant, "add"), typed)
    grant = RoleGrant.objects.get(user=person, role="culture_officer")
    client.post(address(RoleGrant, "changelist"), {"action": "end_roles", "_selected_action": [grant.pk]})

    grant.refresh_from_db()
    assert (grant.starts_on, grant.ends_on is not None) == (dt.date(2026, 1, 1), True)
    assert [event.action for event in history_of(grant)] == ["end_grant", "grant_role"]


def test_the_last_administrator_stays_whatever_is_chosen(client, administrator):
    client.force_login(administrator)
    grant = administrator.role_grants.get()

    client.post(address(RoleGrant, "changelist"), {"action": "end_roles", "_selected_action": [grant.pk]})
    client.post(address(User, "changelist"), {"action": "close_accounts", "_selected_action": [administrator.pk]})

    grant.refresh_from_db()
    administrator.refresh_from_db()
    assert (grant.ends_on, administrator.is_active) == (None, True)


def test_a_telephone_number_is_read_as_on_the_pages(client, province, administrator):
    person, name = furnish(province)["contact"], {"name": "ชื่อใหม่"}
    client.force_login(administrator)

    refused = signed(client, address(User, "change", person.pk), name | {"phone": "035-12"})
    long = signed(client, address(User, "change", person.pk), name | {"phone": ", ".join(["035-123-456"] * 4)})
    taken = signed(client, address(User, "change", person.pk), name | {"phone": "๐๓๕-๑๒๓-๔๕๖"})

    person.refresh_from_db()
    assert [list(page.context["adminform"].form.errors) for page in (refused, long)] == [["phone"]] * 2
    assert (taken.status_code, person.phone) == (302, "035-123-456")


def test_an_account_is_renamed_but_never_raised(client, province, administrator):
    person = furnish(province)["contact"]
    client.force_login(administrator)

    signed(client, address(User, "change", person.pk), {"name": "ชื่อใหม่", "phone": "", "is_superuser": "on", "is_staff": "on"})

    person.refresh_from_db()
    assert (person.name, person.is_superuser, person.is_staff) == ("ชื่อใหม่", False, False)
    assert AuditEvent.objects.get(action="edit_person").changes["name"][1] == "ชื่อใหม่"


def test_passwords_and_digests_cannot_be_felt_out_by_address(client, province, administrator):
    furnish(province)
    client.force_login(administrator)

    tries = ((User, "password__startswith"), (Invitation, "token_hash__startswith"), (User, "is_superuser__exact"))
    answers = [client.get(address(model, "changelist"), {lookup: "x"}).status_code for model, lookup in tries]

    assert answers == [400, 400, 400]


def test_the_filters_of_a_list_answer_what_they_offer(client, province, administrator):
    furnish(province)
    client.force_login(administrator)
    grants = client.get(address(RoleGrant, "changelist"), {"time": "now", "role__code__exact": "contact"})
    years = client.get(address(ReportRound, "changelist"), {"programme_year__id__exact": ProgrammeYear.objects.first().pk})

    assert [row.role_id for row in grants.context["cl"].result_list] == ["contact"]
    assert years.context["cl"].result_count == 1


def test_proposed_organisations_are_taken_in_by_the_pile(client, province, administrator):
    rows = [OrganisationFactory(province=province, state="proposed") for _row in range(3)]
    client.force_login(administrator)

    client.post(address(Organisation, "changelist"), {"action": "confirm", "_selected_action": [row.pk for row in rows]})

    assert set(Organisation.objects.values_list("state", flat=True)) == {"active"}
    assert AuditEvent.objects.filter(action="confirm", actor=administrator).count() == 3


@pytest.mark.parametrize("model", [Organisation, RoleGrant, User, Invitation, AuditEvent], ids=lambda m: m._meta.label)
def test_lists_ask_the_same_at_ten_and_at_fifty_rows(client, province, administrator, model):
    network = SectorNetworkFactory(province=province)
    client.force_login(administrator)
    found = []
    for count in (10, 40):
        for _row in range(count):
            organisation = OrganisationFactory(province=province, network=network)
            contact = contact_of(organisation)
            invite(guest=Guest(contact.name, role("contact"), organisation, ""), by=administrator)
        with counted() as queries:
            client.get(address(model, "changelist"))
        found.append(len(queries))

    assert found[0] == found[1] <= 25


def test_lists_sort_bare_keys_and_read_the_rows_of_the_page_alone(client, province, administrator):
    Message.objects.bulk_create(Message(dedupe_key=str(number), province_code=province.pk) for number in range(51))
    client.force_login(administrator)
    with counted() as queries:
        client.get(address(Message, "changelist"))

    # What is cut off at the page stands inside the statement that reads the rows.
    assert [one.endswith("LIMIT 50") for one in queries if "LIMIT 50" in one] == [False]


def test_a_search_folds_capital_letters_only_where_some_are_typed(client, rf, province, administrator):
    Message.objects.create(dedupe_key="1", province_code=province.pk, recipient_name="Somchai วัดใหญ่")
    client.force_login(administrator)
    changelist, found = address(Message, "changelist"), {}
    for typed in ("ใหญ่", "SOMCHAI", "somchai วัด", "วัดเล็ก"):
        of_names = admin.site.get_model_admin(Message).get_search_fields(rf.get(changelist, {"q": typed}))[0]
        found[typed] = (client.get(changelist, {"q": typed}).context["cl"].result_count, of_names)

    assert found == {
        "ใหญ่": (1, "recipient_name__holds"), "SOMCHAI": (1, "recipient_name"),
        "somchai วัด": (1, "recipient_name"), "วัดเล็ก": (0, "recipient_name__holds"),
    }  # fmt: skip


def test_a_box_to_choose_from_looks_for_a_word_as_the_lists_do(client, rf, province, administrator):
    officer = officer_of(province, name="นางมาลี")
    client.force_login(administrator)
    box, column = reverse("admin:autocomplete"), {"app_label": "networks", "model_name": "rolegrant", "field_name": "user"}

    found = client.get(box, column | {"term": "มา\0ลี"}).json()["results"]

    assert [one["id"] for one in found] == [str(officer.pk)]
    assert admin.site.get_model_admin(User).get_search_fields(rf.get(box, {"term": "มาลี"}))[0] == "name__holds"


def test_the_button_to_the_history_leads_there_also_where_a_code_has_a_dash_below(client, province):
    held = role("culture_officer")
    client.force_login(UserFactory(is_superuser=True))
    page = client.get(address(type(held), "change", quote(held.pk))).content.decode()
    assert client.get(re.search(r'href="([^"]*/history/)"', page)[1]).context["object"] == held


def test_the_history_is_not_counted_action_by_action(client, province, administrator):
    AuditEvent.objects.bulk_create(AuditEvent(action=action, province_code=province.pk) for action in ("edit", "accept"))
    client.force_login(administrator)
    pages = [client.get(address(model, "changelist")).content.decode() for model in (AuditEvent, Organisation)]

    assert ["_facets" in page for page in pages] == [False, True]


def test_what_was_ever_done_is_offered_from_an_index(client, province, administrator):
    client.force_login(administrator)
    with counted() as queries:
        client.get(address(AuditEvent, "changelist"))
    [asked] = [one for one in queries if one.startswith("SELECT DISTINCT")]

    asked_for = sorted(re.findall(r'"core_auditevent"\."(\w+)"', asked.partition(" AS ")[0] + asked.partition(" WHERE ")[2]))
    assert [index.name for index in AuditEvent._meta.indexes if sorted(index.fields) == asked_for] == ["core_audit_done"]


def test_the_address_of_a_message_is_called_an_e_mail_and_not_a_place(client, province, administrator):
    row = Message.objects.create(
        dedupe_key="k", kind="notice", channel="email", address="a@example.org", province_code=province.pk
    )
    event = record("resend", row, by=administrator, changes={"address": ["", row.address]})
    client.force_login(administrator)
    headings = re.findall(
        r"column-address.*?<a href[^>]*>([^<]*)</a>", client.get(address(Message, "changelist")).content.decode(), re.S
    )

    assert (headings, [change.label for change in change_words(event)]) == (["อีเมลผู้รับ"], ["อีเมลผู้รับ"])


def test_days_are_shown_in_the_buddhist_era(client, province, administrator):
    RoleGrantFactory(user=UserFactory(), role=role("culture_officer"), province=province, starts_on=dt.date(2026, 11, 24))
    client.force_login(administrator)

    page = client.get(address(RoleGrant, "changelist")).content.decode()

    assert "24 พ.ย. 2569" in page and "2026" not in page


@pytest.mark.parametrize(
    ("language", "counted_words"), [("th", "เลือก %(sel)s จาก %(cnt)s รายการ"), ("en", "%(sel)s of %(cnt)s selected")]
)
def test_the_scripts_of_the_administration_count_chosen_rows_in_the_language_of_the_page(client, language, counted_words):
    client.force_login(administrator_of(ProvinceFactory()))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    text = client.get(reverse("admin:jsi18n")).content.decode()
    catalogue = json.loads(text.split("const newcatalog = ", 1)[1].split(";\n", 1)[0])
    assert catalogue["%(sel)s of %(cnt)s selected"] == [counted_words, counted_words]


def test_history_and_post_are_told_in_words(client, province, administrator):
    person = UserFactory(name="นางมา")
    network = furnish(province)["network"]
    client.force_login(administrator)
    typed = {
        "name": "เครือข่ายใหม่",
        "name_en": "",
        "aliases": "[]",
        "order": "1",
        "first_fiscal_year": "2563",
        "last_fiscal_year": "",
    }
    signed(client, address(SectorNetwork, "change", network.pk), typed)
    grant_role(user=person, role=role("culture_officer"), scope=province, by=administrator)
    event = AuditEvent.objects.get(action="edit_network")

    events, post = (client.get(address(model, "changelist")).context["cl"] for model in (AuditEvent, Message))
    page = client.get(address(AuditEvent, "change", event.pk)).context["adminform"].model_admin
    chosen = client.get(address(AuditEvent, "changelist"), {"done": "grant_role"}).context["cl"].result_list

    assert [events.model_admin.done(row) for row in events.result_list][:2] == ["มอบบทบาท", "แก้ไขเครือข่าย"]
    assert events.filter_specs[0].lookup_choices == [
        ("grant_role", "มอบบทบาท"),
        ("invite", "เชิญเข้าใช้ระบบ"),
        ("edit_network", "แก้ไขเครือข่าย"),
    ]
    assert [row.object_label for row in chosen] == ["นางมา · เจ้าหน้าที่สำนักงานวัฒนธรรมจังหวัด · พระนครศรีอยุธยา"]
    assert "ชื่อ: " in page.changed(event) and "name" not in page.changed(event)
    # What stands alone came from nothing.
    removed = AuditEvent(action="forget_person", object_type="core.user", changes={"core.message": 3})
    assert page.changed(removed) == "จำนวนรายการที่ลบข้อมูลของบุคคลนี้ออก:<br>ข้อความที่ส่ง: 3"
    assert {post.model_admin.about(row) for row in post.result_list} == {"คำเชิญ", "บทบาทใหม่"}


def test_a_row_leads_to_its_own_page_and_the_list_of_people_to_the_invitation(client, province, administrator):
    furnish(province)
    report_round = ReportRound.objects.get()
    pledge = PledgeFactory(organisation=Organisation.objects.first(), programme_year=report_round.programme_year)
    FollowUpReportFactory(pledge=pledge, round=report_round)
    client.force_login(administrator)

    rows = {model: model._default_manager.first() for model in (User, Organisation, Pledge, FollowUpReport, ReportRound)}
    found = [client.get(address(model, "change", row.pk)).context["absolute_url"] for model, row in rows.items()]
    people = client.get(address(User, "changelist")).content.decode()

    assert [client.get(page).status_code for page in found] == [200] * 5
    assert people.count(f'href="{reverse("networks:invite")}"') == 1


def test_a_list_is_called_by_what_stands_in_it_and_what_reads_alike_is_one_choice(client, province, administrator):
    actions = ("accept", "certify", "done", "finish_work")
    AuditEvent.objects.bulk_create(AuditEvent(action=action, province_code=province.pk) for action in actions)
    client.force_login(administrator)

    page = client.get(address(AuditEvent, "changelist"))
    chosen = client.get(address(AuditEvent, "changelist"), {"done": "done"}).context["cl"].result_list
    added = client.get(address(ProgrammeYear, "add"))

    assert [page.context["title"], added.context["title"]] == ["ประวัติการใช้ระบบ", "เพิ่มปีงบประมาณ"]
    assert [words for _name, words in page.context["cl"].filter_specs[0].lookup_choices] == [
        "ดำเนินการแล้ว",
        "รับรองผลแล้ว / รับรองรายงานการประชุมแล้ว",
        "รับรองรายงานแล้ว",
    ]
    assert sorted(event.action for event in chosen) == ["done", "finish_work"]
