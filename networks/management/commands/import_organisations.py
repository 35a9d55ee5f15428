"""manage.py import_organisations FILE --province 14: the register importer on the console."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override

from moralprovince.core.errors import Refused
from networks.actions.import_rows import Plan
from networks.imports import running
from networks.imports.choosing import Misunderstood, OneNetwork, named
from networks.imports.opening import BadRegister
from networks.imports.reports import report_of, rows_for_json
from networks.models import Office, Province

SOME_ROWS_REFUSED = 3


class Command(BaseCommand):
    """Exit 0: no row refused; 3: some rows refused, the others stand; 1: nothing imported."""

    help = "Import organisations and communities from an Excel or CSV register."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file and how to read it."""
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--province", required=True, help="code of the province, for example 14")
        parser.add_argument("--year", type=int, help="fiscal year (Buddhist era) the register is of, for example 2564")
        parser.add_argument(
            "--column", action="append", default=[], metavar="HEADING=MEANING",
            help="what the column of a heading means, for example 'กลุ่มงาน=network'; - leaves it out; may be given again",
        )  # fmt: skip
        parser.add_argument("--network", metavar="CODE", default="", help="code of the network that all rows belong to")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and write nothing")
        parser.add_argument("--json", action="store_true", help="print the whole report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, print what happened, and say by the exit code whether rows were refused."""
        with override("th"):
            plan = self.run_import(options)
            self.show(plan, options)
        if plan.summary()["rejected"]:
            sys.exit(SOME_ROWS_REFUSED)

    def run_import(self, options: dict[str, Any]) -> Plan:
        """The plan that was carried out, or only made."""
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": path})
        province = Province.objects.filter(pk=options["province"]).first()
        if province is None:
            code = options["province"]
            raise CommandError(_("There is no province %(code)s. Please run load_reference first.") % {"code": code})
        if not Office.objects.filter(province=province).exists():
            # Each row would be refused for its network, and none of these sentences is the matter.
            words = _("%(province)s has no office yet. Please run setup_office --province %(code)s first.")
            raise CommandError(words % {"province": province.name, "code": province.pk})
        if options["year"] and not 2500 <= options["year"] <= 2700:
            raise CommandError(_("A fiscal year has four digits of the Buddhist era, for example 2569."))
        try:
            chosen = [*named(options["column"]), *([OneNetwork(options["network"])] if options["network"] else [])]
            if options["dry_run"]:
                return running.look_at(path, province=province, year=options["year"], chosen=chosen)
            return running.import_file(path, province=province, year=options["year"], chosen=chosen)[1]
        except Misunderstood as wrong:
            raise CommandError(str(wrong)) from wrong
        except (BadRegister, Refused) as refused:
            raise CommandError(str(refused.sentence)) from refused

    def show(self, plan: Plan, options: dict[str, Any]) -> None:
        """JSON, or a line per figure and per row with an issue."""
        report = report_of(plan)
        rows = list(rows_for_json(report))
        if options["json"]:
            result = {
                "file": Path(options["file"]).name, "province": options["province"], "dry_run": options["dry_run"],
                "summary": plan.summary(), "ignored_columns": report["ignored_columns"], "rows": rows,
            }  # fmt: skip
            self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1))
            return
        for name, count in plan.summary().items():
            self.stdout.write(f"{name} {count}")
        for row in rows:
            place = place_of(row["row"], row.get("sheet"))
            for issue in row["issues"]:
                self.stdout.write(f"{place}\t{row['outcome']}\t{issue['column']}\t{issue['code']}\t{issue['message']}")
            if row["of_row"]:
                self.stdout.write(f"{place}\tduplicate\tof row {place_of(row['of_row'], row.get('of_sheet'))}")
        for heading in report["ignored_columns"]:
            self.stdout.write(f"ignored column\t{heading}")
        for sheet in report["other_sheets"]:
            self.stdout.write(f"sheet not read\t{sheet}")


def place_of(row: int, sheet: str | None) -> str:
    """A row as Excel names it, with its sheet where there are several."""
    return f"{sheet}!{row}" if sheet else str(row)
