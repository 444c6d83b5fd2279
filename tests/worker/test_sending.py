"""E-mails as a real mail server gets them: to whom, when, and what if it refuses."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import update

from interact.core.clock import now
from interact.reminders.actions import set_wishes
from interact.reminders.models import Letter
from interact.reminders.queries import find_wishes
from interact.reminders.rules import Quiet, ReminderKind, Wishes
from interact.tasks.actions import note_failures
from interact.tasks.deadlines import end_task
from interact.tasks.models import Deadline
from interact.tasks.undelivered import list_failures
from tests.worker.conftest import work_once

pytestmark = pytest.mark.on_both

NIGHT = Quiet(time(20), time(7))
LATE = datetime(2026, 11, 10, 22, 30, tzinfo=UTC)  # 23:30 in Rome
MORNING = datetime(2026, 11, 11, 6, 0, 30, tzinfo=UTC)


def try_again(session):
    """As much time passes as the next attempt waits for."""
    session.execute(update(Letter).values(next_at=now(), claimed_until=None))
    session.commit()


def test_an_e_mail_says_that_something_is_overdue_and_nothing_else(
    session, desk, work, mail_box
):
    desk.by_mail(desk.lead)
    (task,) = desk.overdue()
    session.commit()

    work_once(work)

    (message,) = mail_box.taken
    (reminder,), (letter,) = desk.reminders(), desk.letters()
    assert message["To"] == "caseworker@mail.example"
    assert message["Subject"] == "INTERACT: Something is overdue"
    assert message["Message-ID"] == f"<{letter.id}@127.0.0.1>"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_content()
    assert f"http://127.0.0.1:8000/reminders/{reminder.id}" in text
    assert "Due: " in text
    for told in (desk.case.reference, desk.lead.agency_name, str(task.id), "CL-02"):
        assert told not in mail_box.raw[0].decode()
    assert letter.sent_at
    assert letter.last_error is None


def test_who_wished_nothing_gets_no_e_mail(session, desk, work, mail_box):
    desk.by_mail(desk.lead, kinds=frozenset({ReminderKind.ALERT}))
    desk.overdue()
    session.commit()

    work_once(work)

    assert (len(desk.reminders()), desk.letters(), mail_box.taken) == (1, [], [])


def test_at_night_what_can_wait_waits_and_an_immediate_danger_does_not(
    session, desk, work, mail_box
):
    with time_machine.travel(LATE, tick=False) as clock:
        desk.by_mail(desk.lead, quiet=NIGHT)
        desk.overdue()
        desk.task(-timedelta(minutes=1), timedelta(minutes=15))
        session.commit()
        work_once(work)
        at_night = [message["Subject"] for message in mail_box.taken]

        clock.move_to(MORNING)
        work_once(work)

    assert at_night == ["INTERACT, urgent: Something is overdue"]
    assert mail_box.taken[-1]["Subject"] == "INTERACT: Something is overdue"
    assert len(mail_box.taken) == 2


def test_a_digest_is_one_e_mail_for_all_of_a_day(session, desk, work, mail_box):
    with time_machine.travel(LATE, tick=False) as clock:
        desk.by_mail(desk.lead, digest_at=time(7))
        desk.overdue(2)
        (done,) = desk.overdue()
        desk.soon()
        session.commit()
        work_once(work)
        assert mail_box.taken == []
        end_task(session, done, done=True)
        session.commit()

        clock.move_to(MORNING)
        work_once(work)

    (message,) = mail_box.taken
    assert message["Subject"] == "INTERACT: 3 things wait"
    assert "Something is overdue: 2" in message.get_content()
    assert "Something is due soon: 1" in message.get_content()
    assert message.get_content().count("http") == 1


def test_a_mail_server_that_is_busy_is_tried_again_later(session, desk, work, mail_box):
    mail_box.answers.append("451 come again")
    desk.by_mail(desk.lead)
    desk.overdue()
    session.commit()

    work_once(work)

    (letter,) = desk.letters()
    assert (letter.attempts, letter.last_error) == (1, "SMTPRecipientsRefused 451")
    assert letter.next_at > now()
    try_again(session)
    work_once(work)
    assert len(mail_box.taken) == 1
    assert desk.letters()[0].sent_at


def test_a_mail_server_that_is_away_keeps_no_e_mail_from_being_sent_later(
    session, desk, work, mail_box
):
    away = replace(work, config=replace(work.config, mail_port=1))
    desk.by_mail(desk.lead)
    desk.overdue(3)
    session.commit()

    work_once(away)

    said = {(letter.attempts, letter.last_error) for letter in desk.letters()}
    assert said == {(1, "ConnectionRefusedError")}
    try_again(session)
    work_once(work)
    assert len(mail_box.taken) == 3


def test_an_address_that_is_refused_for_good_is_told_to_who_sent_it(
    session, desk, work, mail_box
):
    mail_box.answers.append("550 nobody here")
    desk.by_mail(desk.lead)
    desk.overdue()
    session.commit()

    work_once(work)

    (failure,) = list_failures(session, desk.lead)
    assert (failure.agency_name, failure.kind) == (
        desk.lead.agency_name,
        ReminderKind.OVERDUE,
    )
    assert find_wishes(session, desk.lead).failed_at
    assert note_failures(session, desk.lead) == 1
    assert list_failures(session, desk.lead) == []


def test_what_is_done_before_the_e_mail_could_be_sent_is_not_told(
    session, desk, work, mail_box
):
    mail_box.answers.append("451 come again")
    desk.by_mail(desk.lead)
    (task,) = desk.overdue()
    session.commit()
    work_once(work)
    end_task(session, task, done=True)
    try_again(session)

    work_once(work)

    assert (mail_box.taken, desk.letters()) == ([], [])


def test_who_takes_their_address_back_gets_nothing_more(session, desk, work, mail_box):
    mail_box.answers.append("451 come again")
    desk.by_mail(desk.lead)
    desk.overdue()
    session.commit()
    work_once(work)

    set_wishes(session, desk.lead, Wishes.none())
    try_again(session)
    work_once(work)

    assert (mail_box.taken, desk.letters()) == ([], [])
    assert not find_wishes(session, desk.lead).stored


def test_an_address_is_stored_as_nobody_can_read_it(session, desk):
    desk.by_mail(desk.lead, address="somebody@mail.example")

    assert find_wishes(session, desk.lead).wishes.address == "somebody@mail.example"
    stored = session.connection().exec_driver_sql(
        "SELECT address_sealed FROM reminder_wishes"
    )
    assert b"somebody" not in bytes(stored.scalar())


def test_deadlines_are_not_done_twice(session, desk, work):
    desk.overdue(3)
    session.commit()

    work_once(work)
    session.execute(update(Deadline).values(claimed_until=None))
    session.commit()
    work_once(work)

    assert len(desk.reminders()) == len(desk.done()) == 3


def test_it_signs_in_at_the_mail_server_where_it_should(session, desk, work, mail_box):
    named = replace(work.config, mail_user="interact", mail_password="right")
    desk.by_mail(desk.lead)
    desk.overdue()
    session.commit()

    work_once(replace(work, config=named))

    assert mail_box.signed_in == [b"interact"]
    assert len(mail_box.taken) == 1


def test_a_wrong_password_is_for_the_operators_and_loses_no_e_mail(
    session, desk, work, mail_box
):
    named = replace(work.config, mail_user="interact", mail_password="wrong")
    desk.by_mail(desk.lead)
    desk.overdue()
    session.commit()

    work_once(replace(work, config=named))

    (letter,) = desk.letters()
    assert letter.last_error == "SMTPAuthenticationError"
    assert letter.failed_at is None
    assert mail_box.taken == []


def test_nothing_is_sent_in_clear_to_a_server_that_should_encrypt(
    session, desk, work, mail_box
):
    strict = replace(work.config, mail_security="starttls")
    desk.by_mail(desk.lead)
    desk.overdue()
    session.commit()

    work_once(replace(work, config=strict))

    (letter,) = desk.letters()
    assert letter.last_error == "SMTPNotSupportedError"
    assert mail_box.taken == []
