"""The road to a real mail server: what is known, what is not, and what is tried again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from moralprovince.core.models import Attempt, Message
from moralprovince.core.outbox import Letter, Rules, deliver, notify_address
from tests.support.mailserver import Mailbox, free_port, mail_server

pytestmark = pytest.mark.django_db

RULES = Rules(
    still_open=lambda message: True,
    word=lambda message: Letter(message.subject, message.body, message.link, "office@example.org"),
    paused_provinces=lambda: set(),
)


@pytest.fixture
def post(settings):
    """A real mail server that the portal sends to."""
    with mail_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", box.port, 3
        yield box


def owe(*addresses: str, **fields) -> list[Message]:
    """One notice to each address."""
    with transaction.atomic():
        for number, address in enumerate(addresses):
            given = {"subject": "แจ้งเตือน", "body": "เรียน ท่าน\n.จุดหน้า\nจบ", "name": "นายสมชาย ใจดี"} | fields
            notify_address(address=address, kind="test", key=f"{number}/{address}", **given)
    return list(Message.objects.order_by("pk"))


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_a_mail_arrives_as_it_was_written(post):
    (message,) = owe("somchai@example.org", link="/reports/1/")
    tally = deliver(RULES)
    assert (tally.sent, tally.unknown, tally.failed) == (1, 0, 0)
    (mail,) = post.taken
    assert mail["Subject"] == "แจ้งเตือน"
    assert mail["To"].addresses[0].display_name == "นายสมชาย ใจดี"
    assert mail["Reply-To"] == "office@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].startswith(f"<{message.pk}.")
    body = mail.get_content().replace("\r\n", "\n").rstrip("\n")
    assert body == "เรียน ท่าน\n.จุดหน้า\nจบ\n\nhttp://localhost:8000/reports/1/"
    message.refresh_from_db()
    assert (message.state, message.reason, message.lease_token) == ("sent", "", "")
    assert list(message.attempts.values_list("outcome", flat=True)) == ["sent"]


def test_many_mails_go_over_one_line(post):
    owe(*[f"p{number}@example.org" for number in range(40)])
    assert deliver(RULES).sent == 40
    assert post.connections == 1
    assert post.addresses() == [f"p{number}@example.org" for number in range(40)]


def test_a_secret_text_is_wiped_once_it_was_sent(post):
    (message,) = owe("a@example.org", body="https://portal/one-time", secret=True)
    deliver(RULES)
    message.refresh_from_db()
    assert (message.state, message.body) == ("sent", "")
    assert "one-time" in post.taken[0].get_content()


def test_a_secret_text_stays_sealed_while_it_waits_to_be_tried_again(post):
    (message,) = owe("a@example.org", body="https://portal/one-time", secret=True)
    post.trouble = lambda address: "dot 452 mailbox full"
    assert deliver(RULES).later == 1
    assert Message.objects.get().body == message.body
    Message.objects.update(send_after=timezone.now())
    post.trouble = lambda address: ""
    deliver(RULES)
    assert "one-time" in post.taken[0].get_content()


@pytest.mark.parametrize("phase", ["rcpt", "data"])
def test_a_line_that_breaks_before_the_text_is_tried_again_and_arrives_once(post, phase):
    post.trouble = lambda address: phase if address == "a@example.org" else ""
    owe("a@example.org", "b@example.org")
    first = deliver(RULES)
    assert (first.sent, first.unknown, first.later) == (1, 0, 1)
    post.trouble = lambda address: ""
    second = deliver(RULES)
    assert (second.sent, second.unknown) == (1, 0)
    assert sorted(post.addresses()) == ["a@example.org", "b@example.org"]
    assert states() == ["sent", "sent"]


@pytest.mark.parametrize(("phase", "arrived"), [("dot_taken", ["a@example.org"]), ("dot_lost", [])])
def test_a_line_that_breaks_after_the_final_dot_is_unknown_and_never_tried_again(post, phase, arrived):
    post.trouble = lambda address: phase if address == "a@example.org" else ""
    owe("a@example.org", "b@example.org")
    tally = deliver(RULES)
    assert (tally.sent, tally.unknown, tally.failed) == (1, 1, 0)
    post.trouble = lambda address: ""
    again = deliver(RULES)
    assert (again.sent, again.unknown) == (0, 0)
    assert sorted(post.addresses()) == [*arrived, "b@example.org"]
    assert states() == ["unknown", "sent"]
    assert Message.objects.get(state="unknown").reason.startswith("fate_unknown: ")


@pytest.mark.parametrize("answer", ["rcpt 550 no such mailbox", "dot 554 we do not like it"])
def test_a_refusal_for_good_fails_with_the_servers_words(post, answer):
    post.trouble = lambda address: answer if address == "a@example.org" else ""
    owe("a@example.org", "b@example.org")
    tally = deliver(RULES)
    assert (tally.sent, tally.failed) == (1, 1)
    failed = Message.objects.get(state="failed")
    assert failed.reason == f"refused: {answer.split(' ', 1)[1]}"
    assert failed.attempts.get().detail == failed.reason
    assert deliver(RULES).sent == 0


@pytest.mark.parametrize("answer", ["550 5.4.5 daily sending limit reached", "452 too many mails, slow down"])
def test_a_server_that_takes_nothing_from_us_costs_no_mail_and_no_patience(post, answer):
    post.sender_refused = answer
    owe("a@example.org", "b@example.org", "c@example.org")
    tally = deliver(RULES)
    assert (tally.sent, tally.failed, tally.trouble) == (0, 0, f"not_from_us: {answer}")
    assert set(Message.objects.values_list("state", "tries", "reason")) == {("pending", 0, tally.trouble)}
    assert Attempt.objects.count() == 1
    post.sender_refused = ""
    assert deliver(RULES).sent == 3


@pytest.mark.parametrize("answer", ["dot 550 5.4.5 Daily sending limit exceeded.", "rcpt 530 5.7.0 Authentication required"])
def test_a_no_to_the_sender_said_later_costs_no_mail_either(post, answer):
    post.trouble = lambda address: answer
    owe("a@example.org", "b@example.org")
    tally = deliver(RULES)
    assert (tally.failed, tally.trouble) == (0, f"not_from_us: {answer.split(' ', 1)[1]}")
    assert set(Message.objects.values_list("state", "tries", "reason")) == {("pending", 0, tally.trouble)}


@pytest.mark.parametrize("answer", ["rcpt 451 greylisted", "dot 452 mailbox full"])
def test_a_refusal_for_now_waits_and_gives_up_only_after_the_last_patience(post, answer, time_machine):
    time_machine.move_to("2027-04-07T09:00:00+07:00", tick=False)
    post.trouble = lambda address: answer
    owe("a@example.org")
    assert deliver(RULES).later == 1
    assert deliver(RULES).later == 0
    message = Message.objects.get()
    assert (message.state, message.tries, message.reason) == ("pending", 1, f"refused_for_now: {answer.split(' ', 1)[1]}")
    while message.state == "pending":
        time_machine.move_to(message.send_after, tick=False)
        deliver(RULES)
        message.refresh_from_db()
    assert (message.state, message.attempts.count()) == ("failed", 7)


def test_no_mail_server_loses_nothing_and_everything_goes_when_it_is_back(settings):
    port = free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 2
    owe("a@example.org", "b@example.org", "c@example.org")
    tally = deliver(RULES)
    assert (tally.sent, tally.unknown, tally.failed) == (0, 0, 0)
    assert tally.trouble.startswith("no_server: ")
    assert states() == ["pending"] * 3
    # The server was asked once, not once per mail.
    assert Attempt.objects.count() == 1
    with mail_server(Mailbox(), port) as box:
        assert deliver(RULES).sent == 3
        assert len(box.taken) == 3
    assert states() == ["sent"] * 3


def test_a_server_that_is_ill_is_left_alone_after_ten_broken_lines(post):
    post.trouble = lambda address: "rcpt"
    owe(*[f"p{number}@example.org" for number in range(30)])
    tally = deliver(RULES)
    assert (tally.sent, tally.unknown, tally.failed) == (0, 0, 0)
    assert post.connections == 10
    assert states() == ["pending"] * 30


def test_ten_mails_of_unknown_fate_are_an_ill_server_as_well(post):
    post.trouble = lambda address: "dot_lost"
    owe(*[f"p{number}@example.org" for number in range(12)])
    tally = deliver(RULES)
    assert (tally.unknown, tally.trouble.partition(":")[0]) == (10, "fate_unknown")
    assert states() == ["unknown"] * 10 + ["pending"] * 2


@pytest.mark.parametrize("answer", ["", "dot 554 we do not like it"])
def test_a_server_that_answers_in_between_is_not_ill(post, answer):
    post.trouble = lambda address: answer if address == "p9@example.org" else "rcpt"
    owe(*[f"p{number}@example.org" for number in range(19)])
    tally = deliver(RULES)
    assert (tally.later, tally.trouble) == (18, "")


def test_a_line_that_breaks_again_makes_its_mail_wait_longer_each_time(post, time_machine):
    time_machine.move_to("2027-04-07T09:00:00+07:00", tick=False)
    post.trouble = lambda address: "rcpt"
    owe("a@example.org")
    waits = []
    for _try in range(3):
        deliver(RULES)
        message = Message.objects.get()
        waits.append((message.send_after - timezone.now()) // dt.timedelta(minutes=1))
        time_machine.move_to(message.send_after, tick=False)
    assert (waits, message.state, message.tries) == ([0, 15, 60], "pending", 3)


@pytest.mark.parametrize("address", ["", "nobody", "a b@example.org", "a@example.org\nBcc: all@example.org"])
def test_an_unusable_address_fails_and_stops_nobody_else(post, address):
    owe(address, "b@example.org")
    tally = deliver(RULES)
    assert (tally.sent, tally.failed) == (1, 1)
    assert post.addresses() == ["b@example.org"]
    assert Message.objects.get(state="failed").reason.split(": ")[0] in ("no_address", "refused")
