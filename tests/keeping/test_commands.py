"""The commands for backups, as who runs an installation types them."""

import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from interact.cases.queries import find_case
from interact.cli import main
from interact.config import Config
from interact.running import start


def run(*arguments, expect=0):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == expect, result.output
    assert "Traceback" not in result.output
    return result.output


@pytest.fixture
def data(kept) -> Path:
    """The folder of the installation that `kept` describes."""
    return kept.folder


@pytest.fixture
def places(data):
    """What `interact backup` wrote: the main file and the keyring's."""
    run("backup", "--data", data, "--main", data / "a", "--keyring", data / "b")
    (main_file,) = (data / "a").glob("*.db")
    (keyring,) = (data / "b").glob("*.db")
    return ["--main", main_file, "--keyring", keyring]


def test_a_backup_says_where_it_lies_and_what_is_not_in_it(data):
    said = run("backup", "--data", data, "--main", data / "a", "--keyring", data / "b")

    assert f"The main store is in {data / 'a'}/interact-" in said
    assert f"The keyring is in {data / 'b'}/keyring-" in said
    assert "Both places are on one disk" in said
    assert f"Not in either: {data / 'config.toml'}." in said


def test_one_place_for_both_is_refused_in_a_sentence(data):
    said = run(
        "backup",
        "--data",
        data,
        "--main",
        data / "a",
        "--keyring",
        data / "a",
        expect=1,
    )

    assert said.startswith("Error: Both backups would lie in one place:")


def test_an_installation_is_restored_into_an_empty_folder(data, places, kept):
    new, settings = data / "new", data / "apart.toml"
    text = (data / "config.toml").read_text()
    settings.write_text(text.replace(f"///{data}/interact.db", "///{here}/interact.db"))

    said = run("restore", "--data", new, "--config", settings, *places)

    assert "Restored as it was on" in said
    names = {"config.toml", "interact.db", "keyring.db"}
    assert {path.name for path in new.iterdir()} == names
    assert {stat.S_IMODE((new / name).stat().st_mode) for name in names} == {0o600}
    running = start(Config.read(new / "config.toml"))
    with running.database.reading() as session:
        assert find_case(session, kept.story.case.reference)
    running.close()


def test_a_folder_that_is_not_empty_is_left_alone(data, places):
    before = sorted(data.rglob("*"))

    said = run(
        "restore", "--data", data, "--config", data / "config.toml", *places, expect=1
    )

    assert "is not empty" in said
    assert sorted(data.rglob("*")) == before


def test_what_is_refused_leaves_the_new_folder_empty(data, places):
    new = data / "new"
    shutil.copy(places[1], data / "without-manifest.db")

    said = run(
        *("restore", "--data", new, "--config", data / "config.toml"),
        *("--main", data / "without-manifest.db", *places[2:]),
        expect=1,
    )

    assert "without-manifest.db.json is missing." in said
    assert list(new.iterdir()) == []


def test_a_drill_says_that_the_backup_can_be_restored(data, places):
    said = run("drill", "--data", data, *places)

    assert said.endswith("The backup can be restored.\n")


def test_a_drill_that_finds_something_wrong_ends_with_a_failure(data, places):
    places[1].write_bytes(b"")

    said = run("drill", "--data", data, *places, expect=1)

    assert "WRONG" in said
    assert "must not be relied on" in said
