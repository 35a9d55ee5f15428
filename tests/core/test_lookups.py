"""A word is looked for as it stands: no sign in it means another one, and capital letters are themselves."""

import pytest

from moralprovince.core.lookups import lookup_for
from moralprovince.core.models import User
from tests.factories import UserFactory


@pytest.mark.django_db
def test_a_word_is_found_where_it_stands_and_nowhere_else():
    for name in ("วัดใหญ่ 100%", "วัดใหญ่ 1000", "ก_ข", "กขข", "Somchai", "somchai"):
        UserFactory(name=name)

    found = {word: list(User.objects.filter(name__holds=word).values_list("name", flat=True).order_by("pk"))
             for word in ("ใหญ่", "0%", "_", "Som", "วัดเล็ก")}  # fmt: skip

    assert found == {
        "ใหญ่": ["วัดใหญ่ 100%", "วัดใหญ่ 1000"], "0%": ["วัดใหญ่ 100%"], "_": ["ก_ข"], "Som": ["Somchai"], "วัดเล็ก": [],
    }  # fmt: skip
    assert [lookup_for(typed) for typed in ("ใหญ่", "๑๒/2570", "som")] == ["holds", "holds", "icontains"]
