"""What officers for data protection are told: once, in order, and to them alone."""

from datetime import timedelta

import pytest

from interact.agencies.rules import Role
from interact.audit.checking import LogCheck
from interact.audit.history import HistoryFilter
from interact.audit.notices import (
    get_notice,
    list_noted,
    list_notices,
    note_notice,
    tell_dpos,
)
from interact.audit.proving import check_log, last_check
from interact.audit.queries import list_history
from interact.audit.rules import AlreadyNoted, Event
from interact.core.clock import now
from interact.core.errors import NotFound, NotPermitted
from tests.audit.logbook import Logbook

pytestmark = pytest.mark.on_both

SUSPECT = Event.PARTNER_CHANGED


@pytest.fixture
def agency(given):
    return given.agency()


@pytest.fixture
def dpo(given, agency):
    return given.dpo(agency)


def test_each_agency_is_told_once(session, given, agency, dpo):
    other = given.agency()

    assert tell_dpos(session, [agency.id, other.id, agency.id], SUSPECT)

    assert len(list_notices(session, dpo)) == 1
    assert len(list_notices(session, given.dpo(other))) == 1


def test_the_same_is_told_once_however_often_it_happens(session, agency, dpo):
    told = [tell_dpos(session, [agency.id], SUSPECT, once=b"x" * 16) for _ in range(3)]

    assert told == [True, False, False]
    assert len(list_notices(session, dpo)) == 1


def test_what_is_due_comes_first_and_then_what_is_new(session, agency, dpo):
    tell_dpos(session, [agency.id], Event.MEMBER_JOINED)
    session.flush()
    tell_dpos(session, [agency.id], Event.AGENCY_FOUNDED)
    for hours in (24, 1):
        due_at = now() + timedelta(hours=hours)
        tell_dpos(session, [agency.id], Event.EMERGENCY_OPENED, due_at=due_at)

    found = list_notices(session, dpo)

    assert [notice.event for notice in found][2:] == [
        Event.AGENCY_FOUNDED,
        Event.MEMBER_JOINED,
    ]
    assert found[0].due_at < found[1].due_at


def test_what_was_noted_leaves_the_desk_and_is_recorded(session, agency, dpo):
    tell_dpos(session, [agency.id], SUSPECT)
    (notice,) = list_notices(session, dpo)

    note_notice(session, dpo, notice)

    assert list_notices(session, dpo) == []
    assert list_noted(session, dpo) == [notice]
    session.commit()
    noted = HistoryFilter(event=Event.NOTICE_NOTED)
    (line,) = list_history(session, dpo, noted)
    assert line.details["about"] == SUSPECT.value
    with pytest.raises(AlreadyNoted):
        note_notice(session, dpo, notice)


def test_the_notice_of_another_agency_is_not_there(session, given, agency, dpo):
    tell_dpos(session, [agency.id], SUSPECT)
    (notice,) = list_notices(session, dpo)
    stranger = given.dpo(given.agency())

    with pytest.raises(NotFound):
        get_notice(session, stranger, notice.id)
    with pytest.raises(NotFound):
        note_notice(session, stranger, notice)
    assert list_notices(session, dpo) == [notice]


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR])
def test_nobody_but_the_officer_is_shown_notices(session, given, agency, role):
    with pytest.raises(NotPermitted):
        list_notices(session, given.member(agency, role))


def test_what_a_check_of_the_log_found_is_kept_for_every_officer(session, given, dpo):
    session.commit()
    assert last_check(session) is None

    found = check_log(session, dpo)

    session.commit()
    kept = last_check(session)
    assert kept.whole
    assert (kept.upto, kept.checked_at) == (found.upto, found.checked_at)
    checked = HistoryFilter(event=Event.LOG_CHECKED)
    (line,) = list_history(session, dpo, checked)
    assert line.details["whole"] is True


def test_nobody_else_checks_the_log(session, given, agency):
    with pytest.raises(NotPermitted):
        check_log(session, given.member(agency, Role.SUPERVISOR))


def test_a_check_sees_one_moment_though_others_write_meanwhile(logbook: Logbook):
    logbook.look(3)
    with logbook.database.reading() as session:
        check = LogCheck(session)
        logbook.look(2)
        check.run()

    assert check.size == 3
