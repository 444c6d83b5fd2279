"""Two people to lower a level: it counts once a second person agreed, not before."""

import pytest
from sqlalchemy import update

from interact.agencies.rules import Role
from interact.assessments import models
from interact.assessments.actions import finish_assessment
from interact.assessments.conclusions import open_conclusion
from interact.assessments.lowering import (
    agree_to_lower,
    decline_to_lower,
    find_lowering,
    list_lowerings,
)
from interact.assessments.queries import (
    current_level,
    list_assessments,
    urgent_reasons,
)
from interact.audit.rules import Event
from interact.cases.fields import SealedColumn
from interact.cases.queries import read_case
from interact.cases.rules import CompartmentNotHeld
from interact.checklists.rules import (
    CannotLowerAlone,
    Lowering,
    NoLoweringWaits,
    RiskLevel,
    WhyNotNeeded,
)
from interact.core.errors import CannotOpen, NotFound, NotPermitted
from interact.keys.rules import Compartment
from tests.actions.conftest import DONE
from tests.actions.filling import YES, events, fill, missing, view
from tests.content.published import CHECKLISTS

pytestmark = pytest.mark.on_both

HIGH, IMMEDIATE = RiskLevel.HIGH, RiskLevel.IMMEDIATE


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def officer(given):
    return given.officer()


@pytest.fixture
def colleague(given, worker):
    return given.member(given.agency_of(worker), Role.SUPERVISOR)


@pytest.fixture
def case(given, worker, officer):
    case = given.case(worker)
    given.share(worker, case, officer, Compartment.CARE)
    return case


@pytest.fixture
def lowered(session, worker, case):
    """Immediate, by the answers; the worker says high."""
    assessment = fill(session, worker, case, "CL-05", gm03=YES, gm05=YES)
    finish_assessment(session, worker, assessment, HIGH, "Calm now")
    return assessment


def levels(session, actor, case):
    """The level that counts: above the case, and in its list."""
    vault = read_case(session, actor, case.reference)
    return current_level(vault), [one.level for one in list_assessments(vault)]


def test_until_somebody_agrees_the_level_of_the_answers_counts(
    session, worker, case, lowered
):
    assert lowered.lowering is Lowering.PROPOSED
    assert levels(session, worker, case) == (IMMEDIATE, [IMMEDIATE])
    episode = missing(session, case)
    vault = read_case(session, worker, case.reference)
    assert urgent_reasons(vault, episode) == [CHECKLISTS["CL-05"].title]


@pytest.mark.parametrize("who", ["colleague", "officer"])
def test_once_a_second_person_agrees_the_lower_level_counts(
    session, request, worker, case, lowered, who
):
    second = request.getfixturevalue(who)

    agree_to_lower(session, second, lowered)

    assert levels(session, worker, case) == (HIGH, [HIGH])
    level = view(session, worker, case, lowered).level
    assert (level.computed, level.reason) == (IMMEDIATE, "Calm now")
    assert level.second_id == second.person_id
    assert lowered.second_agency_id == second.agency_id
    assert events(session)[-1] is Event.LOWERING_AGREED
    episode = missing(session, case)
    vault = read_case(session, worker, case.reference)
    assert urgent_reasons(vault, episode) == []


def test_who_does_not_agree_says_why_and_nothing_is_lowered(
    session, worker, officer, case, lowered
):
    with pytest.raises(WhyNotNeeded):
        decline_to_lower(session, officer, lowered, " ")
    decline_to_lower(session, officer, lowered, "The debt is not paid")

    assert lowered.lowering is Lowering.DECLINED
    assert levels(session, worker, case) == (IMMEDIATE, [IMMEDIATE])
    level = view(session, worker, case, lowered).level
    assert level.second_reason == "The debt is not paid"
    assert events(session)[-1] is Event.LOWERING_DECLINED


def test_nobody_agrees_to_their_own_lowering(session, worker, lowered):
    with pytest.raises(CannotLowerAlone):
        agree_to_lower(session, worker, lowered)
    with pytest.raises(CannotLowerAlone):
        decline_to_lower(session, worker, lowered, "On second thoughts")


