"""Who decides between answers that differ where that could lower the level."""

import pytest

from interact.assessments.actions import answer_questions
from interact.assessments.deciding import decide_answer
from interact.checklists.rules import CannotDecideAlone, RiskLevel
from interact.keys.rules import Compartment
from tests.actions.editions import changed, use
from tests.actions.filling import NO, NOT_KNOWN, YES, fill, view

pytestmark = pytest.mark.on_both


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def officer(given):
    return given.officer()


@pytest.fixture
def colleague(given, worker):
    return given.member(given.agency_of(worker))


@pytest.fixture
def case(given, worker, officer):
    case = given.case(worker)
    given.share(worker, case, officer, Compartment.CARE)
    return case


@pytest.fixture
def disputed(session, worker, officer, case):
    """The worker says no, the officer yes, which is what makes it immediate."""
    assessment = fill(session, worker, case, "CL-05", gm03=NO, gm05=YES)
    answer_questions(session, officer, assessment, {"gm03": YES})
    return assessment


def test_nobody_decides_alone_for_their_own_answer_where_that_lowers_the_level(
    session, worker, officer, case, disputed
):
    for answer in (NO, NOT_KNOWN):
        with pytest.raises(CannotDecideAlone):
            decide_answer(session, worker, disputed, "gm03", answer)
    decide_answer(session, officer, disputed, "gm03", NO)

    assert view(session, worker, case, disputed).items["gm03"].answer == NO


def test_where_two_say_so_either_decides(
    session, worker, officer, colleague, case, disputed
):
    answer_questions(session, colleague, disputed, {"gm03": NO})

    decide_answer(session, worker, disputed, "gm03", NO)

    assert view(session, worker, case, disputed).result.level < RiskLevel.IMMEDIATE


def test_one_decides_alone_for_what_leaves_the_level_or_raises_it(
    session, worker, officer, case, disputed
):
    answer_questions(session, officer, disputed, {"gm15": NOT_KNOWN})
    answer_questions(session, worker, disputed, {"gm15": NO})

    decide_answer(session, worker, disputed, "gm15", NO)
    decide_answer(session, officer, disputed, "gm03", YES)

    assert view(session, worker, case, disputed).result.level is RiskLevel.IMMEDIATE


def test_who_does_not_see_every_answer_decides_only_for_the_more_worrying_one(
    session, worker, officer, case
):
    def in_health(question):
        part = Compartment.HEALTH if question.id == "gm14" else question.compartment
        return question.model_copy(update={"compartment": part})

    use(session, changed("CL-05", in_health))
    assessment = fill(session, worker, case, "CL-05", gm14=YES, gm15=NOT_KNOWN)
    answer_questions(session, officer, assessment, {"gm15": NO})

    with pytest.raises(CannotDecideAlone):
        decide_answer(session, officer, assessment, "gm15", NO)
    decide_answer(session, worker, assessment, "gm15", NOT_KNOWN)
