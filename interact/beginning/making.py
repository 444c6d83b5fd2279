"""Makes a new installation, and proves that its keys could be found again."""

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import click

from interact.agencies.models import Agency
from interact.agencies.queries import list_agencies
from interact.agencies.rules import AgencyKind
from interact.beginning.questions import QUESTIONS, STORES
from interact.config import Config, filled_in
from interact.core.errors import RuleBroken
from interact.core.places import EXAMPLE
from interact.joining.founding import NewAgency
from interact.joining.setting_up import (
    Newcomer,
    found_first_agency,
    found_platform,
    invite_administrator,
    try_first_codes,
)
from interact.keys.certificates import fingerprint
from interact.keys.codes import LINE_CHARACTERS, LINES, print_code, read_code
from interact.keys.formats import KEY_BYTES
from interact.migrating import make_newest
from interact.running import Running, start

SETTINGS = "config.toml"
# Only what is finished bears the name that every other command looks for.
UNFINISHED = "unfinished.toml"
OWNER_ONLY_FILE = 0o600
OWNER_ONLY_FOLDER = 0o700

RULE = "=" * 72
# The lines of no code: they stand for those that were not typed yet.
BLANK = print_code(bytes(KEY_BYTES)).splitlines()
HOLDERS = (
    "the head of the agency",
    "its data protection officer",
    "a safe in another building",
)


class Link(NamedTuple):
    """For whom a link is, and the fingerprint that its page must show."""

    who: str
    address: str
    fingerprint: str


def begin(data: Path, given: Mapping[str, str | None]) -> None:
    """Ask, make, prove that two recovery codes work; then call it an installation.

    `given` are the answers that came as options, by the names of the questions.
    """
    check_free(data)
    told = {one.name: one.answer(given.get(one.name)) for one in QUESTIONS}
    stores = {
        one.name: one.answer(given[one.name]) for one in STORES if given.get(one.name)
    }
    if told["custodian_email"].casefold() == told["administrator_email"].casefold():
        raise click.ClickException(
            "The custodian and who runs the installation need two e-mail addresses, "
            "also when they are the same person."
        )
    try:
        make(data, UNFINISHED, settings_text(told, stores))
        with closing(start(Config.read(data / UNFINISHED))) as running:
            links = _found(running, told)
        (data / UNFINISHED).rename(data / SETTINGS)
    finally:
        if not (data / SETTINGS).exists():
            click.echo(f"\n{unfinished(data)}", err=True)
    _show_links(data, links)


def check_free(data: Path) -> None:
    """Refuse a folder that holds an installation, or one that was not finished."""
    if (data / SETTINGS).exists():
        raise click.ClickException(
            f"{data / SETTINGS} is there already. Nothing was changed."
        )
    if (data / UNFINISHED).exists():
        raise click.ClickException(unfinished(data))


def unfinished(data: Path) -> str:
    """What to do about an installation that was begun and is not ready."""
    return (
        f"What was begun in {data} is not finished, and nothing of it can be used. "
        "Remove the folder (and empty the databases, if they lie elsewhere), destroy "
        "the codes that were printed, and begin again."
    )


def settings_text(told: Mapping[str, str], stores: Mapping[str, str]) -> str:
    """The settings of a real installation, with fresh secrets and what was told."""
    text = filled_in(EXAMPLE.read_text(encoding="utf-8"), training=False)
    changed = {
        "public_url": told["public_url"],
        "log_origin": f"{urlsplit(told['public_url']).hostname}/log",
        "time_zone": told["time_zone"],
        **stores,
    }
    for name, value in changed.items():
        before, _old, after = re.split(rf'(?m)^({name} = ".*")$', text)
        text = before + f"{name} = {json.dumps(value)}" + after
    return text


def make(data: Path, name: str, text: str) -> None:
    """Settings only their owner can read, and both databases."""
    data.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    path = data / name
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, OWNER_ONLY_FILE), "w") as f:
        f.write(text)
    config = Config.read(path)
    make_newest(config.database_url)
    start(config).close()  # the store of salts is made when it is first opened


