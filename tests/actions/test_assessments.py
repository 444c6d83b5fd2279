"""Filling in checklists: what is kept, what is refused, what it comes to."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from interact.audit.rules import Event
from interact.cases.fields import field_by_name
from interact.cases.models import Episode
from interact.cases.queries import read_case, read_claims
from interact.cases.rules import ChangedMeanwhile, CompartmentNotHeld, EpisodeStatus
from interact.checklists import models
from interact.checklists.actions import (
    answer_questions,
    check_answers_unchanged,
    finish_assessment,
    start_assessment,
)
from interact.checklists.publishing import publish
from interact.checklists.queries import (
    count_answers,
    current_level,
    finished_at,
    list_assessments,
    read_assessment,
    urgent_facts,
    urgent_reasons,
)
from interact.checklists.rules import (
    AlreadyFinished,
    Answer,
    AnswerInFuture,
    AnswerOutsideScale,
    CannotLowerAlone,
    EvidenceNeeded,
    NotAllAnswered,
    QuestionNotInChecklist,
    ReasonNeeded,
    Reply,
    RiskLevel,
)
from interact.core.clock import now
from interact.core.db import PENDING
from interact.core.errors import CannotOpen, ContentInvalid, NotFound
from interact.keys.rules import Compartment
from tests.content.published import CHECKLISTS

pytestmark = pytest.mark.on_both

YES = Answer(reply=Reply.YES, evidence="Seen by the night duty")
NO = Answer(reply=Reply.NO)
NOT_KNOWN = Answer(reply=Reply.NOT_KNOWN)
CARE, HEALTH, IDENTITY = Compartment.CARE, Compartment.HEALTH, Compartment.IDENTITY


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def fill(session):
    """`fill(actor, case, "CL-05", gm03=YES)` is an assessment with these answers."""

    def fill(actor, case, checklist_id, *, short_form=False, episode=None, **answers):
        assessment = start_assessment(
            session,
            actor,
            case,
            checklist_id,
            short_form=short_form,
            episode=episode,
        )
        answer_questions(session, actor, assessment, answers)
        return assessment

    return fill


@pytest.fixture
def missing(session):
    """`missing(case)` is an episode of that child that is not over."""

    def missing(case):
        episode = Episode(
            case=case,
            number=len(case.episodes) + 1,
            status=EpisodeStatus.LOCAL_CHECKS,
            country="IT",
            noticed_at=now(),
        )
        session.add(episode)
        session.flush()
        return episode

    return missing


def view(session, actor, case, assessment):
    return read_assessment(read_case(session, actor, case.reference), assessment.id)


def events(session):
    return [entry.event for entry in session.info[PENDING]]


def test_answers_are_sealed_and_opened_again(session, worker, case, fill):
    assessment = fill(worker, case, "CL-05", gm03=YES, gm05=NO)

    items = view(session, worker, case, assessment).items
    row = session.scalar(select(models.Answer).where(models.Answer.item == "gm03"))
    assert (items["gm03"].answer, items["gm05"].answer) == (YES, NO)
    assert b"night duty" not in row.sealed


def test_what_is_begun_is_gone_on_with_and_not_doubled(session, worker, case, fill):
    first = fill(worker, case, "CL-05", gm03=YES)

    assert start_assessment(session, worker, case, "CL-05") is first


def test_each_episode_has_its_own(session, worker, case, fill, missing):
    before = fill(worker, case, "CL-11", ur09=YES)

    during = fill(worker, case, "CL-11", episode=missing(case))

    assert during.id != before.id


def test_a_short_form_becomes_the_full_list_and_keeps_its_answers(
    session, worker, case, fill
):
    short = fill(worker, case, "CL-05", short_form=True, gm03=YES)
    assert len(list(view(session, worker, case, short).asked.questions())) == 5

    full = start_assessment(session, worker, case, "CL-05")

    shown = view(session, worker, case, full)
    assert full is short
    assert len(list(shown.asked.questions())) == 26
    assert shown.items["gm03"].answer == YES


def test_a_full_list_goes_on_from_the_short_form_that_was_finished(
    session, worker, case, fill
):
    short = fill(worker, case, "CL-05", short_form=True, gm03=YES)
    finish_assessment(session, worker, short)

    full = fill(worker, case, "CL-05", gm16=YES)

    shown = view(session, worker, case, full)
    assert shown.answered == 2
    assert {one.question_id for one in shown.result.why} >= {"gm03", "gm16"}


def test_after_a_week_the_full_list_begins_empty(session, worker, case, fill):
    short = fill(worker, case, "CL-05", short_form=True, gm03=YES)
    finish_assessment(session, worker, short)
    short.finished_at = now() - timedelta(days=8)

    full = start_assessment(session, worker, case, "CL-05")

    assert view(session, worker, case, full).answered == 0


def test_what_a_short_form_did_not_ask_is_not_known(session, worker, case, fill):
    short = fill(worker, case, "CL-05", short_form=True, **dict.fromkeys(GM, NO))

    made = finish_assessment(session, worker, short)

    assert made.level.chosen is RiskLevel.MEDIUM
    assert made.result.raised_by_unknown


GM = ["gm01", "gm02", "gm03", "gm04", "gm05"]


def test_two_agencies_disagree_and_the_newest_counts(
    session, given, worker, case, fill
):
    officer = given.officer()
    assessment = fill(worker, case, "CL-05", gm03=NO)
    given.share(worker, case, officer, CARE)

    answer_questions(session, officer, assessment, {"gm03": YES})

    item = view(session, worker, case, assessment).items["gm03"]
    assert item.answer == YES
    assert [one.answer for one in item.others] == [NO]
    assert [one.agency_name for one in item.given] == [
        officer.agency_name,
        worker.agency_name,
    ]


def test_the_same_answer_again_adds_nothing(session, worker, case, fill):
    assessment = fill(worker, case, "CL-05", gm03=YES)
    session.info[PENDING].clear()

    answer_questions(session, worker, assessment, {"gm03": YES, "gm05": Answer()})

    assert len(view(session, worker, case, assessment).items["gm03"].given) == 1
    assert Event.ASSESSMENT_ANSWERED not in events(session)


def test_what_the_profile_asks_becomes_a_claim(session, given, worker, case, fill):
    statement = given.statement("Brown")

    assessment = fill(worker, case, "CL-02", eyes=statement, hair=NOT_KNOWN)

    vault = read_case(session, worker, case.reference)
    shown = view(session, worker, case, assessment)
    claims = read_claims(vault, field_by_name("eyes"))
    assert [claim.statement for claim in claims] == [statement]
    assert shown.items["eyes"].claims[0].statement == statement
    assert shown.items["hair"].answer == NOT_KNOWN


def test_what_the_profile_holds_is_filled_in_already(session, given, worker, case):
    given.claim(worker, case, "hair", "Black")

    report = start_assessment(session, worker, case, "CL-10")

    shown = view(session, worker, case, report)
    assert shown.items["hair"].is_answered
    assert "hair" not in shown.result.required_missing


@pytest.mark.parametrize(
    ("name", "answer", "refusal"),
    [
        ("gm99", YES, QuestionNotInChecklist),
        ("gm03", Answer(text="perhaps"), AnswerOutsideScale),
        ("gm03", Answer(reply=Reply.YES), EvidenceNeeded),
        (
            "gm03",
            Answer(reply=Reply.NO, on=now().date() + timedelta(9)),
            AnswerInFuture,
        ),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_kept(
    session, worker, case, fill, name, answer, refusal
):
    assessment = fill(worker, case, "CL-05")

    with pytest.raises(refusal):
        answer_questions(session, worker, assessment, {"gm05": NO, name: answer})

    assert view(session, worker, case, assessment).answered == 0


def test_a_statement_answers_only_what_the_profile_asks(
    session, given, worker, case, fill
):
    assessment = fill(worker, case, "CL-05")
    said = {"gm03": given.statement("Black")}

    with pytest.raises(AnswerOutsideScale):
        answer_questions(session, worker, assessment, said)


def test_an_unknown_checklist_does_not_exist(session, worker, case):
    with pytest.raises(NotFound):
        start_assessment(session, worker, case, "CL-99")


def test_the_episode_of_another_child_is_not_found(
    session, given, worker, case, missing
):
    other = missing(given.case(worker))

    with pytest.raises(NotFound):
        start_assessment(session, worker, case, "CL-11", episode=other)


def test_who_does_not_hold_the_part_cannot_start_or_read_it(
    session, given, worker, case, fill
):
    officer = given.officer()
    given.share(worker, case, officer, IDENTITY)
    assessment = fill(worker, case, "CL-05", gm03=YES)

    with pytest.raises(CompartmentNotHeld):
        start_assessment(session, officer, case, "CL-05")
    with pytest.raises(CompartmentNotHeld):
        view(session, officer, case, assessment)
    vault = read_case(session, officer, case.reference)
    assert [one.may_open for one in list_assessments(vault)] == [False]


def test_who_does_not_hold_health_sees_that_there_is_an_answer_but_not_which(
    session, given, worker, case, fill
):
    officer = given.officer()
    given.share(worker, case, officer, IDENTITY)
    assessment = fill(
        worker, case, "CL-02", self_harm=given.statement("Never"), pregnancy=NOT_KNOWN
    )

    shown = view(session, officer, case, assessment)

    assert [shown.items[n].is_hidden for n in ("self_harm", "pregnancy")] == [True] * 2
    assert shown.items["self_harm"].claims == ()
    assert shown.items["pregnancy"].answer is None
    assert not shown.items["conditions"].is_answered
    assert (
        shown.result.percent == view(session, worker, case, assessment).result.percent
    )


def test_who_has_no_part_in_the_case_is_told_nothing(
    session, given, worker, case, fill
):
    assessment = fill(worker, case, "CL-05")
    stranger = given.caseworker()

    with pytest.raises(NotFound):
        answer_questions(session, stranger, assessment, {"gm05": NO})
    with pytest.raises(NotFound):
        finish_assessment(session, stranger, assessment)


def test_an_assessment_of_another_case_is_not_found(session, given, worker, case, fill):
    assessment = fill(worker, case, "CL-05")

    with pytest.raises(NotFound):
        view(session, worker, given.case(worker), assessment)


def test_finishing_keeps_what_the_answers_came_to(session, worker, case, fill):
    assessment = fill(worker, case, "CL-05", gm03=YES, gm05=YES)

    made = finish_assessment(session, worker, assessment)

    shown = view(session, worker, case, assessment)
    assert shown.level == made.level
    assert shown.result == made.result
    assert made.level.chosen is RiskLevel.IMMEDIATE
    assert events(session)[-1] is Event.ASSESSMENT_FINISHED


def test_another_level_stands_beside_the_computed_one_with_its_reason(
    session, worker, case, fill
):
    assessment = fill(worker, case, "CL-05", gm03=YES)

    finish_assessment(
        session, worker, assessment, RiskLevel.HIGH, "A car waits outside"
    )

    level = view(session, worker, case, assessment).level
    assert (level.computed, level.chosen) == (RiskLevel.MEDIUM, RiskLevel.HIGH)
    assert level.reason == "A car waits outside"
    assert events(session)[-1] is Event.LEVEL_SET


def test_a_lower_level_needs_a_reason_and_somebody_who_agrees(
    session, worker, case, fill
):
    assessment = fill(worker, case, "CL-05", gm03=YES, gm05=YES)

    with pytest.raises(ReasonNeeded):
        finish_assessment(session, worker, assessment, RiskLevel.HIGH)
    with pytest.raises(CannotLowerAlone):
        finish_assessment(session, worker, assessment, RiskLevel.HIGH, "Calm now")
    finish_assessment(
        session, worker, assessment, RiskLevel.HIGH, "Calm now", "The guardian"
    )

    level = view(session, worker, case, assessment).level
    assert level.lowered
    assert level.second_person == "The guardian"


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


def test_what_is_finished_takes_no_more_answers(session, worker, case, fill):
    assessment = fill(worker, case, "CL-05", gm03=YES)
    finish_assessment(session, worker, assessment)

    with pytest.raises(AlreadyFinished):
        answer_questions(session, worker, assessment, {"gm05": NO})
    with pytest.raises(AlreadyFinished):
        finish_assessment(session, worker, assessment)


def test_of_two_people_who_finish_at_once_the_second_is_told(
    running, session, worker, case, fill
):
    assessment = fill(worker, case, "CL-05", gm03=YES)
    session.commit()
    assert assessment.finished_at is None

    with running.database.writers() as other:
        theirs = other.get_one(models.Assessment, assessment.id)
        finish_assessment(other, worker, theirs)
        other.commit()

    with pytest.raises(AlreadyFinished):
        finish_assessment(session, worker, assessment)


def test_answers_given_since_the_page_was_shown_are_noticed(
    session, worker, case, fill, given
):
    assessment = fill(worker, case, "CL-02", hair=NOT_KNOWN)
    vault = read_case(session, worker, case.reference)
    asked = ["hair", "eyes"]
    seen = str(count_answers(vault, assessment, asked))

    check_answers_unchanged(vault, assessment, asked, seen)
    given.claim(worker, case, "eyes", "Green")

    with pytest.raises(ChangedMeanwhile):
        check_answers_unchanged(vault, assessment, asked, seen)


def test_an_answer_moved_to_another_question_does_not_open(session, worker, case, fill):
    assessment = fill(worker, case, "CL-05", gm03=YES, gm05=NO)

    moved = update(models.Answer).where(models.Answer.item == "gm03")
    session.execute(moved.values(item="gm17"))

    with pytest.raises(CannotOpen):
        view(session, worker, case, assessment)


def test_an_assessment_is_read_in_the_version_it_was_started_with(
    session, worker, case, fill
):
    assessment = fill(worker, case, "CL-05", gm03=YES)
    newer = CHECKLISTS["CL-05"].model_copy(update={"version": 2, "title": "Other"})
    publish(session, {"CL-05": newer})
    session.info["checklists"] = {**session.info["checklists"], "CL-05": newer}

    assert view(session, worker, case, assessment).asked == CHECKLISTS["CL-05"]
    assert start_assessment(session, worker, case, "CL-05") is assessment


def test_a_version_in_use_cannot_say_something_else(session):
    publish(session, CHECKLISTS)
    changed = CHECKLISTS["CL-05"].model_copy(update={"title": "Other"})

    with pytest.raises(ContentInvalid, match="CL-05"):
        publish(session, {"CL-05": changed})


def test_the_level_of_the_header_is_the_newest_of_both_checklists(
    session, worker, case, fill
):
    finish_assessment(session, worker, fill(worker, case, "CL-05", gm03=YES))
    vault = read_case(session, worker, case.reference)
    assert current_level(vault) is RiskLevel.MEDIUM

    again = fill(worker, case, "CL-05", gm03=YES, gm05=YES)
    finish_assessment(session, worker, again)

    assert current_level(vault) is RiskLevel.IMMEDIATE


def test_while_the_child_is_missing_the_police_decide_the_level(
    session, given, worker, case, fill, missing
):
    officer, episode = given.officer(), missing(case)
    given.share(worker, case, officer, CARE)
    decided = fill(officer, case, "CL-11", episode=episode, ur09=YES)
    finish_assessment(session, officer, decided)
    proposed = fill(worker, case, "CL-11", episode=episode, ur04=YES)
    finish_assessment(session, worker, proposed)

    vault = read_case(session, worker, case.reference)
    decisions = {one.id: one.decided for one in list_assessments(vault)}

    assert current_level(vault) is RiskLevel.MEDIUM
    assert decisions == {decided.id: True, proposed.id: False}


def test_a_level_that_is_not_shared_is_not_shown(session, given, worker, case, fill):
    officer = given.officer()
    given.share(worker, case, officer, IDENTITY)
    finish_assessment(session, worker, fill(worker, case, "CL-05", gm03=YES))

    assert current_level(read_case(session, officer, case.reference)) is None


def test_the_flowchart_learns_when_each_checklist_was_finished_in_the_episode(
    session, worker, case, fill, missing
):
    finish_assessment(session, worker, fill(worker, case, "CL-05", gm03=YES))
    episode = missing(case)
    triage = fill(worker, case, "CL-11", episode=episode, ur09=YES)
    vault = read_case(session, worker, case.reference)
    assert finished_at(vault, episode) == {}

    finish_assessment(session, worker, triage)

    assert finished_at(vault, episode) == {"CL-11": triage.finished_at}


def test_nothing_is_urgent_while_nothing_says_so(session, worker, case, fill, missing):
    episode = missing(case)
    fill(worker, case, "CL-11", episode=episode, ur09=YES)

    vault = read_case(session, worker, case.reference)

    assert urgent_facts(vault, episode) == {"urgent": False}


def test_one_urgency_criterion_counts_before_the_checklist_is_finished(
    session, worker, case, fill, missing
):
    episode = missing(case)
    fill(worker, case, "CL-09", episode=episode, lc01=Answer(reply=Reply.SUSPECTED))

    vault = read_case(session, worker, case.reference)

    assert urgent_reasons(vault, episode) == [CHECKLISTS["CL-09"].question("lc01").text]


def test_a_child_who_may_be_under_thirteen_makes_it_urgent(
    session, given, worker, case, missing
):
    birth = {"exact": None, "recorded_on": now().date().isoformat(), "basis": "stated"}
    given.claim(worker, case, "birth_date", {**birth, "age": 12})
    given.claim(worker, case, "birth_date", {**birth, "age": 16})
    episode = missing(case)

    vault = read_case(session, worker, case.reference)

    assert urgent_reasons(vault, episode) == [CHECKLISTS["CL-11"].question("ur01").text]


def test_a_checklist_that_said_immediate_before_makes_it_urgent(
    session, worker, case, fill, missing
):
    finish_assessment(session, worker, fill(worker, case, "CL-05", gm03=YES, gm05=YES))
    episode = missing(case)

    vault = read_case(session, worker, case.reference)

    assert urgent_reasons(vault, episode) == [CHECKLISTS["CL-05"].title]


def test_an_absence_that_was_none_is_no_earlier_episode(
    session, worker, case, fill, missing
):
    for status, counted in [
        (EpisodeStatus.NOT_MISSING, 0),
        (EpisodeStatus.LOCATED_SAFE, 1),
    ]:
        episode = missing(case)
        episode.status, episode.ended_at = status, now()
        session.flush()

        facts = view(session, worker, case, fill(worker, case, "CL-05")).facts

        assert (facts.earlier_episodes, facts.missing) == (counted, False)
