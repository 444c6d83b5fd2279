"""Backups: two files in two places, whole or not at all, and for how long."""

import json
import resource
import signal
import stat
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
import time_machine
from sqlalchemy.engine import make_url

from interact.cases.actions import open_case
from interact.core.clock import now
from interact.keeping import postgresql
from interact.keeping.backups import generations, write_backup
from interact.keeping.manifests import Manifest, beside
from interact.keeping.places import prepare
from interact.keeping.rules import NotWritten, ProgramMissing, SamePlace, Store
from tests.keeping.conftest import SECRET


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@contextmanager
def full_disk():
    """Nobody can write more than a little into any file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.on_both
def test_a_backup_is_one_file_in_each_place_that_only_its_owner_can_read(kept):
    made = kept.backup()

    for file, store in ((made.main, Store.MAIN), (made.keyring, Store.KEYRING)):
        assert files(file.parent) == [file.name, beside(file).name]
        assert {mode(file), mode(beside(file))} == {0o600}
        assert Manifest.read(file).store is store
    assert Manifest.read(made.main).counts["case"] == 1
    assert Manifest.read(made.keyring).counts["shred_salt"] == 4
    assert Manifest.read(made.main).at < Manifest.read(made.keyring).at


@pytest.mark.on_both
def test_neither_file_says_anything_of_a_child(kept):
    made = kept.backup()

    for file in (made.main, made.keyring):
        written = file.read_bytes() + beside(file).read_bytes()
        for said in (SECRET, "Abena", "Tesfaledet", kept.story.worker.name):
            assert said.encode() not in written
    said = json.loads(beside(made.main).read_text())
    counted = {"counts", "sha256", "store", "deployment", "at", "database"}
    assert set(said) == counted


@pytest.mark.on_both
def test_others_work_on_while_a_backup_is_written(kept, session):
    running, worker = kept.running, kept.story.worker
    session.commit()
    done, opened = Event(), []

    def work():
        while not done.is_set():
            with running.database.writing() as other:
                opened.append(open_case(other, worker).reference)

    busy = Thread(target=work)
    busy.start()
    try:
        made = [kept.backup() for _each in range(3)][-1]
    finally:
        done.set()
        busy.join()

    assert opened
    with kept.restored(made.main, made.keyring) as found:
        assert found.erased_again == []


# Two places.


@pytest.mark.parametrize(
    ("main", "keyring"),
    [("a", "a"), ("a", "a/b"), ("a/b", "a"), ("a", "b/../a"), ("a", "same")],
)
def test_one_place_for_both_is_refused(tmp_path, main, keyring):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "same").symlink_to("a")

    with pytest.raises(SamePlace):
        prepare(tmp_path / main, tmp_path / keyring)


def test_two_folders_of_one_disk_are_taken_and_it_is_said(tmp_path):
    assert not prepare(tmp_path / "a", tmp_path / "b")


# Seven days.


def test_of_the_keyring_seven_days_are_kept(kept):
    for day in range(9):
        with time_machine.travel(now() + timedelta(days=day), tick=True):
            made = kept.backup()

    days = [path.name for path in generations(made.keyring.parent)]
    assert len(days) == 7
    assert days[0] == made.keyring.name
    assert len(files(made.keyring.parent)) == 14
    assert len(files(made.main.parent)) == 18


def test_the_older_keyring_of_today_is_overwritten(kept):
    at = kept.backup().keyring
    with at.open("rb") as still_open:
        assert kept.backup().keyring == at
        assert set(still_open.read()) == {0}


# What fails leaves nothing.


@pytest.mark.on_both
def test_a_full_disk_is_said_and_leaves_nothing_half_written(kept, tmp_path):
    with full_disk(), pytest.raises(NotWritten, match="and nothing of it remains"):
        kept.backup()

    assert files(tmp_path / "disk") == files(tmp_path / "stick") == []


def test_a_full_disk_leaves_the_keyring_of_today_as_it_was(kept):
    made = kept.backup()
    before = made.keyring.read_bytes()

    with full_disk(), pytest.raises(NotWritten):
        kept.backup()

    assert made.keyring.read_bytes() == before
    assert Manifest.read(made.keyring)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_where_postgresql_has_no_programs_a_sentence_says_what_to_install(
    kept, tmp_path, monkeypatch
):
    monkeypatch.setattr(postgresql, "INSTALLED", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ProgramMissing, match="pg_dump is not installed"):
        kept.backup()

    assert files(tmp_path / "disk") == []


def test_a_password_is_never_among_the_arguments_of_a_program():
    url = make_url("postgresql+psycopg://me:hush%27@db.example:5433/interact")

    arguments, environment = postgresql._as_libpq(url)

    assert environment == {"PGPASSWORD": "hush'"}
    assert "hush" not in "".join(arguments)
    assert "host='db.example'" in arguments[0]


def test_a_place_that_cannot_be_written_to_is_said(kept, tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(NotWritten):
        write_backup(kept.running, tmp_path / "file", tmp_path / "stick")
