"""What police keep to themselves stays with them; levels are not read off due times."""

from datetime import timedelta

import pytest

from interact.agencies.rules import AgencyKind
from interact.cases.sharing import withdraw_share
from interact.core.clock import now
from interact.flowcharts.taking_over import take_over_lead
from interact.keys.rules import Compartment
from interact.leading.handing_over import offer_lead
from interact.reminders.actions import set_wishes
from interact.reminders.models import Letter, Reminder
from interact.reminders.queries import ADDRESS_KEY
from interact.reminders.rules import ReminderKind, Wishes
from interact.reminders.telling import Reminding, remind
from interact.tasks.deadlines import move_task
from interact.tasks.rules import TaskKind
from interact.tasks.undelivered import list_failures
from interact.worker.deadlines import claim_deadlines, remind_due
from tests.actions.desks import of_others, on_desk
from tests.actions.filling import NO, YES
from tests.actions.planning import ask, finish, next_request, plan, rows, shown, use

pytestmark = pytest.mark.on_both


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def officer(given, worker, case):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.CARE)
    return officer


@pytest.fixture
def secret(session, officer, case):
    """What a list of the police asked of themselves."""
    asked = ask("one", "Ask who owns the car", compartment="investigation")
    use(session, plan(asked, fills=["police"]))
    finish(session, officer, case, one=NO)
    (task,) = rows(session)
    assert task.compartment is Compartment.INVESTIGATION
    next_request(session)
    return task


def lead_goes_to(session, given, case, lead, to):
    offer = offer_lead(session, lead, case, given.agency_of(to))
    next_request(session)
    take_over_lead(session, to, offer)
    next_request(session)


def to_do(session, actor, case):
    return [one for one in shown(session, actor, case) if one.kind is TaskKind.TO_DO]


def test_it_stays_with_them_when_another_agency_leads(
    session, given, worker, case, officer, secret
):
    guardian = given.member(given.agency(AgencyKind.GUARDIANSHIP))

    lead_goes_to(session, given, case, worker, guardian)

    assert secret.agency_id == officer.agency_id
    assert len(on_desk(session, officer)) == 1
    assert on_desk(session, guardian) == of_others(session, guardian) == []
    assert to_do(session, guardian, case) == []


def test_police_who_led_keep_it(session, given):
    officer = given.officer()
    case = given.case(officer)
    asked = ask("one", "Ask who owns the car", compartment="investigation")
    use(session, plan(asked, fills=["police"]))
    finish(session, officer, case, one=NO)
    guardian = given.member(given.agency(AgencyKind.GUARDIANSHIP))
    next_request(session)

    lead_goes_to(session, given, case, officer, guardian)

    assert to_do(session, guardian, case) == []
    assert on_desk(session, guardian) == []
    assert len(on_desk(session, officer)) == 1


def test_it_falls_to_nobody_when_their_share_ends(
    session, given, worker, case, officer, secret
):
    other = given.officer("FR")
    given.share(worker, case, other, Compartment.CARE)
    next_request(session)
    (share,) = case.shares_with(officer.agency_id)
    withdraw_share(session, worker, share, "No longer needed")
    move_task(session, secret, now() - timedelta(days=5))
    next_request(session)

    assert on_desk(session, worker) == of_others(session, worker) == []
    assert on_desk(session, other) == []
    assert to_do(session, worker, case) == []

    while number := claim_deadlines(session, timedelta(minutes=5)):
        remind_due(session, number)
    told = session.query(Reminder).filter(Reminder.task_id == secret.id)
    assert told.count() == 0


def test_by_when_a_list_is_filled_in_again_tells_its_level_to_who_may_know(
    session, given, worker, case, officer
):
    searcher = given.officer("FR")
    given.share(worker, case, searcher, Compartment.WHEREABOUTS)
    next_request(session)
    finish(session, worker, case, "CL-05", gm01=YES)
    again = rows(session, TaskKind.FILL_IN)
    assert {one.compartment for one in again} >= {Compartment.CARE}

    seen = {one.compartment for one in shown(session, searcher, case)}

    assert seen <= {None, Compartment.WHEREABOUTS, Compartment.COORDINATION}
    known = {one.compartment for one in shown(session, officer, case)}
    assert Compartment.CARE in known


def test_who_left_a_case_hears_of_no_e_mail_about_it(session, given, worker, case):
    session.info[ADDRESS_KEY] = bytes(32)
    guardian = given.member(given.agency(AgencyKind.GUARDIANSHIP))
    set_wishes(session, worker, Wishes(address="a@mail.example"))
    said = Reminding(
        kind=ReminderKind.OVERDUE,
        agency_id=worker.agency_id,
        by_agency_id=worker.agency_id,
    )
    remind(session, case, said)
    lead_goes_to(session, given, case, worker, guardian)
    for letter in session.query(Letter):
        letter.failed_at = now()
    session.flush()
    assert list_failures(session, worker)

    (share,) = case.shares_with(worker.agency_id)
    withdraw_share(session, guardian, share, "Everything was handed over")

    assert list_failures(session, worker) == []
