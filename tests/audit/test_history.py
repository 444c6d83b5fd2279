"""The history a DPO reads: theirs alone, filtered, in pages, and itself recorded."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from interact.audit.actions import record
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history, proof_state
from interact.audit.rules import Event
from interact.core.errors import NotPermitted
from tests.audit.logbook import AboutCase, Logbook
from tests.audit.tampering import tamper


def test_nobody_but_a_dpo_reads_the_history(logbook: Logbook):
    with logbook.database.reading() as session, pytest.raises(NotPermitted):
        list_history(session, logbook.caseworker, HistoryFilter())


def test_reading_the_history_is_part_of_the_history(logbook: Logbook):
    chosen = HistoryFilter(event=Event.CASE_READ, since=date(2026, 1, 1))
    with logbook.database.reading() as session:
        list_history(session, logbook.dpo, chosen)

    (line,) = logbook.lines()

    assert (line.event, line.actor_name) == (Event.HISTORY_READ, "DPO of Palermo")
    asked = {"event": "case.read", "page": 1, "since": "2026-01-01"}
    assert line.details["asked"] == asked


def test_lines_are_chosen_by_case_agency_and_event(logbook: Logbook):
    other_case = AboutCase("PAL-2222", logbook.palermo.id)
    with logbook.database.writing() as session:
        record(session, logbook.caseworker, Event.CASE_OPENED, logbook.case)
        record(session, logbook.caseworker, Event.CASE_READ, other_case)
        record(session, logbook.officer, Event.CASE_READ, logbook.case)

    def found(**chosen: object) -> list[int]:
        return [line.sequence for line in logbook.lines(**chosen)]

    assert found() == [3, 2, 1]
    assert found(reference="PAL-7K3F") == [3, 1]
    assert found(event=Event.CASE_READ) == [3, 2]
    assert found(agency_id=logbook.marseille.id) == [3]
    assert found(agency_id=logbook.palermo.id, event=Event.CASE_READ) == [2]
    assert found(reference="PAL-9999") == []


def test_days_are_chosen_with_the_first_and_the_last_included(logbook: Logbook):
    with time_machine.travel(datetime(2026, 3, 1, 0, 0, tzinfo=UTC)) as travel:
        for _ in range(3):
            logbook.look()
            travel.shift(timedelta(hours=23, minutes=59))
            logbook.look()
            travel.shift(timedelta(minutes=1))

    def days(since: date | None, until: date | None) -> list[int]:
        return [line.at.day for line in logbook.lines(since=since, until=until)]

    assert days(date(2026, 3, 2), date(2026, 3, 2)) == [2, 2]
    assert days(date(2026, 3, 2), None) == [3, 3, 2, 2]
    assert days(None, date(2026, 3, 2)) == [2, 2, 1, 1]
    assert days(date(2026, 3, 4), None) == []


def test_a_page_has_fifty_lines_and_the_newest_come_first(logbook: Logbook):
    with logbook.database.writing() as session:
        for number in range(120):
            event = Event.NOTE_WRITTEN if number % 2 else Event.CASE_READ
            record(session, logbook.caseworker, event, logbook.case)

    pages = [[line.sequence for line in logbook.lines(page=n)] for n in (1, 2, 3, 4)]
    notes = logbook.lines(event=Event.NOTE_WRITTEN, page=2)

    assert pages[0] == list(range(120, 70, -1))
    assert pages[1] == list(range(70, 20, -1))
    assert pages[2] == list(range(20, 0, -1))
    assert pages[3] == []
    assert [line.sequence for line in notes] == list(range(20, 0, -2))


def test_an_entry_that_was_tampered_with_shows_and_hides_no_other(logbook: Logbook):
    logbook.look(3)
    tamper(logbook, "UPDATE audit_payload SET sealed = zeroblob(300) WHERE idx = 1")

    events = [line.event for line in logbook.lines()]

    unreadable = Event.ENTRY_UNREADABLE
    assert events == [Event.CASE_READ, unreadable, Event.CASE_READ]


def test_a_payload_moved_to_another_entry_does_not_open(logbook: Logbook):
    logbook.look(2)
    tamper(
        logbook,
        "UPDATE audit_payload SET sealed = "
        "(SELECT sealed FROM audit_payload WHERE idx = 1) WHERE idx = 0",
    )

    assert logbook.lines()[-1].event == Event.ENTRY_UNREADABLE


def test_what_was_recorded_comes_back_as_plain_values(logbook: Logbook):
    which = uuid4()
    with logbook.database.writing() as session:
        record(
            session,
            logbook.caseworker,
            Event.ASSESSMENT_FINISHED,
            assessment=which,
            until=date(2026, 3, 1),
            parts=frozenset({"b", "a"}),
            digest=b"\x01\xff",
            score=3,
            unknown=None,
            level=Event.CASE_READ,
        )

    (line,) = logbook.lines()

    assert line.reference is None
    assert {name: line.details[name] for name in sorted(line.details)} == {
        "assessment": str(which),
        "digest": "01ff",
        "level": "case.read",
        "parts": ["a", "b"],
        "score": 3,
        "trace": {"request": "r-1"},
        "unknown": None,
        "until": "2026-03-01",
    }


def test_the_page_says_whether_the_log_is_whole(logbook: Logbook):
    logbook.look(4)
    with logbook.database.reading() as session:
        before = proof_state(session)
    tamper(logbook, "UPDATE audit_payload SET sealed = zeroblob(300) WHERE idx = 2")
    with logbook.database.reading() as session:
        after = proof_state(session)

    assert (before.whole, before.upto, before.first_wrong) == (True, 4, None)
    assert (after.whole, after.upto, after.first_wrong) == (False, 2, 2)
    assert after.checked_at >= before.checked_at
