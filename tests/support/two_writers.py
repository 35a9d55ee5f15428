"""What holds wherever two mend the same row: the slower one is told, keeps her words and sees the others.

A module of tests says by the fixture `case` which form it is (address, table, what the faster and the slower one type, what is
shown as standing), and by `two` who they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client

from moralprovince.core.models import AuditEvent, User


def writers(client: Client, faster: User, slower: User) -> Callable[..., HttpResponse]:
    """Opens a form as one of the two, and sends it as the other."""
    people = {"faster": faster, "slower": slower}

    def sent(who: str, address: str, typed: dict[str, Any] | None = None) -> HttpResponse:
        client.force_login(people[who])
        return client.post(address, typed) if typed else client.get(address)

    return sent


def sign_on(page: Any) -> str:
    """The sign of what a form showed."""
    return page.context["form"]["sign"].value()


def rows_of(table: type[Model]) -> list[dict[str, Any]]:
    """All that stands in a table."""
    return list(table._default_manager.order_by("pk").values())


class TwoWriters:
    """The four tests, for a class of the module whose fixtures they take."""

    def test_the_slower_is_told_and_keeps_what_she_typed_beside_what_stands(self, case, two):
        address, table, faster, slower, standing = case
        sign = sign_on(two("slower", address))
        assert two("faster", address, {**faster, "sign": sign}).status_code == 302
        stored = rows_of(table)
        page = two("slower", address, {**slower, "sign": sign})
        form = page.context["form"]
        assert (page.status_code, rows_of(table)) == (200, stored)
        assert {name: str(form[name].value()) for name in slower} == slower
        assert form.non_field_errors() == ["มีผู้บันทึกรายการนี้ไปก่อนท่านเมื่อสักครู่ สิ่งที่ท่านกรอกยังอยู่ครบ กรุณาเทียบกันแล้วบันทึกอีกครั้ง"]
        assert [(label, str(value)) for label, value in form.stored_now] == standing
        assert [value for _label, value in standing if page.content.decode().count(f"<dd>{value}</dd>") != 1] == []

    def test_having_seen_both_she_saves_hers(self, case, two):
        address, _table, faster, slower, _standing = case
        sign = sign_on(two("slower", address))
        two("faster", address, {**faster, "sign": sign})
        seen = sign_on(two("slower", address, {**slower, "sign": sign}))
        before = AuditEvent.objects.count()
        assert two("slower", address, {**slower, "sign": seen}).status_code == 302
        opened = two("slower", address).context["form"]
        words = {name: value for name, value in slower.items() if not name.endswith("_on")}
        assert {name: str(opened[name].value()) for name in words} == words
        assert AuditEvent.objects.count() == before + 1

    def test_the_same_words_from_both_are_no_conflict(self, case, two):
        address, _table, faster, _slower, _standing = case
        sign = sign_on(two("slower", address))
        two("faster", address, {**faster, "sign": sign})
        before = AuditEvent.objects.count()
        assert (two("slower", address, {**faster, "sign": sign}).status_code, AuditEvent.objects.count()) == (302, before)

    def test_a_form_without_its_sign_overwrites_nothing(self, case, two):
        address, table, _faster, slower, _standing = case
        stored = rows_of(table)
        assert (two("slower", address, slower).status_code, rows_of(table)) == (200, stored)
