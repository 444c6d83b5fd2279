"""Whatever is changed in the stored log, the check names the first wrong entry."""

# ruff: noqa: S608  the statements are made of this file's own words

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from interact.audit.actions import record, sign_checkpoint
from interact.audit.rules import Event, LogBroken
from interact.core.db import Base
from interact.keys.notes import LogSigner
from tests.audit.logbook import Logbook
from tests.audit.tampering import exchange, exchanged_entries, rewrite, tamper

# When a checkpoint was signed and who took it out is not signed with it.
UNSIGNED = {("audit_checkpoint", "at"), ("audit_checkpoint", "agency_id")}


@pytest.fixture
def eleven(logbook: Logbook) -> Logbook:
    """Eleven entries, signed after the fifth and after the last."""
    for times in (5, 6):
        logbook.look(times)
        with logbook.database.writing() as session:
            sign_checkpoint(session)
    return logbook


def test_a_log_that_nobody_touched_is_whole(eleven: Logbook):
    assert eleven.verdict() == "The log is whole: 11 entries."


def test_an_empty_log_is_whole(logbook: Logbook):
    with logbook.database.writing() as session:
        sign_checkpoint(session)

    assert logbook.verdict() == "The log is whole: 0 entries."


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "UPDATE audit_leaf SET leaf = replace(leaf, '/1', '/2') WHERE idx = 4",
            "The line of entry 4 in the tree was changed.",
        ),
        (
            "UPDATE audit_leaf SET leaf_hash = zeroblob(32) WHERE idx = 4",
            "The line of entry 4 in the tree was changed.",
        ),
        ("DELETE FROM audit_leaf WHERE idx = 3", "Entry 3 is missing."),
        ("DELETE FROM audit_payload WHERE idx = 6", "Entry 6 is missing."),
        ("DELETE FROM audit_leaf WHERE idx = 10", "Entry 10 is missing."),
        (
            "UPDATE audit_payload SET sealed = zeroblob(300) WHERE idx = 6",
            "What entry 6 says was changed.",
        ),
        (
            "UPDATE audit_key SET wrapped = zeroblob(62) WHERE idx = 2",
            "The keys of entry 2 were changed.",
        ),
        (
            "UPDATE audit_key SET sequence = 99 WHERE idx = 10",
            "The keys of entry 10 were changed.",
        ),
        (
            "DELETE FROM audit_key WHERE idx = 8",
            "The keys of entry 8 were changed.",
        ),
        (
            "UPDATE audit_segment SET sealed = zeroblob(9)",
            "The keys of entry 0 were changed.",
        ),
        (
            'UPDATE audit_node SET hash = zeroblob(32) WHERE level = 2 AND "index" = 1',
            "The tree over the entries 4 to 7 was changed.",
        ),
        (
            'DELETE FROM audit_node WHERE level = 1 AND "index" = 1',
            "The tree over the entries 2 to 3 was changed.",
        ),
        (
            "DELETE FROM audit_checkpoint WHERE number = 1",
            "A signature over the entries 0 to 10 is missing.",
        ),
        (
            "UPDATE audit_checkpoint SET size = 4 WHERE number = 1",
            "The entries 0 to 3 are not those that were signed.",
        ),
        (
            "UPDATE audit_checkpoint SET note = replace(note, 'A', 'B') "
            "WHERE number = 2",
            "The signature over the entries 5 to 10 is not the log's.",
        ),
    ],
)
def test_a_change_is_named_with_its_entry(
    eleven: Logbook, statement: str, sentence: str
):
    tamper(eleven, statement)

    assert eleven.verdict() == sentence


def test_payloads_that_changed_places_are_named(eleven: Logbook):
    tamper(eleven, *exchange("audit_payload", "sealed", 3, 7))

    assert eleven.verdict() == "Entry 3 stands in the place of another."


