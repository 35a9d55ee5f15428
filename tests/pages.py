"""Every page of the portal, with who uses it: from the table of all addresses, and the states an address alone does not show.

A new address needs a line in tests/access (a test says so); whatever answers there with a page is a page here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from moralprovince.core.models import Message, User
from networks.models import ImportRun
from pledges.models import FollowUpReport
from tests.access.table import Row, table
from tests.access.world import World, stored
from tests.factories import (
    OfficeFactory,
    ProgrammeYearFactory,
    ProvinceFactory,
    SectorNetworkFactory,
    SubdistrictFactory,
    UserFactory,
    administrator_of,
    coordinator_of,
    officer_of,
)
from tests.factories_pledges import FollowUpReportFactory, PledgeFactory, ReportRoundFactory

# Whoever has the fullest page comes first; a person of the home province where one may see it.
BY_RIGHTS = ("administrator", "officer", "coordinator", "contact", "superuser", "visitor")
# What answers with something else than a page: files, JSON for scripts, pieces of pages, style sheets.
NOT_PAGES = {
    "lessons:story-photo", "lessons:story-picture", "lessons:feed", "sitemap", "robots", "share-picture",
    "lessons:lessons-export", "lessons:lesson-photo", "lessons:lesson-paper", "lessons:method-form",
    "lessons:lesson-book-pdf", "lessons:sitting-board", "lessons:sitting-new",
    "open-data-catalogue", "open-data-file", "api-document", "api-rows", "api-row",
    "admin:assessments_assessment_level",
    "admin:assessments_criteriaset_workbook", "admin:autocomplete", "admin:jsi18n", "assessments:results-export",
    "assessments:session-letters", "assessments:session-results", "assessments:appeal-letter", "assessments:appeals-export",
    "assessments:assessment-form", "assessments:assessments-export", "assessments:evidence-file",
    "assessments:certificate-pdf", "assessments:certificates-calling", "assessments:certificates-export",
    "assessments:certificates-print", "assessments:session-letters-print", "assessments:visits-export",
    "assessments:agreements-export", "assessments:unvisited-export", "calendar-export", "calendar-feed",
    "search-box", "search-more",
    "file", "livez", "networks:actions-export", "networks:network-plan", "networks:plan-export", "networks:body-activities",
    "networks:activities-export", "networks:unreached-export", "networks:duplicates-export", "networks:proposals-export",
    "networks:central-export", "networks:mergers-export",
    "networks:work-plan-export", "networks:attendance-export", "networks:meeting-ics",
    "networks:meeting-letter", "networks:meetings-export", "networks:minutes-paper", "networks:minutes-state",
    "networks:body-options", "networks:import-report", "networks:import-template",
    "networks:group-export", "networks:networks-export",
    "networks:invitations-export", "networks:organisations-export", "networks:people-export", "networks:subdistrict-options",
    "my-data-file", "operations-export",
    "pledges:calls-export", "pledges:pledge-blank", "pledges:pledge-paper", "pledges:pledges-export", "pledges:report-form",
    "figures-compare-export", "figures-provinces-export",
    "pledges:report-forms", "pledges:reports-export", "readyz", "summary-file", "theme-css",
}  # fmt: skip
# Pages that differ from role to role are looked at in each of them.
EVERYBODY = {
    "home",
    "networks:organisation",
    "networks:network",
    "pledges:pledge",
    "pledges:report",
    "networks:organisations",
    "inbox",
}


@dataclass(frozen=True)
class PageOf:
    """One page as one person sees it; with `data` it is the answer to a form."""

    who: str
    address: str
    status: int = 200
    data: dict[str, Any] | None = field(default=None, hash=False)

    @property
    def label(self) -> str:
        """What a finding is called."""
        return f"{self.who} {'GET' if self.data is None else 'POST'} {self.address}"


def is_page(row: Row) -> bool:
    """Does somebody read it as a page?"""
    return row.method in ("GET", "FORM") and row.name not in NOT_PAGES and "200" in row.expected.values()


def readers(row: Row) -> list[str]:
    """Who looks at it: those for whom it differs, or the one with most rights."""
    may = [who for who in BY_RIGHTS if row.expected[who] == "200"]
    if not may:
        return [who for who, answer in row.expected.items() if answer == "200"][:1]
    return [who for who in may if who != "superuser"] if row.name in EVERYBODY else may[:1]


def listed(world: World) -> list[PageOf]:
    """The pages that have an address, each once."""
    names = world.names()
    found = [PageOf(who, row.address(names)) for row in table() if is_page(row) for who in readers(row)]
    return list(dict.fromkeys(found))


# States that an address alone does not show


def enrich(world: World) -> None:
    """States beside those of the access tests, and a province in which nothing has happened yet."""
    kit, realm = world.kits["home"], world.realms["home"]
    given = {"organisation": kit.body, "commitments": 2}
    years = {state: ProgrammeYearFactory(province=kit.province, fiscal_year=year) for state, year in
             (("returned", 2572), ("ended", 2573))}  # fmt: skip
    pledges = {state: PledgeFactory(**given, state=state, programme_year=year) for state, year in years.items()}
    rounds = {code: ReportRoundFactory(programme_year=kit.year, code=code) for code in ("Q3", "Q4")}
    reports = {
        "returned": FollowUpReportFactory(pledge=kit.pledge, round=rounds["Q3"], state="returned"),
        "waived": FollowUpReportFactory(pledge=kit.pledge, round=rounds["Q4"], state="waived"),
        "expected": FollowUpReportFactory(pledge=pledges["ended"], round=ReportRoundFactory(programme_year=years["ended"])),
    }
    FollowUpReport.objects.filter(pk=reports["returned"].pk).update(returned_note="โปรดแนบภาพกิจกรรม")
    world.extras = {"pledges": pledges, "reports": reports, "runs": other_runs(realm.run)}  # type: ignore[attr-defined]
    begin_empty(world)


def other_runs(run: ImportRun) -> dict[str, ImportRun]:
    """The same import as it looks when it was confirmed, and when it was taken back."""
    made = {}
    for state in ("applied", "undone"):
        copy = ImportRun.objects.get(pk=run.pk)
        copy.pk, copy.state, copy.applied_at = None, state, run.created_at
        copy.undone_at = run.created_at if state == "undone" else None
        copy.file = stored("home", "networks.importrun", "")
        copy.save()
        made[state] = copy
    return made


def begin_empty(world: World) -> None:
    """A province that was set up this morning, and a person without any role."""
    province = ProvinceFactory(code="16")
    OfficeFactory(province=province, working_year=ProgrammeYearFactory(province=province))
    SubdistrictFactory(district__province=province)
    network = SectorNetworkFactory(province=province)
    world.people |= {
        "new_officer": officer_of(province, name="นางสาวเริ่มต้น"), "new_administrator": administrator_of(province),
        "new_coordinator": coordinator_of(network), "stranger": UserFactory(name="นายยังไม่มีบทบาท"),
        "newcomer": UserFactory(name="นางเพิ่งเข้ามา", notice_version=""),
    }  # fmt: skip


LISTS = (
    "home", "networks:organisations", "networks:imports", "networks:invitations", "pledges:pledges", "pledges:rounds",
    "pledges:reports", "pledges:calls", "operations", "ladders", "line-texts", "summaries", "inbox", "networks:meetings",
    "networks:actions", "calendar", "lessons:stories", "assessments:visits", "assessments:agreements", "assessments:unvisited",
    "lessons:lessons",
    "networks:care", "networks:duplicates", "networks:mergers", "networks:proposals", "networks:central", "networks:unreached",
)  # fmt: skip
# Filters after which nothing is left, and other ways to look at a list.
WAYS = {
    "lessons:stories": ("?state=withdrawn", "?network=government"),
    "networks:organisations": ("?q=ไม่มีชื่อนี้แน่นอน", "?q=วัด&network=government&sort=-name", "?state=withdrawn"),
    "networks:invitations": ("?state=used", "?state=open", "?q=ไม่มีชื่อนี้"),
    "networks:networks": ("?coordinator=none", "?year=2571"),
    "networks:people": ("?q=ไม่มีชื่อนี้", "?over=1"),
    "calendar": ("?view=list", "?kind=meeting&view=list", "?month=2575-01&view=list", "?network=government"),
    "networks:meetings": ("?q=ไม่มีชื่อนี้", "?state=held&sort=group"),
    "networks:actions": ("?q=ไม่มีชื่อนี้", "?late=1", "?whose=mine"),
    "pledges:pledges": ("?state=ended", "?year=2571", "?year=2569&state=declared"),
    "pledges:reports": ("?state=waived", "?late=1", "?state=submitted", "?state=accepted&sort=name"),
    "pledges:calls": ("?called=promised",),
    "operations": ("?state=failed", "?state=cancelled", "?state=unknown"),
    "search": ("", "?q=ไม่มีชื่อนี้แน่นอน", "?q=canaryhome"),
    "inbox": ("?page=9",),
    "networks:duplicates": ("?reason=phone", "?district=1401"),
    "networks:proposals": ("?state=decided", "?district=1401"),
    "networks:mergers": ("?state=open", "?state=final"),
    "networks:central": ("?show=others", "?show=others&q=ไม่มีชื่อนี้แน่นอน", "?show=marked&q=ไม่มีชื่อนี้แน่นอน"),
    "assessments:visits": ("?q=ไม่มีชื่อนี้", "?wait=sign", "?state=made&sort=whom"),
    "assessments:agreements": ("?q=ไม่มีชื่อนี้", "?state=late"),
    "lessons:lessons": ("?q=xyzzy", "?state=proposed&sort=whose", "?q=ขยะ"),
    "assessments:unvisited": ("?q=ไม่มีชื่อนี้แน่นอน", "?ever=never&sort=-last"),
}


def states(world: World) -> list[PageOf]:
    """Empty lists, other states, people at the edge."""
    extras = world.extras  # type: ignore[attr-defined]
    pages = [PageOf(who, reverse(name)) for name in LISTS for who in ("new_officer",)]
    pages += [PageOf("new_administrator", reverse(name)) for name in ("home", "networks:people", "networks:years")]
    pages += [PageOf(who, reverse(name)) for who in ("new_coordinator", "stranger") for name in
              ("home", "networks:organisations", "pledges:reports", "pledges:pledges", "account", "inbox")]  # fmt: skip
    pages += [PageOf("new_coordinator", reverse("pledges:calls")), PageOf("newcomer", reverse("privacy-notice"))]
    pages += [PageOf("partner", reverse("home")), PageOf("national", reverse("home")), PageOf("partner", reverse("figures"))]
    pages += [PageOf("administrator", reverse(name) + query) for name, queries in WAYS.items() for query in queries]
    for state in ("returned", "ended"):
        pages.append(PageOf("contact", reverse("pledges:pledge", args=[extras["pledges"][state].pk])))
    pages.append(PageOf("contact", reverse("pledges:pledge-edit", args=[extras["pledges"]["returned"].pk])))
    for state, who in (("returned", "contact"), ("waived", "officer"), ("expected", "contact")):
        pages.append(PageOf(who, reverse("pledges:report", args=[extras["reports"][state].pk])))
    pages.append(PageOf("contact", reverse("pledges:report-fill", args=[extras["reports"]["returned"].pk])))
    pages += [PageOf("officer", reverse("networks:import", args=[run.pk])) for run in extras["runs"].values()]
    pages += [PageOf("officer", reverse("operation", args=[message.pk])) for message in told(world)]
    return pages


def told(world: World) -> list[Message]:
    """Messages in every state."""
    return [world.kits["home"].unknown, world.kits["home"].text, world.kits["home"].inbox]


def errors(world: World) -> list[PageOf]:
    """Pages that say no."""
    kit = world.kits["home"]
    return [
        PageOf("visitor", "/not/here/", 404),
        PageOf("officer", "/not/here/", 404),
        PageOf("officer", reverse("networks:organisation", args=[world.kits["far"].body.code]), 404),
        PageOf("contact", reverse("networks:people"), 403),
        PageOf("contact", reverse("pledges:pledge-edit", args=[kit.declared.pk]), 409),
        PageOf("visitor", reverse("join-link", args=["unknown"]), 404),
        PageOf("contact", reverse("admin:login"), 403),
        PageOf("contact", reverse("join-link", args=[kit.token])),
    ]


# A form of which nothing was filled in; browsers send at least the token of the page.
NOTHING = {"sent": "1"}
# What is sent to a form to see it with its errors, where sending nothing is not enough.
WRONG: dict[str, dict[str, Any]] = {
    "account": {"name": "", "phone": "กขค"},
    "office": {"name": "", "email": "ไม่ใช่อีเมล", "phone": "12", "primary_colour": "แดง"},
    "networks:organisation-add": {"name": "", "members": "-5", "declared_on": "30/02/2566", "tax_id": "123"},
    "networks:organisation-edit": {"name": "", "members": "-5", "declared_on": "30/02/2566", "tax_id": "123", "version": "1"},
    "networks:year-edit": {"motto": "ก" * 400, "read_only_from": "30/02/2566"},
    "year-turn": {"read_only_from": "30/02/2566"},
    "networks:meeting-edit": {"held_on": "30/02/2566", "starts_at": "25.00", "link": "ไม่ใช่"},
    "networks:meeting-invitation": {"letter_on": "30/02/2566"},
    "networks:invite": {"role": "contact", "name": "", "email": "ไม่ใช่"},
    "pledges:round-add": {"opens_on": "30/02/2566"},
    "pledges:round-edit": {"opens_on": "30/02/2566", "due_on": "เมื่อวาน"},
    "pledges:pledge-edit": {"do": "declare", "version": "1", "line": "n1", "ln1-due_on": "30/02/2566", "ln1-target": "-1"},
    "pledges:report-fill": {"do": "submit", "version": "1"},
    "pledges:report-file": {"do": "submit", "version": "1"},
    "assessments:assessment-fill": {"do": "submit", "version": "1"},
    "assessments:assessment-paper": {"do": "submit", "version": "1"},
    "assessments:visit-record": {"do": "save", "version": "1", "visited_on": "30/02/2566", "who-0": "ก", "score_after": "11"},
    "lessons:story-write": {"do": "publish", "title": "", "happened_on": "30/02/2566", "organisation": "ไม่มี"},
    "lessons:story-edit": {"title": "", "happened_on": "30/02/2566", "version": "1"},
    "lessons:lesson-write": {
        "do": "save",
        "version": "1",
        "title": "",
        "distilled_on": "30/02/2566",
        "figure-before-0": "มาก",
        "figure-label-0": "",
    },
    "assessments:agreement-done": {"done_on": "30/02/2566"},
}
# Forms that cannot be filled in wrongly: one button.
NO_WRONG = {
    "privacy-notice",
    "networks:attendance",
    "networks:minutes",
    "networks:invite-network",
    "pledges:pledge-begin",
    "pledges:pledge-discard",
    "assessments:assessment-begin",
}


def wrong_forms(world: World) -> list[PageOf]:
    """Every form as it comes back to somebody who filled it in badly, and pages that only a press leads to."""
    names, found = world.names(), []
    for row in table():
        if row.method == "FORM" and is_page(row) and row.name not in NO_WRONG:
            found += [PageOf(who, row.address(names), data=WRONG.get(row.name, NOTHING)) for who in readers(row)]
    found += [
        PageOf("visitor", reverse("account_login"), data={"login": "nobody@example.org", "password": "ผิดแน่นอน"}),
        PageOf("visitor", reverse("account_reset_password"), data={"email": "ไม่ใช่"}),
        PageOf("visitor", reverse("join"), data={"code": "12"}),
        PageOf("visitor", reverse("join-link", args=[world.kits["across"].token]), data={"password": "สั้น", "again": "ผิด"}),
        PageOf("contact", reverse("account_change_password"), data=NOTHING),
        PageOf("contact", reverse("account_reauthenticate"), data={"password": "ผิด"}),
    ]
    return list({page.label: page for page in found}.values())


def after_a_press(world: World) -> list[PageOf]:
    """Pages that only a press leads to."""
    names = world.names()
    return [
        PageOf("officer", reverse("calendar-make"), data={"label": "มือถือของฉัน"}),
        PageOf("officer", reverse("networks:invitation-renew", args=[names["invitation"].pk]), data=NOTHING),
        PageOf("administrator", reverse("networks:person-password-link", args=[names["person"].pk]), data=NOTHING),
        PageOf("officer", reverse("test-mail"), data=NOTHING),
    ]


def person(world: World, who: str) -> User | None:
    """The one who looks; nobody for a visitor."""
    return world.people.get(who)
