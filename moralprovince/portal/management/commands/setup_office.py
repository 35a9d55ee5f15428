"""First run for real: office, year, rounds, ladders, mail, and the first administrator with a one-time link."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse

from moralprovince.core import thai
from moralprovince.core.errors import Refused
from moralprovince.core.models import Message, User
from moralprovince.core.outbox.reasons import sentence
from moralprovince.portal.actions.mail import try_mail
from moralprovince.portal.actions.setup import (
    FirstSteps,
    ensure_about_now,
    ensure_free_address,
    is_administered,
    set_up,
    setup_key,
)
from moralprovince.portal.forms.accounts import SetupForm
from networks.actions.office import OfficeEntry
from networks.actions.roles import password_address
from networks.models import Office, Province

# Option and question.
QUESTIONS = (
    ("name", "Name of the office"),
    ("address", "Address"),
    ("phone", "Telephone"),
    ("email", "E-mail of the office"),
    ("signatory_name", "Who signs letters"),
    ("signatory_title", "Position of the signatory"),
    ("letter_code", "Letter code, for example กข 0031, the letters of the province first"),
    ("privacy_contact", "Who answers on personal data"),
    ("year", "Fiscal year to begin with (Buddhist era)"),
    ("motto", "Motto of the year"),
    ("admin_name", "Full name of the first administrator"),
    ("admin_email", "E-mail of the first administrator"),
)
OFFICE = ("name", "address", "phone", "email", "signatory_name", "signatory_title", "letter_code", "privacy_contact")
# Where the page calls an answer otherwise.
FIELDS = {"year": "fiscal_year"}
CLOSED = (
    "The portal has an administrator already: the set-up page is closed. "
    "The office of a further province is set up here: manage.py setup_office --province CODE"
)


class Command(BaseCommand):
    """Asks what was not given as an option; with --no-input nothing is asked and what is missing is refused."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """One option for each question."""
        parser.add_argument("--province", default=settings.PROVINCE, help="code of the province (default: %(default)s)")
        for name, question in QUESTIONS:
            parser.add_argument(f"--{name.replace('_', '-')}", help=question)
        parser.add_argument("--test-mail", metavar="ADDRESS", help="send a test mail there and say how it ended")
        parser.add_argument("--no-input", action="store_true", help="ask nothing")
        parser.add_argument("--key", action="store_true", help="only print a link to the set-up page, good for one day")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the key, print the administrator's link again, or set up."""
        province = Province.objects.filter(pk=options["province"]).first()
        if province is None:
            code = options["province"]
            raise CommandError(
                f"There is no province {code!r}: see PROVINCE or --province; first of all run manage.py load_reference"
            )
        if options["key"]:
            self.print_key()
        elif is_administered(province.pk):
            self.print_link_again(options["admin_email"] or "")
        else:
            self.set_up(province, self.answers(province, options), options)

    def print_key(self) -> None:
        """A link to the web page that does the same."""
        if is_administered():
            raise CommandError(CLOSED)
        self.stdout.write(f"{settings.SITE_URL}{reverse('setup')}?key={setup_key()}")

    def print_link_again(self, email: str) -> None:
        """A lost first link; once the administrator has logged in, she helps herself."""
        user = User.objects.filter(email=email.lower(), is_active=True, last_login__isnull=True, is_staff=True).first()
        if user is None:
            raise CommandError("This office is set up already. Its administrators invite everybody else.")
        self.stdout.write(f"{settings.SITE_URL}{password_address(user)}")

    def answers(self, province: Province, options: dict[str, Any]) -> dict[str, str]:
        """What was given, what is asked for, and what is known."""
        office = Office.objects.filter(province=province).first()
        known = {
            "name": office.name if office else f"สำนักงานวัฒนธรรมจังหวัด{province.name}",
            "year": str(thai.fiscal_year_of(thai.today())),
        }
        given = {name: options[name] for name, _question in QUESTIONS if options[name] is not None}
        # What was given is looked at before anything is asked: a slip there must not cost the answers.
        found = {name: self.given(name, text) for name, text in given.items()}
        for name, question in QUESTIONS:
            if name not in found:
                usual = known.get(name, "")
                found[name] = self.given(name, usual) if options["no_input"] else self.asked(name, question, usual)
        return found

    def given(self, name: str, text: str) -> Any:
        """An answer that nobody can be asked for again."""
        try:
            return checked(name, text)
        except ValidationError as wrong:
            raise CommandError(f"--{name.replace('_', '-')}: {' '.join(wrong.messages)}") from wrong

    def asked(self, name: str, question: str, usual: str) -> Any:
        """The answer to one question, which is put again until it can be taken; a slip costs no other answer."""
        while True:
            line = self.ask(question, usual)
            try:
                return checked(name, thai.tidy(line) or usual)
            except ValidationError as wrong:
                if not line:
                    # Nobody is there to answer.
                    raise CommandError(f"--{name.replace('_', '-')}: {' '.join(wrong.messages)}") from wrong
                self.stderr.write(" ".join(wrong.messages))

    def ask(self, question: str, known: str) -> str:
        """One question on standard error, so that standard output carries results only; an empty text is the end of input."""
        self.stderr.write(f"{question}{f' [{known}]' if known else ''}: ", ending="")
        self.stderr.flush()
        return sys.stdin.readline()

    def set_up(self, province: Province, found: dict[str, str], options: dict[str, Any]) -> None:
        """Do it, and print the link."""
        try:
            administrator = set_up(steps=steps_of(province, found))
        except Refused as refused:
            raise CommandError(str(refused.sentence)) from refused
        self.stdout.write(f"{found['name']}: fiscal year {found['year']}, rounds of 6 and 12 months")
        self.stdout.write(f"{administrator.email} chooses a password here, once, within three days:")
        self.stdout.write(f"{settings.SITE_URL}{password_address(administrator)}")
        if options["test_mail"]:
            self.check_mail(options["test_mail"], administrator)

    def check_mail(self, address: str, administrator: User) -> None:
        """How a test mail ended."""
        message = try_mail(address=checked_address(address, "--test-mail"), name="", by=administrator)
        if message.state == Message.State.SENT:
            self.stdout.write(f"test mail to {address}: handed over to the mail server")
        else:
            self.stdout.write(f"test mail to {address}: {message.get_state_display()}: {sentence(message.reason)}")


def checked_address(text: str, option: str) -> str:
    """An e-mail address.

    Raises:
        CommandError: it is none.
    """
    try:
        validate_email(text)
    except ValidationError as wrong:
        raise CommandError(f"{option}: {text!r} is not an e-mail address") from wrong
    return text


def checked(name: str, text: str) -> Any:
    """An answer as the set-up page would take it.

    Raises:
        ValidationError: the page would not.
    """
    field = FIELDS.get(name, name)
    answer = SetupForm.base_fields[field].clean(thai.tidy(text))
    try:
        if name == "year":
            ensure_about_now(answer)
        if name == "admin_email":
            ensure_free_address(answer)
    except Refused as refused:
        raise ValidationError(str(refused.sentence)) from refused
    return answer


def steps_of(province: Province, found: dict[str, Any]) -> FirstSteps:
    """The answers, ready for the action."""
    office = Office.objects.filter(province=province).first()
    kept = {name: getattr(office, name) for name in ("primary_colour", "small_group", "keep_years")} if office else {}
    return FirstSteps(
        province=province,
        office=OfficeEntry(**{name: found[name] for name in OFFICE}, **kept),
        fiscal_year=found["year"],
        motto=found["motto"],
        admin_name=found["admin_name"],
        admin_email=found["admin_email"],
    )
