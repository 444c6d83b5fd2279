"""The commands of an installation: what they make, what they refuse, what they find."""
# ruff: noqa: S608  the statements are made of this file's own words

import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from interact.access.permissions import ALLOWED, Permission
from interact.agencies.queries import list_agencies
from interact.agencies.rules import AgencyKind
from interact.audit.actions import sign_checkpoint
from interact.cases.models import Case
from interact.cli import main
from interact.config import Config
from interact.joining.founding import NewAgency, found_agency
from interact.joining.members import NewMember
from interact.running import start
from tests.given import CHEAP, PASSPHRASE
from tests.setting_up import Made, init

pytestmark = pytest.mark.usefixtures("same_umask")

STORED = ("config.toml", "interact.db", "keyring.db")


def run(*arguments, expect=0):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == expect, result.output
    assert "Traceback" not in result.output
    return result.output


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Made]:
    """A real installation as `interact init` makes it, and what that printed."""
    data = tmp_path_factory.mktemp("made") / "data"
    return data, init(data)


@pytest.fixture(scope="module")
def real(made, tmp_path_factory) -> Path:
    """The same with a second agency in it."""
    data = shutil.copytree(made[0], tmp_path_factory.mktemp("real") / "data")
    running = start(Config.read(data / "config.toml"))
    new = NewAgency(
        name="Centro Second",
        kind=AgencyKind.RECEPTION,
        country="IT",
        place="Palermo",
        phone="+39 091 000000",
        time_zone="Europe/Rome",
    )
    first = NewMember(
        name="Rosa", email="rosa@example.org", passphrase=PASSPHRASE, cost=CHEAP
    )
    with running.database.writing() as session:
        found_agency(session, new, first)
    with running.database.writing() as session:
        sign_checkpoint(session)
    running.close()
    return data


@pytest.fixture
def data(real, tmp_path) -> Path:
    """A copy of it, to do something to."""
    return shutil.copytree(real, tmp_path / "data")


@pytest.fixture(scope="module")
def training(tmp_path_factory) -> Path:
    """A training installation as `interact demo` makes it."""
    data = tmp_path_factory.mktemp("training") / "data"
    run("demo", "--data", data)
    return data


def attack(data, *statements):
    """Change the database as its owner can: every trigger is dropped first."""
    with closing(sqlite3.connect(data / "interact.db")) as database:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for (name,) in database.execute(triggers).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
        database.commit()


# Making one.


@pytest.mark.parametrize("command", ["init", "demo"])
def test_an_installation_is_never_made_over_another(data, command):
    before = {name: (data / name).read_bytes() for name in STORED}

    said = run(command, "--data", data, expect=1)

    assert said.startswith("Error: ")
    assert {name: (data / name).read_bytes() for name in STORED} == before


def test_training_data_never_come_into_a_real_installation(data):
    before = (data / "interact.db").read_bytes()

    run("demo", "--data", data, "--if-empty")  # as ./run does, to serve what is there
    said = run("demo", "--data", data, expect=1)

    assert "holds a real installation. Choose another folder." in said
    assert (data / "interact.db").read_bytes() == before


def test_a_training_installation_holds_fictional_agencies_and_two_cases(training):
    running = start(Config.read(training / "config.toml"))
    with running.database.reading() as session:
        countries = {agency.country for agency in list_agencies(session)}
        assert session.query(Case).count() == 2
    running.close()

    assert countries == {"IT", "FR", "SE", "GR", "BE", "GB"}
    assert {mode(training / name) for name in STORED} == {0o600}


def test_a_training_installation_that_is_there_is_kept(training):
    before = (training / "config.toml").read_bytes()

    run("demo", "--data", training, "--if-empty")
    said = run("demo", "--data", training, expect=1)

    assert "holds a training installation already." in said
    assert (training / "config.toml").read_bytes() == before


# Asking it.


def test_the_permissions_that_are_printed_are_all_there_are():
    lines = run("permissions").splitlines()

    printed = [line for line in lines if not line.startswith(" ")]
    assert printed == [f"{one.label} ({one.value})" for one in Permission]
    table = [line for line in lines if line.startswith(" ")]
    assert len(table) == sum(len(by_standing) for by_standing in ALLOWED.values())
    assert "    Own agency, no single case: Data protection officer" in table


def test_the_content_that_comes_with_it_is_sound():
    assert "All is sound." in run("check-content")


@pytest.mark.parametrize("command", [["serve"], ["audit", "verify"]])
def test_where_nothing_is_a_sentence_says_how_to_make_it(tmp_path, command):
    said = run(*command, "--data", tmp_path / "nowhere", expect=1)

    assert "there is no such file. Make one with `interact init`" in said


@pytest.mark.parametrize("command", [["serve"], ["audit", "verify"]])
def test_it_does_not_start_with_a_setting_it_does_not_know(data, command):
    with (data / "config.toml").open("a") as settings:
        settings.write("idle_minute = 20\n")

    said = run(*command, "--data", data, expect=1)

    assert "unknown setting: idle_minute." in said


# Is the record whole.


def test_a_log_that_nobody_touched_is_whole(data):
    said = run("audit", "verify", "--data", data)

    assert said == "The log is whole: 6 entries.\n"


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [
        ("audit_payload", "sealed", "What entry 3 says was changed."),
        ("audit_leaf", "leaf_hash", "The line of entry 3 in the tree was changed."),
        ("audit_key", "wrapped", "The keys of entry 3 were changed."),
    ],
)
def test_one_byte_changed_in_one_row_is_found_and_its_entry_named(
    data, table, column, said
):
    with closing(sqlite3.connect(data / "interact.db")) as database:
        read = f"SELECT {column} FROM {table} WHERE idx = 3"
        ((old,),) = database.execute(read).fetchall()
    new = old[:20] + bytes([old[20] ^ 1]) + old[21:]

    attack(data, f"UPDATE {table} SET {column} = X'{new.hex()}' WHERE idx = 3")

    assert run("audit", "verify", "--data", data, expect=1) == f"{said}\n"


def test_an_entry_taken_out_is_missed(data):
    tables = ("audit_payload", "audit_key", "audit_leaf")

    attack(data, *(f"DELETE FROM {table} WHERE idx = 2" for table in tables))

    said = run("audit", "verify", "--data", data, expect=1)
    assert said == "Entry 2 is missing.\n"


def test_the_last_entries_taken_out_are_missed(data):
    tables = ("audit_payload", "audit_key", "audit_leaf")
    nodes = 'DELETE FROM audit_node WHERE ("index" + 1) << level > 5'

    attack(data, *(f"DELETE FROM {table} WHERE idx = 5" for table in tables), nodes)

    assert run("audit", "verify", "--data", data, expect=1) == "Entry 5 is missing.\n"


def test_without_an_attacker_the_database_itself_refuses_a_change(data):
    with (
        closing(sqlite3.connect(data / "interact.db")) as database,
        pytest.raises(sqlite3.IntegrityError, match="only ever added to"),
    ):
        database.execute("UPDATE audit_leaf SET leaf = '' WHERE idx = 3")
