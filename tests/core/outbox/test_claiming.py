"""Owing and claiming: a key is owed once, a row is held by one worker, and what the dead held comes back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone, translation

from moralprovince.core.errors import Outpaced
from moralprovince.core.models import Message
from moralprovince.core.outbox import (
    by_hand,
    cancel_open,
    deliver,
    deliver_one,
    delivery,
    notify,
    notify_address,
    queue,
    reap,
    wake,
)
from moralprovince.core.outbox.claiming import claim, hold_back, renew, waiting
from moralprovince.core.outbox.delivery import begin, settle
from moralprovince.core.outbox.letters import Letter, Rules
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

WORDS = Letter("แจ้งเตือน", "เรียน")
RULES = Rules(still_open=lambda m: True, word=lambda m: WORDS, paused_provinces=set)


def mail(**fields) -> Message:
    """One e-mail that waits."""
    given = {"dedupe_key": f"k{Message.objects.count()}", "kind": "test", "channel": "email", "address": "a@example.org"}
    return Message.objects.create(**given | fields)


def take(limit: int = 50) -> list[Message]:
    return claim(waiting(["email", "inbox"], set()), limit)


def test_a_message_cannot_be_owed_outside_the_transaction_of_its_cause(monkeypatch):
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    with pytest.raises(transaction.TransactionManagementError):
        queue([Message(dedupe_key="k", channel="email")])


@pytest.mark.parametrize("kept", [True, False])
def test_whatever_one_transaction_owes_a_worker_is_called_once_and_for_nothing_not_at_all(kept):
    with transaction.atomic():
        for number in "12":
            with transaction.atomic():
                notify(to=[UserFactory()], kind="x", key=number, subject="ก", body="ข")
                transaction.set_rollback(not kept)
        calls = [call for _savepoints, call, _robust in transaction.get_connection().run_on_commit]
    assert calls.count(wake) == (1 if kept else 0)


@pytest.mark.parametrize(("channel", "state", "calls"), [("email", "pending", 1), ("email", "sent", 0), ("inbox", "sent", 0)])
def test_a_worker_is_called_for_a_mail_that_waits_and_for_nothing_else(channel, state, calls):
    queue([Message(dedupe_key="k", kind="x", channel=channel, state=state)])
    assert [call for _savepoints, call, _robust in transaction.get_connection().run_on_commit].count(wake) == calls


def test_the_text_of_a_mail_is_kept_open_unless_it_is_secret():
    given = {"address": "a@example.org", "name": "ก", "kind": "x", "subject": "ก", "body": "ข"}
    for key, more in (("1", {}), ("2", {"register": 7}), ("3", {"secret": True})):
        assert notify_address(key=key, **given, **more) == 1
    kept = Message.objects.order_by("pk").values_list("context", flat=True)
    assert list(kept) == [{}, {"register": 7}, {"secret": True}]
    assert [message.body == "ข" for message in Message.objects.order_by("pk")] == [True, True, False]


def test_one_event_is_told_once_to_each_person_over_each_road():
    person, no_mailbox, gone = UserFactory(), UserFactory(has_mailbox=False), UserFactory(is_active=False)
    for _ in range(2):
        assert notify(to=[person, person, no_mailbox, gone], kind="x", key="1", subject="ก", body="ข") == 3
    assert notify(to=[gone], kind="x", key="2", subject="ก", body="ข") == 0
    told = sorted(Message.objects.values_list("recipient", "channel", "state"))
    assert told == sorted([(person.pk, "inbox", "sent"), (person.pk, "email", "pending"), (no_mailbox.pk, "inbox", "sent")])


def test_two_workers_never_take_the_same_row():
    for _ in range(5):
        mail()
    first, second = take(3), take(3)
    assert len(first) == 3 and len(second) == 2
    assert {row.pk for row in first} & {row.pk for row in second} == set()
    assert len({row.lease_token for row in [*first, *second]}) == 2


def test_what_has_waited_longest_goes_first_and_whoever_takes_several_sends_them_in_that_order():
    now = timezone.now()
    last, second, first = (mail(send_after=now - dt.timedelta(minutes=waited)) for waited in (1, 2, 3))
    assert [take(2), take()] == [[first, second], [last]]


@pytest.mark.parametrize(
    "fields",
    [{"state": state} for state in ("claimed", "sending", "sent", "unknown", "failed", "skipped", "cancelled")]
    + [{"channel": "line"}, {"send_after": timezone.now() + dt.timedelta(days=9)}],
)
def test_what_does_not_wait_is_not_taken(fields):
    mail(**fields)
    assert take() == []


def test_a_dead_workers_claims_come_back_and_what_was_going_out_is_unknown(time_machine):
    time_machine.move_to("2027-04-07T09:00:00+07:00", tick=False)
    mail()
    mail()
    held, going = take()
    assert begin(going, WORDS, None) is not None
    assert reap() == (0, 0)
    time_machine.shift(dt.timedelta(minutes=10))
    assert reap() == (1, 1)
    held.refresh_from_db()
    going.refresh_from_db()
    assert (held.state, held.lease_token) == ("pending", "")
    assert (going.state, going.reason) == ("unknown", "worker_died")


def test_a_long_batch_keeps_what_still_waits_in_it_and_nothing_else(time_machine):
    time_machine.move_to("2027-04-07T09:00:00+07:00", tick=False)
    for _ in range(3):
        mail()
    (held, going), (others,) = take(2), take()
    begin(going, WORDS, None)
    time_machine.shift(dt.timedelta(minutes=10))
    renew(held)
    assert reap() == (1, 1)
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {held.pk: "claimed", going.pk: "unknown", others.pk: "pending"}


def test_pausing_gives_back_the_mail_of_that_province_and_a_lonely_deliverer_all_that_is_held():
    roads = [("14", "email"), ("50", "email"), ("14", "inbox")]
    held = [mail(province_code=province, channel=channel) for province, channel in roads]

    def states():
        return [Message.objects.get(pk=one.pk).state for one in held]

    take()
    assert (hold_back("14"), states()) == (1, ["pending", "claimed", "claimed"])
    assert (reap(), reap(everything=True), states()) == ((0, 0), (2, 0), ["pending"] * 3)


def test_a_slow_worker_whose_row_was_given_away_cannot_send_it(time_machine):
    time_machine.move_to("2027-04-07T09:00:00+07:00", tick=False)
    mail()
    (slow,) = take()
    time_machine.shift(dt.timedelta(minutes=10))
    reap()
    (quick,) = take()
    assert begin(slow, WORDS, None) is None
    assert begin(quick, WORDS, None) is not None


def test_a_worker_that_was_merely_slow_still_says_how_it_ended(time_machine):
    time_machine.move_to("2027-04-07T09:00:00+07:00", tick=False)
    mail()
    (slow,) = take()
    begin(slow, WORDS, None)
    time_machine.shift(dt.timedelta(minutes=10))
    reap()
    assert settle(slow, "unknown", "sent", reason="")
    slow.refresh_from_db()
    assert slow.state == "sent"


def test_once_a_person_has_decided_a_slow_worker_changes_nothing_any_more(time_machine):
    time_machine.move_to("2027-04-07T09:00:00+07:00", tick=False)
    mail()
    (slow,) = take()
    begin(slow, WORDS, None)
    time_machine.shift(dt.timedelta(minutes=10))
    reap()
    by_hand.send_again(Message.objects.get(), "unknown")
    assert not settle(slow, "unknown", "sent")
    assert Message.objects.get().state == "pending"


def test_closing_an_obligation_takes_back_even_what_a_worker_holds():
    mail(obligation="report:1")
    mail(obligation="report:2")
    mail(obligation="report:1", state="unknown")
    held, other = take()
    assert cancel_open("report:1", reason="submitted") == 1
    assert begin(held, WORDS, None) is None
    assert begin(other, WORDS, None) is not None
    assert Message.objects.filter(state="unknown").count() == 1
    mail()
    assert cancel_open("", reason="nothing") == 0


def test_a_one_time_link_of_which_somebody_says_that_it_arrived_is_wiped_as_one_that_was_seen_to():
    by_hand.arrived(mail(state="unknown", body="sealed", context={"secret": True}), by=UserFactory())
    by_hand.arrived(mail(state="unknown", body="เรียน"), by=UserFactory())
    assert list(Message.objects.order_by("pk").values_list("state", "body")) == [("sent", ""), ("sent", "เรียน")]


@pytest.mark.parametrize("state", ["pending", "failed"])
def test_a_one_time_link_that_is_taken_back_is_wiped_however_that_comes_about(state, mailoutbox):
    texts = [{"body": "sealed", "context": {"secret": True}}, {"body": "เรียน", "context": {"register": 7}}, {"body": "เรียน"}]
    by_person = [mail(state=state, **text) for text in texts]
    closed = [mail(state=state, obligation="invitation:1", **text) for text in texts]
    for message in by_person:
        by_hand.take_back(message, "")
    assert cancel_open("invitation:1", reason="closed") == 3
    found_closed = [mail(**text) for text in texts]
    deliver(dataclasses.replace(RULES, still_open=lambda m: False))
    kept = {one.pk: (one.state, one.body) for one in Message.objects.all()}
    cancelled = [("cancelled", ""), ("cancelled", "เรียน"), ("cancelled", "เรียน")]
    assert [[kept[one.pk] for one in rows] for rows in (by_person, closed, found_closed)] == [cancelled] * 3
    assert mailoutbox == []


def test_the_slower_of_two_people_is_told():
    """One sends a failed message again; the other, who still sees it as failed, presses the same button."""
    first, second = mail(state="failed"), Message.objects.get()
    by_hand.send_again(first, "failed")
    with pytest.raises(Outpaced):
        by_hand.send_again(second, "failed")
    assert Message.objects.get().state == "pending"


def test_a_message_that_a_worker_took_a_moment_before_is_said_to_be_on_its_way():
    message = mail()
    take()
    tally = deliver_one(message, RULES, by=UserFactory())
    assert (tally.busy, tally.sent, Message.objects.get().state) == (True, 0, "claimed")


def test_paused_mail_waits_while_inboxes_are_filled(mailoutbox):
    mail(province_code="14")
    mail(province_code="50")
    mail(province_code="14", channel="inbox", recipient=UserFactory())
    rules = Rules(still_open=lambda m: True, word=lambda m: WORDS, paused_provinces=lambda: {"14"})
    assert deliver(rules).sent == 2
    assert list(Message.objects.filter(state="pending").values_list("province_code", "channel")) == [("14", "email")]
    assert len(mailoutbox) == 1


def test_what_is_read_in_the_portal_keeps_the_words_and_the_link_it_was_delivered_with():
    mail(channel="inbox", recipient=UserFactory())
    deliver(dataclasses.replace(RULES, word=lambda m: Letter("เลย\nกำหนด", "เรียน", link="/reports/1/")))
    assert list(Message.objects.values_list("state", "subject", "body", "link")) == [
        ("sent", "เลย กำหนด", "เรียน", "/reports/1/")
    ]


def test_a_mail_keeps_the_words_it_went_out_with_and_who_sent_it(mailoutbox):
    person = UserFactory()
    deliver_one(mail(body="จากขั้นเตือน"), dataclasses.replace(RULES, word=lambda m: Letter("เลย\nกำหนด", "เรียน")), by=person)
    assert list(Message.objects.values_list("state", "subject", "body", "attempts__by")) == [
        ("sent", "เลย กำหนด", "เรียน", person.pk)
    ]


def test_a_mail_is_worded_for_whom_it_goes_to_now_and_what_lies_in_the_portal_stays_whose_it_was(mailoutbox):
    for channel in ("email", "inbox"):
        mail(channel=channel, recipient_name="นายเก่า")
    now = {"address": "new@example.org", "recipient_name": "นางใหม่"}
    deliver(dataclasses.replace(RULES, word=lambda m: Letter(m.recipient_name, "เรียน"), written_to=lambda m: now))
    assert list(Message.objects.order_by("pk").values_list("address", "recipient_name", "subject")) == [
        ("new@example.org", "นางใหม่", "นางใหม่"), ("a@example.org", "นายเก่า", "นายเก่า"),
    ]  # fmt: skip


def test_a_mail_that_was_given_up_while_it_went_out_is_told_as_sent_once_it_is(monkeypatch):
    mail()
    monkeypatch.setattr(delivery.Line, "send", lambda line, message, letter: reap(everything=True))
    deliver(RULES)
    assert list(Message.objects.values_list("state", "reason", "attempts__outcome")) == [("sent", "", "sent")]


def test_a_long_key_is_still_one_key_and_an_address_one_however_it_is_spelt():
    for letter in "aA":
        notify_address(address=letter * 60 + "@example.org", name="ก", kind="x", key="k" * 500, subject="ก", body="ข")
    assert [len(key) for key in Message.objects.values_list("dedupe_key", flat=True)] == [64]


@pytest.mark.parametrize(
    ("subject", "heading"),
    [("ก \n ข", "ก ข"), ("ก" * 300, "ก" * 300), ("ก" * 301, "ก" * 299 + "…"), ("ก" * 298 + " ขค", "ก" * 298 + "…")],
)
def test_a_subject_is_one_line_no_longer_than_its_column(subject, heading):
    assert Letter(subject, "").heading == heading


def test_a_run_whose_time_is_up_stops_after_the_mail_at_hand_and_gives_the_rest_back(mailoutbox, time_machine, monkeypatch):
    time_machine.move_to("2027-04-07T09:00:00+07:00", tick=False)
    for channel in ("email", "email", "inbox"):
        mail(channel=channel)
    elsewhere = mail(state="claimed", lease_token="another", lease_until=timezone.now() + dt.timedelta(minutes=1))
    monkeypatch.setattr(delivery, "one_at_a_time", lambda: False)
    tally = deliver(RULES, seconds=-1)
    assert (Message.objects.get(pk=elsewhere.pk).lease_token, elsewhere.delete()[0]) == ("another", 1)
    assert (tally.sent, tally.out_of_time, len(mailoutbox)) == (1, True, 1)
    rows = Message.objects.order_by("pk").values_list("state", "sent_at", "lease_token", "lease_until")
    assert list(rows) == [("sent", timezone.now(), "", None), ("pending", None, "", None), ("pending", None, "", None)]


def test_while_a_server_is_slow_the_rest_of_the_batch_is_kept(monkeypatch, time_machine):
    time_machine.move_to("2027-04-07T09:00:00+07:00", tick=False)
    passing = itertools.count(step=20)
    monkeypatch.setattr(delivery, "time", SimpleNamespace(monotonic=lambda: next(passing)))
    last, kept = [mail() for _ in range(3)][-1], []

    def word(message):
        kept.append(Message.objects.get(pk=last.pk).lease_until - timezone.now())
        time_machine.shift(dt.timedelta(seconds=20))
        return WORDS

    deliver(dataclasses.replace(RULES, word=word))
    assert kept == [dt.timedelta(seconds=settings.OUTBOX_LEASE)] * 3


@pytest.mark.parametrize(("alone", "states"), [(True, ["sent", "sent"]), (False, ["sent", "claimed"])])
def test_a_run_takes_up_first_what_a_dead_worker_held_and_a_lonely_one_without_waiting(monkeypatch, mailoutbox, alone, states):
    monkeypatch.setattr(delivery, "one_at_a_time", lambda: alone)
    for minutes in (-1, 1):
        mail(state="claimed", lease_token="dead", lease_until=timezone.now() + dt.timedelta(minutes=minutes))
    deliver(RULES)
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == states


def test_a_letter_is_worded_in_the_language_of_letters_whoever_sends_it(mailoutbox):
    mail()
    with translation.override("en"):
        deliver(dataclasses.replace(RULES, word=lambda m: Letter(translation.get_language(), "ข")))
    assert [one.subject for one in mailoutbox] == ["th"]


def test_a_database_that_is_away_while_a_letter_is_worded_costs_no_letter():
    def word(message):
        raise OperationalError("away")

    mail()
    with pytest.raises(OperationalError):
        deliver(dataclasses.replace(RULES, word=word))
    assert Message.objects.get().state == "claimed"