def test_a_lower_level_is_answered_once(session, officer, colleague, lowered):
    agree_to_lower(session, officer, lowered)

    with pytest.raises(NoLoweringWaits):
        decline_to_lower(session, colleague, lowered, "Too early")


def test_of_two_people_who_answer_at_once_one_does(
    session, at_once, worker, officer, colleague, case, lowered
):
    outcomes = at_once(
        lowered,
        lambda own, seen: agree_to_lower(own, officer, seen),
        lambda own, seen: decline_to_lower(own, colleague, seen, "Too early"),
    )

    assert sorted(map(str, outcomes)) == sorted([DONE, str(NoLoweringWaits)])
    agreed = outcomes[0] == DONE
    counts = HIGH if agreed else IMMEDIATE
    assert levels(session, worker, case) == (counts, [counts])


def test_what_was_raised_or_left_waits_for_nobody(session, worker, officer, case):
    raised = fill(session, worker, case, "CL-05", gm03=YES)
    finish_assessment(session, worker, raised, HIGH, "A car waits outside")

    assert raised.lowering is None
    assert levels(session, worker, case)[0] is HIGH
    with pytest.raises(NoLoweringWaits):
        agree_to_lower(session, officer, raised)


def test_only_who_works_on_the_case_and_holds_the_part_is_a_second_person(
    session, given, worker, case, lowered
):
    police = given.officer()
    given.share(worker, case, police, Compartment.IDENTITY)
    dpo = given.dpo(given.agency_of(worker))

    with pytest.raises(CompartmentNotHeld):
        agree_to_lower(session, police, lowered)
    with pytest.raises(NotPermitted):
        agree_to_lower(session, dpo, lowered)
    with pytest.raises(NotFound):
        agree_to_lower(session, given.caseworker(), lowered)


def test_the_lead_and_the_agency_that_proposed_it_are_asked(
    session, given, worker, officer, colleague, case
):
    assessment = fill(session, officer, case, "CL-05", gm03=YES, gm05=YES)
    finish_assessment(session, officer, assessment, HIGH, "Calm now")
    sergeant = given.member(given.agency_of(officer))
    bystander = given.officer("FR")
    given.share(worker, case, bystander, Compartment.CARE)

    asked = [
        bool(list_lowerings(session, who))
        for who in (worker, colleague, sergeant, officer, bystander)
    ]

    assert asked == [True, True, True, False, False]
    agree_to_lower(session, worker, assessment)
    assert list_lowerings(session, colleague) == []


def test_people_are_named_to_colleagues_only(
    session, worker, officer, colleague, case, lowered
):
    agree_to_lower(session, officer, lowered)

    ours, theirs = (
        find_lowering(read_case(session, who, case.reference), lowered)
        for who in (colleague, officer)
    )

    assert (ours.proposer, ours.second) == (worker.name, "")
    assert (theirs.proposer, theirs.second) == ("", officer.name)
    assert ours.answered_by == officer.agency_name
    assert (ours.agreed, ours.waits) == (True, False)


def test_agreement_cannot_be_written_into_the_database(session, worker, case, lowered):
    said = update(models.Assessment).values(lowering=Lowering.AGREED)
    session.execute(said)
    session.expire_all()

    with pytest.raises(CannotOpen):
        levels(session, worker, case)


def test_a_level_agreed_to_in_the_old_way_still_opens_and_counts(
    session, worker, case, lowered
):
    vault = read_case(session, worker, case.reference)
    made = open_conclusion(vault, lowered).as_value()
    kept = {name: made[name] for name in ("result", "chosen", "reason")}
    old = {**kept, "second_person": "Mr Bianchi"}
    part, column = lowered.compartment, SealedColumn.ASSESSMENT_RESULT
    sealed = vault.seal(part, column, lowered.id, old)
    lowered.epoch, lowered.result_sealed = sealed.epoch, sealed.blob
    lowered.lowering = None
    session.flush()

    assert levels(session, worker, case) == (HIGH, [HIGH])
    assert view(session, worker, case, lowered).level.second_person == "Mr Bianchi"
