"""Somebody else's words show up nowhere: each role walks all lists with their filters and exports, and others' addresses.

Every body of the world carries a mark in its names, numbers, texts, files, messages, invitations and history
(tests/access/world.py). A page may show the marks of what its reader looks after, and no other; and the walk must meet those
she may see, or it would prove nothing. Her own addresses are read the same way by tests/test_access.py.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote

import pytest
from django.urls import resolve

from moralprovince.core.public_pages import shelf
from tests.access.reading import FOR_ALL, KEYS, beyond_public, met, strangers, text_of
from tests.access.table import Row, answer, table
from tests.access.world import MAY_MEET, PLACES, World

pytestmark = [pytest.mark.once, pytest.mark.django_db]
READ = [row for row in table() if row.method != "POST"]
PAGES = [row for row in READ if row.name not in KEYS]
# A filter lets the same rows through or leaves them out, whichever of its values is chosen: the first and the last show
# whether it leaks.
VALUES = 1
# What is asked of every list beside its own links: a word that all bodies share, and keys of somebody else's things.
QUESTIONS = (
    "q=ทดสอบ", "province={province.pk}&network={network.code}&edition=1&format=csv", "network={network.pk}&report={late.pk}",
    "round={round.pk}&organisation={body.code}&format=xlsx",
)  # fmt: skip
LISTS = {
    "figures", "figures-compare", "figures-compare-export", "figures-export",
    "lessons:stories", "members", "declared", "certified", "open-activities", "map",
    "calendar", "calendar-export", "search", "search-box", "search-more", "inbox", "operations", "line-texts", "summaries",
    "open-data", "open-data-set", "open-data-file", "api-rows",
    "networks:organisations", "networks:organisations-export",
    "networks:imports", "networks:invitations", "networks:invitations-export", "networks:people", "networks:people-export",
    "operations-export", "pledges:pledges", "pledges:pledges-export",
    "pledges:rounds", "pledges:reports", "pledges:reports-export", "pledges:calls", "pledges:calls-export",
    "assessments:assessments", "assessments:assessments-export", "assessments:certificates", "assessments:certificates-export",
    "assessments:appeals", "assessments:appeals-export", "assessments:conflicts", "assessments:sessions", "assessments:results",
    "assessments:results-export",
    "networks:organisation-add", "networks:invite", "networks:meetings", "networks:meetings-export",
    "networks:networks", "networks:networks-export",
    "networks:unreached", "networks:unreached-export", "networks:duplicates", "networks:mergers", "networks:proposals",
    "lessons:lessons", "lessons:lessons-export",
    "networks:duplicates-export", "networks:mergers-export", "networks:proposals-export", "networks:central",
    "networks:central-export",
    "networks:actions", "networks:actions-export", "assessments:visits", "assessments:visits-export", "assessments:agreements",
    "assessments:agreements-export", "assessments:unvisited", "assessments:unvisited-export",
    "networks:activities", "networks:activities-export", "networks:plan", "networks:plan-export",
    "networks:work-plan", "networks:work-plan-export",
}  # fmt: skip
# Whose things each role tries beside her own, just beyond her own fence; another province's are tried by its own people
# (tests/test_access.py), and what an officer sees of other bodies of her province stands in the lists.
TRIES = {"contact": ("beside",), "coordinator": ("across",), "assessor": ("beside", "across")}
# By whose keys she asks the lists.
ASKS = {
    "contact": ("beside", "far"), "coordinator": ("across", "far"), "officer": ("far",), "administrator": ("far",),
    "partner": ("home",), "visitor": (), "assessor": ("beside", "across"), "committee": ("far",),
}  # fmt: skip


def open_to(row: Row, who: str) -> bool:
    """Does anything answer? An administrator tries what officers do not get as well."""
    same = who == "administrator" and row.expected[who] == row.expected["officer"]
    return row.expected[who] not in ("door", "login") and not same


def walk(world: World, who: str) -> Iterator[tuple[str, str]]:
    """Addresses and what they answer: others' things, then the lists with all their links and questions."""
    client, seen = world.client(who), set()
    rows = [row for row in PAGES if open_to(row, who)]
    lists = list(dict.fromkeys(row.address(world.names()).partition("?")[0] for row in rows if row.name in LISTS))
    asked = [question.format(**world.names(place)) for place in ASKS[who] for question in QUESTIONS]
    queue = [row.address(world.names(place)) for row in rows if row.needs for place in TRIES.get(who, ())]
    queue += lists + [f"{address}?{question}" for address in lists for question in dict.fromkeys(asked)]
    for address in queue:
        if address in seen:
            continue
        seen.add(address)
        response = answer(client, "GET", address)
        yield address, beyond_public(resolve(address.partition("?")[0]).view_name, who, text_of(response))
        if address in lists and response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            queue += [address + link for link in filter_links(response.whole.decode())]


