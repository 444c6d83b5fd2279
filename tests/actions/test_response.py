"""The response: an absence noticed, reported, searched for, ended."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from interact.agencies.rules import AgencyKind
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.actions import write_note
from interact.cases.models import Case
from interact.cases.queries import list_notes, read_case, read_profile
from interact.cases.rules import EpisodeStatus, EpisodeStillOpen
from interact.cases.search import Wanted, find_like_cases
from interact.cases.sharing import withdraw_share
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.flowcharts.actions import Taking, notice_absence, take_step
from interact.flowcharts.models import Procedure
from interact.flowcharts.published import Flowcharts
from interact.flowcharts.reporting import acknowledge_report
from interact.flowcharts.rules import (
    EndingForbidden,
    NoticedInTheFuture,
    NoticedTooLongAgo,
    StepRefused,
)
from interact.keys.rules import Compartment
from interact.tasks.models import Task
from interact.tasks.rules import TaskKind
from tests.actions.desks import of_others, on_desk
from tests.missing import LOCATED, NOT_MISSING, SEARCHING, Story

pytestmark = pytest.mark.on_both


@pytest.fixture
def story(session, given):
    return Story(session, given)


def state(story):
    return story.procedure.stands.places["response"].state


def open_tasks(story):
    steps = select(Task).where(Task.ended_at.is_(None), Task.kind == TaskKind.STEP)
    found = steps.order_by(Task.due_at)
    return {task.step: task for task in story.session.scalars(found)}


def test_an_absence_begins_an_episode_and_its_deadlines(story):
    noticed_at = now() - timedelta(minutes=5)

    procedure = notice_absence(story.session, story.worker, story.case, noticed_at)

    assert procedure.episode.number == 1
    assert procedure.episode.status is EpisodeStatus.ABSENCE_NOTICED
    assert story.case.open_episode is procedure.episode
    (task,) = procedure.tasks
    assert task.due_at == noticed_at + timedelta(minutes=15)
    assert task.agency_id == story.worker.agency_id


def test_a_child_who_is_looked_for_is_not_reported_absent_a_second_time(story):
    story.noticed()

    with pytest.raises(EpisodeStillOpen):
        notice_absence(story.session, story.worker, story.case, now())


def test_an_absence_is_not_noticed_in_the_future(story):
    with pytest.raises(NoticedInTheFuture):
        notice_absence(
            story.session, story.worker, story.case, now() + timedelta(minutes=5)
        )


def test_an_absence_is_not_noticed_before_any_child_was_born(story):
    long_ago = datetime(1926, 3, 27, tzinfo=UTC)

    with pytest.raises(NoticedTooLongAgo):
        notice_absence(story.session, story.worker, story.case, long_ago)


def test_a_stranger_does_not_start_a_response(story, given):
    with pytest.raises(NotFound):
        notice_absence(story.session, given.caseworker(), story.case, now())


def test_local_checks_come_before_a_report_when_nothing_is_urgent(story):
    story.noticed()

    story.take(story.worker, "start_local_checks")

    assert state(story) == "local_checks"


def test_an_urgent_case_does_not_wait_for_local_checks(story, given):
    given.claim(story.worker, story.case, "birth_date", twelve_years_old())
    story.noticed()

    with pytest.raises(StepRefused, match="Report the child missing now"):
        story.take(story.worker, "start_local_checks")


def test_police_do_not_run_the_local_checks_of_a_centre(story, given):
    story.noticed()
    given.share(story.worker, story.case, story.officer, Compartment.IDENTITY)

    with pytest.raises(StepRefused, match="This step is for"):
        story.take(story.officer, "start_local_checks")


def test_a_report_moves_the_case_and_gives_the_police_their_tasks(story):
    story.reported()

    assert state(story) == "reported"
    tasks = open_tasks(story)
    assert set(tasks) == {"acknowledge_report", "triage"}
    assert {task.agency_id for task in tasks.values()} == {story.officer.agency_id}


def test_a_task_falls_to_the_police_of_the_country_where_the_child_was(story, given):
    assert story.lieutenant
    given.share(story.worker, story.case, story.lieutenant, Compartment.IDENTITY)

    story.reported()

    holders = {task.agency_id for task in open_tasks(story).values()}
    assert holders == {story.officer.agency_id}


def test_a_child_is_reported_once(story):
    story.reported()

    with pytest.raises(StepRefused):
        story.take(story.worker, "report_missing")


def test_what_was_noted_with_a_report_reaches_the_police_sealed(story):
    story.reported("He had a knife with him")

    (step,) = [s for s in story.procedure.steps if s.step == "report_missing"]
    assert b"knife" not in step.sealed


def test_the_police_acknowledge_before_there_is_a_number(story):
    story.acknowledged(number="")

    assert story.procedure.stands.taken["acknowledge_report"]
    vault = read_case(story.session, story.worker, story.case.reference)
    assert "police_number" not in read_profile(vault)


def test_the_number_comes_later_and_everyone_who_takes_part_reads_it(story):
    story.acknowledged(number="")

    acknowledge_report(story.session, story.officer, story.procedure, " QU-117 ")

    for actor in (story.worker, story.operator):
        vault = read_case(story.session, actor, story.case.reference)
        (claim,) = read_profile(vault)["police_number"]
        assert claim.statement.value == "QU-117"


def test_triage_needs_the_acknowledgment_and_the_urgency_checklist(story):
    story.reported()

    with pytest.raises(StepRefused) as refused:
        story.take(story.officer, "triage")

    said = str(refused.value)
    assert "Acknowledge the report first" in said
    assert "CL-11" in said


def test_one_criterion_is_enough_for_a_triage(story):
    story.acknowledged()
    story.fill(story.officer, "CL-11", "ur05")

    story.take(story.officer, "triage")

    assert state(story) == "triaged"


def test_a_search_starts_when_its_statements_are_ticked(story):
    story.triaged()

    with pytest.raises(StepRefused, match="Confirm this first"):
        story.take(story.officer, "start_search", frozenset({"registered"}))
    story.take(story.officer, "start_search", SEARCHING)

    assert state(story) == "search_active"
    assert "brief_management" in open_tasks(story)


def test_reception_does_not_read_what_the_police_investigate(story):
    story.searching()

    text = "Registration of a van"
    write_note(
        story.session, story.officer, story.case, Compartment.INVESTIGATION, text
    )

    vault = read_case(story.session, story.worker, story.case.reference)
    assert list_notes(vault) == []
    own = read_case(story.session, story.officer, story.case.reference)
    assert [note.text for note in list_notes(own)] == [text]


def test_a_task_that_was_done_is_done_and_one_passed_over_has_lapsed(story):
    story.noticed()
    (checks,) = story.procedure.tasks

    story.take(story.worker, "start_local_checks")
    (report,) = open_tasks(story).values()
    at_school = "At school; the teacher spoke with the child"
    story.take(story.worker, "located_not_missing", NOT_MISSING, at_school)

    assert (checks.ended_at is not None, checks.done) == (True, True)
    assert (report.ended_at is not None, report.done) == (True, False)


def test_an_overdue_task_stays_on_the_desk(story):
    hour_ago = now() - timedelta(hours=1)
    notice_absence(story.session, story.worker, story.case, hour_ago)

    (due,) = on_desk(story.session, story.worker)

    assert due.due_at < now()
    assert due.reference == story.case.reference


def test_the_lead_agency_sees_what_others_still_have_to_do(story):
    story.reported()

    waiting = of_others(story.session, story.worker)

    assert [task.title for task in waiting] == [
        "Acknowledge the report and enter the police reference",
        "Decide how urgent it is",
    ]
    assert {task.agency_name for task in waiting} == {story.officer.agency_name}
    assert of_others(story.session, story.officer) == []


def test_the_lead_agency_sees_a_task_that_nobody_can_take(story):
    story.searching()
    (share,) = story.case.shares_with(story.operator.agency_id)
    withdraw_share(story.session, story.worker, share, "They do not need it")
    crossing = frozenset({"sign_of_crossing"})
    sweden = Taking("open_cross_border", crossing, country="SE")
    take_step(story.session, story.officer, story.procedure, sweden)

    waiting = of_others(story.session, story.worker)

    unheld = [task for task in waiting if task.agency_name is None]
    assert "116 000 hotline" in [task.part.label for task in unheld]


def test_a_sighting_that_was_wrong_gives_the_police_their_tasks_back(story):
    story.reported()
    before = {task.step: task.due_at for task in open_tasks(story).values()}
    story.sight(story.worker)

    story.take(story.officer, "sighting_not_confirmed")

    assert state(story) == "reported"
    assert {t.step: t.due_at for t in open_tasks(story).values()} == before


def test_a_located_child_moves_the_episode_to_aftercare(story):
    story.located()

    episode = story.procedure.episode
    assert episode.status is EpisodeStatus.LOCATED_SAFE
    assert story.case.open_episode is None
    assert set(open_tasks(story)) == {"check_child", "confirm_withdrawals"}


def test_only_police_say_that_a_child_is_located(story):
    story.seen()

    with pytest.raises(StepRefused, match="This step is for"):
        story.take(story.worker, "confirm_located", LOCATED)


def test_a_child_who_goes_missing_again_has_a_second_episode(story):
    story.located()

    again = notice_absence(story.session, story.worker, story.case, now())

    assert again.episode.number == 2
    assert story.case.open_episode is again.episode


@pytest.mark.parametrize(
    "ending",
    [
        "turned_18",
        "left_voluntarily",
        "moved_centre",
        "asylum_file_closed",
        "absent_days",
        "care_ended",
        "report_refused",
    ],
)
def test_what_never_ends_an_episode_is_refused_with_its_reason(story, ending):
    story.searching()

    with pytest.raises(EndingForbidden) as refused:
        story.take(story.worker, ending)

    found = story.procedure.flow.find_ending(ending)
    assert found.why in str(refused.value)
    assert state(story) == "search_active"
    assert story.procedure.episode.is_open


def test_every_ending_that_is_forbidden_is_tried_above(story):
    story.noticed()

    forbidden = {one.id for one in story.procedure.flow.forbidden}

    (tried,) = test_what_never_ends_an_episode_is_refused_with_its_reason.pytestmark
    assert set(tried.args[1]) == forbidden


def test_the_data_protection_officer_sees_who_tried_to_close_an_episode(story, given):
    story.searching()
    with pytest.raises(EndingForbidden):
        story.take(story.officer, "turned_18")
    story.session.commit()

    dpo = given.dpo(given.agency_of(story.worker))
    asked = HistoryFilter(event=Event.ACCESS_REFUSED)
    (line,) = list_history(story.session, dpo, asked)

    assert line.agency_id == story.officer.agency_id
    assert line.reference == story.case.reference
    assert "still missing at 18" in line.result


def test_of_two_people_at_once_the_second_is_told_where_the_first_has_led(
    story, running
):
    story.triaged()
    story.session.commit()
    with running.database.writers() as other:
        theirs = other.get_one(Procedure, story.procedure.id)
        assert theirs.stands.places["response"].state == "triaged"
        other.commit()
        story.take(story.officer, "start_search", SEARCHING)
        story.session.commit()

        search = Taking("start_search", SEARCHING)
        with pytest.raises(StepRefused, match="Search running"):
            take_step(other, story.officer, theirs, search)


def test_two_people_who_notice_an_absence_begin_one_episode(story, running):
    assert story.case.episodes == []
    story.session.commit()
    with running.database.writers() as other:
        theirs = other.get_one(Case, story.case.id)
        assert theirs.open_episode is None
        other.commit()
        story.noticed()
        story.session.commit()

        with pytest.raises(EpisodeStillOpen):
            notice_absence(other, story.worker, theirs, now())


def test_a_running_case_keeps_the_flowchart_it_started_with(story, given):
    story.noticed()
    flows = story.session.info["flowcharts"]
    first = flows["FM-RESP"].version
    newer = flows["FM-RESP"].model_copy(update={"version": first + 1})
    story.session.info["flowcharts"] = Flowcharts(
        {**flows.general, "FM-RESP": newer}, flows.countries
    )

    other_case = given.case(story.worker)
    second = notice_absence(story.session, story.worker, other_case, now())

    assert story.procedure.flow.version == first
    assert second.flow.version == first + 1


def test_a_guardian_who_was_given_little_reports_a_child_missing(story, given):
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    given.share(story.worker, story.case, guardian, Compartment.IDENTITY)
    assert story.officer
    story.noticed()

    alert = story.report(guardian)

    assert {r.agency_id for r in alert.recipients} == {story.officer.agency_id}
    vault = read_case(story.session, story.officer, story.case.reference)
    assert vault.held == {Compartment.IDENTITY, Compartment.COORDINATION}


def test_the_police_find_the_child_by_name_once_it_was_reported(story):
    story.reported()

    found = find_like_cases(story.session, story.officer, Wanted(["Abena"], None, None))

    assert [one.case.reference for one in found] == [story.case.reference]


def twelve_years_old():
    return {
        "exact": None,
        "age": 12,
        "recorded_on": now().date().isoformat(),
        "basis": "stated",
    }
