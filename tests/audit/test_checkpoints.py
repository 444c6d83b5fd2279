"""Signed statements of the log's size and root."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from interact.audit.actions import is_checkpoint_due, record, sign_checkpoint
from interact.audit.models import AuditCheckpoint
from interact.audit.rules import Event, LogBroken
from interact.audit.stored_tree import StoredTree
from interact.audit.tree import root
from interact.keys.notes import verify
from tests.audit.logbook import Logbook
from tests.audit.tampering import tamper


def signed(logbook: Logbook, taken: bool = False) -> AuditCheckpoint:
    with logbook.database.writing() as session:
        return sign_checkpoint(session, logbook.palermo.id if taken else None)


@pytest.mark.on_both
def test_a_checkpoint_signs_the_root_of_what_is_committed(logbook: Logbook):
    logbook.look(5)
    with logbook.database.writing() as session:
        record(session, logbook.caseworker, Event.CASE_READ, logbook.case)
        note = sign_checkpoint(session).note

    said = verify(note, logbook.installation.log.vkeys())

    with logbook.database.reading() as session:
        assert (said.size, said.root) == (5, root(StoredTree(session), 5))


def test_nothing_new_is_signed_while_nothing_is_added(logbook: Logbook):
    logbook.look()
    first = signed(logbook)
    again = signed(logbook)
    logbook.look()
    later = signed(logbook)

    assert (again.number, again.note) == (first.number, first.note)
    assert (later.number, later.size) == (2, 2)


def test_what_a_dpo_takes_out_is_remembered(logbook: Logbook):
    logbook.look()
    signed(logbook)
    signed(logbook, taken=True)

    with logbook.database.reading() as session:
        takers = session.scalars(
            select(AuditCheckpoint.agency_id).order_by(AuditCheckpoint.number)
        )
        assert list(takers) == [None, logbook.palermo.id]


def test_a_checkpoint_is_due_a_minute_after_the_last_and_only_then(logbook: Logbook):
    def due() -> bool:
        with logbook.database.reading() as session:
            return is_checkpoint_due(session)

    with time_machine.travel("2026-03-01T12:00:00+00:00") as travel:
        assert not due()
        logbook.look()
        assert due()
        signed(logbook)
        travel.shift(timedelta(hours=1))
        assert not due()
        logbook.look()
        assert due()
        signed(logbook)
        logbook.look()
        travel.shift(timedelta(seconds=59))
        assert not due()
        travel.shift(timedelta(seconds=1))
        assert due()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_leaf WHERE idx >= 3",
        "UPDATE audit_checkpoint SET size = 3",
        "UPDATE audit_checkpoint SET note = replace(note, 'A', 'B')",
        "DELETE FROM audit_node WHERE level = 2",
        "UPDATE audit_leaf SET leaf_hash = zeroblob(32) WHERE idx = 4",
    ],
)
def test_nothing_is_signed_over_a_log_that_was_changed(
    logbook: Logbook, statement: str
):
    logbook.look(5)
    signed(logbook)
    logbook.look()
    tamper(logbook, statement)

    with pytest.raises(LogBroken):
        signed(logbook, taken=True)
    with logbook.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditCheckpoint)) == 1
