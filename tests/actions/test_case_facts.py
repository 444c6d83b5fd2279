"""What a case knows by itself when a checklist is filled in."""

from datetime import date, timedelta

import pytest

from interact.assessments.actions import finish_assessment
from interact.assessments.facts import begun_months, facts_of, months_to_adult
from interact.cases.fields import PHOTOGRAPH, AgeBasis
from interact.cases.files import NewFile, attach_file
from interact.cases.queries import read_case
from interact.cases.rules import EpisodeStatus, FileKind
from interact.cases.statements import Birth
from interact.checklists.parts import CountsWhen
from interact.checklists.rules import RiskLevel
from interact.core.clock import now
from interact.keys.rules import Compartment
from tests.actions.filling import NO, YES, fill, missing
from tests.content.published import CHECKLISTS

TODAY = date(2026, 3, 15)
URGENCY, REPORT = CHECKLISTS["CL-11"], CHECKLISTS["CL-10"]


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def known(session, case):
    """`known(actor, checklist)` is what the case knows when this actor opens it."""

    def known(actor, checklist=URGENCY):
        return facts_of(read_case(session, actor, case.reference), None, checklist)

    return known


def asking(field, counts_when=None, months=None):
    """A report that asks this question differently than it is published."""
    updated = {"counts_when": counts_when, "at_most_months": months}
    sections = [
        section.model_copy(
            update={
                "questions": tuple(
                    one.model_copy(update=updated) if one.id == field else one
                    for one in section.questions
                )
            }
        )
        for section in REPORT.sections
    ]
    return REPORT.model_copy(update={"sections": tuple(sections)})


def born(exact=None, age=None, recorded_on=TODAY):
    return Birth(exact=exact, age=age, recorded_on=recorded_on, basis=AgeBasis.STATED)


@pytest.mark.parametrize(
    ("birth", "months"),
    [
        (born(date(2008, 9, 15)), 6),
        (born(date(2008, 9, 16)), 7),
        (born(date(2008, 3, 15)), 0),
        (born(date(2001, 1, 1)), 0),
        (born(age=16), 12),
        (born(age=17), 0),
        (born(age=15, recorded_on=date(2025, 9, 15)), 18),
        (born(age=3), 168),
    ],
)
def test_it_is_the_fewest_months_until_the_child_may_be_eighteen(birth, months):
    assert months_to_adult(birth, TODAY) == months


@pytest.mark.parametrize(
    ("taken", "months"),
    [
        (TODAY, 0),
        (date(2026, 3, 14), 1),
        (date(2025, 9, 15), 6),
        (date(2025, 9, 14), 7),
    ],
)
def test_a_month_that_has_begun_counts(taken, months):
    assert begun_months(taken, TODAY) == months


@pytest.mark.on_both
def test_the_youngest_age_and_the_fewest_months_count_where_claims_differ(
    given, worker, case, known
):
    today = now().date()
    claim = {"exact": None, "recorded_on": today.isoformat(), "basis": "stated"}
    given.claim(worker, case, "birth_date", {**claim, "age": 17})
    given.claim(worker, case, "birth_date", {**claim, "age": 12})

    facts = known(worker)

    assert (facts.age, facts.months_to_adult) == (12, 0)


def test_episodes_of_the_last_thirty_days_are_counted_with_the_present_one(
    session, case, worker, known
):
    ended = {EpisodeStatus.LOCATED_SAFE: 3, EpisodeStatus.NOT_MISSING: 5}
    for status, days in ended.items():
        one = missing(session, case)
        one.status, one.noticed_at = status, now() - timedelta(days=days)
        one.ended_at = now()
    long_ago = missing(session, case)
    long_ago.noticed_at, long_ago.ended_at = now() - timedelta(days=31), now()
    missing(session, case)

    facts = known(worker)

    assert (facts.recent_episodes, facts.earlier_episodes) == (2, 2)
    assert facts.missing


@pytest.mark.on_both
def test_a_photograph_is_as_old_as_somebody_says_or_as_long_as_it_is_here(
    session, given, worker, case, known
):
    recent = asking(PHOTOGRAPH, months=6)
    assert known(worker, recent).photograph_months is None

    photograph = NewFile(
        kind=FileKind.PHOTOGRAPH,
        compartment=Compartment.IDENTITY,
        media_type="image/jpeg",
        name="",
        content=b"made of pixels",
    )
    attach_file(read_case(session, worker, case.reference), photograph)
    assert known(worker, recent).photograph_months == 0

    taken = now().date() - timedelta(days=400)
    given.claim(worker, case, "photo_taken_on", taken.isoformat())
    assert known(worker, recent).photograph_months in (13, 14)
    assert known(worker, asking(PHOTOGRAPH)).photograph_months is None


@pytest.mark.on_both
def test_the_level_of_another_list_is_known_to_whom_it_can_be_opened_for(
    session, given, worker, case, known
):
    level_of = CountsWhen(level_of="CL-05", level_from=RiskLevel.HIGH)
    report = asking("trafficking_signs", level_of)
    finish_assessment(session, worker, fill(session, worker, case, "CL-05", gm03=NO))
    signs = {"gm03": YES, "gm05": YES}
    finish_assessment(session, worker, fill(session, worker, case, "CL-05", **signs))
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)

    assert known(worker, report).levels == {"CL-05": RiskLevel.IMMEDIATE}
    assert known(officer, report).levels == {}
    assert known(worker, asking("trafficking_signs")).levels == {}
