"""Recording: kept with the change or not at all, and readable by the DPOs concerned."""

from datetime import date, timedelta
from threading import Thread

import pytest
import time_machine
from sqlalchemy import func, select, text

from interact.agencies.models import Agency
from interact.audit.actions import record, record_refusal
from interact.audit.models import AuditKey, AuditLeaf, AuditPayload, AuditSegment
from interact.audit.rules import Event
from interact.audit.writing import append_pending
from interact.cases.models import Case
from interact.core.clock import now
from interact.core.errors import NotFound, RecordNotKept
from interact.keys.wrapping import KeyPair
from tests.audit.logbook import Logbook

pytestmark = pytest.mark.on_both


def test_a_dpo_reads_who_looked_at_what_and_why(logbook: Logbook):
    with logbook.database.writing() as session:
        entry = record(
            session,
            logbook.caseworker,
            Event.CASE_READ,
            logbook.case,
            purpose="locate",
            recipients=["Police of Palermo"],
        )
        entry.add_opened("identity", 7)

    (line,) = logbook.lines()

    assert (line.event, line.actor_name) == (Event.CASE_READ, "Rosa")
    assert (line.agency_name, line.agency_country) == ("Palermo", "IT")
    assert (line.reference, line.purpose) == ("PAL-7K3F", "locate")
    assert (line.compartments, line.field_ids) == (("identity",), (7,))
    assert line.recipients == ("Police of Palermo",)
    assert line.details["trace"] == {"request": "r-1"}


def test_what_is_listed_and_what_is_opened_stand_in_one_entry(logbook: Logbook):
    with logbook.database.writing() as session:
        entry = record(
            session, logbook.caseworker, Event.CASE_READ, compartments=["health"]
        )
        entry.add_opened("care", 9)

    (line,) = logbook.lines()

    assert (line.compartments, line.field_ids) == (("care", "health"), (9,))


def test_the_dpo_of_the_lead_agency_reads_what_a_partner_did(logbook: Logbook):
    logbook.look(actor=logbook.officer)

    assert [line.actor_name for line in logbook.lines(logbook.dpo)] == ["Jean"]
    assert [line.actor_name for line in logbook.lines(logbook.other_dpo)] == ["Jean"]


def test_no_other_dpo_reads_it_unless_they_were_named(logbook: Logbook):
    logbook.look()
    with logbook.database.writing() as session:
        also = [logbook.marseille.id]
        record(session, logbook.caseworker, Event.CASE_SHARED, logbook.case, also=also)

    seen = [line.event for line in logbook.lines(logbook.other_dpo)]

    assert seen == [Event.CASE_SHARED]


def test_a_refusal_is_read_by_the_lead_of_the_case_that_was_tried(logbook: Logbook):
    refusal = NotFound(logbook.case)

    with logbook.database.writing() as session:
        record_refusal(session, logbook.officer, refusal, "/cases/PAL-7K3F")
        record_refusal(session, logbook.officer, NotFound(), "/cases/PAL-9999")

    (line,) = logbook.lines(logbook.dpo)
    assert (line.event, line.reference) == (Event.ACCESS_REFUSED, "PAL-7K3F")
    assert line.result == NotFound.message
    assert len(logbook.lines(logbook.other_dpo)) == 2


def test_a_refusal_is_recorded_though_its_own_transaction_was_undone(
    logbook: Logbook,
):
    with logbook.database.writing() as session:
        session.add(Case(reference="PAL-2222", lead_agency_id=logbook.palermo.id))
    session = logbook.database.writers()
    refusal = NotFound(session.scalars(select(Case)).one())
    session.rollback()
    session.close()

    with logbook.database.writing() as session:
        record_refusal(session, logbook.officer, refusal, "/cases/PAL-2222")

    assert [line.reference for line in logbook.lines(logbook.dpo)] == ["PAL-2222"]


def test_nothing_of_an_entry_lies_in_clear(logbook: Logbook):
    logbook.look()

    with logbook.database.reading() as session:
        tables = (AuditLeaf, AuditPayload, AuditKey, AuditSegment)
        rows = [vars(row) for table in tables for row in session.scalars(select(table))]

    for secret in ("Rosa", "PAL-7K3F", "case.read"):
        assert secret not in str(rows)


def test_what_was_rolled_back_was_not_done(logbook: Logbook):
    session = logbook.database.writers()
    record(session, logbook.caseworker, Event.CASE_OPENED, logbook.case)
    session.flush()
    session.rollback()
    session.commit()
    session.close()

    assert logbook.lines() == []


def test_what_was_looked_at_in_a_refused_form_was_still_looked_at(logbook: Logbook):
    with logbook.database.writing() as session:
        refused = session.begin_nested()
        record(session, logbook.caseworker, Event.CASE_READ, logbook.case)
        record(session, logbook.caseworker, Event.CASE_SHARED, logbook.case)
        refused.rollback()
        with session.begin_nested():
            record(session, logbook.caseworker, Event.NOTE_WRITTEN, logbook.case)

    seen = [line.event for line in logbook.lines()]

    assert seen == [Event.NOTE_WRITTEN, Event.CASE_READ]


def test_a_page_that_only_looks_is_recorded_before_it_is_shown(logbook: Logbook):
    with logbook.database.reading() as session:
        record(session, logbook.caseworker, Event.CASE_READ, logbook.case)

    assert [line.event for line in logbook.lines()] == [Event.CASE_READ]


