"""An installation made for measuring and thrown away, as the tests make theirs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient

from interact.access.actor import Actor
from interact.app import Interact, create_app
from interact.config import Config, filled_in
from interact.core.clock import now
from interact.core.places import EXAMPLE
from interact.keys.sessions import SignIn
from interact.migrating import migrate
from interact.running import Running, start
from interact.web.sign_in import cookie_name
from tests.databases import find_program, postgresql_server

IN_MEMORY = Path("/dev/shm")  # noqa: S108


@dataclass(frozen=True)
class Scratch:
    """A training installation in a folder of its own."""

    config: Config
    running: Running

    @cached_property
    def app(self) -> Interact:
        return create_app(self.config, self.running)

    def browser(self, actor: Actor) -> FlaskClient:
        """A browser in which this actor has signed in."""
        packed = actor.keyring.pack()
        unlocked = SignIn(
            actor.person_id, actor.membership_id, actor.auth_level, packed
        )
        cookie = self.app.extensions["session_store"].start(unlocked, now())
        client = self.app.test_client()
        with self.app.app_context():
            client.set_cookie(cookie_name(), cookie)
        return client


@contextmanager
def scratch(
    database_url: str | None = None, *, on_disk: bool = False
) -> Iterator[Scratch]:
    """A scratch installation, in memory unless `on_disk`: waiting hides the cost.

    `database_url` is an empty PostgreSQL database; without it the base is SQLite.
    """
    where = None if on_disk or not IN_MEMORY.is_dir() else IN_MEMORY
    with TemporaryDirectory(prefix="interact-benchmark-", dir=where) as folder:
        config = _settings(Path(folder), database_url)
        migrate(config.database_url)
        running = start(config)
        try:
            yield Scratch(config, running)
        finally:
            running.close()


def both_databases() -> Iterator[tuple[str, Scratch]]:
    """A scratch installation on SQLite, then one on PostgreSQL if it is installed."""
    with scratch() as here:
        yield "SQLite", here
    if find_program("initdb") is None:
        print("PostgreSQL is not installed: not measured")
        return
    with postgresql_server() as server, scratch(server) as here:
        yield "PostgreSQL", here


def _settings(folder: Path, database_url: str | None) -> Config:
    settings = filled_in(EXAMPLE.read_text(encoding="utf-8"), training=True).replace(
        'sessions_folder = ""', f'sessions_folder = "{folder}/sessions"'
    )
    if database_url:
        settings = settings.replace("sqlite:///{here}/interact.db", database_url)
    path = folder / "config.toml"
    path.write_text(settings, encoding="utf-8")
    return Config.read(path)