def filter_links(page: str) -> list[str]:
    """Each filter on a page with a few of its values; sorting the same rows another way shows nothing new."""
    links = {html.unescape(link) for link in re.findall(r'href="(\?[^"#]+)"', page)}
    by_filter: dict[tuple[str, ...], list[str]] = {}
    for link in sorted(link for link in links if "sort=" not in link):
        by_filter.setdefault(tuple(sorted(parse_qs(link[1:]))), []).append(link)
    return [link for values in by_filter.values() for link in (*values[:VALUES], *values[VALUES:][-1:])]


@pytest.mark.slow
@pytest.mark.parametrize("who", ["contact", "coordinator", "officer", "administrator", "assessor", "committee", "partner"])
def test_nobody_meets_what_is_not_hers(world: World, who: str):
    others, own = {}, set()
    for address, text in walk(world, who):
        own |= met(text) - met(unquote(address))
        if found := strangers(who, address, text):
            others[address] = found
    assert others == {}
    assert own == set(MAY_MEET[who])


def test_who_reads_all_provinces_meets_no_body_in_their_figures(world: World):
    """Elsewhere she is answered as the partner is, who has no rows either; tests/test_access.py asks every address."""
    client = world.client("national")
    addresses = [row.address(world.names()) for row in PAGES if row.name.startswith("figures")]
    provinces = [realm.province.pk for realm in world.realms.values()]
    addresses += [f"{one.partition('?')[0]}?province={code}" for one in addresses for code in provinces]
    texts = {one: beyond_public("figures", "national", text_of(answer(client, "GET", one))) for one in addresses}
    assert {one: sorted(met(text)) for one, text in texts.items() if met(text)} == {}


def test_the_public_meets_nobody_at_all(world: World):
    others = {address: sorted(met(text)) for address, text in walk(world, "visitor") if met(text)}
    assert others == {}


def test_a_kept_copy_tells_nobody_more_than_a_page_made_anew(world: World, settings):
    """Whoever works here looks first, with a session; then visitors are answered from the copies, twice."""
    settings.PUBLIC_PAGES_KEPT = True
    shelf.empty()
    rows = [row for row in PAGES if row.expected["visitor"] == "200"]
    for who in ("administrator", "visitor", "visitor"):
        for row in rows:
            address, client = row.address(world.names()), world.client(who)
            response = answer(client, "GET", address)
            text = beyond_public(row.name, who, text_of(response))
            assert sorted(met(text) - met(unquote(address))) == [] or who != "visitor", address
            assert who != "visitor" or row.name not in FOR_ALL or not client.cookies, address
    assert len(shelf.copies) >= len(FOR_ALL)
    shelf.empty()


def test_an_invitations_link_greets_its_guest_alone(world: World):
    """Whoever holds the one-time link is told whom it is for: her own name and body, nobody else's."""
    (row,) = [row for row in READ if row.name == "join-link" and row.needs]
    for place in PLACES:
        text = text_of(answer(world.client("visitor"), "GET", row.address(world.names(place))))
        assert met(text) == {place}


def test_the_walk_finds_marks_in_every_kind_of_output(world: World):
    """The officer's export, workbook, PDF and file do carry the marks of her own: the reading itself works."""
    client = world.client("officer")
    addresses = {row.label: row.address(world.names()) for row in READ}
    kinds = {
        "GET networks:organisations-export ?format=xlsx": {"home", "beside", "across"},
        "GET networks:organisations-export ?format=csv": {"home", "beside", "across"},
        "GET pledges:report-form {late.pk}": {"home"},
        "GET pledges:pledge-paper {pledge.pk}": {"home"},
        "GET file {evidence_file.pk}": {"home"},
        "GET operation {message.pk}": {"home"},
        "GET networks:organisation-history {body.code}": {"home"},
    }
    assert {label: met(text_of(answer(client, "GET", addresses[label]))) for label in kinds} == kinds
