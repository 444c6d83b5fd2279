"""Finishing a checklist: what it comes to, which level, and that it is done once."""

import pytest
from sqlalchemy import update

from interact.assessments import models
from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.assessments.publishing import publish
from interact.assessments.unchanged import check_answers_unchanged, seen_of
from interact.audit.rules import Event
from interact.cases.queries import read_case
from interact.cases.rules import ChangedMeanwhile, CompartmentNotHeld
from interact.checklists.reading import Checklists
from interact.checklists.rules import (
    AlreadyFinished,
    NotAllAnswered,
    ReasonNeeded,
    RiskLevel,
)
from interact.core.errors import CannotOpen, ContentInvalid
from interact.keys.rules import Compartment
from tests.actions.editions import changed, use
from tests.actions.filling import NO, NOT_KNOWN, YES, events, fill, view
from tests.content.published import CHECKLISTS

pytestmark = pytest.mark.on_both


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


def test_finishing_keeps_what_the_answers_came_to(session, worker, case):
    assessment = fill(session, worker, case, "CL-05", gm03=YES, gm05=YES)

    made = finish_assessment(session, worker, assessment)

    shown = view(session, worker, case, assessment)
    assert shown.level == made.level
    assert shown.result == made.result
    assert made.level.chosen is RiskLevel.IMMEDIATE
    assert events(session)[-1] is Event.ASSESSMENT_FINISHED


def test_another_level_stands_beside_the_computed_one_with_its_reason(
    session, worker, case
):
    assessment = fill(session, worker, case, "CL-05", gm03=YES)

    finish_assessment(
        session, worker, assessment, RiskLevel.HIGH, "A car waits outside"
    )

    level = view(session, worker, case, assessment).level
    assert (level.computed, level.chosen) == (RiskLevel.MEDIUM, RiskLevel.HIGH)
    assert level.reason == "A car waits outside"
    assert events(session)[-1] is Event.LEVEL_SET


def test_a_lower_level_needs_a_reason_and_does_not_count_yet(session, worker, case):
    assessment = fill(session, worker, case, "CL-05", gm03=YES, gm05=YES)

    with pytest.raises(ReasonNeeded):
        finish_assessment(session, worker, assessment, RiskLevel.HIGH)
    finish_assessment(session, worker, assessment, RiskLevel.HIGH, "Calm now")

    level = view(session, worker, case, assessment).level
    assert (level.chosen, level.counting) == (RiskLevel.HIGH, RiskLevel.IMMEDIATE)
    assert events(session)[-1] is Event.LOWERING_PROPOSED


def test_a_report_is_finished_when_all_it_needs_is_answered_if_only_with_not_known(
    session, worker, case
):
    report = start_assessment(session, worker, case, "CL-10")
    required = [q.id for q in CHECKLISTS["CL-10"].questions() if q.required]

    with pytest.raises(NotAllAnswered):
        finish_assessment(session, worker, report)
    answer_questions(session, worker, report, dict.fromkeys(required, NOT_KNOWN))
    made = finish_assessment(session, worker, report)

    assert made.level is None
    assert made.result.percent == 0


def test_what_is_finished_takes_no_more_answers(session, worker, case):
    assessment = fill(session, worker, case, "CL-05", gm03=YES)
    finish_assessment(session, worker, assessment)

    with pytest.raises(AlreadyFinished):
        answer_questions(session, worker, assessment, {"gm05": NO})
    with pytest.raises(AlreadyFinished):
        finish_assessment(session, worker, assessment)


def test_of_two_people_who_finish_at_once_the_second_is_told(
    running, session, worker, case
):
    assessment = fill(session, worker, case, "CL-05", gm03=YES)
    session.commit()
    assert assessment.finished_at is None

    with running.database.writers() as other:
        theirs = other.get_one(models.Assessment, assessment.id)
        finish_assessment(other, worker, theirs)
        other.commit()

    with pytest.raises(AlreadyFinished):
        finish_assessment(session, worker, assessment)


def test_answers_given_since_the_page_was_shown_are_noticed(
    session, worker, case, given
):
    assessment = fill(session, worker, case, "CL-02", hair=NOT_KNOWN)
    vault = read_case(session, worker, case.reference)
    asked = ["hair", "eyes"]
    seen = seen_of(vault, assessment, asked)

    check_answers_unchanged(vault, assessment, asked, seen)
    given.claim(worker, case, "eyes", "Green")

    with pytest.raises(ChangedMeanwhile):
        check_answers_unchanged(vault, assessment, asked, seen)


def test_an_answer_moved_to_another_question_does_not_open(session, worker, case):
    assessment = fill(session, worker, case, "CL-05", gm03=YES, gm05=NO)

    moved = update(models.Answer).where(models.Answer.item == "gm03")
    session.execute(moved.values(item="gm17"))

    with pytest.raises(CannotOpen):
        view(session, worker, case, assessment)


def test_an_assessment_is_read_in_the_version_it_was_started_with(
    session, worker, case
):
    assessment = fill(session, worker, case, "CL-05", gm03=YES)
    newer = CHECKLISTS["CL-05"].model_copy(update={"version": 9, "title": "Other"})
    use(session, newer)

    assert view(session, worker, case, assessment).asked == CHECKLISTS["CL-05"]
    assert start_assessment(session, worker, case, "CL-05") is assessment


def test_nobody_sets_a_level_on_answers_they_cannot_open(
    session, given, worker, case, distress_is_health
):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.CARE)
    assessment = fill(session, worker, case, "CL-05", gm14=YES)

    with pytest.raises(CompartmentNotHeld):
        finish_assessment(session, officer, assessment)


@pytest.fixture
def distress_is_health(session):
    """A newer going-missing checklist in which one answer belongs to health."""

    def moved(question):
        part = Compartment.HEALTH if question.id == "gm14" else None
        return question.model_copy(update={"compartment": part})

    use(session, changed("CL-05", moved))


def test_a_version_in_use_cannot_say_something_else(session):
    publish(session, CHECKLISTS)
    other = CHECKLISTS["CL-05"].model_copy(update={"title": "Other"})

    with pytest.raises(ContentInvalid, match="CL-05"):
        publish(session, Checklists({"CL-05": other}, {}))
