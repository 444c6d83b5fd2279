"""What a new installation is asked for, and what counts as an answer."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import click
from babel import Locale

from interact.agencies.rules import AgencyKind
from interact.web.places import NOT_COUNTRIES

LONGEST_LINE = 200
FEWEST_DIGITS = 6
HERE = {"localhost", "127.0.0.1"}
KINDS = tuple(kind for kind in AgencyKind if kind is not AgencyKind.PLATFORM)

Check = Callable[[str], str]


@dataclass(frozen=True)
class Question:
    """Something init needs to know: an option of the same name, or it asks."""

    name: str
    text: str
    check: Check
    default: str | None = None

    def answer(self, given: str | None) -> str:
        """What was given as an option, else what the person types, once it is right."""
        if given is None:
            asked: str = click.prompt(
                self.text, value_proc=self.check, default=self.default
            )
            return asked
        try:
            return self.check(given)
        except click.BadParameter as wrong:
            raise click.ClickException(f"{self.option}: {wrong.message}") from None

    @property
    def option(self) -> str:
        """How it is given on the command line."""
        return "--" + self.name.replace("_", "-")


def one_line(typed: str) -> str:
    """A text of one line that is not empty."""
    line = " ".join(typed.split())
    if not line or len(line) > LONGEST_LINE or not line.isprintable():
        raise click.BadParameter(f"Type something of at most {LONGEST_LINE} letters.")
    return line


def kind_of_agency(typed: str) -> str:
    """One of the kinds there are, but not the platform."""
    kinds = [kind.value for kind in KINDS]
    if typed.strip().lower() not in kinds:
        raise click.BadParameter(f"Choose one of: {', '.join(kinds)}.")
    return typed.strip().lower()


def country_code(typed: str) -> str:
    """ISO 3166-1 alpha-2 of a country; GR, not EL."""
    code = typed.strip().upper()
    known = set(Locale("en").territories) - NOT_COUNTRIES
    if not re.fullmatch("[A-Z]{2}", code) or code not in known:
        raise click.BadParameter("Type the two letters of the country, such as IT.")
    return code


def phone_number(typed: str) -> str:
    """A number that can be called from another country."""
    number = " ".join(typed.split())
    digits = re.sub(r"\D", "", number)
    if not re.fullmatch(r"\+[\d ()/.-]+", number) or len(digits) < FEWEST_DIGITS:
        raise click.BadParameter(
            "Type the number with its country, such as +39 091 000000."
        )
    return number


def time_zone(typed: str) -> str:
    """A zone of the tz database."""
    if typed.strip() not in available_timezones():
        raise click.BadParameter("Type a time zone such as Europe/Rome.")
    return typed.strip()


def email_address(typed: str) -> str:
    """An address that looks like one; whether it is theirs, they show by coming in."""
    address = typed.strip()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
        raise click.BadParameter("Type an e-mail address such as rosa@example.org.")
    return address


def public_address(typed: str) -> str:
    """Where people will find it; without TLS on this machine only."""
    address = typed.strip().rstrip("/")
    parts = urlsplit(address)
    secure = parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in HERE
    )
    if not secure or not parts.hostname or parts.path or parts.query or "@" in address:
        raise click.BadParameter(
            "Type an address such as https://interact.example.org; without TLS it must "
            "be http://127.0.0.1:8000 or the like."
        )
    return address


def database_address(typed: str) -> str:
    """Where a database lies. A password would be seen in the list of processes."""
    parts = urlsplit(typed.strip())
    if not parts.scheme or parts.password:
        raise click.BadParameter(
            "Type an address such as postgresql+psycopg://interact@host/interact, "
            "without a password: keep that in ~/.pgpass."
        )
    return typed.strip()


# As it is typed, and as the pages call it where that is another word.
_NAMED = ", ".join(
    kind.value if kind.value == kind.label.lower() else f"{kind.value} ({kind.label})"
    for kind in KINDS
)

QUESTIONS = (
    Question("agency", "Name of the first agency", one_line),
    Question("kind", f"What it does: one of {_NAMED}", kind_of_agency),
    Question("country", "Its country, in two letters", country_code),
    Question("place", "The town or region it answers for", one_line),
    Question("phone", "Its duty number, with the country", phone_number),
    Question("time_zone", "Its time zone", time_zone, "Europe/Brussels"),
    Question("custodian_name", "Name of its first custodian", one_line),
    Question("custodian_email", "E-mail address of the custodian", email_address),
    Question("administrator_name", "Name of who runs this installation", one_line),
    Question("administrator_email", "E-mail address of that person", email_address),
    Question("public_url", "The address people will type", public_address),
)

# Not asked for: SQLite in the folder of the installation, unless an option says where.
STORES = (
    Question("database_url", "Where cases and the audit log lie", database_address),
    Question("keyring_url", "Where the second, small store lies", database_address),
)


def ask_as_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each question, for scripts that know the answers."""
    for one in reversed((*QUESTIONS, *STORES)):
        command = click.option(one.option, one.name, help=f"{one.text}.")(command)
    return command
