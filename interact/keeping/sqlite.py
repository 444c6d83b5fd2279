"""Copies of a SQLite store: made while others write, checked, and put back."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url

from interact.keeping.places import appearing
from interact.keeping.rules import CopyFailed, NotEmpty, NotReadable

BESIDE = ("", "-wal", "-shm", "-journal")


def file_of(url: str) -> Path:
    """The file that the address of a SQLite store names."""
    return Path(make_url(url).database or "")


def dump(url: str, target: Path) -> None:
    """Write the store as it is at one moment into one file, without what was deleted.

    Whoever writes meanwhile goes on. Raises CopyFailed.
    """
    address = f"{file_of(url).absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True)) as store:
            store.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as failure:
        raise CopyFailed(why=failure) from None


def count(path: Path) -> dict[str, int]:
    """How many rows each table of a copy holds, once it was found to be whole.

    Raises NotReadable.
    """
    try:
        with _opened(path) as copy:
            (said,) = copy.execute("PRAGMA integrity_check").fetchone()
            if said != "ok":
                raise NotReadable(file=path, why=said)
            return _counted(copy)
    except sqlite3.Error as failure:
        raise NotReadable(file=path, why=failure) from None


def check_empty(url: str) -> None:
    """Refuse with NotEmpty when there is a store at this address."""
    for beside in BESIDE:
        if Path(f"{file_of(url)}{beside}").exists():
            raise NotEmpty(place=file_of(url))


def load(source: Path, url: str) -> None:
    """Put a copy where the store is looked for. Raises NotWritten."""
    target = file_of(url)
    with appearing(target) as partial:
        shutil.copyfile(source, partial)


def remove(url: str) -> None:
    """Take away what `load` put there."""
    for beside in BESIDE:
        Path(f"{file_of(url)}{beside}").unlink(missing_ok=True)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A file that is only read, and nothing is left beside it."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as opened:
        yield opened


def _counted(copy: sqlite3.Connection) -> dict[str, int]:
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    names = [name for (name,) in copy.execute(tables) if not name.startswith("sqlite_")]
    return {
        name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for name in names
    }
