"""What an import says of its rows: as data for pages and --json, with a sentence for every issue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from moralprovince.core import thai
from networks.actions.import_rows import IMPORTED, UNCHANGED, UPDATED, Decision, Issue, Plan
from networks.columns import HEADINGS, REQUIRED, label
from networks.imports.choosing import Named
from networks.imports.opening import Asked, quoted, top_of
from networks.imports.sheets import Choices
from networks.models import Organisation

VALUES = ("name", "kind", "network", "subdistrict", "members", "email", "tax_id", "declared_on")


def report_of(plan: Plan) -> dict[str, Any]:
    """The whole report, as JSON keeps it."""
    register = plan.register
    return {
        "ignored_columns": register.ignored_columns,
        "columns": register.columns,
        "passed": register.passed,
        "sheet": register.sheet,
        "other_sheets": register.other_sheets,
        "sheets": register.sheets,
        "chosen": register.chosen,
        "top": register.top,
        "parts": register.parts,
        "confirmed": {str(d.organisation.pk): sorted(d.confirmed) for d in plan.decisions if d.organisation and d.confirmed},
        "rows": [row_of(decision) for decision in plan.decisions],
    }


def row_of(decision: Decision) -> dict[str, Any]:
    """One row: what became of it, the values it has now, what is wrong, what changed."""
    organisation = decision.organisation
    return {
        "row": decision.row.number,
        "outcome": decision.outcome,
        "of_row": decision.of_row,
        "code": (organisation.code or None) if organisation else None,
        "values": values_of(organisation) if organisation and decision.outcome in IMPORTED else None,
        "issues": [{"column": i.column, "code": i.code, "value": i.value} for i in decision.issues],
        "label": decision.row.label,
        **({} if decision.row.label else {"place": decision.row.place}),
        "changes": decision.changes,
        **sheets_of(decision),
    }


def sheets_of(decision: Decision) -> dict[str, str]:
    """Where the row stands, and the one that it repeats, if there are several sheets."""
    of = {"of_sheet": decision.of.sheet} if decision.of else {}
    return {"sheet": decision.row.sheet, **of} if decision.row.sheet else {}


def asked_report(asked: Asked, chosen: Choices) -> dict[str, Any]:
    """What is kept of a file until somebody has said what its columns mean."""
    name, sheets = asked.table.name, asked.sheets
    by_network = name in sheets.called
    return {
        "sheet": sheets.sheet if by_network else name,
        "shown": name,
        "called": sheets.called if by_network else [],
        "other_sheets": [other for other in sheets.names if other != name and not (by_network and other in sheets.called)],
        "top": top_of(asked.table),
        "missing": asked.missing,
        "offered": asked.offered.as_json() if asked.offered else None,
        "known": as_kept(asked.known),
        "chosen": as_kept(chosen),
    }


def as_kept(chosen: Choices) -> list[dict[str, Any]]:
    """What somebody chose, as an import keeps it; what the console was told is not kept."""
    return [choice.as_json() for choice in chosen if not isinstance(choice, Named)]


def values_of(organisation: Organisation) -> dict[str, Any]:
    """What the register holds after the import."""
    return {
        "name": organisation.name_canonical,
        "kind": str(organisation.kind),
        "network": organisation.network.code,
        "subdistrict": organisation.subdistrict_id,
        "members": organisation.members,
        "email": organisation.email or None,
        "tax_id": organisation.tax_id or None,
        "declared_on": organisation.declared_on.isoformat() if organisation.declared_on else None,
    }


def rows_for_json(report: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows as --json prints them: each issue with its sentence, nothing that only pages need."""
    for row in report["rows"]:
        issues = [{**issue, "message": told_of(row, issue)} for issue in row["issues"]]
        known = ("sheet", "row", "outcome", "of_sheet", "of_row", "code", "values")
        yield {key: row[key] for key in known if key in row} | {"issues": issues}


def told_of(row: dict[str, Any], issue: dict[str, str]) -> str:
    """The sentence of an issue in its row: a body that stands in the register keeps what it has there."""
    if row["outcome"] not in (UPDATED, UNCHANGED) or issue["code"] == "kept":
        return sentence_of(issue)
    # Only a new body is taken as an organisation where nobody can read what it is.
    words = general_sentences()["invalid"] % filled(issue) if issue["column"] == "kind" else sentence_of(issue)
    return f"{words} {_('What stands in the register stays.')}"


def filled(issue: dict[str, str]) -> dict[str, str]:
    """What stands in a sentence."""
    return {"column": HEADINGS[issue["column"]], "value": issue["value"]}


def sentence_of(issue: dict[str, str] | Issue) -> str:
    """What is wrong in a cell, and what to do."""
    if isinstance(issue, Issue):
        issue = {"column": issue.column, "code": issue.code, "value": issue.value}
    if (issue["column"], issue["code"]) == ("declared_on", "invalid") and (words := no_such_day(issue["value"])):
        return words
    sentences = special_sentences() | {("", code): text for code, text in general_sentences().items()}
    text = sentences.get((issue["column"], issue["code"])) or sentences["", issue["code"]]
    return text % filled(issue)