def _found(running: Running, told: Mapping[str, str]) -> list[Link]:
    """Found agency and platform; the links, once two codes were seen to work."""
    first = Newcomer(told["custodian_name"], told["custodian_email"])
    host = Newcomer(told["administrator_name"], told["administrator_email"])
    new = NewAgency(
        name=told["agency"],
        kind=AgencyKind(told["kind"]),
        country=told["country"],
        place=told["place"],
        phone=told["phone"],
        time_zone=told["time_zone"],
    )
    with running.database.writing() as session:
        if list_agencies(session):
            raise click.ClickException("This database holds an installation already.")
        platform = found_platform(session, new)
        founded, codes = found_first_agency(session, new, first)
        token = invite_administrator(session, host)
    show_codes(new.name, codes, told["public_url"])
    _prove(running, founded.agency)
    whose = f"{first.name}, custodian of {new.name}"
    theirs = f"{host.name}, who runs the installation"
    return [
        Link(whose, link(running, founded.token), _digits(founded.agency)),
        Link(theirs, link(running, token), _digits(platform)),
    ]


def _digits(agency: Agency) -> str:
    return fingerprint(agency.identity_public)


def link(running: Running, token: str) -> str:
    """The address a newcomer opens, once."""
    return f"{running.config.public_url}/join/{token}"


def show_codes(agency: str, codes: Sequence[str], address: str) -> None:
    """Print each recovery code on a sheet of its own, with who should keep it."""
    for number, (code, holder) in enumerate(zip(codes, HOLDERS, strict=True), 1):
        click.echo(
            f"\n{RULE}\n"
            f"RECOVERY CODE {number} of 3 for {agency}\n"
            f"INTERACT at {address}\n\n"
            f"{code}\n\n"
            f"This sheet is for {holder}. Keep it apart from the others.\n"
            "Any two of the three codes together open the agency's own keys, when no\n"
            "custodian can sign in any more. One code alone opens nothing. It is kept\n"
            "nowhere else: print or copy it now.\n"
            f"{RULE}"
        )


def _prove(running: Running, agency: Agency) -> None:
    """Ask for two codes until two have opened the agency's keys."""
    click.echo("\nNow type two of the three codes, as somebody would who needs them.")
    while True:
        typed = [_ask_code("first"), _ask_code("second")]
        try:
            with running.database.writing() as session:
                try_first_codes(session, agency.id, typed)
        except RuleBroken as refusal:
            click.echo(f"{refusal} Try again.")
        else:
            click.echo("Both codes work: the keys of the agency can be found again.")
            return


def _ask_code(which: str) -> str:
    """A code, line by line or all at once; a line that was mistyped is asked again."""
    lines: list[str] = []
    while len(lines) < LINES:
        text = f"The {which} code, line {len(lines) + 1}"
        line: str = click.prompt(text, type=str)
        if _count(line) >= LINES * LINE_CHARACTERS:
            return line
        wrong = _what_is_wrong(lines, line)
        if wrong:
            click.echo(f"{wrong} Type that line again.")
        else:
            lines.append(line)
    return "\n".join(lines)


def _what_is_wrong(before: Sequence[str], line: str) -> str:
    """Why a line is not what was printed after the lines before it, or nothing."""
    if _count(line) != LINE_CHARACTERS:
        typed = _count(line)
        return f"A line has {LINE_CHARACTERS} letters and digits; you typed {typed}."
    rest = BLANK[len(before) + 1 :]
    try:
        read_code("\n".join([*before, line, *rest]))
    except RuleBroken as refusal:
        return str(refusal)
    return ""


def _count(typed: str) -> int:
    return sum(letter.isalnum() for letter in typed)


def _show_links(data: Path, links: Iterable[Link]) -> None:
    click.echo(f"\n{data / SETTINGS} is finished. Read it, then serve it.")
    for one in links:
        click.echo(f"\nFor {one.who}:\n    {one.address}")
        click.echo(f"Fingerprint that the page must show:\n    {one.fingerprint}")
    click.echo(
        "\nEach link works once and for 72 hours. Hand it over in person or by a way "
        "that\nnobody else reads; read the digits of its fingerprint to them. Then "
        "clear this\nwindow: nothing of this is kept."
    )
