"""The search forgives Thai spelling: marks left out or wrong, letters of one sound, spaces, digits, and one wrong letter."""

from __future__ import annotations

import pytest

from moralprovince.core.spelling import search_key, search_words
from networks.models import Organisation
from tests.factories import DistrictFactory, OrganisationFactory, ProvinceFactory, SubdistrictFactory, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    """Names as they stand in a register, each with a trap."""
    bang_sai = SubdistrictFactory(code="140401", name="บางไทร", district=DistrictFactory(code="1404", name="บางไทร"))
    names = [
        "วัดศรีโพธิ์", "โรงเรียนบ้านน้ำเต้า", "ชุมชนตลาดเก่า หมู่ ๓", "บริษัท โตโยต้า จำกัด", "วัดใหญ่ชัยมงคล",
        "สถานีตำรวจภูธรพระนครศรีอยุธยา", "วัดพนัญเชิงวรวิหาร", "ชมรมผู้สูงอายุบ้านกุ่ม", "มัสยิดกุฎีช่อฟ้า",
    ]  # fmt: skip
    made = {name: OrganisationFactory(name=name) for name in names}
    made["วัดท่าซุง"] = OrganisationFactory(name="วัดท่าซุง", subdistrict=bang_sai)
    return made


def found(text: str) -> set[str]:
    return set(Organisation.objects.search(text).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("วัดศรีโพธิ์", "วัดศรีโพธิ์"),
        ("วัดสรีโพธิ", "วัดศรีโพธิ์"),  # another s, the silencer left out
        ("วัดษีโพ", "วัดศรีโพธิ์"),  # far off, and still the nearest
        ("ศรีโพธิ์ วัด", "วัดศรีโพธิ์"),  # words in another order
        ("วัด ศรี โพธิ์", "วัดศรีโพธิ์"),  # spaces where none belong
        ("บ้านนํ้าเต้า", "โรงเรียนบ้านน้ำเต้า"),  # nikhahit and aa instead of am
        ("บ้านน้าเต้า", "โรงเรียนบ้านน้ำเต้า"),
        ("บานนำเตา", "โรงเรียนบ้านน้ำเต้า"),  # no tone marks at all
        ("บ้านนำ้เต้า", "โรงเรียนบ้านน้ำเต้า"),  # the mark typed after the am
        ("ตลาดเก่า หมู่ 3", "ชุมชนตลาดเก่า หมู่ ๓"),  # Arabic for Thai digits
        ("ตลาดเกา หมู ๓", "ชุมชนตลาดเก่า หมู่ ๓"),
        ("โตโยตา จำกัด", "บริษัท โตโยต้า จำกัด"),
        ("ใหญ่ชัยมงคล", "วัดใหญ่ชัยมงคล"),
        ("ไหญ่ไชยมงคล", "วัดใหญ่ชัยมงคล"),
        ("สถานีตำรวดภูทร", "สถานีตำรวจภูธรพระนครศรีอยุธยา"),
        ("พนันเชิง", "วัดพนัญเชิงวรวิหาร"),
        ("ผู้สูงอายุ", "ชมรมผู้สูงอายุบ้านกุ่ม"),
        ("ผู้สูงอายู", "ชมรมผู้สูงอายุบ้านกุ่ม"),  # long for short
        ("กุฏีช่อฟ้า", "มัสยิดกุฎีช่อฟ้า"),  # ฏ for ฎ
        ("เเหวนท่าซุง บางไทร", "วัดท่าซุง"),  # two เ for a แ, one word wrong
        ("ท่าซุง บางไทร", "วัดท่าซุง"),  # a name and its place
    ],
)
def test_what_is_meant_is_found(register, typed, meant):
    assert meant in found(typed)


@pytest.mark.parametrize("typed", ["ศรีโพธิ์", "  ศรีโพธิ์ ", "ศรีโพธิ์\u200b", "\ufeffศรีโพธิ์"])
def test_an_exact_word_finds_nothing_else(register, typed):
    assert found(typed) == {"วัดศรีโพธิ์"}


@pytest.mark.parametrize(
    "typed",
    [
        "สมาคมผู้สูงอายุบึงกระทุ่ม",  # one letter wrong, in one of the halves
        "สมาดมผู้สูงอายุบึงกะทุ่ง",  # letters wrong in both halves: nothing is whole any more
    ],
)
def test_a_name_is_found_with_one_letter_wrong_and_with_several(typed):
    kept = OrganisationFactory(name="สมาคมผู้สูงอายุบึงกระทุ่ง")
    OrganisationFactory(name="โรงสีข้าวชุมชน")
    assert found(typed) == {kept.name}


def test_a_code_finds_its_entry_in_any_digits(register):
    temple = register["วัดใหญ่ชัยมงคล"]
    thai_code = temple.code.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert found(temple.code) == found(thai_code) == {temple.name}


def test_two_letters_are_enough(register):
    assert found("ซุ") == {"วัดท่าซุง"}


@pytest.mark.parametrize("typed", ["", "   ", "-", "่", "\x00", "ๆ"])
def test_nothing_typed_filters_nothing(register, typed):
    assert len(found(typed)) == len(register)


@pytest.mark.parametrize("typed", ["xyzxyzxyz", "ฮฮฮฮ", "%", "_", "\\", "'; drop table", "ก" * 10_000])
def test_nonsense_finds_nothing_and_breaks_nothing(register, typed):
    hits = found(typed)
    assert hits == set() or typed in ("%", "_", "\\")


def test_percent_and_underscore_are_no_wildcards(register):
    OrganisationFactory(name="ร้านลด50เปอร์เซ็นต์")
    assert found("ล_ด50") == found("ลด50") == {"ร้านลด50เปอร์เซ็นต์"}


def test_the_search_stays_within_what_a_person_may_see(register):
    other = OrganisationFactory(name="วัดศรีโพธิ์ทอง", province=ProvinceFactory(code="10"))
    officer = officer_of(register["วัดศรีโพธิ์"].province)
    rows = Organisation.objects.visible_to(officer)
    assert set(rows.search("ศรีโพธิ์")) == {register["วัดศรีโพธิ์"]}
    assert other not in rows.search("ศรีโพธิ์ทอง")


def test_the_key_is_the_same_for_spellings_of_one_sound():
    assert search_key("วัดศรีโพธิ์") == search_key("วัด สรีโพธิ") == search_key("วัด-ษรีโพธิ์")


def test_words_are_folded_one_by_one():
    assert search_words("ชุมชน ๓ - ก้าว") == ["ชุมชน", "3", "กาว"]