def test_when_the_record_cannot_be_kept_nothing_is_changed(logbook: Logbook):
    with logbook.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_key RENAME TO mislaid"))

    session = logbook.database.writers()
    session.get_one(Agency, logbook.palermo.id).phone = "+39 091 111111"
    record(session, logbook.caseworker, Event.CASE_READ, logbook.case)
    with pytest.raises(RecordNotKept):
        session.commit()
    session.close()

    with logbook.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE mislaid RENAME TO audit_key"))
    with logbook.database.reading() as session:
        assert session.get_one(Agency, logbook.palermo.id).phone == ""
        assert session.scalar(select(func.count()).select_from(AuditLeaf)) == 0


def test_when_the_record_cannot_be_kept_nothing_is_shown(logbook: Logbook):
    with logbook.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_payload RENAME TO mislaid"))

    with pytest.raises(RecordNotKept), logbook.database.reading() as session:
        record(session, logbook.caseworker, Event.CASE_READ, logbook.case)


def test_an_agency_without_an_audit_group_can_do_nothing(logbook: Logbook):
    with logbook.database.engine.begin() as connection:
        connection.execute(text('DELETE FROM "group"'))

    with pytest.raises(RecordNotKept):
        logbook.look()


def test_a_crash_between_the_record_and_the_commit_leaves_neither(logbook: Logbook):
    logbook.look(3)
    session = logbook.database.writers()
    session.get_one(Agency, logbook.palermo.id).phone = "+39 091 111111"
    record(session, logbook.caseworker, Event.CASE_SHARED, logbook.case)
    session.flush()
    append_pending(session)
    session.invalidate()
    logbook.look(2)

    assert logbook.verdict() == "The log is whole: 5 entries."
    assert {line.event for line in logbook.lines()} == {Event.CASE_READ}


def test_agencies_that_write_at_once_each_get_their_own_numbers(logbook: Logbook):
    actors = [logbook.caseworker, logbook.officer] * 2
    writers = [Thread(target=logbook.look, args=(6, actor)) for actor in actors]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert logbook.verdict() == "The log is whole: 24 entries."
    assert [line.sequence for line in logbook.lines()] == list(range(24, 0, -1))
    own = [line.sequence for line in logbook.lines(logbook.other_dpo)]
    assert own == list(range(12, 0, -1))


def test_many_entries_of_one_commit_follow_each_other(logbook: Logbook):
    with logbook.database.writing() as session:
        for _ in range(40):
            record(session, logbook.caseworker, Event.FIELD_CLAIMED, logbook.case)

    assert logbook.verdict() == "The log is whole: 40 entries."
    assert [line.index for line in logbook.lines()] == list(range(39, -1, -1))


def test_each_day_has_a_key_and_memory_holds_only_the_last(logbook: Logbook):
    with time_machine.travel("2026-03-01T23:59:00+00:00") as travel:
        logbook.look(2)
        travel.shift(timedelta(minutes=2))
        logbook.look(2)

    with logbook.database.reading() as session:
        days = session.scalars(select(AuditSegment.day).order_by(AuditSegment.day))
        assert list(days) == [date(2026, 3, 1), date(2026, 3, 2)]
    assert [day for _id, day, _n in logbook.installation.segments] == ["2026-03-02"]
    assert len(logbook.lines()) == 4


def test_a_restart_begins_another_key_and_old_entries_still_open(logbook: Logbook):
    logbook.look()
    logbook.installation.segments.clear()
    logbook.look()

    with logbook.database.reading() as session:
        numbers = session.scalars(select(AuditSegment.number))
        assert sorted(numbers) == [1, 2]
    assert [line.event for line in logbook.lines()] == [Event.CASE_READ] * 2


def test_a_key_whose_transaction_was_rolled_back_is_used_no_more(logbook: Logbook):
    session = logbook.database.writers()
    record(session, logbook.caseworker, Event.CASE_READ, logbook.case)
    session.flush()
    append_pending(session)
    session.rollback()
    session.close()
    logbook.look(2)

    assert [line.event for line in logbook.lines()] == [Event.CASE_READ] * 2


def test_after_a_new_audit_group_the_old_one_opens_nothing_new(logbook: Logbook):
    logbook.look()
    with logbook.database.writing() as session:
        logbook.new_group(session, logbook.palermo, 2)
    logbook.look()

    newer, older = logbook.lines()

    assert (newer.event, older.event) == (Event.ENTRY_UNREADABLE, Event.CASE_READ)
    assert newer.at.date() == now().date()


def test_nobody_reads_the_entries_with_another_agencys_keys(logbook: Logbook):
    logbook.look()
    keyring = type(logbook.dpo.keyring).of(
        KeyPair.generate(), logbook.other_dpo.keyring.groups, ""
    )
    stranger = logbook.member(logbook.palermo, "Eve", logbook.dpo.role, keyring)

    assert [line.event for line in logbook.lines(stranger)] == [Event.ENTRY_UNREADABLE]


def test_the_numbers_of_an_agency_have_no_gap_in_the_database(logbook: Logbook):
    logbook.look(3)
    logbook.look(2, logbook.officer)

    with logbook.database.reading() as session:
        keys = select(AuditKey.sequence).order_by(AuditKey.sequence)
        own = session.scalars(keys.where(AuditKey.agency_id == logbook.marseille.id))
        assert list(own) == [1, 2]
        lead = session.scalars(keys.where(AuditKey.agency_id == logbook.palermo.id))
        assert list(lead) == [1, 2, 3, 4, 5]
