"""What the page of an import shows: counts, the rows that were asked for, and old and new values in words."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from moralprovince.core.listing import PAGE_SIZE, Page, page_number
from networks.columns import HEADINGS
from networks.duplicates import likely
from networks.imports.opening import quoted
from networks.imports.reports import outcome_words, shown_value, told_of
from networks.imports.running import year_of
from networks.imports.workbooks import other_sheets
from networks.models import ImportRun, Organisation, SectorNetwork, Subdistrict

# (address word, which rows)
SHOWN: dict[str, Any] = {
    "issues": lambda row: bool(row["issues"]) or row["outcome"] in ("rejected", "duplicate"),
    "created": lambda row: row["outcome"] == "created",
    "updated": lambda row: row["outcome"] == "updated",
    "unchanged": lambda row: row["outcome"] == "unchanged",
    "duplicate": lambda row: row["outcome"] == "duplicate",
    "rejected": lambda row: row["outcome"] == "rejected",
    "all": lambda row: True,
}

# What is said again of a new row, as it was understood: a wrong place, number or day is seen before it is confirmed.
READ_BACK = ("subdistrict", "members", "declared_on")

# States whose badges say the same.
BADGES = {"created": "accepted", "updated": "declared", "unchanged": "expected", "duplicate": "merged", "rejected": "returned"}


def labels() -> dict[str, str]:
    """What the tabs say."""
    return {
        "issues": _("Needs a look"),
        "created": _("New"),
        "updated": _("Changed"),
        "unchanged": _("Unchanged"),
        "duplicate": _("Twice in the file"),
        "rejected": _("To correct"),
        "all": _("All rows"),
    }


def preview_of(run: ImportRun, query: QueryDict) -> dict[str, Any]:
    """The context of the page."""
    rows, tabs = run.report.get("rows", []), counts_of(run)
    default = "issues" if tabs["issues"] else "all"
    chosen = query.get("show", default)
    chosen = chosen if chosen in SHOWN else default
    wanted = [row for row in rows if SHOWN[chosen](row)]
    page = slice_of(wanted, query.get("page", ""))
    names = names_for(run, page.keys)
    unread, elsewhere = other_sheets(run)
    return {
        "tabs": [(name, labels()[name], count, name == chosen) for name, count in tabs.items() if count or name == "all"],
        "chosen": chosen,
        "rows": [in_words(row, names) | {"likely": likely_of(run, row)} for row in page.keys],
        "page": page,
        "parts": parts_of(run.report),
        "passed": [(place_words(number, *sheet), text) for number, text, *sheet in run.report.get("passed", [])],
        "sheets": run.report.get("sheets", []),
        "has_report": "rows" in run.report,
        "by_hand": any("means" in choice for choice in run.report.get("chosen", [])),
        "one_network": one_network(run),
        "can_choose": run.state == ImportRun.State.PREVIEWED and "top" in run.report,
        "sheet": run.report.get("sheet", ""),
        "other_sheets": unread,
        "sheets_elsewhere": elsewhere,
        "ignored": any(part["ignored"] for part in parts_of(run.report)),
        "refused_rows": run.summary.get("rejected", 0),
        "repeated_rows": run.summary.get("duplicate", 0),
        "to_write": run.summary.get("created", 0) + run.summary.get("updated", 0),
    }


def parts_of(report: dict[str, Any]) -> list[dict[str, Any]]:
    """How the columns were understood; of sheets with different headings each part of its own."""
    whole = {"sheets": [], "columns": report.get("columns", {}), "ignored": report.get("ignored_columns", [])}
    return [
        {
            "sheet": next(iter(part["sheets"]), ""),
            "names": quoted(part["sheets"]),
            "ignored": ", ".join(part["ignored"]),
            "columns": [(heading, part["columns"][name]) for name, heading in HEADINGS.items() if name in part["columns"]],
        }
        for part in report.get("parts") or [whole]
    ]


def one_network(run: ImportRun) -> SectorNetwork | None:
    """The network that somebody said all rows belong to."""
    codes = [choice["network"] for choice in run.report.get("chosen", []) if "network" in choice]
    rows = SectorNetwork.objects.filter(province=run.province_id, code__in=codes)
    return rows.named_in(year_of(run)).first() if codes else None


def counts_of(run: ImportRun) -> dict[str, int]:
    """How many rows each tab has; of an import that was emptied the counts were kept."""
    rows, kept = run.report.get("rows", []), run.report.get("counts")
    # In the order of the tabs: PostgreSQL keeps another one.
    return {name: kept[name] if kept else sum(map(test, rows)) for name, test in SHOWN.items()}


def likely_of(run: ImportRun, row: dict[str, Any]) -> list[Organisation]:
    """Entries that a row which would be added may already be; said while it can still be thrown away."""
    values = row["values"] or {}
    if run.state != ImportRun.State.PREVIEWED or row["outcome"] != "created" or not values.get("subdistrict"):
        return []
    rows = Organisation.objects.filter(province=run.province_id).exclude(state="merged")
    return likely(rows, district=str(values["subdistrict"])[:4], name=values.get("name", ""))


def place_words(number: int, sheet: str = "") -> str:
    """Where a row stands."""
    words = _("Sheet “%(sheet)s”, row %(row)s") if sheet else _("Row %(row)s")
    return words % {"row": number, "sheet": sheet}


def slice_of(rows: list[dict[str, Any]], asked: str) -> Page:
    """One page of rows that are in memory."""
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    number = page_number(asked)
    number = min(max(1, number if number > 0 else pages + 1 + number), pages)
    part = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(part, number, len(rows), number - 1 or None, number + 1 if number < pages else None)


def names_for(run: ImportRun, rows: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Names of the networks and subdistricts that stand in these rows."""
    keys: dict[str, set[Any]] = {"network": set(), "subdistrict": set()}
    for row in rows:
        for name, found in keys.items():
            found.update(value for value in row["changes"].get(name, []) if value)
        keys["subdistrict"].update(value for value in [read_of(row).get("subdistrict")] if value)
    names = {}
    for name, model in (("network", SectorNetwork), ("subdistrict", Subdistrict)):
        if keys[name]:
            names |= {(name, str(row.pk)): str(row) for row in model.objects.filter(pk__in=keys[name])}
    return names


