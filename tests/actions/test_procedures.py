"""Several procedures of one case side by side: how they begin, what they ask for."""

from datetime import timedelta
from threading import Thread
from time import sleep

import pytest
from sqlalchemy import select

from interact.agencies.rules import AgencyKind
from interact.audit.rules import Event
from interact.cases.models import Case
from interact.cases.rules import EpisodeStatus
from interact.checklists.rules import RiskLevel
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.flowcharts.actions import (
    Taking,
    begin_case,
    begin_procedure,
    take_step,
)
from interact.flowcharts.consequences import list_advised_shares
from interact.flowcharts.models import Procedure
from interact.flowcharts.queries import (
    AFTERCARE,
    PREVENTION,
    RESPONSE,
    get_procedure,
    list_open,
    list_procedures,
    list_to_begin,
)
from interact.flowcharts.rules import (
    FollowedAlready,
    NeverMissing,
    OtherCountryIsOwn,
    OtherCountryNeeded,
    StepRefused,
)
from interact.flowcharts.situation import read_situation
from interact.keys.rules import Compartment
from interact.tasks.queries import list_tasks
from interact.tasks.rules import Party, TaskKind
from tests.actions.small_flowcharts import flowchart, publish
from tests.missing import LOCATED, Story

ABROAD = "FM-XB"
SIGN = frozenset({"sign_of_crossing"})
WHILE_THE_OTHER_WAITS = 0.5


@pytest.fixture
def story(session, given):
    return Story(session, given)


def begin(story, flow, actor=None):
    """Follow a small flowchart for the case of a story."""
    publish(story.session, flow)
    actor = actor or story.worker
    return begin_procedure(story.session, actor, story.case, flow.id)


def take(story, procedure, step, actor=None, **more):
    story.next_request()
    actor = actor or story.worker
    return take_step(story.session, actor, procedure, Taking(step, **more))


def crossed(story, country="FR", actor=None):
    """Something points to another country."""
    take(
        story,
        story.procedure,
        "open_cross_border",
        actor or story.officer,
        confirmed=SIGN,
        country=country,
    )
    return list_procedures(story.vault(story.worker))[-1]


def followed(story):
    return [one.flowchart for one in list_open(story.vault(story.worker))]


@pytest.mark.on_both
def test_prevention_begins_when_a_case_is_opened(session, given):
    worker = given.caseworker()

    case = begin_case(session, worker)

    (prevention,) = list_procedures(Story.vault_of(session, worker, case))
    assert (prevention.flowchart, prevention.episode) == (PREVENTION, None)
    assert prevention.country == worker.country
    assert {task.flowchart_id for task in prevention.tasks} == {PREVENTION}


def test_prevention_of_an_older_case_is_begun_by_hand_once(story):
    procedure = begin_procedure(story.session, story.worker, story.case, PREVENTION)

    assert procedure.flowchart == PREVENTION
    with pytest.raises(FollowedAlready, match="Before a child goes missing"):
        begin_procedure(story.session, story.worker, story.case, PREVENTION)


@pytest.mark.on_both
def test_two_people_who_begin_prevention_begin_it_once(story, running):
    assert story.case.reference
    story.session.commit()
    with running.database.writers() as other:
        theirs = other.get_one(Case, story.case.id)
        other.commit()
        begin_procedure(story.session, story.worker, story.case, PREVENTION)
        story.session.commit()

        with pytest.raises(FollowedAlready):
            begin_procedure(other, story.worker, theirs, PREVENTION)


@pytest.mark.on_both
def test_the_first_two_cases_at_once_keep_one_flowchart(session, given, running):
    first, second = given.caseworker(), given.caseworker()
    session.commit()
    begin_case(session, first)

    def also():
        with running.database.writers() as other:
            begin_case(other, second)
            other.commit()

    at_once = Thread(target=also)
    at_once.start()
    sleep(WHILE_THE_OTHER_WAITS)
    session.commit()
    at_once.join()

    begun = session.scalars(select(Procedure)).all()
    assert len(begun) == 2
    assert len({one.published_id for one in begun}) == 1


def test_what_is_not_published_is_not_followed(story):
    with pytest.raises(NotFound):
        begin_procedure(story.session, story.worker, story.case, "FM-OTHER")


def test_a_stranger_begins_nothing(story, given):
    with pytest.raises(NotFound):
        begin_procedure(story.session, given.caseworker(), story.case, PREVENTION)


def test_aftercare_needs_a_time_in_which_the_child_was_missing(story):
    with pytest.raises(NeverMissing):
        begin_procedure(story.session, story.worker, story.case, AFTERCARE)


@pytest.mark.on_both
def test_a_located_child_has_aftercare_for_that_episode(story):
    story.located()

    response, aftercare = list_procedures(story.vault(story.worker))

    assert response.ended_at is not None
    assert (aftercare.flowchart, aftercare.ended_at) == (AFTERCARE, None)
    assert aftercare.episode is response.episode
    assert aftercare.tasks


