"""Fixtures every test may ask for."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.app import Interact, create_app
from interact.config import Config, filled_in
from interact.core.clock import now
from interact.core.places import EXAMPLE
from interact.keys.sessions import SignIn
from interact.migrating import migrate
from interact.running import Running, start
from interact.web.sign_in import cookie_name
from tests.databases import (
    MUST_RUN,
    find_program,
    postgresql_server,
    redis_server,
)
from tests.given import Given


class KeptInMemory(BytecodeCache):
    """Compiled templates, so that the application of each test need not compile."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = KeptInMemory()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database that every migration made, to be copied by each test."""
    path = tmp_path_factory.mktemp("template") / "interact.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[str]:
    """The same on PostgreSQL: the address of a base that tests take as template."""
    if find_program("initdb") is None:
        if "postgres" in MUST_RUN:
            pytest.fail("PostgreSQL must run here and is not installed")
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with postgresql_server() as server:
        create_base(server, "template_interact")
        migrate(base_url(server, "template_interact"))
        yield server


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Redis for these tests; each takes keys of its own."""
    if shutil.which("redis-server") is None:
        if "redis" in MUST_RUN:
            pytest.fail("Redis must run here and is not installed")
        pytest.skip("Redis is not installed: apt-get install redis-server")
    with redis_server() as address:
        yield address


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The database of this test; the mark `on_both` runs it on PostgreSQL, too."""
    if getattr(request, "param", "sqlite") == "postgresql":
        server = request.getfixturevalue("postgresql_template")
        name = f"test_{uuid4().hex}"
        create_base(server, name, "template_interact")
        return base_url(server, name)
    shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "interact.db")
    return f"sqlite:///{tmp_path}/interact.db"


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> Config:
    """The settings of a training installation in a folder of its own."""
    path = tmp_path / "config.toml"
    example = EXAMPLE.read_text(encoding="utf-8")
    settings = filled_in(example, training=True).replace(
        'sessions_folder = ""', f'sessions_folder = "{tmp_path}/sessions"'
    )
    settings = settings.replace("sqlite:///{here}/interact.db", database_url)
    path.write_text(settings, encoding="utf-8")
    return Config.read(path)


@pytest.fixture
def running(config: Config) -> Iterator[Running]:
    """An installation without its pages."""
    with_keys = start(config)
    yield with_keys
    with_keys.close()


@pytest.fixture
def session(running: Running) -> Iterator[Session]:
    """A session that changes things; a browser's request commits it first."""
    with running.database.writers() as session:
        yield session


@pytest.fixture
def same_umask() -> Iterator[None]:
    """The commands let nobody else read what they make; the tests go on as before."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def given(session: Session) -> Given:
    return Given(session)


@pytest.fixture
def app(config: Config, running: Running) -> Interact:
    """The application on the same installation as `session`."""
    app = create_app(config, running)
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["NOT_FOUND_SECONDS"] = 0
    app.jinja_env.bytecode_cache = COMPILED
    return app


@pytest.fixture
def signed_in(app: Interact, session: Session) -> Callable[[Actor], FlaskClient]:
    """`signed_in(actor)` is a browser in which that actor has signed in."""

    class Browser(FlaskClient):
        def open(self, *arguments: Any, **named: Any) -> Any:
            session.commit()
            answer = super().open(*arguments, **named)
            session.expire_all()
            session.info.pop("vaults", None)
            return answer

    app.test_client_class = Browser

    def browser(actor: Actor) -> FlaskClient:
        packed = actor.keyring.pack()
        unlocked = SignIn(
            actor.person_id, actor.membership_id, actor.auth_level, packed
        )
        cookie = app.extensions["session_store"].start(unlocked, now())
        client = app.test_client()
        with app.app_context():
            client.set_cookie(cookie_name(), cookie)
        return client

    return browser


@pytest.fixture
def visitor(app: Interact, session: Session) -> FlaskClient:
    """A browser in which nobody has signed in."""
    session.commit()
    return app.test_client()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked `on_both` on SQLite and on PostgreSQL."""
    if metafunc.definition.get_closest_marker("on_both"):
        on_postgresql = pytest.param("postgresql", marks=pytest.mark.postgres)
        metafunc.parametrize("database_url", ["sqlite", on_postgresql], indirect=True)


def base_url(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def create_base(server: str, name: str, template: str = "template0") -> None:
    made = create_engine(server, isolation_level="AUTOCOMMIT")
    with made.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    made.dispose()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note what a test really runs on, for the last lines of the report."""
    names = getattr(item, "fixturenames", ())
    if item.get_closest_marker("browser"):
        item.user_properties.append(("ran on", "a browser"))
    elif item.get_closest_marker("servers"):
        item.user_properties.append(("ran on", "two servers"))
    elif item.get_closest_marker("postgres"):
        item.user_properties.append(("ran on", "PostgreSQL"))
    elif item.get_closest_marker("redis"):
        item.user_properties.append(("ran on", "Redis"))
    elif "database_url" in names:
        item.user_properties.append(("ran on", "SQLite"))
    else:
        item.user_properties.append(("ran on", "no database"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests passed on each database and in the browser."""
    passed = terminalreporter.stats.get("passed", [])
    ran = Counter(dict(report.user_properties).get("ran on") for report in passed)
    counted = [f"{number} on {place}" for place, number in sorted(ran.items())]
    terminalreporter.write_line("Passed: " + ", ".join(counted))