def read_of(row: dict[str, Any]) -> dict[str, Any]:
    """What was understood of a row that is new; of the others the changes tell."""
    return row["values"] if row["outcome"] == "created" else {}


def nameless(row: dict[str, Any]) -> str:
    """By what a row without a name is found in the file."""
    return _("No name (%(place)s)") % {"place": row["place"]} if row.get("place") else "—"


def in_words(row: dict[str, Any], names: dict[tuple[str, str], str]) -> dict[str, Any]:
    """A row with sentences for its issues and words for its changes."""
    return {
        "number": row["row"],
        "sheet": row.get("sheet", ""),
        "outcome": row["outcome"],
        "words": outcome_words(row),
        "label": labels()[row["outcome"]],
        "badge": BADGES[row["outcome"]],
        "name": (row["values"] or {}).get("name") or row["label"] or nameless(row),
        "code": row["code"],
        "issues": [{"heading": HEADINGS[issue["column"]], "sentence": told_of(row, issue)} for issue in row["issues"]],
        "read": [
            {"heading": HEADINGS[name], "value": shown_value(name, read_of(row)[name], names)}
            for name in READ_BACK
            if read_of(row).get(name) not in (None, "")
        ],
        "changes": [
            {"heading": HEADINGS[name], "old": shown_value(name, old, names), "new": shown_value(name, new, names)}
            for name in HEADINGS
            if name in row["changes"]
            for old, new in (row["changes"][name],)
        ],
    }
