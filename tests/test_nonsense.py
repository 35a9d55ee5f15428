"""Nonsense costs nothing: no page breaks, a sentence or 404 answers, and nothing is half written.

The forms are found through the table of all addresses (tests/access): each is read as a browser reads it, then sent with
what nobody means to send. Whenever it is refused, every table of the database must be as it was.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from moralprovince.core.models import StoredFile
from moralprovince.core.signs import sign_of
from networks.actions.office import OFFICE_FIELDS
from networks.models import Invitation, Office, Organisation
from pledges.models import FollowUpReport, Pledge, ReportRound
from tests.access.fixtures import rolled_back
from tests.access.forms import TEXTS, as_sent, changed, changed_by, everything, fields_of
from tests.access.table import Row, answer, table
from tests.access.world import World
from tests.support.uploads import photo

pytestmark = [pytest.mark.once_on_postgres, pytest.mark.django_db]
TABLE = [row for row in table() if not row.name.startswith(("admin:", "account_", "mfa_"))]
FORMS = [row for row in TABLE if row.method == "FORM"]
WRITES = [row for row in TABLE if row.method == "POST"]
READS = [row for row in TABLE if row.method != "POST"]
ADMIN = [row for row in table() if row.method == "GET" and row.name.endswith(("_changelist", "_add", "_change"))]
# These keep whatever could be read and ask for the rest: nothing typed there is ever lost.
KEEPS = {
    "pledges:report-fill", "pledges:report-file", "pledges:report-autosave", "assessments:assessment-fill",
    "assessments:assessment-paper", "assessments:assessment-autosave", "networks:minutes",
    "assessments:visit-record", "lessons:lesson-write", "lessons:sit", "pledges:pledge-edit",
}  # fmt: skip

NULL = "ก\x00ข"
NONSENSE = {
    "no such day": "30/02/2566", "below zero": "-1", "far too large": "9" * 400,
    "no number": "1e999", "markup": "<script>alert(1)</script>'\";--", "unseen": "​‮﻿", "empty": " ",
}  # fmt: skip
URLENCODED = "application/x-www-form-urlencoded"
BODIES = {
    "a lone surrogate": (b"name=%ED%A0%80&note=%ED%A0%80&summary=%ED%A0%80&q=%ED%A0%80&version=%ED%A0%80", URLENCODED),
    "no text at all": (b"\xff\xfe\x00%00=%&&&;=\x80", URLENCODED),
    "json": (json.dumps({"name": ["x"], "note": None}).encode(), "application/json"),
    "broken multipart": (b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nabc', "multipart/form-data; boundary=x"),
    "multipart without its boundary": (b"--x\r\n\r\n", "multipart/form-data"),
    "another alphabet": ("name=ก".encode("utf-16"), f"{URLENCODED}; charset=utf-16"),
}  # fmt: skip

EVER = ("a lone surrogate", "broken multipart")


def sender(row: Row) -> str:
    """Somebody who is let in: nonsense from others is turned away before it is read."""
    let_in = [who for who in ("administrator", "superuser", "contact", "officer") if row.expected[who] not in ("404", "403")]
    return [*let_in, "superuser"][0]


def fields_for(world: World, row: Row, who: str) -> dict[str, tuple[str, list[str]]]:
    """The fields of a row: of its page, or of what the table sends."""
    names = world.names()
    if row.method == "FORM":
        return fields_of(answer(world.client(who), "GET", row.address(names)).whole.decode())
    sent = {name: value if isinstance(value, list) else [value] for name, value in row.typed(names).items()}
    return {name: ("text", [str(one) for one in values]) for name, values in {"note": [""], **sent}.items()}


def sent_by(world: World, row: Row, who: str, data: Any, kind: str = "") -> tuple[Any, list[str]]:
    """The status (or what broke), and which tables changed although it was refused."""
    address, client = row.address(world.names()), world.client(who)
    client.raise_request_exception = False

    def send() -> Any:
        response = client.generic("POST", address, data, content_type=kind) if kind else client.post(address, data)
        if response.streaming:
            b"".join(response.streaming_content)
        return response

    def may_write(response: Any) -> bool:
        refused = response.status_code >= 400 or (row.method == "FORM" and response.status_code == 200)
        return not refused or row.name in KEEPS

    response, changes = changed_by(send, unless=may_write)
    return response.status_code, changes


WRITABLE = [row for row in (*FORMS, *WRITES) if {"200", "302", "409"} & set(row.expected.values())]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9, 20])
def test_no_kind_of_nonsense_and_no_field_is_left_out(count: int):
    texts = [f"field {number}" for number in range(count)]
    tries = shared_out(texts, NONSENSE)
    assert {value for sent in tries.values() for value in sent.values()} == set(NONSENSE.values())
    assert all(set(sent) == set(texts) for sent in tries.values())


@pytest.mark.parametrize("row", WRITABLE, ids=lambda row: row.label)
def test_nonsense_in_every_field_is_answered_and_changes_nothing(world: World, row: Row):
    who = sender(row)
    fields = fields_for(world, row, who)
    texts = [name for name, (kind, _values) in fields.items() if kind in TEXTS]
    others = [name for name, (kind, _values) in fields.items() if kind not in (*TEXTS, "file")]
    tries: dict[str, Any] = {}
    if texts:
        tries["null bytes"] = dict.fromkeys(texts, NULL)
        # A button that sends nothing but a note is tried with what notes can hold.
        tries |= shared_out(texts, NONSENSE if len(fields) > 1 else {"unseen": NONSENSE["unseen"]})
        tries["1 MB"] = dict.fromkeys(texts[:1], "ก" * 350_000)
    if others:
        wrong = {"no choice": dict.fromkeys(others, "nonsense\x00"), "not hers": dict.fromkeys(others, foreign_key(world))}
        tries |= beside(tries, wrong) if row.method == "FORM" else wrong
    tries["each twice"] = {name: [*values, "x"] for name, values in as_sent(fields).items()}
    assert bad({words: sent_by(world, row, who, as_sent(fields, **wrong)) for words, wrong in tries.items()}) == {}


@pytest.mark.parametrize("row", WRITABLE, ids=lambda row: row.label)
def test_a_request_that_is_no_form_is_answered_and_changes_nothing(world: World, row: Row):
    who = sender(row)
    assert bad({words: sent_by(world, row, who, *BODIES[words]) for words in bodies_for(row)}) == {}


def bodies_for(row: Row) -> list[str]:
    """Two of them everywhere; the others leave a form nothing to read, whichever form it is, and take turns."""
    turns = [words for words in BODIES if words not in EVER]
    return [*EVER, turns[FORMS.index(row) % len(turns)]] if row.method == "FORM" else list(EVER)


def test_each_body_that_is_no_form_is_sent_to_many_forms():
    sent = Counter(words for row in FORMS for words in bodies_for(row))
    assert set(sent) == set(BODIES)
    assert min(sent.values()) >= len(FORMS) // 5


def beside(tries: dict[str, dict[str, str]], wrong: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """A form judges each field by itself: wrong choices go along with what is typed wrong elsewhere, as far as that reaches."""
    typed = [words for words in ("null bytes", "1 MB") if words in tries]
    found = {words: tries[words] | fields for words, fields in zip(typed, wrong.values(), strict=False)}
    return found | dict(list(wrong.items())[len(typed) :])


def shared_out(texts: list[str], nonsense: dict[str, str]) -> dict[str, dict[str, str]]:
    """Every kind of nonsense in some field of this form, no field left out, in as few requests as that takes; at least two."""
    kinds = list(nonsense.items())
    turns = min(len(kinds), max(2, -(-len(kinds) // len(texts))))
    found = {}
    for turn in range(turns):
        picked = {name: kinds[(place * turns + turn) % len(kinds)] for place, name in enumerate(texts)}
        found[", ".join(dict.fromkeys(words for words, _value in picked.values()))] = {
            name: value for name, (_words, value) in picked.items()
        }
    return found


def foreign_key(world: World) -> str:
    """A key that exists, in another province."""
    return str(world.kits["far"].network.pk)


def bad(found: dict[str, tuple[Any, list[str]]]) -> dict[str, tuple[Any, list[str]]]:
    """Answers that broke, or wrote although they refused."""
    return {words: result for words, result in found.items() if result[0] >= 500 or result[1]}


# Addresses

PARAMETERS = (
    "all", "as_of", "channel", "code", "counted", "days", "district", "due", "edition", "figure", "format", "kind", "late",
    "network", "next", "organisation", "over", "page", "period", "province", "q", "report", "role", "round", "show", "small",
    "sort", "state", "unread", "year", "parent", "o", "p", "e", "key", "month", "view", "within",
)  # fmt: skip
IN_ADDRESSES = ("%00", "9" * 400, "-1", "%ED%A0%80%F0%9F%92%A5%27%22%3Cscript%3E")


# Each address once, however many queries of its own the table asks it with: nonsense takes their place.
ADDRESSES = list({(row.name, row.arguments, sender(row)): row for row in (*READS, *ADMIN)}.values())


@pytest.mark.parametrize("row", ADDRESSES, ids=lambda row: row.label)
def test_nonsense_in_the_address_breaks_no_page(world: World, row: Row):
    client, plain = world.client(sender(row)), row.address(world.names()).partition("?")[0]
    statuses = {}
    for value in IN_ADDRESSES[:2] if row.name.startswith("admin:") else IN_ADDRESSES:
        with rolled_back():
            query = "&".join(f"{name}={value}" for name in PARAMETERS)
            statuses[value[:20]] = answer(client, "GET", f"{plain}?{query}").status_code
    assert {value: status for value, status in statuses.items() if status >= 500} == {}


LISTS = (
    "search", "search-box",
    "search-more", "operations", "line-texts", "networks:organisations", "networks:invitations", "networks:people",
    "pledges:pledges", "pledges:rounds", "pledges:reports", "pledges:calls", "networks:import",
)  # fmt: skip


# One of them wrong may hide another one in the test above: here each stands alone.
NARROWING = (
    "district", "edition", "figure", "network", "organisation", "page", "period", "q", "report", "round", "state", "year",
)  # fmt: skip


@pytest.mark.parametrize("row", [row for row in READS if row.name in LISTS and row.query == ""], ids=lambda row: row.label)
def test_each_parameter_alone_breaks_no_list(world: World, row: Row):
    client, plain = world.client(sender(row)), row.address(world.names()).partition("?")[0]
    asked = [f"{plain}?{name}={'9' * 30}" for name in NARROWING]
    with rolled_back():
        statuses = {address: answer(client, "GET", address).status_code for address in asked}
    assert {address: status for address, status in statuses.items() if status >= 500} == {}


@pytest.mark.parametrize("row", [row for row in table() if row.needs and row.arguments], ids=lambda row: row.label)
def test_a_key_that_nothing_has_is_not_found(world: World, row: Row):
    address = row.address({name: Nothing(row.name in BY_UUID) for name in world.names()})
    client = world.client("superuser")
    status = answer(client, "POST" if row.method == "POST" else "GET", address).status_code
    assert status == 404


# Their keys are no numbers.
BY_UUID = ("file", "networks:plan-import-look")


class Key(str):
    """Such a key, also of what hangs on the thing."""

    def __getattr__(self, name: str) -> Key:
        return self


class Nothing:
    """Stands for a thing whose key is larger than any database counts."""

    def __init__(self, is_file: bool) -> None:
        self.key = Key("00000000-0000-4000-8000-000000000000" if is_file else "9" * 25)

    def __getattr__(self, name: str) -> Key:
        return self.key

    def __format__(self, spec: str) -> str:
        return "x" * 300


# The main forms: all right but for one field


def good(world: World, name: str) -> dict[str, Any]:
    """A form that is taken as it stands."""
    kit = world.kits["home"]
    line = kit.draft.commitments.get().pk
    return {
        "networks:organisation-add": {
            "name": "วัดใหม่ทองคำ",
            "kind": "organisation",
            "network": kit.network.pk,
            "subdistrict": "140101",
            "district": "1401",
            "phone": "035 123 456",
            "email": "new@example.org",
            "members": "12",
            "declared_on": "24/11/2569",
        },
        "networks:invite": {"role": "contact", "organisation": kit.body.code, "name": "นางใหม่ ใจดี", "email": "new@example.org"},
        "pledges:pledge-edit": {
            "version": kit.draft.version,
            "text": "เราจะตรงเวลา",
            "declared_on": "24/11/2569",
            "members": "12",
            "members_joined": "10",
            "line": [str(line)],
            f"l{line}-id": line,
            f"l{line}-activity": "เข้าแถวตรงเวลา",
            f"l{line}-target": "30",
            f"l{line}-budget": "1,000",
            f"l{line}-due_on": "30/09/2571",
            "do": "save",
        },
        "pledges:round-add": {"code": "Q3", "opens_on": "01/06/2570", "due_on": "30/06/2570", "locks_on": "31/07/2570"},
        "rung-add": {"offset": "5", "who": "contact", "channel": "email", "subject": "เรื่อง", "body": "ข้อความ"},
        "office": {
            "name": "สำนักงานใหม่",
            "primary_colour": "#8C3B2A",
            "email": "office@example.org",
            "sign": sign_of(Office.objects.get(province=kit.province), OFFICE_FIELDS),
        },
        "pledges:call-note": {"outcome": "promised", "promised_on": "10/04/2570", "note": "จะส่งวันศุกร์"},
        "networks:year-add": {"fiscal_year": "2572", "motto": "มีวินัย"},
    }[name]


ONE_BAD = [
    ("networks:organisation-add", field, value)
    for field, value in (
        ("name", ""), ("name", "ก" * 350_000), ("members", "-1"), ("members", "9" * 400), ("declared_on", "30/02/2566"),
        ("declared_on", "24/11/69"), ("tax_id", "1234567890123"), ("email", "x@"), ("network", "{far}"),
        ("subdistrict", "150101"), ("kind", "nonsense"), ("parent", "15-00001"), ("phone", "x" * 500),
    )
] + [
    ("networks:invite", field, value)
    for field, value in (
        ("role", "nonsense"), ("organisation", "15-00001"), ("name", ""), ("name", "ก" * 350_000), ("email", "x\x00"),
    )
] + [
    ("pledges:pledge-edit", field, value)
    for field, value in (
        ("declared_on", "30/02/2566"), ("members", "-1"), ("members_joined", "99"), ("text", "ก" * 350_000), ("version", "x"),
        ("l{line}-budget", "-5"), ("l{line}-due_on", "31/04/2570"), ("l{line}-target", "1e999"),
        ("l{line}-target_virtue_id", "nonsense"), ("l{line}-activity", "ก" * 350_000),
    )
] + [
    ("pledges:round-add", field, value)
    for field, value in (
        ("code", "H1"), ("code", "x"), ("due_on", "30/02/2570"), ("due_on", "01/05/2570"), ("locks_on", "1"),
    )
] + [
    ("rung-add", field, value)
    for field, value in (
        ("offset", "-366"), ("offset", "9" * 400), ("who", "nonsense"), ("channel", "fax"), ("body", "{secret}"),
        ("subject", ""),
    )
] + [
    ("office", field, value)
    for field, value in (("name", ""), ("primary_colour", "red;}"), ("email", "x"), ("name", "ก" * 350_000))
] + [
    ("pledges:call-note", field, value)
    for field, value in (
        ("promised_on", "30/02/2570"), ("outcome", "nonsense"), ("promised_on", "-1"), ("promised_on", "01/04/2570"),
        ("note", "ก" * 350_000),
    )
] + [
    ("networks:year-add", field, value)
    for field, value in (("fiscal_year", "-1"), ("fiscal_year", "9" * 400), ("motto", "ก" * 9999))
]  # fmt: skip


def row_of(name: str) -> Row:
    """The form of that name."""
    return next(row for row in FORMS if row.name == name)


# Texts of these forms that must still stand there when another field was wrong.
KEPT = ("name", "text", "subject", "body", "motto", "opens_on", "note", "email")


@pytest.mark.parametrize("name", sorted({name for name, _field, _value in ONE_BAD}))
def test_a_form_that_is_right_is_taken(world: World, name: str):
    row, before = row_of(name), everything()
    response = world.client("administrator").post(row.address(world.names()), good(world, name))
    assert response.status_code == 302
    assert changed(before) != []


@pytest.mark.parametrize(("name", "field", "value"), ONE_BAD, ids=lambda part: str(part)[:20].replace("\x00", "NUL"))
def test_one_field_that_is_wrong_is_named_and_written_nowhere(world: World, name: str, field: str, value: str):
    field = field.format(line=world.kits["home"].draft.commitments.get().pk)
    value = foreign_key(world) if value == "{far}" else value
    data, row = good(world, name) | {field: value}, row_of(name)
    client = world.client("administrator")
    response, changes = changed_by(lambda: client.post(row.address(world.names()), data))
    # What a form keeps beside the rest waits as it was typed.
    waits = name in KEEPS and field != "version"
    assert (response.status_code, "core_draft" in changes, changes == []) == (200, waits, not waits)
    page = response.content.decode()
    assert "invalid-feedback" in page or 'role="alert"' in page
    kept = [str(text) for key, text in data.items() if key in KEPT and key != field]
    assert [text for text in kept if text not in page] == []


# Files


def packed(name: str, size: int) -> bytes:
    """A small archive that unpacks to much."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr(name, b"0" * size)
    return buffer.getvalue()


