"""Restoring: any main backup with the newest keyring, and what is erased stays so."""

import shutil
from dataclasses import replace
from uuid import uuid4

import pytest

from interact.agencies.rules import Role
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history, verify_log
from interact.audit.rules import Event
from interact.cases.actions import open_case
from interact.cases.queries import find_case, list_notes, read_case
from interact.core.errors import NotFound
from interact.erasing.actions import erase_case
from interact.erasing.rules import ErasureBasis
from interact.keeping.backups import KEYRINGS
from interact.keeping.manifests import Manifest, beside, digest
from interact.keeping.restoring import Pair, restored
from interact.keeping.rules import (
    Changed,
    KeyringOlder,
    ManifestMissing,
    NewerKeyring,
    NotEmpty,
    NotReadable,
    OfAnother,
    OtherDatabase,
    WrongStore,
)
from tests.keeping.conftest import SECRET


def put_aside(kept, *files):
    """Backups as they lay in a cupboard while newer ones were written."""
    cupboard = kept.folder / uuid4().hex
    cupboard.mkdir()
    for file in files:
        shutil.copy(file, cupboard)
        shutil.copy(beside(file), cupboard)
    return [cupboard / file.name for file in files]


def erase(kept, given):
    story = kept.story
    chief = given.member(given.agency_of(story.worker), Role.SUPERVISOR)
    basis = ErasureBasis.NO_LONGER_NEEDED
    erase_case(story.session, chief, story.case, basis, "The time is over")
    story.session.commit()


@pytest.mark.on_both
def test_a_restored_installation_opens_what_the_old_one_opened(kept):
    made = kept.backup()
    worker, case = kept.story.worker, kept.story.case

    with kept.restored(made.main, made.keyring) as found:
        with found.running.database.reading() as session:
            vault = read_case(session, worker, case.reference)
            assert [note.text for note in list_notes(vault)] == [SECRET]
        with found.running.database.writing() as session:
            assert open_case(session, worker).reference
            assert verify_log(session).whole


@pytest.mark.on_both
def test_last_weeks_backup_with_todays_keyring_opens_no_case_erased_yesterday(
    kept, given
):
    dpo = given.dpo(given.agency_of(kept.story.worker))
    case_id, reference = kept.story.case.id, kept.story.case.reference
    last_week = kept.backup()
    (old_main,) = put_aside(kept, last_week.main)
    erase(kept, given)
    today = kept.backup()

    with kept.restored(old_main, today.keyring) as found:
        assert found.erased_again == [reference]
        salts = found.running.installation.salts
        assert salts.find_many(case_id) == {}
        assert case_id in salts.list_tombstones()
        with found.running.database.reading() as session:
            assert find_case(session, reference) is None
            with pytest.raises(NotFound):
                read_case(session, kept.story.worker, reference)
            lines = list_history(session, dpo, HistoryFilter(reference=reference))
            assert lines[0].event is Event.CASE_ERASED
            assert lines[0].actor_name == "INTERACT"
            assert verify_log(session).whole


def test_what_an_old_backup_brought_back_is_in_no_file_afterwards(kept, given):
    sealed = list_sealed(kept)
    old_main = put_aside(kept, kept.backup().main)[0]
    assert all(one in old_main.read_bytes() for one in sealed)
    erase(kept, given)
    today = kept.backup()
    config = kept.elsewhere()
    with restored(config, Pair.of(config, old_main, today.keyring)):
        pass

    files = list((kept.folder / config.sessions_folder).glob("*.db*"))
    assert len(files) >= 2
    written = b"".join(file.read_bytes() for file in files)
    assert not any(one in written for one in sealed)


def list_sealed(kept):
    """The ciphertexts of the case's claims and notes."""
    with kept.running.database.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT sealed FROM note UNION ALL SELECT sealed FROM claim"
        )
        return [row[0] for row in found.all()]


def test_an_older_keyring_is_refused_unless_it_is_accepted(kept, given):
    old = kept.backup()
    old_keyring = put_aside(kept, old.keyring)[0]
    erase(kept, given)
    new = kept.backup()
    config = kept.elsewhere()
    pair = Pair.of(config, new.main, old_keyring)

    with pytest.raises(KeyringOlder, match="say --accept-older-keyring"):
        pair.check_newest()

    # Even then what the main store knows to be erased is erased.
    with restored(config, pair) as found:
        salts = found.running.installation.salts
        assert salts.find_many(kept.story.case.id) == {}


def test_a_newer_keyring_that_lies_beside_is_named(kept):
    made = kept.backup()
    later = made.keyring.with_name(KEYRINGS.replace("????-??-??.*", "2999-01-01.db"))
    shutil.copy(made.keyring, later)

    with pytest.raises(NewerKeyring, match=later.name):
        Pair.of(kept.elsewhere(), made.main, made.keyring).check_newest()


@pytest.mark.on_both
def test_nothing_is_restored_over_what_is_there(kept):
    made = kept.backup()
    config = kept.running.config

    with (
        pytest.raises(NotEmpty),
        restored(config, Pair.of(config, made.main, made.keyring)),
    ):
        pass

    with kept.running.database.reading() as session:
        assert find_case(session, kept.story.case.reference)


def test_a_backup_in_which_one_byte_changed_is_refused(kept):
    made = kept.backup()
    changed = bytearray(made.main.read_bytes())
    changed[len(changed) // 2] ^= 1
    made.main.write_bytes(changed)

    with pytest.raises(Changed):
        Pair.of(kept.elsewhere(), made.main, made.keyring)


def test_backups_are_not_taken_for_what_they_are_not(kept):
    made, config = kept.backup(), kept.elsewhere()
    other = replace(config, deployment=str(uuid4()))
    server = replace(config, database_url="postgresql+psycopg://interact@/interact")

    for wrong, main, keyring, refusal in (
        (config, made.keyring, made.main, WrongStore),
        (other, made.main, made.keyring, OfAnother),
        (server, made.main, made.keyring, OtherDatabase),
    ):
        with pytest.raises(refusal):
            Pair.of(wrong, main, keyring)
    beside(made.main).write_text("{}")
    with pytest.raises(NotReadable):
        Pair.of(config, made.main, made.keyring)
    beside(made.main).unlink()
    with pytest.raises(ManifestMissing):
        Pair.of(config, made.main, made.keyring)


@pytest.mark.on_both
def test_what_cannot_be_restored_whole_leaves_nothing(kept):
    made, config = kept.backup(), kept.elsewhere()
    said = Manifest.read(made.keyring)
    replace(said, counts=said.counts | {"shred_salt": 99}).write(made.keyring)

    with (
        pytest.raises(NotReadable, match="it holds other rows"),
        restored(config, Pair.of(config, made.main, made.keyring)),
    ):
        pass

    with kept.restored(made.main, with_true_manifest(made.keyring, said)) as found:
        assert found.erased_again == []
    # The same place is empty again: it takes the backup now.
    with restored(config, Pair.of(config, made.main, made.keyring)) as found:
        assert found.erased_again == []


def with_true_manifest(file, said):
    replace(said, sha256=digest(file)).write(file)
    return file