def test_aftercare_that_was_never_begun_is_offered(story):
    story.noticed()
    story.procedure.episode.status = EpisodeStatus.LOCATED_SAFE
    vault = story.vault(story.worker)

    offered = {one.id for one in list_to_begin(vault, list_procedures(vault))}

    assert offered == {PREVENTION, AFTERCARE}


@pytest.mark.on_both
def test_each_country_has_a_procedure_of_its_own(story):
    story.searching()

    france, sweden = crossed(story, "FR"), crossed(story, "SE")

    assert (france.with_country, sweden.with_country) == ("FR", "SE")
    assert france.episode is story.procedure.episode
    assert france.country == "IT"
    assert followed(story) == [RESPONSE, ABROAD, ABROAD]


def test_a_country_that_is_followed_already_is_not_begun_twice(story):
    story.searching()
    crossed(story, "FR")
    steps = len(story.procedure.steps)

    with pytest.raises(FollowedAlready):
        crossed(story, "FR")

    assert len(story.procedure.steps) == steps


@pytest.mark.parametrize(
    ("country", "refusal"),
    [
        ("", OtherCountryNeeded),
        ("Sweden", OtherCountryNeeded),
        ("IT", OtherCountryIsOwn),
    ],
)
def test_the_other_country_must_be_said_and_another(story, country, refusal):
    story.searching()

    with pytest.raises(refusal):
        crossed(story, country)

    assert followed(story) == [RESPONSE]


def test_a_child_who_did_not_arrive_is_missing_and_only_once(story):
    flow = flowchart(
        "FM-MOVE", [{"id": "not_arrived", "from": ["begun"], "starts": ["FM-RESP"]}]
    )
    procedure = begin(story, flow)

    for _time in range(2):
        take(story, procedure, "not_arrived")

    assert [one.number for one in story.case.episodes] == [1]
    assert story.case.open_episode is not None


def test_a_step_that_begins_what_runs_already_lets_it_go_on(story):
    other = flowchart("FM-OTHER", [{"id": "end", "from": ["begun"], "to": "over"}])
    flow = flowchart(
        "FM-SMALL", [{"id": "again", "from": ["begun"], "starts": ["FM-OTHER"]}]
    )
    publish(story.session, other)
    procedure = begin(story, flow)

    for _time in range(2):
        take(story, procedure, "again")

    assert followed(story) == ["FM-SMALL", "FM-OTHER"]


def test_what_has_ended_may_begin_again(story):
    flow = flowchart("FM-SMALL", [{"id": "end", "from": ["begun"], "to": "over"}])
    procedure = begin(story, flow)

    take(story, procedure, "end")

    assert procedure.ended_at is not None
    again = begin_procedure(story.session, story.worker, story.case, "FM-SMALL")
    assert again.ended_at is None


def test_a_response_whose_appeal_still_runs_has_not_ended(story):
    story.searching()
    ticked = story.procedure.flow.find_step("start_public_appeal").asks
    story.take(
        story.officer, "start_public_appeal", frozenset(ask.id for ask in ticked)
    )
    story.sight(story.officer)

    story.take(story.officer, "confirm_located", LOCATED)

    assert story.case.open_episode is None
    assert story.procedure.ended_at is None
    ended_at = story.procedure.episode.ended_at
    story.take(story.officer, "end_public_appeal", frozenset({"taken_down"}))
    assert story.procedure.ended_at is not None
    assert story.procedure.episode.ended_at == ended_at


@pytest.mark.on_both
def test_a_step_asks_for_a_checklist_by_a_time_from_who_should_fill_it_in(story):
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    story.given.share(story.worker, story.case, guardian, Compartment.CARE)
    asked = {"checklist": "CL-03", "by": "guardianship", "within": {"days": 14}}
    flow = flowchart(
        "FM-SMALL", [{"id": "appoint", "from": ["begun"], "fill_in": [asked]}]
    )
    procedure = begin(story, flow)

    take(story, procedure, "appoint")

    (task,) = fill_ins(story)
    assert (task.checklist_id, task.part) == ("CL-03", Party.GUARDIANSHIP)
    assert task.agency_name == guardian.agency_name
    assert task.due_at - now() > timedelta(days=13)


def test_a_checklist_that_lies_on_a_desk_is_only_asked_for_earlier(story):
    late = {"checklist": "CL-03", "by": "lead", "within": {"days": 14}}
    soon = {**late, "within": {"days": 1}}
    flow = flowchart(
        "FM-SMALL",
        [
            {"id": "late", "from": ["begun"], "fill_in": [late]},
            {"id": "soon", "from": ["begun"], "fill_in": [soon]},
        ],
    )
    procedure = begin(story, flow)

    for step in ("late", "soon", "late"):
        take(story, procedure, step)

    (task,) = fill_ins(story)
    assert task.due_at - now() <= timedelta(days=1)


def test_a_list_of_the_search_is_not_asked_for_while_nobody_is_missing(story):
    asked = {"checklist": "CL-09", "by": "lead", "within": {"days": 1}}
    flow = flowchart(
        "FM-SMALL", [{"id": "look", "from": ["begun"], "fill_in": [asked]}]
    )
    procedure = begin(story, flow)

    take(story, procedure, "look")

    assert fill_ins(story) == []