FILES = {
    "a program": ("letter.pdf", b"MZ\x90\x00" + b"\x00" * 400),
    "an archive": ("photo.jpg", packed("a.txt", 1000)),
    "nothing": ("empty.pdf", b""),
    "half a picture": ("photo.jpg", photo()[:200]),
    "a page": ("page.pdf", b"<html><script>alert(1)</script></html>"),
    "a drawing with a script": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
    "a name that climbs": ("../../../etc/passwd", b"root:x:0:0"),
}


UPLOADS = (("pledges:pledge-signed-file", "file"), ("pledges:report-fill", "e-file"), ("pledges:report-file", "paper"))


@pytest.mark.parametrize("words", FILES)
@pytest.mark.parametrize(("name", "field"), UPLOADS)
def test_a_file_that_is_not_what_it_says_is_not_kept(world: World, name: str, field: str, words: str):
    row, client = row_of(name), world.client("administrator")
    address, count = row.address(world.names()), StoredFile.objects.count()
    data = as_sent(fields_for(world, row, "administrator"), do="submit", **{field: SimpleUploadedFile(*FILES[words])})
    response = client.post(address, data)
    assert response.status_code == 200
    assert StoredFile.objects.count() == count
    assert FollowUpReport.objects.get(pk=world.kits["home"].late.pk).state == "draft"


