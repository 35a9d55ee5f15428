"""What somebody said of the columns of a file: known again in another one, spelt on the console, and turned into a heading."""

import pytest
from django.utils.translation import override

from moralprovince.core.tables import Table
from networks.columns import HEADINGS, RESULT_HEADING
from networks.imports.choosing import (
    SHOWN_ROWS,
    Choice,
    Misunderstood,
    Named,
    doubled,
    guess,
    guess_at,
    header_of,
    likeliest_row,
    named,
    words_at,
)
from networks.imports.headers import SEARCHED_ROWS

NETWORK = HEADINGS["network"]
ODD = ("ผู้ร่วม", "แขวงงาน")


def choice(words=ODD, means=("name", "subdistrict"), row=1):
    return Choice(row, tuple(words), tuple(means))


def below(blank, *words):
    return Table("", [[] for _row in range(blank)] + [list(words)])


def test_the_same_words_are_known_in_their_row_and_in_every_row_that_is_shown():
    rows = {blank + 1: choice().within(below(blank, *ODD)) for blank in (0, 2, SHOWN_ROWS - 1, SHOWN_ROWS)}
    assert rows == {1: choice(), 3: choice(row=3), SHOWN_ROWS: choice(row=SHOWN_ROWS), SHOWN_ROWS + 1: None}
    # Where they stand twice, the row that was chosen is meant.
    assert choice(row=2).within(Table("", [[*ODD], [*ODD]])) == choice(row=2)
    # Words that say little, or are no heading at all, are known in their own row alone.
    for little in (choice(["ก"], ["name"]), choice(row=0)):
        assert little.within(below(0, *little.words)) == little
        assert little.within(below(1, *little.words)) is None


def test_a_column_of_networks_behind_the_same_words_is_ours():
    wide = choice([*ODD, "หมายเหตุ"])
    assert choice().within(below(0, *ODD, NETWORK)) == choice([*ODD, NETWORK], ["name", "subdistrict", "network"])
    assert wide.within(below(0, *wide.words, NETWORK)).means == ("name", "subdistrict", "", "network")
    # Another column is none of ours, nor is a second one for the networks.
    assert choice().within(below(0, *ODD, "กลุ่ม")) is None
    assert choice(means=["name", "network"]).within(below(0, *ODD, NETWORK)) is None
    assert choice(["ก"], ["name"]).within(below(0, "ก", NETWORK)) is None
    assert choice(means=["name", "", "subdistrict"]).within(below(0, *ODD, NETWORK)) is None
    assert words_at(below(0, *ODD, "", RESULT_HEADING), 1) == ODD


def test_what_the_console_is_told_is_found_below_its_words_and_goes_before_a_guess():
    told = Named({"หน่วย": "name"})
    table = below(SEARCHED_ROWS - 1, " หน่วย ", "ชื่อองค์กร", "ตำบล")
    assert told.within(table) == Choice(SEARCHED_ROWS, ("หน่วย", "ชื่อองค์กร", "ตำบล"), ("name", "", "subdistrict"))
    assert [told.within(below(blank, "หน่วย", "แผนก")) is None for blank in (SEARCHED_ROWS - 1, SEARCHED_ROWS)] == [False, True]
    # The row that is the heading goes before a title that says the same.
    title = Table("", [["หน่วย"], ["หน่วย", "ตำบล", "อำเภอ", "เครือข่าย"]])
    assert told.within(title).row == 2
    with pytest.raises(Misunderstood):
        told.within(below(0, "หน่วย", "หน่วย"))


def test_words_of_the_console_are_columns_by_name_heading_or_synonym():
    pairs = ["ก=name", "ข=ตำบล", "ค=-", "ง=code", "จ=Network", "ฉ=เบอร์โทร"]
    assert named(pairs)[0].meanings == {"ก": "name", "ข": "subdistrict", "ค": "", "ง": "code", "จ": "network", "ฉ": "phone"}
    assert (named([]), [*doubled(["", "", "name", "", "name"])]) == ([], [("name", [2, 4])])
    for wrong in (["ก=อะไร"], ["ก=ลำดับ"], ["ก=name", "ข=name"]):
        with pytest.raises(Misunderstood), override("th"):
            named(wrong)
    assert named(["HEAD=-", "b=-"])[0].meanings == {"head": "", "b": ""}


def test_where_no_heading_is_known_the_row_with_most_known_words_is_the_likeliest_then_with_most_words():
    assert likeliest_row(Table("", [["ทะเบียน"], ["ก", "ข", "ค"], ["ตำบล", "ก"], ["ข"]])) == 3
    assert likeliest_row(Table("", [["ทะเบียน"], ["ก", "ข", "ค"], [1, 2, 3, 4], ["ข", " "]])) == 2
    assert (likeliest_row(Table("", [])), guess(Table("", [["ก"], ["ข", "ค"]])).row) == (1, 2)


def test_a_heading_is_made_as_it_was_chosen():
    table = Table("", [["ลำดับ", "ผู้ร่วม", "สี", "", "ตำบล"], [1, "ก", "แดง", 5, "หัวรอ"]])
    header = header_of(table, Choice(1, words_at(table, 1), ("", "name", "", "members", "subdistrict")))
    assert (header.data_row, header.columns) == (1, {"name": 1, "members": 3, "subdistrict": 4})
    assert (header.words, header.ignored) == ({"name": "ผู้ร่วม", "members": "D", "subdistrict": "ตำบล"}, ["สี"])
    # Of two lines the lower one says what a column was that is left out.
    two = Table("", [["ชื่อองค์กร", "ที่ตั้ง", "", "อื่น ๆ"], ["", "ตำบล", "อำเภอ", "สี"]], merged=[((0, 1), (0, 2))])
    chosen = header_of(two, Choice(2, words_at(two, 2), ("name", "", "", "")))
    assert (chosen.data_row, chosen.words["name"], chosen.ignored) == (2, "ชื่อองค์กร", ["ตำบล", "อำเภอ", "สี"])
    # Without a heading the columns are known by their letters.
    bare = header_of(table, Choice(0, words_at(table, 0), ("", "name")))
    assert (bare.data_row, bare.words, bare.ignored) == (0, {"name": "B"}, [])


def test_a_row_below_a_merged_heading_has_the_words_that_were_merged_into_it():
    table = Table("", [["ที่", "ผู้ร่วม", "แห่ง"], ["", "", "หมู่"], ["", "", ""]], merged=[((0, 0), (1, 0)), ((0, 1), (2, 1))])
    assert (words_at(table, 2), words_at(table, 3)) == (("ที่", "ผู้ร่วม", "หมู่"), ("", "ผู้ร่วม"))
    assert guess_at(Table("", [["ชื่อองค์กร", "ตำบล"]]), 1).means == ("name", "subdistrict")
