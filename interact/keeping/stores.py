"""The two stores of an installation, of whichever kind: copied, put back, counted."""

from pathlib import Path

from sqlalchemy.engine import make_url

from interact.keeping import postgresql, sqlite
from interact.keeping.places import appearing

ENDINGS = {"sqlite": ".db", "postgresql": ".dump"}


def kind_of(url: str) -> str:
    """sqlite or postgresql."""
    return make_url(url).get_backend_name()


def copy_store(url: str, target: Path) -> dict[str, int]:
    """Write a store into one file and read it back; how many rows each table holds.

    It is the store as it was at one moment, though others write meanwhile. Nothing of
    it remains when it fails: raises NotWritten, NotReadable, ProgramMissing.
    """
    with appearing(target) as partial:
        if kind_of(url) == "sqlite":
            sqlite.dump(url, partial)
            return sqlite.count(partial)
        counts = postgresql.dump(url, partial)
        postgresql.check_readable(partial)
        return counts


def load_store(source: Path, url: str) -> dict[str, int]:
    """Put a copy where nothing is yet; how many rows each table holds then.

    Raises NotEmpty before anything is done, NotWritten, ProgramMissing.
    """
    check_empty(url)
    if kind_of(url) == "sqlite":
        sqlite.load(source, url)
        return sqlite.count(sqlite.file_of(url))
    postgresql.load(source, url)
    return postgresql.count(url)


def check_empty(url: str) -> None:
    """Refuse with NotEmpty when there is something at this address."""
    (sqlite if kind_of(url) == "sqlite" else postgresql).check_empty(url)


def remove_store(url: str) -> None:
    """Take away what `load_store` put there."""
    (sqlite if kind_of(url) == "sqlite" else postgresql).remove(url)
