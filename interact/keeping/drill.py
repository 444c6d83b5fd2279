"""The monthly drill: restore into memory, see that everything opens, forget it."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from interact.audit.queries import verify_log
from interact.cases.models import Case, Epoch
from interact.config import Config
from interact.core.errors import CannotOpen, InteractError
from interact.keeping import postgresql
from interact.keeping.canary import open_canaries
from interact.keeping.restoring import Pair, Restored, restored
from interact.keeping.rules import NoMemory
from interact.keeping.stores import kind_of

MEMORY = Path("/dev/shm")  # noqa: S108  in memory: nothing of it stays on a disk


@dataclass(frozen=True)
class Line:
    """One line of the report."""

    right: bool
    text: str

    def __str__(self) -> str:
        return f"{'ok' if self.right else 'WRONG':<6} {self.text}"


def drill(config: Config, main: Path, keyring: Path) -> Iterator[Line]:
    """Restore both backups into memory, check them, and report line by line.

    Nothing of the installation is touched. Whatever is wrong is a line, never an
    error; the scratch stores are gone when the last line was given.
    """
    try:
        pair = Pair.of(config, main, keyring)
        pair.check_newest()
        yield Line(True, "Both backups are as they were written.")
        with _scratch(config) as scratch, restored(scratch, pair) as found:
            yield Line(True, "Both were restored, row for row.")
            for check in CHECKS:
                yield check(found, pair)
    except (InteractError, SQLAlchemyError, OSError) as failure:
        yield Line(False, str(failure))


def check_canary(found: Restored, pair: Pair) -> Line:
    """Whether main store, keyring and settings belong together."""
    try:
        known = open_canaries(found.running.installation)
    except CannotOpen:
        known = frozenset()
    if pair.main_said.sha256 in known:
        text = "The canary opens: main store, keyring and config.toml fit together."
        return Line(True, text)
    return Line(False, "The canary does not open with this keyring and config.toml.")


def check_salts(found: Restored, _pair: Pair) -> Line:
    """Whether every key of every case has its salt in the keyring."""
    with found.running.database.reading() as session:
        named = select(Epoch.case_id, Epoch.compartment, Epoch.number)
        epochs = {(case, part, number) for case, part, number in session.execute(named)}
    without = epochs - found.running.installation.salts.list_epochs()
    if without:
        text = f"{len(without)} of {len(epochs)} keys have no salt: they open nothing."
        return Line(False, text)
    return Line(True, f"All {len(epochs)} keys of cases have their salts.")


def check_tombstones(found: Restored, _pair: Pair) -> Line:
    """Whether every case that was erased is gone from both stores."""
    salts = found.running.installation.salts
    erased = salts.list_tombstones()
    salted = {case_id for case_id, _part, _number in salts.list_epochs()}
    with found.running.database.reading() as session:
        back = set(session.scalars(select(Case.id).where(Case.id.in_(erased))))
    if back | (salted & erased.keys()):
        return Line(False, "A case that was erased is there again.")
    again = ", ".join(found.erased_again)
    said = f" This backup had brought back: {again}." if again else ""
    return Line(True, f"{len(erased)} erased cases stay erased.{said}")


def check_log(found: Restored, _pair: Pair) -> Line:
    """Whether the log is whole and signed by this installation."""
    with found.running.database.reading() as session:
        verdict = verify_log(session)
    return Line(verdict.whole, str(verdict))


CHECKS: tuple[Callable[[Restored, Pair], Line], ...] = (
    check_canary,
    check_salts,
    check_tombstones,
    check_log,
)


@contextmanager
def _scratch(config: Config) -> Iterator[Config]:
    """The same installation in stores that exist for the length of the drill."""
    if not os.path.ismount(MEMORY):
        raise NoMemory
    with ExitStack() as gone:
        made = TemporaryDirectory(prefix="interact-drill-", dir=MEMORY)
        folder = gone.enter_context(made)
        main, keyring = (
            f"sqlite:///{folder}/{store}.db"
            if kind_of(url) == "sqlite"
            else gone.enter_context(postgresql.scratch(url))
            for store, url in (
                ("interact", config.database_url),
                ("keyring", config.keyring_url),
            )
        )
        yield replace(
            config, database_url=main, keyring_url=keyring, sessions_folder=folder
        )
