"""When checklists are to be filled in again, and what that tells whom."""

from datetime import timedelta

import pytest

from interact.agencies.rules import AgencyKind
from interact.assessments.claiming import claim_details
from interact.assessments.repeating import end_response, must_prepare_adulthood
from interact.assessments.reviewing import report_change
from interact.audit.rules import Event
from interact.cases.fields import field_by_name
from interact.cases.queries import read_case
from interact.cases.rules import EpisodeStatus
from interact.cases.sharing import withdraw_share
from interact.checklists.rules import Trigger
from interact.core.clock import now
from interact.core.db import PENDING
from interact.core.errors import NotFound
from interact.keys.rules import Compartment
from interact.tasks.rules import TaskKind
from tests.actions.desks import on_desk
from tests.actions.filling import NOT_KNOWN, YES, events, missing
from tests.actions.planning import (
    OTHER,
    PLAN,
    ask,
    finish,
    next_request,
    plan,
    rows,
    use,
)
from tests.content.published import CHECKLISTS
from tests.missing import LOCATED, Story

pytestmark = pytest.mark.on_both

DAY = timedelta(days=1)
AGE = {"exact": None, "basis": "estimated"}


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def guardian(given):
    return given.member(given.agency(AgencyKind.GUARDIANSHIP))


@pytest.fixture(autouse=True)
def in_use(session):
    use(session, plan(ask("bed", "Find a bed.")))


def changed(session, actor, case, trigger=Trigger.MOVE):
    next_request(session)
    return report_change(session, actor, case, trigger)


def claim(session, given, actor, case, name, value):
    """A claim as the profile page makes it."""
    next_request(session)
    field = field_by_name(name)
    claim_details(session, actor, case, {field: given.statement(value)})


def sees(session, actor, case):
    """Whether this actor is told to prepare for turning 18."""
    next_request(session)
    return must_prepare_adulthood(read_case(session, actor, case.reference))


def seventeen_and_a_half():
    return birth(now().date() - timedelta(days=17 * 365 + 300))


def birth(day):
    """A date of birth as it is claimed."""
    today = now().date().isoformat()
    rest = {"age": None, "recorded_on": today, "basis": "stated"}
    return {"exact": day.isoformat(), **rest}


def to_fill_in(session):
    """The checklists that wait to be filled in, and when they are due."""
    return {task.checklist_id: task.due_at for task in rows(session, TaskKind.FILL_IN)}


def test_a_level_holds_for_a_while_and_then_the_checklist_waits_again(
    session, worker, case
):
    assessment = finish(session, worker, case, "CL-05", gm03=YES)

    days = timedelta(days=CHECKLISTS["CL-05"].review_days["medium"])
    assert to_fill_in(session)["CL-05"] == assessment.finished_at + days
    next_request(session)
    (task, *_asked) = [
        one for one in on_desk(session, worker) if one.kind is TaskKind.FILL_IN
    ]
    assert task.checklist_id == "CL-05"


def test_filling_it_in_again_ends_what_asked_for_it(session, worker, case):
    finish(session, worker, case, "CL-05", gm03=YES)
    (before,) = rows(session, TaskKind.FILL_IN)

    finish(session, worker, case, "CL-05", gm03=YES, gm05=YES)

    (after,) = rows(session, TaskKind.FILL_IN)
    assert after.id != before.id
    assert before.done
    assert after.due_at < before.due_at


def test_the_agency_that_finished_it_gets_it_again_and_the_lead_when_it_left(
    session, given, worker, case, guardian
):
    share = given.share(worker, case, guardian, Compartment.CARE, Compartment.IDENTITY)
    finish(session, guardian, case, "CL-05", gm03=YES)
    (task,) = rows(session, TaskKind.FILL_IN)
    assert task.agency_id == guardian.agency_id

    next_request(session)
    withdraw_share(session, worker, share, "The guardian changed")

    waiting = on_desk(session, worker)
    assert TaskKind.FILL_IN in {one.kind for one in waiting}


