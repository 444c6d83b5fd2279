"""When people are told of what is due, and what waits for the morning."""

from datetime import UTC, datetime, time, timedelta

import pytest

from interact.agencies.rules import Role
from interact.reminders.rules import (
    TRIED_AGAIN,
    NoAddress,
    Quiet,
    ReminderKind,
    Wishes,
    check_address,
    goes_out_at,
    kinds_for,
    try_again_after,
)
from interact.tasks.rules import DeadlineKind, default_rungs, is_immediate

ROME, ATHENS = "Europe/Rome", "Europe/Athens"
NIGHT = Quiet(time(20), time(7))
LUNCH = Quiet(time(12), time(14))


def rome(day, hour, minute=0):
    """A moment of November, when Rome is an hour ahead of UTC."""
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)


def offsets(length):
    return {rung.kind: rung.offset for rung in default_rungs(length)}


def test_who_has_a_task_is_warned_when_a_quarter_of_the_time_is_left():
    assert offsets(timedelta(hours=8))[DeadlineKind.REMINDER] == -timedelta(hours=2)


def test_nobody_is_warned_more_than_a_day_before():
    assert offsets(timedelta(days=30))[DeadlineKind.REMINDER] == -timedelta(days=1)


def test_of_what_is_to_be_done_at_once_nobody_is_warned():
    assert DeadlineKind.REMINDER not in offsets(timedelta(minutes=15))


@pytest.mark.parametrize(
    ("length", "supervisor", "lead"),
    [
        (timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)),
        (timedelta(hours=6), timedelta(hours=3), timedelta(hours=6)),
        (timedelta(days=30), timedelta(days=1), timedelta(days=2)),
    ],
)
def test_the_supervisor_hears_before_the_lead_agency(length, supervisor, lead):
    told = offsets(length)

    assert told[DeadlineKind.OVERDUE] == timedelta()
    assert (told[DeadlineKind.SUPERVISOR], told[DeadlineKind.LEAD]) == (
        supervisor,
        lead,
    )


@pytest.mark.parametrize(("minutes", "danger"), [(15, True), (60, True), (61, False)])
def test_what_must_be_done_within_the_hour_is_about_an_immediate_danger(
    minutes, danger
):
    assert is_immediate(timedelta(minutes=minutes)) is danger


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        (rome(10, 19, 59), rome(10, 19, 59)),
        (rome(10, 20), rome(11, 7)),
        (rome(11, 3), rome(11, 7)),
        (rome(11, 7), rome(11, 7)),
    ],
)
def test_what_can_wait_waits_for_the_end_of_the_night(at, sent):
    assert goes_out_at(Wishes(quiet=NIGHT), at, ROME) == sent


def test_quiet_hours_may_lie_within_a_day():
    assert goes_out_at(Wishes(quiet=LUNCH), rome(10, 13), ROME) == rome(10, 14)
    assert goes_out_at(Wishes(quiet=LUNCH), rome(10, 15), ROME) == rome(10, 15)


def test_quiet_hours_are_those_of_the_agency_s_own_clock():
    at = rome(10, 19, 30)

    assert goes_out_at(Wishes(quiet=NIGHT), at, ROME) == at
    assert goes_out_at(Wishes(quiet=NIGHT), at, ATHENS) == rome(11, 6)


def test_the_night_ends_by_the_clock_also_when_the_clock_changes():
    evening = datetime(2026, 10, 24, 20, tzinfo=UTC)  # 22:00 in Rome, summer time

    assert goes_out_at(Wishes(quiet=NIGHT), evening, ROME) == datetime(
        2026, 10, 25, 6, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("at", "sent"), [(rome(10, 7), rome(10, 8)), (rome(10, 8), rome(11, 8))]
)
def test_a_digest_comes_at_its_hour_of_the_day(at, sent):
    assert goes_out_at(Wishes(digest_at=time(8)), at, ROME) == sent


def test_who_chose_neither_is_told_as_it_comes():
    assert goes_out_at(Wishes(), rome(10, 23), ROME) == rome(10, 23)


def test_an_e_mail_is_tried_again_less_and_less_often_and_then_has_failed():
    waits = [try_again_after(attempts) for attempts in range(1, len(TRIED_AGAIN) + 1)]

    assert waits == sorted(waits)
    assert sum(waits, timedelta()) > timedelta(days=1)
    assert try_again_after(len(TRIED_AGAIN) + 1) is None


def test_an_address_is_kept_without_blanks():
    assert check_address("  name@example.org ") == "name@example.org"
    assert check_address(" ") == ""


@pytest.mark.parametrize(
    "address",
    [
        "name",
        "name@",
        "@example.org",
        "name@example",
        "a@example.org, b@example.org",
        "a@example.org\nBcc: b@example.org",
        "Name <name@example.org>",
        "a@b@example.org",
        f"{'a' * 250}@example.org",
    ],
)
def test_what_a_mail_server_could_not_take_as_one_address_is_refused(address):
    with pytest.raises(NoAddress):
        check_address(address)


def test_only_supervisors_are_asked_whether_they_wish_what_is_for_supervisors():
    assert ReminderKind.SUPERVISOR in kinds_for(Role.SUPERVISOR)
    assert ReminderKind.SUPERVISOR not in kinds_for(Role.CASEWORKER)
