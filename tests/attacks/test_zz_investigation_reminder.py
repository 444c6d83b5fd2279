"""The lead is reminded of what police keep to themselves."""

from datetime import timedelta

from interact.core.clock import now
from interact.keys.rules import Compartment
from interact.tasks.deadlines import move_task
from interact.tasks.reminded import list_reminders
from interact.worker.deadlines import claim_deadlines, remind_due
from tests.actions.desks import of_others
from tests.actions.filling import YES
from tests.actions.planning import finish, rows, shown


def test_zz_the_lead_is_not_told_of_what_is_late_in_an_investigation(
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
