"""Reference data of the ground floor: what is missing is added, and roles follow their file."""

import datetime as dt

import pytest

from moralprovince.core.audit import history_of, record
from moralprovince.core.models import Message
from networks import references
from networks.models import ActionItem, Office, Role
from tests.factories import ProvinceFactory
from tests.factories_networks_at_work import ActionItemFactory, ResolutionFactory

pytestmark = [pytest.mark.django_db]


def as_filed():
    """The rows of the file, as the table should hold them."""
    return sorted(references.read("roles.json"), key=lambda row: row["code"])


def as_stored():
    return [{name: getattr(role, name) for name in as_filed()[0]} for role in Role.objects.order_by("code")]


def test_roles_follow_their_file_and_only_missing_ones_are_counted():
    assert (references.load_roles(), as_stored()) == (len(as_filed()), as_filed())
    Role.objects.filter(pk="coordinator").update(rights=[], title="อื่น")
    Role.objects.filter(pk="contact").delete()

    assert (references.load_roles(), as_stored()) == (1, as_filed())
    assert (references.load_roles(), as_stored()) == (0, as_filed())


@pytest.mark.parametrize(("code", "offices"), [("14", ["14"]), ("52", [])])
def test_what_is_known_of_one_province_makes_no_office_in_another(settings, monkeypatch, code, offices):
    settings.PROVINCE = code
    monkeypatch.setattr(references, "load_places", lambda: iter(()))
    ProvinceFactory(code="14")
    list(references.load())
    assert list(Office.objects.values_list("province", flat=True)) == offices


def test_what_meetings_gave_that_were_cancelled_earlier_is_ended_once(monkeypatch, time_machine):
    time_machine.move_to("2027-04-10T09:00:00+07:00", tick=False)
    monkeypatch.setattr(references, "load_places", lambda: iter(()))
    ProvinceFactory(code="14")
    gone, held = (ResolutionFactory(item__meeting__state=state) for state in ("cancelled", "held"))
    items = [
        ActionItemFactory(resolution=gone, state=state, done_on=day)
        for state, day in (("open", None), ("open", None), ("done", dt.date(2027, 3, 1)))
    ]
    record("reopen", items[1], by=None)
    ActionItemFactory(resolution=held)
    message = Message.objects.create(obligation=f"action:{items[0].pk}", kind="x", channel="email")
    lines = [[line for line in references.load() if "cancelled" in line] for _twice in range(2)]
    assert lines == [["tasks of cancelled meetings ended 1"], ["tasks of cancelled meetings ended 0"]]
    rows = [(one.state, one.done_on, one.note) for one in ActionItem.objects.order_by("pk")]
    ended, still = ("dropped", dt.date(2027, 4, 10), "ยกเลิกการประชุมแล้ว"), ("open", None, "")
    assert rows == [ended, still, ("done", dt.date(2027, 3, 1), ""), still]
    events = list(history_of(items[0]).values_list("action", "actor", "note", "changes"))
    assert events == [("drop", None, "ยกเลิกการประชุมแล้ว", {"state": ["open", "dropped"]})]
    message.refresh_from_db()
    assert message.state == "cancelled"
