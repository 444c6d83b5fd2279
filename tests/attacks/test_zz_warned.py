"""Nobody is warned of a task whose taker's agency left the case."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import update

from interact.agencies.rules import AgencyKind
from interact.cases.sharing import withdraw_share
from interact.core.clock import now
from interact.tasks.deadlines import begin_task
from interact.tasks.models import Deadline, Task
from interact.tasks.reminded import list_reminders
from interact.tasks.rules import DeadlineKind, Party, TaskKind
from interact.tasks.taking import take_task
from interact.worker.deadlines import claim_deadlines, remind_due


def test_zz_who_has_it_now_is_warned(session, given):
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
    warning = Deadline.kind == DeadlineKind.REMINDER
    session.execute(update(Deadline).where(warning).values(at=now()))
    session.commit()

    remind_due(session, claim_deadlines(session, timedelta(minutes=5)))

    assert [one.kind.value for one in list_reminders(session, lead)] == ["due soon"]
