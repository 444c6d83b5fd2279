"""A desk line says how many there are in a part that was taken away."""

from interact.cases.sharing import withdraw_share
from interact.keys.rules import Compartment
from interact.tasks.desks import count_desk
from interact.tasks.rules import Pile
from tests.actions.desks import on_desk
from tests.actions.filling import YES
from tests.actions.planning import finish, next_request, rows


def test_zz_a_line_is_of_what_the_agency_still_has(session, given):
    worker = given.caseworker()
    case = given.case(worker)
    helper = given.caseworker()
    given.share(worker, case, helper, Compartment.CARE)
    share = given.share(worker, case, helper, Compartment.HEALTH)
    finish(session, worker, case, "CL-16", lo10=YES, lo09=YES)
    first, *others = rows(session)
    assert others
    first.compartment, first.agency_id = Compartment.HEALTH, helper.agency_id
    for task in others:
        task.compartment, task.agency_id = Compartment.CARE, helper.agency_id
    session.flush()
    assert len(on_desk(session, helper)) == 1
    next_request(session)
    withdraw_share(session, worker, share, "No longer needed")
    next_request(session)

    assert count_desk(session, helper)[Pile.AGENCY] == len(others)
    assert [one.number for one in on_desk(session, helper)] == [len(others)]
