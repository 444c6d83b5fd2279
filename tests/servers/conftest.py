"""Two servers of one installation, set up as `deploy/` says: one PostgreSQL, one Redis.

Each is a process of its own, under the role that may only add to the audit log.
"""

import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from time import sleep
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from sqlalchemy.engine import make_url

from interact.agencies.rules import Role
from interact.config import Config, filled_in
from interact.core.places import EXAMPLE
from interact.joining.members import NewMember, bring_in_member
from interact.joining.sessions import Credentials, sign_in
from interact.running import start
from tests.databases import find_program, postgresql_server
from tests.given import CHEAP, PASSPHRASE, Given

GRANTS = "deploy/postgresql/grants.sql"
EMAIL = "rosa@example.org"
LONGEST_START = 60


@dataclass(frozen=True)
class Deployed:
    """An installation on a PostgreSQL server, and how its owner reaches it."""

    data: Path
    server: str
    cases: list[str] = field(default_factory=list)

    def url(self, role: str, base: str) -> str:
        """The address of one of its two databases."""
        address = make_url(self.server).set(username=role, database=base)
        return address.render_as_string(hide_password=False)


@dataclass(frozen=True)
class Answer:
    status: int
    path: str
    text: str


class Browser:
    """Somebody who visits any server of the installation with one set of cookies."""

    def __init__(self) -> None:
        self.jar = CookieJar()
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.jar))

    def get(self, address: str) -> Answer:
        return self._open(address)

    def post(self, address: str, form_at: str | None = None, **fields: str) -> Answer:
        """Send a form with the token of the page it stands on."""
        page = self.get(form_at or address).text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found, page
        return self._open(address, {"csrf_token": found[1], **fields})

    def sign_in(self, server: str, passphrase: str = PASSPHRASE) -> Answer:
        typed = {"email": EMAIL, "passphrase": passphrase}
        return self.post(f"{server}/sign-in", **typed)

    def _open(self, address: str, form: dict[str, str] | None = None) -> Answer:
        body = urlencode(form).encode() if form is not None else None
        try:
            with self.opener.open(address, body, timeout=30) as answer:
                text = answer.read().decode()
                return Answer(answer.status, path_of(answer.url), text)
        except HTTPError as refused:
            text = refused.read().decode()
            return Answer(refused.code, path_of(refused.url), text)


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


@pytest.fixture(scope="package")
def deployed(
    tmp_path_factory: pytest.TempPathFactory, redis_url: str, postgresql_template: str
) -> Iterator[Deployed]:
    """An installation made as docs/operations.md says, and one caseworker in it."""
    assert postgresql_template  # skips or fails where there is no PostgreSQL
    with postgresql_server() as server:
        here = Deployed(tmp_path_factory.mktemp("deployed"), server)
        psql(server, "postgres", "deploy/postgresql/create.sql")
        owned = [here.url("interact_owner", base) for base in BASES]
        interact("upgrade", "--main", owned[0], "--keyring", owned[1])
        for base in BASES:
            psql(here.url("interact_owner", base), base, GRANTS)
        write_settings(here, redis_url)
        bring_in_rosa(here)
        yield here


BASES = ("interact", "interact_keyring")


def psql(address: str, base: str, script: str) -> None:
    """Run one of the scripts of `deploy/`, as the role of the address."""
    program, url = find_program("psql"), make_url(address)
    assert program is not None
    command = [program, "--host", url.query["host"], "--username", url.username]
    command += ["--dbname", base, "--file", script, "--quiet", "--no-psqlrc"]
    subprocess.run([str(one) for one in command], check=True)


def interact(*arguments: object) -> str:
    """What a command of an installation prints."""
    command = [sys.executable, "-m", "interact.cli", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def write_settings(here: Deployed, redis_url: str) -> None:
    settings = filled_in(EXAMPLE.read_text(encoding="utf-8"), training=True)
    main, keyring = (here.url("interact_app", base) for base in BASES)
    for before, after in (
        ("sqlite:///{here}/interact.db", main),
        ("sqlite:///{here}/keyring.db", keyring),
        ('redis_url = ""', f'redis_url = "{redis_url}"'),
        ('boot_secret = ""', f'boot_secret = "{secrets.token_hex(32)}"'),
    ):
        assert before in settings
        settings = settings.replace(before, after)
    (here.data / "config.toml").write_text(settings, encoding="utf-8")


def bring_in_rosa(here: Deployed) -> None:
    running = start(Config.read(here.data / "config.toml"))
    with running.database.writing() as session:
        given = Given(session)
        custodian = given.custodian(given.agency())
        rosa = NewMember(name="Rosa", email=EMAIL, passphrase=PASSPHRASE, cost=CHEAP)
        bring_in_member(session, custodian, rosa, Role.CASEWORKER)
        actor = sign_in(session, Credentials(EMAIL, PASSPHRASE), {})
        made = [given.case(actor) for _each in range(2)]
        here.cases.extend(f"/cases/{case.reference}" for case in made)
    running.close()


@pytest.fixture(scope="package")
def servers(deployed: Deployed) -> Iterator[tuple[str, str]]:
    """The addresses of two servers, started at the same moment."""
    with ExitStack() as stack:
        started = [stack.enter_context(gunicorn(deployed)) for _each in range(2)]
        for address, process in started:
            wait_for(address, process)
        yield started[0][0], started[1][0]


@contextmanager
def gunicorn(deployed: Deployed) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """One server process, as interact@.service starts it."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    command += ["--bind", f"127.0.0.1:{port}"]
    told = {**os.environ, "INTERACT_DATA": str(deployed.data)}
    with (deployed.data / f"server-{port}.log").open("wb") as written:
        process = subprocess.Popen(command, env=told, stdout=written, stderr=written)
        try:
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.terminate()
            process.wait(30)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _try in range(LONGEST_START * 10):
        assert process.poll() is None, "the server ended; see its log"
        try:
            build_opener().open(f"{address}/health", timeout=5).close()
        except HTTPError as unwell:
            raise AssertionError(unwell.read().decode()) from None
        except (URLError, ConnectionError, TimeoutError):
            sleep(0.1)
        else:
            return
    raise TimeoutError(address)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def browser() -> Browser:
    return Browser()
