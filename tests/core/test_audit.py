"""The history: one event for each step, in the order of the steps, written at once or all together."""

import pytest

from moralprovince.core.audit import gathered, record, record_many
from moralprovince.core.models import AuditEvent
from tests.factories import OrganisationFactory, UserFactory
from tests.support.queries import counted

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str, str]]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", "object_id", "note"))


def test_an_event_knows_who_did_it_for_whom_and_where():
    body, officer, away = OrganisationFactory(), UserFactory(), UserFactory()
    officer.acting_for = away
    event = record("edit", body, by=officer, changes={"name": ["a", "b"]})
    assert AuditEvent.objects.get() == event
    assert (event.actor, event.acting_for, event.province_code) == (officer, away, body.province_id)
    assert (event.object_type, event.object_label, event.changes) == (
        "networks.organisation", str(body), {"name": ["a", "b"]},
    )  # fmt: skip


def test_what_is_said_of_place_and_principal_goes_before_what_is_known():
    body, officer, other = OrganisationFactory(), UserFactory(), UserFactory()
    event = record("edit", body, by=officer, acting_for=other, province="50")
    assert (event.acting_for, event.province_code) == (other, "50")


def test_many_steps_are_written_together_at_the_end_in_their_order():
    bodies = OrganisationFactory.create_batch(3)
    with counted() as statements, gathered():
        record("first", bodies[0], by=None, note="1")
        record_many("many", bodies, by=None)
        record("last", bodies[2], by=None)
        assert told() == []
    keys = [str(body.pk) for body in bodies]
    assert told() == [("first", keys[0], "1"), *(("many", key, "") for key in keys), ("last", keys[2], "")]
    assert sum("INSERT" in sql for sql in statements) == 1


def test_what_breaks_off_half_way_leaves_no_history_and_the_next_step_is_written_at_once():
    body = OrganisationFactory()
    with pytest.raises(ZeroDivisionError), gathered():
        record("first", body, by=None)
        raise ZeroDivisionError
    record("next", body, by=None)
    assert told() == [("next", str(body.pk), "")]