# More than a workbook may hold once it is unpacked.
MOST = 301 * 1024 * 1024


@pytest.mark.parametrize("words", [*FILES, "a zip bomb"])
def test_a_register_that_is_none_is_refused_with_a_sentence(world: World, words: str):
    before, client = everything(), world.client("officer")
    bomb = words == "a zip bomb"
    upload = SimpleUploadedFile(*(("a.xlsx", packed("xl/worksheets/sheet1.xml", MOST + 1)) if bomb else FILES[words]))
    response = client.post(reverse("networks:import-begin"), {"file": upload, "year": world.kits["home"].year.pk})
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert changed(before) == []


# Somebody else's keys inside a form


def test_lines_of_another_pledge_are_not_taken(world: World):
    own, theirs = world.kits["home"].draft, world.kits["far"].draft.commitments.get()
    data = {"version": own.version, "line": [str(theirs.pk)], f"l{theirs.pk}-id": theirs.pk, f"l{theirs.pk}-activity": "ยึดมา"}
    world.client("contact").post(reverse("pledges:pledge-edit", args=[own.pk]), data)
    theirs.refresh_from_db()
    assert (theirs.pledge_id, theirs.activity) == (world.kits["far"].draft.pk, "กิจกรรม canaryfar")


def test_another_provinces_reports_are_not_accepted_in_a_pile(world: World):
    theirs = world.kits["far"].sent
    world.client("officer").post(reverse("pledges:reports-accept"), {"report": [theirs.pk]})
    assert FollowUpReport.objects.get(pk=theirs.pk).state == "submitted"


