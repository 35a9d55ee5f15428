"""The history speaks in words: every action that is recorded anywhere has some."""

import ast

import pytest
from django.conf import settings

from moralprovince.core.models import AuditEvent
from moralprovince.core.words import ACTIONS, action_words, change_words

APPS = ("moralprovince", "networks", "pledges", "assessments")
RECORDERS = {"record", "record_many"}


def recorded() -> set[str]:
    """Names written out where an action is recorded, and the names of steps in workflow tables."""
    found = set()
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RECORDERS | {"Step"} and node.args:
                    names = [part for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
                    found |= {name.value for name in names if isinstance(name.value, str) and name.value.islower()}
    return found


def test_every_action_has_words():
    assert len(recorded()) > 30
    assert recorded() - set(ACTIONS) == set()


def test_an_action_of_later_days_is_readable_at_least():
    assert action_words(AuditEvent(action="some_new_thing")) == "some new thing"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"state": ["active", "dormant"]}, ("สถานะ", "ดำเนินงานอยู่", "พักการดำเนินงาน")),
        ({"members": [None, 12]}, ("จำนวนสมาชิก", "–", "12")),
        ({"gone_field": ["a", "b"]}, ("gone field", "a", "b")),
        ({"steps": [[1, 2], []]}, ("steps", "1, 2", "–")),
        ({"consent": [False, True]}, ("consent", "ไม่ใช่", "ใช่")),
        ({"core.message": 12}, ("ข้อความที่ส่ง", "", "12")),
        ({"account.emailaddress": 1}, ("ที่อยู่อีเมลสำหรับเข้าสู่ระบบ", "", "1")),
    ],
)
def test_changes_are_told_in_the_words_of_the_forms(changes, told):
    event = AuditEvent(object_type="networks.organisation", changes=changes)
    (change,) = change_words(event)
    assert (change.label, change.before, change.after) == told


def test_of_what_was_made_only_what_was_said_of_it_is_told_and_its_hour_as_people_write_it():
    changes = {"title": ["", ""], "link": [None, ""], "number": [None, 4], "starts_at": [None, "13:30:00"]}
    event = AuditEvent(object_type="networks.meeting", action="plan_meeting", changes=changes)
    assert [(one.before, one.after) for one in change_words(event)] == [("–", "4"), ("–", "13.30 น.")]
