"""Several servers behind one name: one session, one throttle, one audit log."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from interact.migrating import OtherLayout, require_newest
from tests.servers.conftest import PASSPHRASE, Browser, gunicorn, interact, wait_for

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.servers]


@pytest.fixture
def rosa(servers, browser):
    """Rosa, signed in on the first server."""
    answer = browser.sign_in(servers[0])
    assert (answer.status, answer.path) == (200, "/")
    return browser


@pytest.fixture
def cases(deployed):
    """The addresses of Rosa's two cases, without a server."""
    return deployed.cases


def write_note(browser, server, case, text):
    address = f"{server}{case}/notes/new"
    return browser.post(address, part="care", text=text, submission=str(uuid4()))


def count_entries(deployed):
    database = create_engine(deployed.url("interact_app", "interact"))
    with database.connect() as connection:
        found = connection.scalar(text("SELECT count(*) FROM audit_leaf"))
    database.dispose()
    return found


def test_who_signed_in_on_one_works_on_the_other(servers, rosa, cases):
    first, second = servers
    case = cases[0]

    assert write_note(rosa, second, case, "Slept well").status == 200

    assert "Slept well" in rosa.get(f"{first}{case}/timeline").text
    assert "Slept well" in rosa.get(f"{second}{case}/timeline").text


def test_signing_out_on_one_ends_the_session_on_both(servers, rosa):
    first, second = servers
    kept = {cookie.name: cookie.value for cookie in rosa.jar}["interact"]

    rosa.post(f"{second}/sign-out", form_at=f"{second}/my-sessions")

    thief = Browser()
    for server in (first, second):
        thief.opener.addheaders = [("Cookie", f"interact={kept}")]
        assert thief.get(f"{server}/").path == "/sign-in"


def test_a_server_that_starts_again_signs_nobody_out(deployed, rosa):
    with gunicorn(deployed) as (address, process):
        wait_for(address, process)

        assert rosa.get(f"{address}/").path == "/"


def test_guesses_are_counted_on_all_servers_together(servers):
    browser = Browser()
    refused = [browser.sign_in(servers[n % 2], "a guess").text for n in range(5)]

    assert ["Too many tries" in page for page in refused] == [False] * 4 + [True]
    wait_until_let_in(browser, servers[1])


def wait_until_let_in(browser, server):
    """The wait is short, and over by itself."""
    for _try in range(40):
        if browser.sign_in(server, PASSPHRASE).path == "/":
            return
        time.sleep(0.5)
    raise AssertionError("locked out")


def test_the_log_stays_whole_while_both_servers_write(deployed, servers, rosa, cases):
    before = count_entries(deployed)

    def look(number):
        return rosa.get(f"{servers[number % 2]}{cases[number // 2 % 2]}").status

    def write(number):
        server, case = servers[number % 2], cases[number // 2 % 2]
        return write_note(rosa, server, case, f"Note {number}").status

    with ThreadPoolExecutor(8) as pool:
        looked = pool.map(look, range(48))
        written = pool.map(write, range(24))
        answered = {*looked, *written}

    assert answered == {200}
    assert count_entries(deployed) >= before + 48 + 24
    assert "whole" in interact("audit", "verify", "--data", deployed.data)


def test_every_server_says_that_it_is_well(servers, browser):
    for server in servers:
        answer = browser.get(f"{server}/health")
        assert answer.status == 200
        assert "false" not in answer.text


# What the role that serves may do in the databases.

COLUMNS = {
    "leaf": "idx",
    "node": "level",
    "payload": "idx",
    "key": "idx",
    "segment": "number",
    "checkpoint": "number",
}
DENIED = re.compile("permission denied|must be owner")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_{0} SET {1} = {1}",
        "DELETE FROM audit_{0}",
        "TRUNCATE audit_{0} CASCADE",
        "ALTER TABLE audit_{0} DISABLE TRIGGER ALL",
        "DROP TABLE audit_{0} CASCADE",
    ],
)
def test_the_role_that_serves_can_only_add_to_the_audit_log(as_app, statement):
    for table, column in COLUMNS.items():
        assert DENIED.search(as_app(statement.format(table, column)))


def test_the_role_that_serves_makes_no_tables_and_changes_no_layout(as_app):
    for statement in (
        "CREATE TABLE planted (id int)",
        "ALTER TABLE person ADD COLUMN planted int",
        "UPDATE alembic_version SET version_num = 'x'",
        "CREATE FUNCTION planted() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ):
        assert DENIED.search(as_app(statement))


def test_a_new_layout_stops_a_server_until_its_owner_brings_it(deployed):
    older = deployed.url("interact_owner", "postgres")

    with pytest.raises(OtherLayout, match="interact upgrade"):
        require_newest(older)


@pytest.fixture
def as_app(deployed):
    """What PostgreSQL answers when the application sends it a statement."""
    database = create_engine(deployed.url("interact_app", "interact"))

    def send(statement):
        with database.connect() as connection:
            try:
                connection.execute(text(statement))
            except DBAPIError as refused:
                return str(refused)
            connection.rollback()
        return "it was done"

    yield send
    database.dispose()