def no_such_day(value: str) -> str:
    """Of a day that the calendar does not have, what a form says of it; nothing of what is no day at all."""
    try:
        thai.parse_day(value)
    except thai.NoSuchDay as error:
        return f"{error.sentence} {_('It was left out.')}"
    except thai.DayError:
        pass
    return ""


def general_sentences() -> dict[str, str]:
    """One sentence per issue code."""
    return {
        "required": _("“%(column)s” is empty. Please fill it in."),
        "unknown": _("“%(value)s” is not known as %(column)s. Please check the spelling."),
        "ambiguous": _("“%(value)s” in “%(column)s” can mean more than one thing. Please write it in full."),
        "not_in_district": _("The subdistrict “%(value)s” does not lie in this district. Please check both."),
        "checksum": _("“%(value)s” in “%(column)s” has a wrong digit."),
        "invalid": _("“%(value)s” cannot be taken for “%(column)s”, so it was left out."),
        "future": _("“%(value)s” in “%(column)s” lies in the future, so it was left out."),
        "formula": _("“%(column)s” holds a formula. Please write the value itself (in Excel: copy, then paste values)."),
        "too_long": _("“%(column)s” is too long. Please shorten it."),
        "kept": _("“%(column)s” was changed in the portal, so “%(value)s” from the file was not taken."),
    }


def special_sentences() -> dict[tuple[str, str], str]:
    """Better sentences where the column is known."""
    return {
        ("network", "unknown"): _("The network “%(value)s” is not one of this province's networks. Please check the spelling."),
        ("subdistrict", "unknown"): _("The subdistrict “%(value)s” is not in this province. Please check the spelling."),
        ("district", "unknown"): _("The district “%(value)s” is not in this province. Please check the spelling."),
        ("subdistrict", "ambiguous"): _("There is more than one subdistrict “%(value)s”. Please fill in the district as well."),
        ("tax_id", "checksum"): _("The tax number “%(value)s” has a wrong digit, so it was left out."),
        ("tax_id", "invalid"): _("The tax number “%(value)s” does not have 13 digits, so it was left out."),
        ("email", "invalid"): _("“%(value)s” is not an e-mail address, so it was left out."),
        ("members", "invalid"): _("“%(value)s” is not a number of members, so it was left out."),
        ("declared_on", "invalid"): _("“%(value)s” is not a date, so it was left out. Please write it like 24/11/2569."),
        ("declared_on", "ambiguous"): _(
            "“%(value)s” can mean more than one day (a year of two digits, or day and month in the other order), "
            "so it was left out. Please write day, month and all four digits of the year, like 24/11/2569."
        ),
        ("name", "invalid"): _("“%(value)s” is no name. Please fill one in."),
        ("name", "ambiguous"): _(
            "The row of “%(value)s” has more cells than there are headings: a comma within a number or a text moved them. "
            "Please put it in quotation marks, or save the table as an Excel workbook (.xlsx)."
        ),
        ("kind", "invalid"): _("“%(value)s” is not a type; please write องค์กร or ชุมชน. It was taken as องค์กร."),
    }


def outcome_words(row: dict[str, Any]) -> str:
    """What became of a row."""
    words = {
        "created": _("New in the register."),
        "updated": _("Changes an entry of the register."),
        "unchanged": _("Stands in the register already, nothing changes."),
        "duplicate": repeated_words(row),
        "rejected": _("Not imported."),
    }
    return words[row["outcome"]]


def repeated_words(row: dict[str, Any]) -> str:
    """Which row it repeats."""
    if sheet := row.get("of_sheet"):
        return _("The same as row %(row)s of the sheet “%(sheet)s”, left out.") % {"row": row["of_row"], "sheet": sheet}
    return _("The same as row %(row)s, left out.") % {"row": row["of_row"]}


def missing_words(missing: Sequence[str]) -> str:
    """Which columns were not found in a file; all of them where it has no heading that is understood."""
    if not missing:
        return ""
    if list(missing) == list(REQUIRED):
        return _("No row was found whose headings are known.")
    if list(missing) == ["district"]:
        return _("The column of the district is needed: a subdistrict of this file stands in more than one district.")
    sentence = _("No column was found for %(names)s.")
    return sentence % {"names": quoted(map(label, missing))}


def shown_value(column: str, value: Any, names: dict[tuple[str, str], str]) -> str:
    """A raw value of a change as people read it; `names` holds networks and subdistricts by key."""
    if value in (None, ""):
        return "—"
    if column in ("network", "subdistrict"):
        return names.get((column, str(value)), str(value))
    if column == "kind":
        return str(Organisation.Kind(value).label)
    return thai.day_numeric(thai.parse_day(value)) if column == "declared_on" else str(value)
