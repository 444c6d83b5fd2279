"""The number on the desk of the lead counts what police keep to themselves."""

from interact.keys.rules import Compartment
from interact.tasks.desks import count_desk
from interact.tasks.rules import Pile
from tests.actions.desks import of_others
from tests.actions.filling import YES
from tests.actions.planning import finish, rows


def test_zz_a_line_counts_no_task_of_an_investigation(session, given):
    worker = given.caseworker()
    case = given.case(worker)
    officer = given.officer()
    given.share(worker, case, officer, Compartment.CARE)
    finish(session, worker, case, "CL-16", lo10=YES, lo09=YES)
    first, *secret = rows(session)
    assert secret
    first.compartment, first.agency_id = Compartment.CARE, officer.agency_id
    for task in secret:
        task.compartment, task.agency_id = Compartment.INVESTIGATION, officer.agency_id
    session.flush()

    assert count_desk(session, worker)[Pile.OTHERS] == 1
    assert [one.number for one in of_others(session, worker)] == [1]
