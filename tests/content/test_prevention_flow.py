"""Before a child goes missing: from the first contact to a lasting solution."""

import pytest

from interact.flowcharts.configuration import is_finished
from interact.flowcharts.rules import Beside, EndingForbidden
from tests.content.flow_stories import CENTRE, GUARDIAN, POLICE, SERVICES, Story, told

UNTIL_REGISTERED = [
    ("refer", CENTRE),
    ("accept_referral", SERVICES),
    ("register", CENTRE),
]
UNTIL_GUARDIAN = [
    *UNTIL_REGISTERED,
    ("ask_for_guardian", CENTRE),
    ("appoint_guardian", GUARDIAN),
]
UNTIL_PLAN = [
    *UNTIL_GUARDIAN,
    ("assess_short", CENTRE),
    ("hear_child", GUARDIAN),
    ("assess", SERVICES),
    ("agree_plan", SERVICES),
]
ON_THE_WAY = [*UNTIL_PLAN, ("offer_handover", SERVICES), ("accept_handover", CENTRE)]


def prevention(*steps, **more) -> Story:
    return told("FM-PREV", **more).follow(steps)


def searched():
    return (Beside("FM-RESP", frozenset({"search_active"})),)


def test_from_the_first_contact_to_a_plan():
    story = prevention(*UNTIL_PLAN)

    assert story.state() == "plan_active"
    assert list(story.due()) == ["assess_again"]


def test_a_lasting_solution_is_decided_in_writing_and_with_the_child():
    story = prevention(*UNTIL_PLAN)
    assert "Write this first: why this is in the child's best interests" in (
        story.refused("end_prevention", GUARDIAN, noted=False)
    )
    assert "The child was heard about it" in story.refused(
        "end_prevention", GUARDIAN, confirmed=frozenset()
    )

    story.take("end_prevention", GUARDIAN)

    assert story.ended


@pytest.mark.parametrize(
    ("other", "because"),
    [
        ("FM-RESP", "The child is being looked for"),
        ("FM-AFTER", "Aftercare is still running"),
        ("FM-XB", "Work with another country is still running"),
    ],
)
def test_prevention_does_not_end_while_something_else_runs(other, because):
    running = Beside(other, frozenset({"anything"}))
    story = prevention(*UNTIL_PLAN, beside=(running,))

    assert because in story.refused("end_prevention", SERVICES)


def test_the_referral_counts_when_somebody_with_a_name_has_accepted_it():
    story = prevention(("refer", CENTRE))

    assert story.state() == "detected"
    assert story.due() == {"accept_referral": 1}
    assert story.holders() == {"accept_referral": "lead"}


def test_whoever_offered_the_child_answers_until_the_child_has_arrived():
    story = prevention(*UNTIL_PLAN, ("offer_handover", SERVICES))
    assert story.holders() == {"accept_handover": "lead"}

    story.take("accept_handover", CENTRE)

    assert story.holders() == {"confirm_arrival": "lead"}


def test_a_hand_over_that_is_not_accepted_leaves_the_child_where_they_are():
    story = prevention(*UNTIL_PLAN, ("offer_handover", SERVICES))
    assert "Write this first: who did not accept it" in story.refused(
        "refuse_handover", CENTRE, noted=False
    )

    story.take("refuse_handover", CENTRE)

    assert story.state() == "plan_active"


def test_a_second_hand_over_has_to_be_accepted_as_well():
    story = prevention(
        *ON_THE_WAY, ("confirm_arrival", CENTRE), ("offer_handover", SERVICES)
    )

    assert "Hand-over offered" in story.refused("confirm_arrival", CENTRE)


def test_a_child_who_has_not_arrived_is_looked_for_at_once():
    story = prevention(*ON_THE_WAY)

    outcome = story.take("not_arrived", CENTRE)

    assert outcome.step.starts == ("FM-RESP",)
    assert story.state() == "plan_active"


def test_the_guardianship_speaks_for_itself_where_it_takes_part():
    asked = [*UNTIL_REGISTERED, ("ask_for_guardian", CENTRE)]
    with_guardian = prevention(*asked, facts={"guardian_takes_part": True})
    without = prevention(*asked)

    said = with_guardian.refused("note_appointment", CENTRE)
    without.take("note_appointment", CENTRE)

    assert "records it itself" in said
    assert without.state() == "guardian_active"


def test_a_guardian_is_appointed_within_five_working_days():
    story = prevention(*UNTIL_REGISTERED, ("ask_for_guardian", CENTRE))

    # Friday afternoon; the fifth working day ends a week later, at midnight.
    assert story.due()["appoint_guardian"] == 7 * 24 + 8


def test_the_short_form_is_due_a_day_after_the_child_was_met():
    story = prevention(*UNTIL_GUARDIAN)

    assert story.due()["assess_short"] == 24 - 5
    assert "short form of CL-05" in story.refused("assess_short", CENTRE, finished={})


def test_a_child_is_heard_before_anything_is_decided_about_them():
    story = prevention(*UNTIL_GUARDIAN)

    said = story.refused("hear_child", GUARDIAN, finished={}, confirmed=frozenset())

    assert "CL-04" in said
    assert "What the child thinks is written down" in said


def test_a_plan_is_renewed_after_each_new_assessment():
    story = prevention(*UNTIL_PLAN)
    month = story.now
    assert "Fill in CL-05 again first" in story.refused(
        "assess_again", CENTRE, finished={"CL-05": story.now.replace(day=1)}
    )

    story.take("assess_again", CENTRE, hours=30 * 24)

    assert story.state() == "assessed"
    assert "CL-07" in story.refused("agree_plan", SERVICES, finished={"CL-07": month})


def test_while_the_child_is_looked_for_the_deadlines_rest():
    story = prevention(*UNTIL_PLAN)
    before = story.due()
    assert "reported missing" in story.refused("pause_while_missing", CENTRE)
    story.beside = searched()

    story.take("pause_while_missing", CENTRE)
    resting = story.due()
    story.take("go_on_after_return", CENTRE, hours=100)

    assert resting == {}
    assert story.due() == {"assess_again": before["assess_again"] - 1}


def test_only_the_authority_says_that_a_child_is_safe_with_the_family():
    story = prevention()

    assert "This step is for: Social services." in story.refused("with_family", POLICE)
    story.take("with_family", SERVICES)
    assert story.ended


@pytest.mark.parametrize(
    "ending",
    [
        "turned_18",
        "age_decided",
        "asylum_file_closed",
        "care_ended",
        "moved_centre",
        "child_left",
        "absent_days",
    ],
)
def test_prevention_never_ends_like_this(ending):
    story = prevention(*UNTIL_PLAN)

    with pytest.raises(EndingForbidden):
        story.take(ending, SERVICES)

    assert not is_finished(story.flow, story.stands)


def test_a_birthday_is_written_down_with_who_goes_on():
    story = prevention(*UNTIL_GUARDIAN)

    outcome = story.take("note_turned_18", GUARDIAN)

    assert outcome.move.is_noted
    assert [one.checklist for one in outcome.step.fill_in] == ["CL-23"]
    assert outcome.step.must_note