def test_a_change_has_every_checklist_filled_in_that_goes_by_it(session, worker, case):
    use(session, plan(ask("bed", "Find a bed."), version=2, repeat_when=["move"]))

    again = changed(session, worker, case)

    assert PLAN in again
    assert set(again) == set(to_fill_in(session))
    assert all(at <= now() + DAY for at in to_fill_in(session).values())
    assert events(session)[-1] is Event.CHANGE_REPORTED


def test_a_change_moves_forward_what_waits_and_doubles_nothing(session, worker, case):
    finish(session, worker, case, "CL-05", gm03=YES)
    before = to_fill_in(session)["CL-05"]

    changed(session, worker, case)
    once = to_fill_in(session)
    changed(session, worker, case, Trigger.GUARDIAN)

    assert once["CL-05"] < before
    assert to_fill_in(session)["CL-05"] == once["CL-05"]
    waiting = [task.checklist_id for task in rows(session, TaskKind.FILL_IN)]
    assert len(waiting) == len(set(waiting))


def test_which_change_it_was_is_kept_nowhere(session, worker, case):
    repeated = plan(ask("bed", "Find."), version=2, repeat_when=["guardian", "move"])
    use(session, repeated)

    changed(session, worker, case, Trigger.GUARDIAN)

    (task,) = [t for t in rows(session, TaskKind.FILL_IN) if t.checklist_id == PLAN]
    assert (task.title, task.step, task.state, task.sealed) == (None,) * 4
    entry = session.info[PENDING][-1]
    assert set(entry.details) == {"checklists", "trace"}


def test_what_belongs_to_a_search_is_asked_for_only_while_there_is_one(
    session, worker, case
):
    search = plan(ask("bed", "Ask."), id=OTHER, stage="response", repeat_when=["move"])
    use(session, search)

    assert OTHER not in changed(session, worker, case)
    missing(session, case)
    assert OTHER in changed(session, worker, case)


NEWS = ["decision", "age result", "reunification", "contact", "new sign"]
BEGINNINGS = ["arrival", "move", "guardian", "nearly adult", "return"]


def repeated_by(trigger):
    """A plan that is filled in again after this change, as nobody did before."""
    return plan(ask("bed", "Find a bed."), version=2, repeat_when=[trigger])


@pytest.mark.parametrize("trigger", NEWS)
def test_news_has_only_that_filled_in_again_which_was_before(
    session, worker, case, trigger
):
    use(session, repeated_by(trigger))

    assert PLAN not in changed(session, worker, case, Trigger(trigger))
    finish(session, worker, case, bed=YES)
    assert PLAN in changed(session, worker, case, Trigger(trigger))


@pytest.mark.parametrize("trigger", BEGINNINGS)
def test_what_begins_something_new_has_a_checklist_filled_in_for_the_first_time(
    session, worker, case, trigger
):
    use(session, repeated_by(trigger))

    assert PLAN in changed(session, worker, case, Trigger(trigger))


def test_news_moves_forward_what_waits_for_the_first_time(session, given, worker, case):
    claim(session, given, worker, case, "birth_date", seventeen_and_a_half())
    finish(session, worker, case, bed=YES)
    before = to_fill_in(session)["CL-23"]

    again = changed(session, worker, case, Trigger.AGE_RESULT)

    assert "CL-23" in again
    assert to_fill_in(session)["CL-23"] < before


def test_a_stranger_reports_no_change(session, given, case):
    with pytest.raises(NotFound):
        changed(session, given.caseworker(), case)


def test_a_new_place_to_live_has_checklists_filled_in_again(
    session, given, worker, case
):
    finish(session, worker, case, bed=YES)

    claim(session, given, worker, case, "placement", "Via Roma 1")

    assert "CL-05" in to_fill_in(session)
    assert Event.FIELD_CLAIMED in events(session)


