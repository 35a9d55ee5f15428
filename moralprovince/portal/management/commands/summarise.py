"""Freezes the figures of a period and prints them; again prints the frozen ones."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from moralprovince.core.errors import Refused
from moralprovince.core.periods import Period
from moralprovince.portal.actions.summaries import freeze_summary
from moralprovince.portal.exports.summaries import as_data, as_lines, as_pdf
from moralprovince.portal.exports.summary_book import as_workbook
from networks.models import Office, ProgrammeYear, Province


def period(text: str) -> Period:
    """A period of the command line."""
    try:
        return Period.parse(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from wrong


def ensure_begun(province: Province, asked: Period) -> None:
    """An edition of zeros would stand for ever, and say that nobody did anything."""
    if not Office.objects.filter(province=province).exists():
        words = _("%(province)s has no office yet. Please run setup_office --province %(code)s first.")
        raise CommandError(words % {"province": province.name, "code": province.pk})
    years = ProgrammeYear.objects.filter(province=province).order_by("fiscal_year").values_list("fiscal_year", flat=True)
    first = years.first()
    if first and asked.fiscal_year < first:
        words = _("The first programme year of this province is %(year)s; of a period before it there is nothing to count.")
        raise CommandError(words % {"year": first})


class Command(BaseCommand):
    """`summarise --province 14 --period 2564-H1`."""

    help = __doc__

    def add_arguments(self, parser: Any) -> None:
        """What to freeze, and where to write it."""
        parser.add_argument("--province", required=True)
        parser.add_argument("--period", required=True, type=period, help="2564, 2564-H1 … 2564-Q4")
        parser.add_argument("--json", action="store_true", help="print JSON instead of lines")
        parser.add_argument("--pdf", type=Path, help="also write the one-sheet PDF here")
        parser.add_argument("--xlsx", type=Path, help="also write the workbook here")
        parser.add_argument("--new-edition", action="store_true", help="count anew, as a further edition")

    def handle(self, *args: Any, **options: Any) -> None:
        """Freeze or find, then print and write."""
        province = Province.objects.filter(pk=options["province"]).first()
        if province is None:
            raise CommandError(f"There is no province {options['province']}; run load_reference first.")
        ensure_begun(province, options["period"])
        try:
            summary = freeze_summary(province=province, period=options["period"], by=None, new_edition=options["new_edition"])
        except Refused as refusal:
            raise CommandError(str(refusal.sentence)) from refusal
        for name, write in (("pdf", as_pdf), ("xlsx", as_workbook)):
            if options[name]:
                options[name].write_bytes(write(summary))
        if options["json"]:
            self.stdout.write(json.dumps(as_data(summary), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(as_lines(summary)))
