"""The procedure pages: where a case stands, what is next, and taking a step."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from interact.agencies.rules import AgencyKind
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.queries import read_case, read_profile
from interact.cases.rules import EpisodeStatus
from interact.core.clock import now
from interact.flowcharts.actions import notice_absence
from interact.flowcharts.models import Procedure
from interact.keys.rules import Compartment
from tests.missing import SEARCHING, Story

# Half an hour, less what the test itself takes.
HALF_AN_HOUR = re.compile("in (2[0-9]|30) minutes")


@pytest.fixture
def story(session, given):
    return Story(session, given)


@pytest.fixture
def page(signed_in, story):
    """`page(actor, "/procedure")` is what that person reads there."""
    return lambda actor, path: signed_in(actor).get(address(story, path)).text


def address(story, path):
    return f"/cases/{story.case.reference}{path}"


def send(browser, story, path, **typed):
    return browser.post(address(story, path), data=typed)


def shown(story, procedure):
    return address(story, f"/procedure/{procedure.id}")


def status(story):
    return story.procedure.episode.status


def test_before_an_absence_the_page_says_how_to_begin(page, story):
    text = page(story.worker, "/procedure")

    assert "The child is where they should be, as far as this case says." in text
    assert f'href="{address(story, "/procedure/start")}"' in text


def test_an_absence_that_was_noticed_starts_the_response(signed_in, story):
    browser = signed_in(story.worker)
    assert browser.get(address(story, "/procedure/start")).status_code == 200

    answer = send(
        browser, story, "/procedure/start", noticed_at=f"{now():%Y-%m-%dT%H:%M}"
    )

    assert answer.status_code == 303
    assert story.case.open_episode.status is EpisodeStatus.ABSENCE_NOTICED


def test_the_time_is_asked_and_kept_as_the_clock_on_the_wall_shows_it(signed_in, story):
    browser = signed_in(story.worker)
    rome = now() + timedelta(hours=1)
    in_winter = f"{rome:%Y}-01-15T18:40" if rome.month > 1 else "2025-01-15T18:40"

    send(browser, story, "/procedure/start", noticed_at=in_winter)

    at = story.case.open_episode.noticed_at
    assert (at.hour, at.minute) == (17, 40)
    (procedure,) = story.session.scalars(select(Procedure))
    assert "18:40 CET" in browser.get(shown(story, procedure)).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter when the absence was noticed"),
        ("soon", "Enter the day and the time"),
        ("0001-01-01T00:00", "Check the year"),
        ("1926-03-27T18:40", "Check the year"),
        ("9999-12-31T23:59", "Check the year"),
        ("2199-12-31T23:59", "cannot have been noticed in the future"),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_stays_typed(
    signed_in, story, typed, said
):
    answer = send(signed_in(story.worker), story, "/procedure/start", noticed_at=typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed}"' in answer.text
    assert 'href="#noticed_at"' in answer.text
    assert story.case.open_episode is None


def test_a_form_sent_twice_begins_one_episode(signed_in, story):
    browser, form = signed_in(story.worker), str(uuid4())
    noticed = f"{now():%Y-%m-%dT%H:%M}"

    answers = [
        send(browser, story, "/procedure/start", noticed_at=noticed, submission=form)
        for _time in range(2)
    ]

    (procedure,) = story.session.scalars(select(Procedure))
    assert {(one.status_code, one.location) for one in answers} == {
        (303, shown(story, procedure))
    }
    assert len(story.case.episodes) == 1


def test_the_page_says_who_does_what_by_when(page, story):
    story.reported()

    text = page(story.worker, "/procedure")

    others = text[text.index("What others have to do") :]
    assert "Acknowledge the report and enter the police reference" in others
    assert story.officer.agency_name in others
    assert HALF_AN_HOUR.search(others)
    assert "Reported missing" in text
    own = page(story.worker, f"/procedure/{story.procedure.id}")
    assert "You are here" in own
    assert HALF_AN_HOUR.search(own)


def test_the_case_begins_with_what_to_do_next(page, story):
    story.noticed()

    text = page(story.worker, "")

    bar = text[text.index('class="interact-now"') : text.index("<main")]
    assert "Start the local checks, or report the child missing" in bar
    assert f"{shown(story, story.procedure)}/steps/start_local_checks" in bar


def test_an_urgent_case_says_why_it_does_not_wait_for_local_checks(page, story, given):
    given.claim(story.worker, story.case, "birth_date", twelve_years_old())
    story.noticed()

    text = page(story.worker, "")

    assert "An urgency criterion is met. Report the child missing now" in text
    assert "/steps/start_local_checks" not in text


def test_a_checklist_that_a_step_waits_for_is_linked(page, story):
    story.acknowledged()

    text = page(story.officer, "/procedure")

    assert "Fill in the checklist “Urgency” (CL-11)" in text
    assert address(story, "/assessments/start/CL-11") in text


def test_the_local_checks_open_their_checklist(signed_in, story):
    story.noticed()

    answer = signed_in(story.worker).post(
        step(story, "start_local_checks"), data={"note": ""}
    )

    assert answer.location == address(story, "/assessments/start/CL-09")
    assert status(story) is EpisodeStatus.LOCAL_CHECKS


def test_a_step_is_taken_with_what_was_ticked_and_noted(signed_in, story):
    story.triaged()
    browser = signed_in(story.officer)
    assert "Tick what is so" in browser.get(step(story, "start_search")).text

    typed = {"confirmed": sorted(SEARCHING), "note": "Dogs at the harbour"}
    answer = browser.post(step(story, "start_search"), data=typed)

    assert answer.status_code == 303
    assert status(story) is EpisodeStatus.SEARCH_ACTIVE
    assert "Dogs at the harbour" in browser.get(answer.location).text


def test_a_step_without_its_statements_says_which_and_keeps_the_note(signed_in, story):
    story.triaged()

    typed = {"confirmed": ["registered"], "note": "Dogs at the harbour"}
    answer = signed_in(story.officer).post(step(story, "start_search"), data=typed)

    assert answer.status_code == 422
    assert "Confirm this first: Hospitals, stations" in answer.text
    assert 'href="#confirmed"' in answer.text
    assert "Dogs at the harbour</textarea>" in answer.text
    assert status(story) is EpisodeStatus.TRIAGED


def test_a_step_that_is_not_possible_says_why_and_offers_no_form(page, story):
    story.reported()

    text = page(story.officer, "/procedure/steps/triage")

    assert "This is not possible now." in text
    assert "Acknowledge the report first" in text
    assert '<form method="post" novalidate' not in text


def test_a_report_cannot_be_made_without_its_alert(signed_in, story):
    story.noticed()

    answer = signed_in(story.worker).post(step(story, "report_missing"))

    assert answer.location == address(story, "/alerts/report")
    assert status(story) is EpisodeStatus.ABSENCE_NOTICED


def test_a_step_that_somebody_else_took_meanwhile_is_refused_plainly(signed_in, story):
    story.triaged()
    browsers = [signed_in(story.officer), signed_in(story.officer)]

    first, second = [
        browser.post(step(story, "start_search"), data={"confirmed": sorted(SEARCHING)})
        for browser in browsers
    ]

    assert first.status_code == 303
    assert second.status_code == 422
    assert "where the case stands now: Search running" in second.text


def test_an_unknown_step_is_not_there(signed_in, story):
    story.noticed()
    browser = signed_in(story.worker)

    assert browser.get(step(story, "close_case")).status_code == 404
    assert browser.post(step(story, "left_voluntarily")).status_code == 404


def test_the_police_enter_their_reference(signed_in, story):
    story.reported()

    answer = send(
        signed_in(story.officer), story, "/procedure/acknowledge", police_number="Q-17"
    )

    assert answer.status_code == 303
    vault = read_case(story.session, story.worker, story.case.reference)
    (number,) = read_profile(vault)["police_number"]
    assert number.statement.value == "Q-17"


def test_nobody_but_police_acknowledges_a_report(signed_in, story):
    story.reported()

    answer = send(
        signed_in(story.operator), story, "/procedure/acknowledge", police_number="Q-17"
    )

    assert answer.status_code == 422
    assert "This step is for: Police." in answer.text
    assert 'value="Q-17"' in answer.text


def test_an_episode_is_not_closed_and_the_attempt_is_recorded(signed_in, story, given):
    story.searching()
    browser = signed_in(story.worker)

    answer = send(browser, story, "/procedure/endings", ending="turned_18")

    assert answer.status_code == 422
    assert "A child who was missing at 17 is still missing at 18." in answer.text
    assert status(story) is EpisodeStatus.SEARCH_ACTIVE
    dpo = given.dpo(given.agency_of(story.worker))
    asked = HistoryFilter(event=Event.ACCESS_REFUSED)
    assert len(list_history(story.session, dpo, asked)) == 1


def test_every_forbidden_ending_says_why(page, story):
    story.noticed()

    text = page(story.worker, "/procedure/endings")

    for ending in story.procedure.flow.forbidden:
        assert ending.title in text
        assert ending.why in text


def test_an_ending_must_be_chosen(signed_in, story):
    story.noticed()

    answer = send(signed_in(story.worker), story, "/procedure/endings")

    assert answer.status_code == 422
    assert "Choose why the episode should end" in answer.text


def test_a_located_child_leaves_who_has_to_take_the_alert_back(page, story):
    story.located()

    text = page(story.worker, "")

    bar = text[text.index('class="interact-now"') : text.index("<main")]
    assert "Confirm that the alert was taken back" in bar
    assert story.operator.agency_name in bar
    assert "The child is not there" in bar


def test_a_partner_who_may_not_act_sees_whose_turn_it_is(page, story, given):
    story.reported()
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    given.share(story.worker, story.case, guardian, Compartment.IDENTITY)

    text = page(guardian, "/procedure")

    assert "No step with a deadline falls to your agency now." in text
    assert story.officer.agency_name in text


def test_a_task_that_is_overdue_says_so(signed_in, story):
    notice_absence(story.session, story.worker, story.case, now() - timedelta(hours=2))

    (procedure,) = story.session.scalars(select(Procedure))
    text = signed_in(story.worker).get(shown(story, procedure)).text

    assert '<span class="interact-overdue">' in text


def step(story, name):
    return address(story, f"/procedure/steps/{name}")


def twelve_years_old():
    return {
        "exact": None,
        "age": 12,
        "recorded_on": now().date().isoformat(),
        "basis": "stated",
    }
