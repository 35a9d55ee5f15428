"""What the page of an import says of its report: tabs, pages of rows, values in words, and what may still be done."""

import pytest
from django.http import QueryDict
from django.utils.translation import override

from moralprovince.core.listing import PAGE_SIZE
from networks.imports.preview import preview_of, slice_of
from networks.models import ImportRun, NetworkName, ProgrammeYear, SectorNetwork, Subdistrict
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def row(number=2, outcome="created", **more):
    told = {"values": {}, "issues": [], "label": "", "changes": {}, "code": None, "of_row": None}
    return {"row": number, "outcome": outcome} | told | more


def shown(province, *rows, state="previewed", summary=None, **report):
    year = ProgrammeYear.objects.get(province=province, fiscal_year=2564)
    told = {"rows": list(rows)} | report
    with override("th"):
        run = ImportRun(province=province, programme_year=year, state=state, summary=summary or {}, report=told)
        return preview_of(run, QueryDict("show=all"))


def test_a_tab_is_there_for_what_there_is_and_for_all_rows(province):
    tabs = [shown(province, *rows)["tabs"] for rows in ((), (row(), row(3, "rejected"), row(4, "rejected")))]
    assert [[(name, count) for name, _label, count, _current in one] for one in tabs] == [
        [("all", 0)], [("issues", 2), ("created", 1), ("rejected", 2), ("all", 3)],
    ]  # fmt: skip


def test_columns_can_be_chosen_while_nothing_is_written_and_the_first_rows_are_kept(province):
    states = {"previewed": {"top": {}}, "applied": {"top": {}}, "undone": {"top": {}}}
    can = [shown(province, state=state, **report)["can_choose"] for state, report in states.items()]
    assert (can, shown(province)["can_choose"]) == ([True, False, False], False)


def test_columns_were_chosen_by_hand_where_somebody_said_more_than_the_network(province):
    media = SectorNetwork.objects.get(province=province, code="media")
    NetworkName.objects.create(network=media, last_fiscal_year=2564, name="เครือข่ายวิทยุ")
    chosen = ({"network": "media"}, {"row": 1, "words": ["ก"], "means": ["name"]})
    told = [shown(province, chosen=[one]) for one in chosen]
    assert [(one["by_hand"], str(one["one_network"])) for one in told] == [(False, "เครือข่ายวิทยุ"), (True, "None")]


def test_what_would_be_written_is_what_is_new_and_what_changes(province):
    counts = {"created": 2, "updated": 3, "unchanged": 5, "rejected": 7, "duplicate": 11}
    told = shown(province, summary=counts)
    assert [told[name] for name in ("to_write", "refused_rows", "repeated_rows")] == [5, 7, 11]


def test_a_column_that_was_left_out_of_one_sheet_is_told(province):
    parts = [{"sheets": [name], "columns": {}, "ignored": words} for name, words in (("ก", []), ("ข", ["สี"]))]
    assert [shown(province, parts=parts[:count])["ignored"] for count in (1, 2)] == [False, True]


def test_an_entry_that_a_new_row_may_be_is_named_while_the_row_can_be_left_out(province):
    place, elsewhere = (Subdistrict.objects.get(pk=code) for code in ("140104", "140201"))
    body = OrganisationFactory(province=province, subdistrict=place, name="วัดใหญ่ชัยมงคล")
    for more in ({"subdistrict": elsewhere}, {"subdistrict": place, "state": "merged", "merged_into": body}):
        OrganisationFactory(province=province, name="วัดใหญ่ชัยมงคล", **more)
    new = {"values": {"name": "วัดใหญ่ชัยมงค", "subdistrict": "140105"}}
    asked = [(row(**new), "previewed"), (row(**new), "applied"), (row(outcome="updated", **new), "previewed")]
    assert [shown(province, one, state=state)["rows"][0]["likely"] for one, state in asked] == [[body], [], []]


def test_values_are_told_in_words_of_a_new_row_as_it_was_read_and_of_another_as_it_changes(province):
    religion, media = (SectorNetwork.objects.get(province=province, code=code) for code in ("religion", "media"))
    values = {"name": "วัด ก", "subdistrict": "140104", "members": 0, "declared_on": None}
    changes = {"network": [religion.pk, media.pk], "subdistrict": ["140105", None], "members": [0, 12]}
    rows = [
        row(values=values),
        row(3, "updated", values=values, changes=changes),
        row(4, "rejected", values=None),
        row(5, "rejected", label="ป้าย"),
        row(6, "rejected", place="หัวรอ, พระนครศรีอยุธยา"),
    ]
    new, changed, *nameless = shown(province, *rows)["rows"]
    assert [(part["heading"], part["value"]) for part in new["read"]] == [("ตำบล", "หัวรอ"), ("จำนวนสมาชิก", "0")]
    assert (changed["read"], [(one["old"], one["new"]) for one in changed["changes"]]) == (
        [], [("เครือข่ายศาสนา", "เครือข่ายสื่อมวลชน"), ("ท่าวาสุกรี", "—"), ("0", "12")],
    )  # fmt: skip
    assert [one["name"] for one in (new, *nameless)] == [
        "วัด ก", "—", "ป้าย", "ไม่มีชื่อ (หัวรอ, พระนครศรีอยุธยา)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "number", "former", "following"),
    [
        ("", 1, None, 2),
        ("2", 2, 1, 3),
        ("3", 3, 2, None),
        ("-1", 3, 2, None),
        ("-2", 2, 1, 3),
        ("9", 3, 2, None),
        ("-9", 1, None, 2),
    ],
)
def test_a_page_of_rows_is_counted_from_either_end(asked, number, former, following):
    rows = [{"row": one} for one in range(2 * PAGE_SIZE + 1)]
    page = slice_of(rows, asked)
    assert (page.number, page.previous, page.next, page.total) == (number, former, following, len(rows))
    assert page.keys == rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