def test_another_provinces_invitations_are_not_printed(world: World):
    theirs = world.kits["far"].invitation
    response = world.client("officer").post(reverse("networks:invitation-sheets"), {"invitation": [theirs.pk]})
    assert response.status_code == 302
    assert Invitation.objects.get(pk=theirs.pk).revoked_at is None


def test_another_reports_evidence_is_not_taken_out(world: World):
    theirs = world.kits["far"].late.evidence.get()
    late = world.kits["home"].late
    world.client("contact").post(
        reverse("pledges:report-fill", args=[late.pk]), {"version": late.version, "do": f"remove-{theirs.pk}"}
    )
    assert type(theirs).objects.filter(pk=theirs.pk).exists()


# Twice


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("networks:organisation-add", Organisation), ("networks:invite", Invitation), ("pledges:round-add", ReportRound),
    ],
)  # fmt: skip
def test_a_double_click_makes_one(world: World, name: str, model: Any):
    address, data, count = row_of(name).address(world.names()), good(world, name), model.objects.count()
    first = world.client("administrator").post(address, data)
    second = world.client("administrator").post(address, data)
    assert (first.status_code, second.status_code) == (302, 200)
    assert second.context["form"].errors
    assert model.objects.count() == count + 1


def test_a_double_click_begins_one_pledge(world: World):
    Pledge.objects.filter(pk=world.kits["home"].draft.pk).update(state="ended", ended_on="2027-01-01", ended_reason="จบ")
    address = f"{reverse('pledges:pledge-begin')}?organisation={world.kits['home'].body.code}"
    in_that_year = Pledge.objects.filter(organisation=world.kits["home"].body, programme_year__fiscal_year=2571)
    standing = in_that_year.exclude(state="ended")
    answers = [world.client("contact").post(address, {"year": "2571"}).status_code for _press in range(2)]
    assert (answers[0], standing.count()) == (302, 1)
    assert answers[1] < 500


