"""Copies of a store on PostgreSQL: its own programs write them and put them back."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError

from interact.keeping.rules import (
    CopyFailed,
    NoScratchDatabase,
    NotEmpty,
    NotReadable,
    NotWritten,
    ProgramMissing,
)

# Where Debian keeps the programs of each version.
INSTALLED = Path("/usr/lib/postgresql")
FUNCTIONS = """
    SELECT CAST(oid AS regprocedure)::text FROM pg_proc
    WHERE pronamespace = CAST(current_schema() AS regnamespace)
"""


def find_program(name: str) -> Path:
    """A program of PostgreSQL, the newest there is. Raises ProgramMissing."""
    on_path = shutil.which(name)
    versions = INSTALLED.glob(f"*/bin/{name}")
    newest = sorted(versions, key=lambda path: float(path.parts[-3]))
    found = newest[-1] if newest else on_path and Path(on_path)
    if not found:
        raise ProgramMissing(name=name)
    return found


def dump(url: str, target: Path) -> dict[str, int]:
    """Write the store as it is at one moment; how many rows each table has in it.

    Whoever writes meanwhile goes on. Raises ProgramMissing, CopyFailed.
    """
    program = find_program("pg_dump")
    with _connected(url) as connection:
        same_moment = connection.scalar(text("SELECT pg_export_snapshot()"))
        counts = _counted(connection)
        options = ["--format=custom", "--no-owner", "--no-privileges"]
        options += [f"--snapshot={same_moment}", f"--file={target}"]
        _run(program, *options, url=url)
    return counts


def check_readable(path: Path) -> None:
    """Read a copy from beginning to end. Raises NotReadable."""
    try:
        _run(find_program("pg_restore"), f"--file={os.devnull}", str(path))
    except CopyFailed as failure:
        raise NotReadable(file=path, why=failure) from None


def check_empty(url: str) -> None:
    """Refuse with NotEmpty when the database holds a table."""
    with _connected(url) as connection:
        if inspect(connection).get_table_names():
            raise NotEmpty(place=make_url(url).render_as_string())


def load(source: Path, url: str) -> None:
    """Put a copy into an empty database, whole or not at all. Raises NotWritten."""
    options = ["--no-owner", "--no-privileges", "--single-transaction"]
    place = make_url(url).render_as_string()
    try:
        _run(
            find_program("pg_restore"),
            "--exit-on-error",
            *options,
            str(source),
            url=url,
        )
    except CopyFailed as failure:
        raise NotWritten(file=place, why=failure) from None


def count(url: str) -> dict[str, int]:
    """How many rows each table of a database has."""
    with _connected(url) as connection:
        return _counted(connection)


@contextmanager
def scratch(url: str) -> Iterator[str]:
    """A database for the length of a drill, on the same server; its address.

    Raises NoScratchDatabase when the role of `url` may not make one.
    """
    name = f"interact_drill_{uuid4().hex[:12]}"
    _alone(url, f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        made = make_url(url).set(database=name)
        yield made.render_as_string(hide_password=False)
    finally:
        _alone(url, f"DROP DATABASE {name} WITH (FORCE)")


def remove(url: str) -> None:
    """Take away what `load` put there: every table and function."""
    with _connected(url, read_only=False) as connection, connection.begin():
        quoted = connection.dialect.identifier_preparer.quote
        for name in inspect(connection).get_table_names():
            connection.execute(text(f"DROP TABLE {quoted(name)} CASCADE"))
        for function in connection.scalars(text(FUNCTIONS)).all():
            connection.execute(text(f"DROP FUNCTION {function} CASCADE"))


@contextmanager
def _connected(url: str, *, read_only: bool = True) -> Iterator[Connection]:
    """A connection that sees one moment of the database."""
    made = create_engine(url, isolation_level="REPEATABLE READ")
    try:
        with made.connect() as connection:
            if read_only:
                connection.execute(text("SET TRANSACTION READ ONLY"))
            yield connection
    except DBAPIError as failure:
        raise CopyFailed(why=failure.orig) from None
    finally:
        made.dispose()


def _counted(connection: Connection) -> dict[str, int]:
    quoted = connection.dialect.identifier_preparer.quote
    return {
        name: connection.scalar(text(f"SELECT count(*) FROM {quoted(name)}")) or 0  # noqa: S608
        for name in sorted(inspect(connection).get_table_names())
    }


def _alone(url: str, statement: str) -> None:
    """Run what PostgreSQL runs outside of a transaction only."""
    made = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with made.connect() as connection:
            connection.execute(text(statement))
    except DBAPIError as failure:
        raise NoScratchDatabase(why=failure.orig) from None
    finally:
        made.dispose()


def _run(program: Path, *arguments: str, url: str | None = None) -> None:
    """Run a program; what it says when it fails is what CopyFailed says."""
    named, password = _as_libpq(make_url(url)) if url else ([], {})
    try:
        subprocess.run(  # noqa: S603  a program of PostgreSQL, found by its name
            [program, *arguments, *named],
            env=os.environ | password,
            check=True,
            capture_output=True,
            text=True,
        )
    except subprocess.CalledProcessError as failure:
        said = failure.stderr.strip().splitlines()
        raise CopyFailed(why=said[-1] if said else "it was stopped") from None
    except OSError as failure:
        raise CopyFailed(why=failure) from None


def _as_libpq(url: URL) -> tuple[Sequence[str], dict[str, str]]:
    """The address as PostgreSQL's programs take it, and the password apart.

    Anybody on the machine can read the arguments of a program, not its environment.
    """
    _none, named = url.get_dialect()().create_connect_args(url)
    password = named.pop("password", None)
    said = " ".join(f"{name}='{_escaped(value)}'" for name, value in named.items())
    return [f"--dbname={said}"], {"PGPASSWORD": password} if password else {}


def _escaped(value: object) -> str:
    return str(value).replace("\\", "\\\\").replace("'", "\\'")
