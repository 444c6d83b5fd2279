"""Reminders and e-mails tell nobody of what they may not know."""

from dataclasses import replace
from datetime import time, timedelta
from uuid import uuid4

from sqlalchemy import update

from interact.agencies.rules import AgencyKind, Role
from interact.cases.restricting import restrict_case
from interact.cases.sharing import withdraw_share
from interact.config import WorkerConfig
from interact.core.clock import now
from interact.keys.rules import Compartment
from interact.reminders.actions import set_wishes
from interact.reminders.models import Letter
from interact.reminders.queries import ADDRESS_KEY
from interact.reminders.rules import ReminderKind, Wishes
from interact.reminders.telling import Reminding, remind
from interact.tasks.deadlines import begin_task, end_task, move_task
from interact.tasks.models import Deadline, Task
from interact.tasks.reminded import list_reminders
from interact.tasks.rules import DeadlineKind, Party, TaskKind
from interact.tasks.taking import take_task
from interact.tasks.undelivered import list_failures
from interact.worker.deadlines import claim_deadlines, remind_due
from interact.worker.letters import claim_letters, take_letters
from tests.actions.desks import of_others
from tests.actions.filling import YES
from tests.actions.planning import finish, rows, shown


def test_the_lead_is_not_told_of_what_is_late_in_an_investigation(
    session, given, signed_in
):
    worker = given.caseworker()
    case = given.case(worker)
    officer = given.officer()
    given.share(worker, case, officer, Compartment.CARE)
    finish(session, worker, case, "CL-16", lo10=YES, lo09=YES)
    for task in rows(session):
        task.compartment, task.agency_id = Compartment.INVESTIGATION, officer.agency_id
        move_task(session, task, now() - timedelta(days=5))
    session.commit()
    assert shown(session, worker, case) == []
    assert of_others(session, worker) == []

    while number := claim_deadlines(session, timedelta(minutes=5)):
        remind_due(session, number)
    session.commit()

    page = signed_in(worker).get("/reminders").text
    assert "asks for something" not in page
    assert [one for one in list_reminders(session, worker) if one.checklist_id] == []


def test_who_is_only_invited_reads_no_task(session, given, signed_in):
    lead = given.caseworker()
    case = given.case(lead)
    guardian = given.member(given.agency(AgencyKind.GUARDIANSHIP))
    share = given.share(lead, case, guardian, Compartment.IDENTITY)
    task = Task(
        id=uuid4(),
        case_id=case.id,
        kind=TaskKind.FILL_IN,
        checklist_id="CL-02",
        compartment=Compartment.IDENTITY,
        part=Party.GUARDIANSHIP,
        country="IT",
        agency_id=guardian.agency_id,
        due_at=now() - timedelta(minutes=5),
        created_at=now() - timedelta(days=4),
    )
    begin_task(session, task)
    remind_due(session, claim_deadlines(session, timedelta(minutes=5)))
    session.info.pop("vaults", None)
    withdraw_share(session, lead, share, "No longer needed")
    assert list_reminders(session, guardian) == []
    session.info.pop("vaults", None)
    given.offer(lead, case, guardian, Compartment.CARE)
    end_task(session, task, done=True)
    session.commit()

    told = [one for one in list_reminders(session, guardian) if one.task_kind]
    assert [(one.checklist_id, one.ended_at is None) for one in told] == []


def test_a_member_who_was_not_named_sees_no_failure(session, given):
    session.info[ADDRESS_KEY] = bytes(32)
    lead = given.caseworker()
    agency = given.agency_of(lead)
    other, chief = given.caseworker(agency), given.member(agency, Role.SUPERVISOR)
    case = given.case(lead)
    restrict_case(session, chief, case, [lead.membership_id])
    officer = given.officer()
    set_wishes(session, officer, Wishes(address="a@mail.example"))
    session.info.pop("vaults", None)
    given.offer(lead, case, officer)
    for letter in session.query(Letter):
        letter.failed_at = now()
    session.flush()

    assert list_failures(session, lead)
    assert list_failures(session, other) == []


def test_who_is_not_named_gets_no_letter(session, given, config):
    session.info[ADDRESS_KEY] = bytes(32)
    settings = replace(WorkerConfig.of(config), mail_key="00" * 32)
    lead = given.caseworker()
    agency = given.agency_of(lead)
    other, chief = given.caseworker(agency), given.member(agency, Role.SUPERVISOR)
    case = given.case(lead)
    set_wishes(session, other, Wishes(address="a@mail.example", digest_at=time(8)))
    said = Reminding(
        kind=ReminderKind.OVERDUE, agency_id=agency.id, by_agency_id=agency.id
    )
    remind(session, case, said)
    restrict_case(session, chief, case, [lead.membership_id])
    session.execute(update(Letter).values(next_at=now()))
    session.commit()

    number = claim_letters(session, timedelta(minutes=5))

    assert number is None or take_letters(session, number, settings, timedelta(5)) == []


def test_who_has_it_now_is_warned(session, given):
    lead = given.caseworker()
    case = given.case(lead)
    guardian = given.member(given.agency(AgencyKind.GUARDIANSHIP))
    share = given.share(lead, case, guardian)
    task = Task(
        id=uuid4(),
        case_id=case.id,
        kind=TaskKind.FILL_IN,
        checklist_id="CL-02",
        part=Party.GUARDIANSHIP,
        country="IT",
        agency_id=guardian.agency_id,
        due_at=now() + timedelta(days=4),
    )
    begin_task(session, task)
    take_task(session, guardian, task)
    session.info.pop("vaults", None)
    withdraw_share(session, lead, share, "No longer needed")
    warning = Deadline.task_id == task.id, Deadline.kind == DeadlineKind.REMINDER
    session.execute(update(Deadline).where(*warning).values(at=now()))
    session.commit()

    remind_due(session, claim_deadlines(session, timedelta(minutes=5)))

    assert [one.kind.value for one in list_reminders(session, lead)] == ["due soon"]