def test_a_double_click_hands_in_one_report(world: World):
    late = world.kits["home"].late
    (line,) = late.pledge.commitments.all()
    data = {
        "version": late.version, "summary": "ทำครบ", "obstacles": "", "next_steps": "", "do": "submit",
        f"c{line.pk}-status": "done", f"c{line.pk}-actual": "30", f"c{line.pk}-words": "ครบ", f"c{line.pk}-spent": "",
    }  # fmt: skip
    address, count = reverse("pledges:report-fill", args=[late.pk]), FollowUpReport.objects.count()
    answers = [world.client("contact").post(address, data) for _press in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    late.refresh_from_db()
    assert (late.state, late.progress.count(), FollowUpReport.objects.count()) == ("submitted", 1, count)


# The session ended while somebody typed


@pytest.mark.parametrize(
    ("who", "name"),
    [("officer", "networks:organisation-add"), ("contact", "pledges:pledge-edit"), ("officer", "networks:invite"),
     ("officer", "pledges:round-add"), ("coordinator", "pledges:call-note")],
)  # fmt: skip
def test_what_was_typed_after_the_session_ended_is_sent_after_logging_in(world: World, who: str, name: str):
    address, data, before = row_of(name).address(world.names()), good(world, name), everything()
    client = world.client("visitor")
    assert client.post(address, data).status_code == 302
    assert changed(before) == []
    client.post(
        f"{reverse('account_login')}?next={reverse('resume')}",
        {"login": world.people[who].email, "password": "a-long-enough-word-1"},
    )
    page = client.get(reverse("resume"))
    again: dict[str, list[str]] = {}
    for field, value in page.context["typed"].fields:
        again.setdefault(field, []).append(value)
    assert again == {field: [*map(str, value if isinstance(value, list) else [value])] for field, value in data.items()}
    assert client.post(page.context["typed"].path, again).status_code == 302
    assert changed(before) != []
