"""The life of the keys of one case, from the first custodian to erased for good.

Two made-up agencies share a case, part, and erase it. After every step each party
really tries to open what was written, with the keys it has by then; the table says what
it read.

    python examples/key_lifecycle.py
"""
# ruff: noqa: T201  it tells its story on the screen

import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from coming_in import begin, join, say, second_agency
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency
from interact.agencies.rules import Role
from interact.audit.queries import verify_log
from interact.cases.actions import open_case, write_note
from interact.cases.models import Case, Share
from interact.cases.queries import find_case, list_notes, read_case
from interact.cases.rules import LegalBasis, Purpose, Terms
from interact.cases.sharing import accept_share, share_case, withdraw_share
from interact.config import Config, filled_in
from interact.core.clock import now
from interact.core.errors import CannotOpen, NotFound, NotPermitted
from interact.core.places import EXAMPLE
from interact.erasing.actions import erase_case
from interact.erasing.rules import ErasureBasis
from interact.keeping.backups import write_backup
from interact.keeping.manifests import beside
from interact.keeping.restoring import Pair, restored
from interact.keys.rules import Compartment
from interact.migrating import migrate
from interact.running import Running, start

WIDTHS = (40, 24, 18, 1)


@dataclass
class Told:
    """One case of an installation, and the table of who opens what of it."""

    running: Running
    parties: dict[str, Actor]
    reference: str

    def heading(self) -> None:
        row("", *self.parties)

    def after(self, step: str, running: Running) -> None:
        """A line of the table: what each party opens now, in this installation."""
        row(step, *(self.opened(running, who) for who in self.parties.values()))

    def opened(self, running: Running, actor: Actor) -> str:
        """The notes that this actor really reads now; nothing is known beforehand."""
        with running.database.reading() as session:
            try:
                vault = read_case(session, actor, self.reference)
                found = [note.text for note in list_notes(vault)]
            except (NotFound, NotPermitted, CannotOpen):
                found = []
        return ", ".join(sorted(found)) or "-"


def row(*cells: str) -> None:
    columns = zip(cells, WIDTHS, strict=True)
    print("".join(cell.ljust(width) for cell, width in columns), flush=True)


def settings(folder: Path) -> Config:
    """A real installation's settings with fresh secrets, and both stores made."""
    text = filled_in(EXAMPLE.read_text(encoding="utf-8"), training=False)
    (folder / "config.toml").write_text(text, encoding="utf-8")
    config = Config.read(folder / "config.toml")
    migrate(config.database_url)
    return config


def share(running: Running, lead: Actor, reference: str, receiver: Actor) -> Share:
    """Offered by the lead, for the care of the child, for twenty days."""
    with running.database.writing() as session:
        case = case_named(session, reference)
        terms = Terms(
            compartments=frozenset({Compartment.CARE}),
            purpose=Purpose.PROTECT,
            basis=LegalBasis.VITAL,
            until=now() + timedelta(days=20),
            may_pass_on=False,
        )
        agency_there = session.get_one(Agency, receiver.agency_id)
        return share_case(session, lead, case, agency_there, terms)


def write(running: Running, actor: Actor, reference: str, text: str) -> None:
    with running.database.writing() as session:
        case = case_named(session, reference)
        write_note(session, actor, case, Compartment.CARE, text)


def case_named(session: Session, reference: str) -> Case:
    case = find_case(session, reference)
    if case is None:
        raise LookupError(reference)
    return case


def copied(folder: Path, file: Path) -> Path:
    """A backup as it lies in a cupboard, with its manifest, whatever comes later."""
    folder.mkdir(exist_ok=True)
    shutil.copy(beside(file), folder)
    return Path(shutil.copy(file, folder))


def look_into(title: str, told: Told, main_file: Path, keyring: Path) -> None:
    """Restore two backups on a machine where nothing is, and try to open the case."""
    with TemporaryDirectory() as place:
        config = replace(
            told.running.config,
            database_url=f"sqlite:///{place}/interact.db",
            keyring_url=f"sqlite:///{place}/keyring.db",
        )
        pair = Pair.of(config, main_file, keyring)
        with restored(config, pair) as found:
            told.after(title, found.running)
            with found.running.database.reading() as session:
                say(str(verify_log(session)))


def share_and_part(told: Told, lead: Actor, partner: Actor) -> None:
    """Shared, written in, withdrawn, and written in again."""
    running, reference = told.running, told.reference
    told.after("The case was opened", running)
    write(running, lead, reference, "first")
    told.after("The lead wrote a first note", running)
    offered = share(running, lead, reference, partner)
    told.after("Shared with Police, not answered yet", running)
    with running.database.writing() as session:
        accept_share(session, partner, session.get_one(Share, offered.id))
    told.after("Police accepted", running)
    write(running, partner, reference, "second")
    told.after("Police wrote a second note", running)
    with running.database.writing() as session:
        ended = session.get_one(Share, offered.id)
        withdraw_share(session, lead, ended, "The child lives elsewhere now")
    told.after("The share was withdrawn", running)
    write(running, lead, reference, "third")
    told.after("The lead wrote a third note", running)


def erase_and_restore(told: Told, supervisor: Actor, folder: Path) -> None:
    """A backup, the erasure, and what any pair of backups still opens."""
    running, places = told.running, (folder / "disk", folder / "stick")
    before = write_backup(running, *places)
    old_main = copied(folder / "cupboard", before.main)
    old_keyring = copied(folder / "cupboard", before.keyring)
    look_into("That day's backup, restored", told, old_main, old_keyring)
    with running.database.writing() as session:
        case = case_named(session, told.reference)
        basis = ErasureBasis.NO_LONGER_NEEDED
        erase_case(session, supervisor, case, basis, "The time for keeping it is over")
    told.after("The case was erased", running)
    today = write_backup(running, *places)
    look_into("Old main backup, today's keyring", told, old_main, today.keyring)
    look_into("Old main backup, keyring stolen before", told, old_main, old_keyring)
    say("The stolen keyring is why its backups are overwritten after seven days")


def main(folder: Path) -> None:
    """Tell the whole story in an empty folder."""
    with closing(start(settings(folder))) as running:
        rosa, ines = begin(running)
        marc = second_agency(running, ines)
        nadia = join(running, rosa, "Nadia", Role.CASEWORKER)
        ugo = join(running, rosa, "Ugo", Role.SUPERVISOR)
        pierre = join(running, marc, "Pierre", Role.CASEWORKER)
        with running.database.writing() as session:
            reference = open_case(session, nadia).reference
        parties = {"Nadia, lead": nadia, "Pierre, police": pierre, "Ines, host": ines}
        told = Told(running, parties, reference)
        told.heading()
        share_and_part(told, nadia, pierre)
        erase_and_restore(told, ugo, folder)


if __name__ == "__main__":
    with TemporaryDirectory() as empty:
        main(Path(empty))