def test_a_step_says_what_changed_so_that_lists_are_filled_in_again(story):
    flow = flowchart(
        "FM-SMALL", [{"id": "moved", "from": ["begun"], "trigger": "move"}]
    )
    procedure = begin(story, flow)

    take(story, procedure, "moved")

    lists = story.session.info["checklists"]
    moving = {one.id for one in lists.values() if "move" in one.repeat_when}
    assert {task.checklist_id for task in fill_ins(story)} <= moving
    assert Event.CHANGE_REPORTED in recorded(story)


def test_a_step_is_not_taken_without_the_note_it_asks_for(story):
    asked = {"id": "leave", "from": ["begun"], "must_note": "why the child agrees"}
    procedure = begin(story, flowchart("FM-SMALL", [asked]))

    with pytest.raises(StepRefused, match="Write this first: why the child agrees"):
        take(story, procedure, "leave", note="  ")
    take(story, procedure, "leave", note="She said so on Tuesday")

    assert procedure.steps[-1].sealed is not None


@pytest.mark.on_both
def test_deadlines_rest_while_a_step_says_so(story):
    begin_procedure(story.session, story.worker, story.case, PREVENTION)
    story.reported()
    prevention = list_open(story.vault(story.worker))[-1]
    assert [task for task in prevention.tasks if task.ended_at is None]

    take(story, prevention, "pause_while_missing")

    assert [task for task in prevention.tasks if task.ended_at is None] == []


def test_what_steps_advise_to_share_is_shown_until_it_is_offered(story):
    advice = {"to": "guardianship", "parts": ["coordination", "identity", "care"]}
    flow = flowchart("FM-SMALL", [{"id": "ask", "from": ["begun"], "share": [advice]}])
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    procedure = begin(story, flow)
    assert advised(story, story.worker) == []

    take(story, procedure, "ask")

    (one,) = advised(story, story.worker)
    assert one.to is Party.GUARDIANSHIP
    assert one.parts == (Compartment.IDENTITY, Compartment.CARE)
    assert one.agency.id == guardian.agency_id
    assert story.case.shares == []
    story.given.offer(story.worker, story.case, guardian, *one.parts)
    assert advised(story, story.worker) == []


def test_who_may_share_nothing_is_not_advised_to(story):
    advice = {"to": "guardianship", "parts": ["identity"]}
    flow = flowchart("FM-SMALL", [{"id": "ask", "from": ["begun"], "share": [advice]}])
    story.given.share(story.worker, story.case, story.officer, Compartment.IDENTITY)
    procedure = begin(story, flow)

    take(story, procedure, "ask")

    assert advised(story, story.officer) == []


def test_an_agency_abroad_is_the_one_of_the_other_country(story):
    hotline = story.partner(AgencyKind.HOTLINE, "FR")
    story.searching()
    assert hotline
    france = crossed(story, "FR")

    take(story, france, "tell_hotline_abroad", story.operator)

    (one,) = [one for one in advised(story, story.worker) if one.country == "FR"]
    assert (one.to, one.agency.id) == (Party.HOTLINE_ABROAD, hotline.agency_id)


def test_a_step_sees_who_is_abroad_and_what_stands_beside_it(story):
    story.searching()
    france = crossed(story, "FR")
    identity = Compartment.IDENTITY
    story.given.share(story.worker, story.case, story.lieutenant, identity)
    story.next_request()

    there = read_situation(story.vault(story.lieutenant), france)
    here = read_situation(story.vault(story.officer), story.procedure)

    assert (there.abroad, here.abroad) == (True, False)
    assert [one.flowchart for one in there.beside] == [RESPONSE]
    assert [(one.flowchart, one.ended) for one in here.beside] == [(ABROAD, False)]


def test_what_is_asked_of_a_level_is_known_by_its_checklist(story):
    need = {"level_at_least": "low", "level_of": "CL-05", "because": "Fill in CL-05"}
    flow = flowchart("FM-SMALL", [{"id": "go", "from": ["begun"], "needs": [need]}])
    procedure = begin(story, flow)
    with pytest.raises(StepRefused, match="Fill in CL-05"):
        take(story, procedure, "go")

    story.fill(story.worker, "CL-05")

    situation = read_situation(story.vault(story.worker), procedure)
    assert set(situation.levels) == {"CL-05"}
    assert situation.levels["CL-05"] >= RiskLevel.LOW
    take(story, procedure, "go")


def test_a_procedure_of_another_case_is_not_there(story, given):
    procedure = begin_procedure(story.session, story.worker, story.case, PREVENTION)
    other = given.case(story.worker)

    with pytest.raises(NotFound):
        get_procedure(Story.vault_of(story.session, story.worker, other), procedure.id)


def fill_ins(story):
    """The checklists that somebody was asked to fill in, and has not."""
    story.next_request()
    return [
        task
        for task in list_tasks(story.vault(story.worker))
        if task.kind is TaskKind.FILL_IN and task.ended_at is None
    ]


def advised(story, actor):
    story.next_request()
    vault = story.vault(actor)
    return list_advised_shares(vault, list_procedures(vault))


def recorded(story):
    return [entry.event for entry in story.session.info["pending"]]
