"""Adding, editing and moving an entry on its pages: what is typed is kept, who is slower is told, nobody writes elsewhere."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from crispy_forms.layout import Fieldset
from django.urls import reverse
from django.utils.html import escape

from moralprovince.core import thai
from moralprovince.core.words import change_words
from networks.models import Organisation
from tests.factories import (
    DistrictFactory,
    OrganisationFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    SubdistrictFactory,
    contact_of,
    coordinator_of,
    officer_of,
)
from tests.support.queries import counted

NOON = dt.datetime(2026, 11, 24, 5, 0, tzinfo=dt.UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOON, tick=False)]


@pytest.fixture
def province():
    return ProvinceFactory()


@pytest.fixture
def officer(client, province):
    officer = officer_of(province)
    client.force_login(officer)
    return officer


def typed(**changes):
    """A form filled in well."""
    return {
        "name": "วัดใหม่", "kind": "organisation", "network": str(SectorNetworkFactory().pk), "district": "1401",
        "subdistrict": SubdistrictFactory().pk, "members": "๑,๒๐๐", "tax_id": "", "declared_on": "24/11/2568",
        "phone": "035-123-456", "email": "A@Example.org", "contact_name": "พระครู ก", "village_no": "๓", "postal_code": "๑๓๐๐๐",
        "address": "", "parent": "", "note": "",
    } | changes  # fmt: skip


def test_no_label_says_what_its_heading_says(client, officer):
    form = client.get(reverse("networks:organisation-add")).context["form"]
    headings = [str(part.legend) for part in form.layout if isinstance(part, Fieldset)]
    assert (headings[2], str(form["contact_name"].label)) == ("ผู้ติดต่อ", "ชื่อผู้ติดต่อ")
    assert [str(field.label) for field in form if str(field.label) in headings] == []


def test_an_entry_is_added_with_what_was_typed(client, officer):
    response = client.post(reverse("networks:organisation-add"), typed())
    added = Organisation.objects.get()
    assert response.url == reverse("networks:organisation", args=[added.code])
    assert (added.members, added.declared_on, added.village_no, added.postal_code, added.email) == (
        1200, dt.date(2025, 11, 24), "3", "13000", "a@example.org",
    )  # fmt: skip
    assert added.state == "proposed"
    assert [m.since for m in added.memberships.all()] == [dt.date(2026, 11, 24)]


def test_the_subdistrict_alone_says_where_it_is(client, officer):
    client.post(reverse("networks:organisation-add"), typed(district=""))
    assert Organisation.objects.get().district_id == "1401"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "ก" * 1_000_000), ("subdistrict", ""), ("subdistrict", "999999"), ("network", ""),
        ("network", "x"), ("declared_on", "30/02/2566"), ("declared_on", "24/11/2580"), ("members", "-5"),
        ("members", "ประมาณร้อย"), ("members", "9" * 30), ("tax_id", "1234567890123"), ("email", "ไม่มี"),
        ("postal_code", "130"), ("parent", "14-99999"), ("kind", "temple"), ("phone", "โทรมาเลย"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_the_rest_is_kept(client, officer, field, value):
    response = client.post(reverse("networks:organisation-add"), typed(**{field: value}))
    form = response.context["form"]
    assert response.status_code == 200
    assert list(form.errors) == [field]
    assert form["contact_name"].value() == "พระครู ก"
    assert not Organisation.objects.exists()


def test_a_nul_character_is_taken_out(client, officer):
    client.post(reverse("networks:organisation-add"), typed(name="วัด\x00ใหม่"))
    assert Organisation.objects.get().name == "วัดใหม่"


def test_a_subdistrict_of_another_district_is_refused(client, officer):
    elsewhere = DistrictFactory(code="1402")
    response = client.post(reverse("networks:organisation-add"), typed(district=elsewhere.pk))
    assert list(response.context["form"].errors) == ["subdistrict"]


def test_a_subdistrict_of_another_province_is_no_choice(client, officer):
    other = SubdistrictFactory(district__province=ProvinceFactory(code="10"))
    response = client.post(reverse("networks:organisation-add"), typed(district="", subdistrict=other.pk))
    assert list(response.context["form"].errors) == ["subdistrict"]


def test_a_second_entry_of_one_body_is_refused_with_the_code_of_the_first(client, officer):
    first = OrganisationFactory(name="วัดใหม่")
    response = client.post(reverse("networks:organisation-add"), typed())
    assert response.status_code == 200
    assert first.code in str(response.context["form"].non_field_errors())
    assert Organisation.objects.count() == 1


def link_to(body):
    """As it stands in a refusal."""
    return f'<a href="{reverse("networks:organisation", args=[body.code])}">{escape(body.name)} ({body.code})</a>'


def summary_on(page):
    """The lines on top of a form that was refused, as they are drawn."""
    return re.findall("<li>(.*?)</li>", page.content.decode().split('class="error-summary"')[1].split("</div>")[0])


def test_the_refusal_leads_to_the_entry_that_stands_already_and_keeps_what_was_typed(client, officer):
    first = OrganisationFactory(name="วัด<b>ใหม่</b>&")
    page = client.post(reverse("networks:organisation-add"), typed(name=first.name))
    assert summary_on(page) == [f"มีรายการนี้ในทะเบียนแล้ว: {link_to(first)}"]
    kept = {field: page.context["form"][field].value() for field in ("name", "contact_name", "members", "phone", "declared_on")}
    assert kept == {field: typed(name=first.name)[field] for field in kept}
    assert client.get(reverse("networks:organisation", args=[first.code])).status_code == 200


def test_a_tax_number_that_is_taken_leads_there_from_its_field(client, officer):
    first = OrganisationFactory(name="วัดเดิม", tax_id="0812620262081")
    page = client.post(reverse("networks:organisation-add"), typed(tax_id=first.tax_id))
    # A link stands in no other link.
    assert (page.content.decode().count(link_to(first)), link_to(first) in summary_on(page)[0]) == (1, False)


def test_without_javascript_all_subdistricts_stand_grouped_by_district(client, officer):
    SubdistrictFactory()
    SubdistrictFactory(district=DistrictFactory(code="1402"))
    form = client.get(reverse("networks:organisation-add")).context["form"]
    groups = [label for _value, label in form["subdistrict"].field.widget.choices][1:]
    assert len(groups) == 2


def test_the_chosen_district_leaves_only_its_subdistricts(client, officer):
    here, there = SubdistrictFactory(), SubdistrictFactory(district=DistrictFactory(code="1402"))
    response = client.get(reverse("networks:subdistrict-options"), {"district": "1401"})
    assert here.pk in response.content.decode()
    assert there.pk not in response.content.decode()


@pytest.mark.parametrize("asked", ["", "x", "9999", "\x00", "-1", "1" * 5000])
def test_a_district_that_is_none_has_no_subdistricts(client, officer, asked):
    response = client.get(reverse("networks:subdistrict-options"), {"district": asked})
    assert response.status_code == 200
    assert "optgroup" not in response.content.decode()


def edit(client, organisation, **changes):
    values = {
        "name": organisation.name, "kind": "organisation", "district": organisation.district_id,
        "subdistrict": organisation.subdistrict_id, "version": organisation.version,
    } | changes  # fmt: skip
    return client.post(reverse("networks:organisation-edit", args=[organisation.code]), values)


def test_an_edit_is_saved_and_remembered_field_by_field(client, officer):
    organisation = OrganisationFactory(members=5)
    edit(client, organisation, members="7")
    organisation.refresh_from_db()
    assert (organisation.members, organisation.version, organisation.edited_fields) == (7, 2, ["members"])
    page = client.get(reverse("networks:organisation-history", args=[organisation.code]))
    assert [event.changes for event in page.context["events"]] == [{"members": [5, 7]}]


def test_the_history_names_networks_places_and_days_in_words(client, officer):
    organisation = OrganisationFactory(declared_on=dt.date(2021, 1, 16))
    edit(client, organisation, declared_on="17/01/2564")
    other = SectorNetworkFactory(code="religion", name="เครือข่ายศาสนา")
    address = reverse("networks:organisation-network", args=[organisation.code])
    client.post(address, {"network": other.pk, "since": "01/11/2569"})
    page = client.get(reverse("networks:organisation-history", args=[organisation.code]))
    changes = [(one.before, one.after) for event in page.context["events"] for one in change_words(event)]
    assert changes == [("เครือข่ายภาครัฐ", "เครือข่ายศาสนา"), ("16 มกราคม 2564", "17 มกราคม 2564")]


TAX = "0994000123451"


def test_a_tax_number_that_another_body_has_is_refused_at_its_field_and_all_that_was_typed_stays(client, officer):
    other = OrganisationFactory(name="โรงเรียนวัดอื่น", tax_id=TAX)
    sent = typed(tax_id="0-9940-00123-45-1", address="12 ถนนศรีสรรเพชญ์", note="โทรหลังบ่าย")
    page = client.post(reverse("networks:organisation-add"), sent)
    form = page.context["form"]
    said = f"มีรายการอื่นใช้เลขประจำตัวผู้เสียภาษีนี้แล้ว: {link_to(other)}"
    assert (page.status_code, dict(form.errors), Organisation.objects.count()) == (200, {"tax_id": [said]}, 1)
    assert {name: form[name].value() for name in sent} == {
        name: str(value) if name != "subdistrict" else value for name, value in sent.items()
    }
    text = page.content.decode()
    assert (text.count(said), text.count(re.sub("<.*?>", "", said))) == (1, 1)
    assert ('value="0-9940-00123-45-1"' in text, "โทรหลังบ่าย</textarea>" in text) == (True, True)


def test_a_tax_number_is_not_changed_to_that_of_another_body(client, officer):
    other = OrganisationFactory(name="โรงเรียนวัดอื่น", tax_id=TAX)
    mine = OrganisationFactory(members=5)
    form = edit(client, mine, tax_id=TAX, members="8").context["form"]
    said = f"มีรายการอื่นใช้เลขประจำตัวผู้เสียภาษีนี้แล้ว: {link_to(other)}"
    assert (dict(form.errors), form["members"].value()) == ({"tax_id": [said]}, "8")
    mine.refresh_from_db()
    assert (mine.tax_id, mine.members) == ("", 5)


def test_who_is_slower_keeps_what_she_typed_and_sees_what_stands_there_now(client, officer):
    organisation = OrganisationFactory(members=5)
    edit(client, organisation, members="7")
    response = edit(client, organisation, members="9")
    form = response.context["form"]
    assert response.status_code == 200
    assert form["members"].value() == "9"
    assert [value for _label, value in form.stored_now] == [7]
    assert Organisation.objects.get().members == 7
    # Saving again is her decision, made with open eyes.
    edit(client, organisation, members="9", version=form["version"].value())
    assert Organisation.objects.get().members == 9


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_version_that_is_none_saves_nothing(client, officer, version):
    organisation = OrganisationFactory(members=5)
    assert edit(client, organisation, members="9", version=version).status_code == 200
    assert Organisation.objects.get().members == 5


def test_a_parent_is_chosen_by_its_code_in_any_digits(client, officer):
    parent, unit = OrganisationFactory(), OrganisationFactory()
    edit(client, unit, parent=thai.thai_digits(parent.code))
    unit.refresh_from_db()
    assert unit.parent == parent


def test_no_body_above_stands_below(client, officer):
    top = OrganisationFactory()
    unit = OrganisationFactory(parent=OrganisationFactory(parent=top))
    page = edit(client, top, parent=unit.code)
    top.refresh_from_db()
    assert (list(page.context["form"].errors), top.parent) == (["parent"], None)


@pytest.mark.parametrize("written", ["วัดแม่ (14-00077)", "14-00077", " วัดแม่ ", "อะไรก็ได้ (๑๔-๐๐๐๗๗)"])
def test_a_parent_is_chosen_by_what_the_list_says_by_its_code_or_its_name(client, officer, written):
    parent, unit = OrganisationFactory(name="วัดแม่", code="14-00077"), OrganisationFactory(name="วัดแม่น้อย")
    edit(client, unit, parent=written)
    unit.refresh_from_db()
    assert unit.parent == parent
    page = client.get(reverse("networks:organisation-edit", args=[unit.code]))
    assert page.context["form"]["parent"].value() == "วัดแม่ (14-00077)"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("วัดแม่", "มีหลายแห่งใช้ชื่อนี้: วัดแม่ (14-00077), วัดแม่ (14-00078) กรุณาพิมพ์รหัสของแห่งที่ต้องการ"),
        ("ลูก", "ไม่มีชื่อหรือรหัสนี้ในทะเบียน ที่ใกล้เคียงคือ วัดลูก (14-00079)"),
        ("โรงเรียน", "ไม่มีชื่อหรือรหัส “โรงเรียน” ในทะเบียน กรุณาตรวจอีกครั้ง"),
        ("14-99999", "ไม่มีชื่อหรือรหัส “14-99999” ในทะเบียน กรุณาตรวจอีกครั้ง"),
    ],
)
def test_a_parent_that_is_not_plain_is_asked_for_again_with_what_was_typed(client, officer, written, sentence):
    for name, number in (("วัดแม่", 77), ("วัดแม่", 78), ("วัดลูก", 79)):
        OrganisationFactory(name=name, code=f"14-000{number}", subdistrict=SubdistrictFactory(code=f"1401{number}"))
    unit = OrganisationFactory(name="สำนักงาน")
    form = edit(client, unit, parent=written).context["form"]
    assert (form.errors["parent"], form["parent"].value()) == ([sentence], written)
    offered = {"วัดแม่": ["วัดแม่ (14-00077)", "วัดแม่ (14-00078)"], "ลูก": ["วัดลูก (14-00079)"]}.get(written, [])
    assert re.findall(r'<option value="([^"]*)">', str(form["parent"])) == offered


def test_the_list_beside_the_parent_offers_what_one_may_see(client, officer, province):
    OrganisationFactory(name="วัดใน", code="14-00001")
    far = SubdistrictFactory(code="130101", district=DistrictFactory(code="1301", province=ProvinceFactory(code="13")))
    OrganisationFactory(name="วัดนอก", code="13-00001", province=far.district.province, subdistrict=far,
                        network=SectorNetworkFactory(province=far.district.province, code="religion"))  # fmt: skip

    def offered(**asked):
        return client.get(reverse("networks:body-options"), asked).content.decode().strip()

    assert offered(parent="วัด") == '<option value="วัดใน (14-00001)"></option>'
    assert offered(parent="วัด", province="13") == ""
    assert offered(parent="ว") == ""
    assert offered() == ""


def test_the_form_asks_little_for_its_parent(client, officer):
    unit = OrganisationFactory(parent=OrganisationFactory())
    with counted() as queries:
        client.get(reverse("networks:organisation-edit", args=[unit.code]))
    assert len(queries) <= 12
    with counted() as queries:
        client.get(reverse("networks:body-options"), {"parent": "วดัที่ไม่มี"})
    assert len(queries) <= 12


def test_a_form_with_mistakes_asks_no_more_than_a_page(client, officer):
    body, parent = OrganisationFactory(), OrganisationFactory()
    typed = {
        "name": body.name, "kind": "organisation", "network": body.network_id, "district": body.district_id,
        "subdistrict": body.subdistrict_id, "parent": parent.code, "phone": "x", "postal_code": "1",
    }  # fmt: skip
    for address in (reverse("networks:organisation-add"), reverse("networks:organisation-edit", args=[body.code])):
        for wrong in ({}, {"subdistrict": "x", "network": "0"}):
            with counted() as queries:
                answer = client.post(address, typed | wrong)
            assert {"phone", "postal_code"} <= set(answer.context["form"].errors)
            assert len(queries) <= 12


def test_nothing_stands_under_itself(client, officer):
    organisation = OrganisationFactory()
    response = edit(client, organisation, parent=organisation.code)
    assert list(response.context["form"].errors) == ["parent"]


def test_moving_to_another_network_keeps_the_time_in_the_former(client, officer):
    organisation = OrganisationFactory()
    other = SectorNetworkFactory(code="religion")
    client.post(
        reverse("networks:organisation-network", args=[organisation.code]), {"network": other.pk, "since": "01/11/2569"}
    )
    spans = organisation.memberships.order_by("since").values_list("network__code", "until")
    assert list(spans) == [("government", dt.date(2026, 10, 31)), ("religion", None)]


def test_a_network_of_another_province_is_no_choice(client, officer):
    organisation = OrganisationFactory()
    other = SectorNetworkFactory(province=ProvinceFactory(code="10"))
    response = client.post(
        reverse("networks:organisation-network", args=[organisation.code]), {"network": other.pk, "since": "01/11/2569"}
    )
    assert list(response.context["form"].errors) == ["network"]


PAGES = ("organisation-edit", "organisation-network", "organisation-history")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_officer_of_another_province_finds_nothing(client, page, method):
    organisation = OrganisationFactory()
    client.force_login(officer_of(ProvinceFactory(code="10")))
    assert getattr(client, method)(reverse(f"networks:{page}", args=[organisation.code])).status_code == 404


@pytest.mark.parametrize("page", PAGES[:2])
def test_coordinators_and_contacts_see_but_do_not_edit(client, page):
    organisation = OrganisationFactory()
    for person in (coordinator_of(organisation.network), contact_of(organisation)):
        client.force_login(person)
        assert client.get(reverse(f"networks:{page}", args=[organisation.code])).status_code == 403


@pytest.mark.parametrize("page", ["organisation-add", "subdistrict-options"])
def test_a_visitor_is_asked_to_log_in(client, page):
    assert client.get(reverse(f"networks:{page}")).status_code == 302


def test_a_coordinator_adds_nothing(client):
    client.force_login(coordinator_of(SectorNetworkFactory()))
    assert client.post(reverse("networks:organisation-add"), typed()).status_code == 403
    assert not Organisation.objects.exists()
