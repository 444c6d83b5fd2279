"""Moving an open assessment to the version in use: previewed, recorded, reversible."""

import pytest
from sqlalchemy import select

from interact.assessments import models
from interact.assessments.actions import answer_questions, finish_assessment
from interact.assessments.moving import move_assessment, move_back
from interact.assessments.preview import newer_edition, preview_back, preview_move
from interact.audit.rules import Event
from interact.cases.queries import read_case
from interact.checklists.rules import (
    AlreadyFinished,
    Answer,
    AnswerKind,
    ChangedSincePreview,
    NothingNewer,
    NotMoved,
    Reply,
    RiskLevel,
)
from interact.core.errors import NotFound
from interact.keys.rules import Compartment
from tests.actions.conftest import DONE
from tests.actions.editions import changed, use
from tests.actions.filling import NO, YES, events, fill, view
from tests.content.published import CHECKLISTS

pytestmark = pytest.mark.on_both

OLD = str(CHECKLISTS["CL-05"].version)


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


def ids(questions):
    return [one.id for one in questions]


def newer(question):
    """gm03 is asked no more, gm01 asks something new, gm05 says something else."""
    renamed = {"gm03": None, "gm01": {"id": "gm91"}, "gm05": {"text": "And now?"}}
    update = renamed.get(question.id, {})
    return None if update is None else question.model_copy(update=update)


@pytest.fixture
def begun(session, worker, case):
    """Begun in the old version, with four answers; then a newer one is in use."""
    assessment = fill(
        session, worker, case, "CL-05", gm01=NO, gm02=NO, gm03=YES, gm05=YES
    )
    use(session, changed("CL-05", newer))
    return assessment


def preview(session, actor, case, assessment):
    return preview_move(read_case(session, actor, case.reference), assessment)


def test_a_preview_says_what_stays_what_is_set_aside_and_what_is_new(
    session, worker, case, begun
):
    shown = preview(session, worker, case, begun)

    assert (shown.edition, shown.to_edition) == (OLD, "9")
    assert ids(shown.kept) == ["gm02", "gm05"]
    assert ids(shown.dropped) == ["gm01", "gm03"]
    assert ids(shown.new) == ["gm91"]
    assert ids(shown.reworded) == ["gm05"]
    assert shown.before is RiskLevel.IMMEDIATE
    assert shown.after < RiskLevel.IMMEDIATE


def test_looking_at_a_preview_changes_nothing(session, worker, case, begun):
    preview(session, worker, case, begun)

    assert begun.published.edition == OLD
    assert view(session, worker, case, begun).items["gm03"].answer == YES


def test_moving_goes_on_in_the_version_in_use_and_is_recorded(
    session, worker, case, begun
):
    shown = preview(session, worker, case, begun)

    move_assessment(session, worker, begun, "9")

    now = view(session, worker, case, begun)
    assert (begun.published.edition, begun.version) == ("9", 9)
    assert begun.moved_from.edition == OLD
    assert now.result.level is shown.after
    assert "gm03" not in now.items
    assert now.items["gm05"].answer == YES
    assert events(session)[-1] is Event.ASSESSMENT_MOVED
    finish_assessment(session, worker, begun)


def test_moving_back_brings_every_answer_back(session, worker, case, begun):
    before = view(session, worker, case, begun).result
    move_assessment(session, worker, begun, "9")
    answer_questions(session, worker, begun, {"gm91": NO})
    vault = read_case(session, worker, case.reference)
    assert ids(preview_back(vault, begun).dropped) == ["gm91"]

    move_back(session, worker, begun)

    assert (begun.published.edition, begun.moved_from) == (OLD, None)
    assert view(session, worker, case, begun).result == before
    assert len(session.scalars(select(models.Answer)).all()) == 5
    assert events(session)[-1] is Event.ASSESSMENT_MOVED


def test_moved_twice_it_goes_back_to_the_version_it_was_begun_with(
    session, worker, case, begun
):
    move_assessment(session, worker, begun, "9")
    use(session, changed("CL-05", newer, version=10))
    move_assessment(session, worker, begun, "10")

    move_back(session, worker, begun)

    assert begun.published.edition == OLD


def test_an_answer_that_fits_no_more_is_set_aside(session, worker, case):
    assessment = fill(session, worker, case, "CL-05", gm03=YES)
    scale = {"answer": AnswerKind.NUMBER, "override": None, "evidence": False}

    def counted(question):
        return question.model_copy(update=scale if question.id == "gm03" else {})

    use(session, changed("CL-05", counted))

    assert ids(preview(session, worker, case, assessment).dropped) == ["gm03"]
    move_assessment(session, worker, assessment, "9")
    item = view(session, worker, case, assessment).items["gm03"]
    assert (item.answer, item.is_answered) == (None, False)
    answer_questions(session, worker, assessment, {"gm03": Answer(text="3")})
    item = view(session, worker, case, assessment).items["gm03"]
    assert item.answer == Answer(text="3")


def test_there_is_nothing_to_move_to_or_back_from(session, worker, case):
    assessment = fill(session, worker, case, "CL-05", gm03=YES)
    vault = read_case(session, worker, case.reference)

    assert newer_edition(vault, assessment) is None
    with pytest.raises(NothingNewer):
        preview_move(vault, assessment)
    with pytest.raises(NothingNewer):
        move_assessment(session, worker, assessment, OLD)
    with pytest.raises(NotMoved):
        move_back(session, worker, assessment)
    with pytest.raises(NotMoved):
        preview_back(vault, assessment)


def test_nobody_moves_what_they_did_not_see(session, worker, begun):
    with pytest.raises(ChangedSincePreview):
        move_assessment(session, worker, begun, "8")


def test_what_is_finished_stays_in_its_version(session, worker, case, begun):
    finish_assessment(session, worker, begun)
    vault = read_case(session, worker, case.reference)

    assert newer_edition(vault, begun) is None
    for refused in (
        lambda: preview_move(vault, begun),
        lambda: move_assessment(session, worker, begun, "9"),
        lambda: move_back(session, worker, begun),
    ):
        with pytest.raises(AlreadyFinished):
            refused()


def test_moved_and_answered_at_once_nothing_is_lost(
    running, session, at_once, worker, case, begun
):
    running.database.writers.kw["info"]["checklists"] = session.info["checklists"]

    outcomes = at_once(
        begun,
        lambda own, seen: move_assessment(own, worker, seen, "9"),
        lambda own, seen: answer_questions(own, worker, seen, {"gm06": NO}),
    )

    assert outcomes == [DONE, DONE]
    item = view(session, worker, case, begun).items["gm06"]
    assert item.answer.reply is Reply.NO


def test_a_stranger_moves_nothing(session, given, worker, case, begun):
    stranger = given.caseworker()

    with pytest.raises(NotFound):
        move_assessment(session, stranger, begun, "9")
    with pytest.raises(NotFound):
        move_back(session, stranger, begun)


def test_a_version_in_another_part_of_the_case_takes_the_result_there(
    session, worker, case
):
    assessment = fill(session, worker, case, "CL-05", gm03=YES)
    part = Compartment.COORDINATION
    use(session, changed("CL-05", lambda question: question, compartment=part))

    move_assessment(session, worker, assessment, "9")
    finish_assessment(session, worker, assessment)

    assert assessment.compartment is part
    assert view(session, worker, case, assessment).items["gm03"].answer == YES