@pytest.mark.parametrize(("one", "other"), [(2, 3), (2, 8), (3, 5)])
def test_whole_entries_that_changed_places_are_named(
    eleven: Logbook, one: int, other: int
):
    tamper(eleven, *exchanged_entries(one, other))

    assert eleven.verdict() == f"Entry {one} stands in the place of another."


@pytest.mark.parametrize(("one", "other"), [(4, 5), (5, 6)])
def test_entries_of_two_histories_that_changed_places_are_named(
    logbook: Logbook, one: int, other: int
):
    with logbook.database.writing() as session:
        for index in range(8):
            actor = logbook.officer if index == 5 else logbook.caseworker
            record(session, actor, Event.SIGNED_IN)
    tamper(logbook, *exchanged_entries(one, other))

    assert logbook.verdict() == f"Entry {one} stands in the place of another."


def test_the_last_entry_cannot_be_cut_off_once_it_was_signed(eleven: Logbook):
    tables = ("audit_key", "audit_payload", "audit_leaf")

    tamper(eleven, *(f"DELETE FROM {table} WHERE idx = 10" for table in tables))

    assert eleven.verdict() == "Entry 10 is missing."


def test_a_log_rewritten_with_all_its_hashes_is_not_the_signed_one(eleven: Logbook):
    rewrite(eleven, 7)

    assert eleven.verdict() == "The entries 5 to 10 are not those that were signed."


def test_a_rewritten_log_signed_with_another_key_is_found(eleven: Logbook):
    forged_root = rewrite(eleven, 7)
    forger = LogSigner(b"f" * 32, "interact.example/log")
    note = forger.sign_checkpoint(11, forged_root)
    tamper(
        eleven, "UPDATE audit_checkpoint SET note = :note WHERE number = 2", note=note
    )

    assert (
        eleven.verdict() == "The signature over the entries 5 to 10 is not the log's."
    )


def test_nothing_more_is_signed_on_top_of_a_rewritten_log(eleven: Logbook):
    rewrite(eleven, 7)
    eleven.look()

    with pytest.raises(LogBroken), eleven.database.writing() as session:
        sign_checkpoint(session)


def test_any_change_in_any_column_of_any_row_is_found(logbook: Logbook, tmp_path: Path):
    logbook.look(2)
    logbook.look(1, logbook.officer)
    with logbook.database.writing() as session:
        sign_checkpoint(session)
    logbook.database.engine.dispose()
    kept = tmp_path / "kept.db"
    here = Path(str(logbook.database.engine.url.database))
    shutil.copy(here, kept)

    for table, key, column, changed in changes(logbook):
        tamper(
            logbook, f'UPDATE {table} SET "{column}" = :new WHERE {key}', new=changed
        )
        assert "whole" not in logbook.verdict(), (table, key, column)
        logbook.database.engine.dispose()
        shutil.copy(kept, here)
    assert logbook.verdict() == "The log is whole: 3 entries."


def changes(logbook: Logbook) -> list[tuple[str, str, str, object]]:
    """One change for each value in the tables of the log that is hashed or signed."""
    found = []
    with logbook.database.engine.connect() as connection:
        for table in (name for name in Base.metadata.tables if "audit_" in name):
            for row in connection.execute(
                text(f"SELECT rowid AS place, * FROM {table}")
            ):
                for column, value in list(row._mapping.items())[1:]:
                    if (table, column) not in UNSIGNED:
                        key = f"rowid = {row.place}"
                        found.append((table, key, column, another(value)))
    return found


def another(value: object) -> object:
    """A value that differs in one bit, one letter, or by one."""
    if isinstance(value, bytes):
        middle = len(value) // 2
        return value[:middle] + bytes([value[middle] ^ 1]) + value[middle + 1 :]
    if isinstance(value, int):
        return value + 1000
    assert isinstance(value, str)
    middle = len(value) // 2
    letter = "1" if value[middle] != "1" else "2"
    return value[:middle] + letter + value[middle + 1 :]