def test_what_is_recorded_first_of_all_is_no_change(session, given, worker, case):
    claim(session, given, worker, case, "placement", "Via Roma 1")
    claim(session, given, worker, case, "placement", "Via Roma 1")

    assert to_fill_in(session) == {}

    claim(session, given, worker, case, "placement", "Via Etna 2")

    assert "CL-05" in to_fill_in(session)


@pytest.mark.parametrize(
    ("name", "value"), [("hair", "Black"), ("birth_date", {"age": 15, **AGE})]
)
def test_what_tells_of_no_change_asks_for_nothing(
    session, given, worker, case, name, value
):
    finish(session, worker, case, bed=YES)
    if name == "birth_date":
        value = value | {"recorded_on": now().date().isoformat()}

    claim(session, given, worker, case, name, value)

    assert to_fill_in(session) == {}


def assessed(years):
    """The result of an age assessment, as it is claimed today."""
    today = now().date().isoformat()
    return {"exact": None, "age": years, "basis": "assessed", "recorded_on": today}


def test_the_result_of_an_age_assessment_is_a_change(session, given, worker, case):
    finish(session, worker, case, "CL-05", gm03=YES)
    before = to_fill_in(session)["CL-05"]

    claim(session, given, worker, case, "birth_date", assessed(16))

    assert to_fill_in(session)["CL-05"] < before


def test_the_age_of_a_ten_year_old_asks_nobody_to_prepare_for_turning_18(
    session, given, worker, case
):
    finish(session, worker, case, "CL-05", gm03=YES)

    claim(session, given, worker, case, "birth_date", assessed(10))

    assert set(to_fill_in(session)) == {"CL-05"}


def test_a_child_who_came_back_is_listened_to_anew_and_the_search_asks_no_more(
    session, given
):
    story = Story(session, given)
    story.searching()
    assert "CL-11" in to_fill_in(session)
    asked = [task.checklist_id for task in rows(session)]
    assert "CL-11" in asked

    story.sight(story.officer)
    story.take(story.officer, "confirm_located", LOCATED)

    waiting = to_fill_in(session)
    assert "CL-05" in waiting
    assert "CL-11" not in waiting
    assert "CL-11" not in [task.checklist_id for task in rows(session)]


def test_who_is_nearly_grown_up_is_seen_by_who_holds_the_birth_date_only(
    session, given, worker, case, guardian
):
    given.share(worker, case, guardian, Compartment.CARE)
    claim(session, given, worker, case, "birth_date", seventeen_and_a_half())

    assert sees(session, worker, case)
    assert not sees(session, guardian, case)
    assert to_fill_in(session) == {}


def test_once_something_is_finished_turning_18_waits_on_the_desk(
    session, given, worker, case
):
    claim(session, given, worker, case, "birth_date", seventeen_and_a_half())

    finish(session, worker, case, bed=YES)
    assert "CL-23" in to_fill_in(session)

    required = [one.id for one in CHECKLISTS["CL-23"].questions() if one.required]
    finish(session, worker, case, "CL-23", **dict.fromkeys(required, NOT_KNOWN))
    assert "CL-23" not in to_fill_in(session)
    assert not sees(session, worker, case)


def test_a_younger_child_has_time(session, given, worker, case):
    born = now().date() - timedelta(days=15 * 365)
    claim(session, given, worker, case, "birth_date", birth(born))

    finish(session, worker, case, bed=YES)

    assert not sees(session, worker, case)
    assert "CL-23" not in to_fill_in(session)


def test_of_a_child_who_died_nothing_is_filled_in_again(session, worker, case):
    finish(session, worker, case, "CL-05", gm03=YES)
    episode = missing(session, case)
    episode.status = EpisodeStatus.DECEASED
    next_request(session)

    end_response(read_case(session, worker, case.reference), episode)

    assert to_fill_in(session) == {}
