"""The monthly drill: says line by line whether the backups can be restored."""

import secrets
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import text

from interact.agencies.rules import Role
from interact.erasing.actions import erase_case
from interact.erasing.rules import ErasureBasis
from interact.keeping import drill as drills
from interact.keeping.drill import drill
from interact.keeping.manifests import Manifest, digest

MEMORY = drills.MEMORY


def in_memory():
    return {path.name for path in MEMORY.glob("interact-drill-*")}


@pytest.fixture(autouse=True)
def nothing_is_left(kept):
    before = in_memory()
    yield
    assert in_memory() == before


def report(config, made):
    return list(drill(config, made.main, made.keyring))


def wrong(config, made):
    return [line.text for line in report(config, made) if not line.right]


@pytest.mark.on_both
def test_a_sound_backup_passes_line_by_line(kept):
    lines = report(kept.running.config, kept.backup())

    assert [str(line) for line in lines[:-1]] == [
        "ok     Both backups are as they were written.",
        "ok     Both were restored, row for row.",
        "ok     The canary opens: main store, keyring and config.toml fit together.",
        "ok     All 3 keys of cases have their salts.",
        "ok     0 erased cases stay erased.",
    ]
    assert lines[-1].right
    assert lines[-1].text.startswith("The log is whole:")


def test_an_older_main_backup_passes_with_the_newest_keyring(kept, given):
    reference, session = kept.story.case.reference, kept.story.session
    old = kept.backup()
    chief = given.member(given.agency_of(kept.story.worker), Role.SUPERVISOR)
    erase_case(session, chief, kept.story.case, ErasureBasis.UNLAWFUL, "By mistake")
    new = kept.backup()

    lines = list(drill(kept.running.config, old.main, new.keyring))

    assert all(line.right for line in lines)
    assert f"This backup had brought back: {reference}." in lines[4].text


def test_the_drill_touches_nothing_of_the_installation(kept):
    made = kept.backup()
    before = made.main.read_bytes(), made.keyring.read_bytes()
    salts = kept.running.installation.salts.list_epochs()

    report(kept.running.config, made)

    assert (made.main.read_bytes(), made.keyring.read_bytes()) == before
    assert kept.running.installation.salts.list_epochs() == salts


@pytest.mark.on_both
def test_the_secret_of_another_installation_opens_no_canary(kept):
    other = replace(kept.running.config, secret=secrets.token_hex(32))

    (said,) = wrong(other, kept.backup())

    assert said == "The canary does not open with this keyring and config.toml."


def test_a_main_backup_that_somebody_exchanged_with_its_manifest_is_found(kept):
    made = kept.backup()
    written = Manifest.read(made.main)
    with closing(sqlite3.connect(made.main)) as exchanged:
        exchanged.execute("UPDATE agency SET place = 'Elsewhere'")
        exchanged.commit()
    replace(written, sha256=digest(made.main)).write(made.main)

    (said,) = wrong(kept.running.config, made)

    assert said == "The canary does not open with this keyring and config.toml."


def test_a_key_without_its_salt_is_found(kept):
    running = kept.running
    with running.installation.salts._writing.begin() as keyring:
        keyring.execute(text("DELETE FROM shred_salt WHERE compartment = 2"))

    (said,) = wrong(running.config, kept.backup())

    assert said == "1 of 3 keys have no salt: they open nothing."


def test_a_log_that_was_changed_is_found_and_the_entry_named(kept):
    kept.story.session.commit()
    with kept.running.database.engine.begin() as database:
        for trigger in database.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            database.execute(text(f"DROP TRIGGER {trigger}"))
        database.execute(text("UPDATE audit_payload SET sealed = x'00' WHERE idx = 3"))

    (said,) = wrong(kept.running.config, kept.backup())

    assert said == "What entry 3 says was changed."


def test_without_a_folder_in_memory_there_is_no_drill(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(drills, "MEMORY", tmp_path)

    (said,) = wrong(kept.running.config, kept.backup())

    assert "no folder in memory" in said
