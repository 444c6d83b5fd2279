"""A database writer changes which part of a case an answer is sealed in."""

from contextlib import suppress

import pytest
from sqlalchemy import select

from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.assessments.conclusions import open_conclusion
from interact.assessments.models import Answer, PublishedChecklist
from interact.assessments.moving import move_assessment, move_back
from interact.assessments.publishing import EditionNotFilledIn, _digest
from interact.cases.queries import read_case
from interact.cases.rules import CompartmentNotHeld
from interact.core.errors import CannotOpen
from interact.keys.rules import Compartment
from tests.actions.editions import changed, use
from tests.actions.filling import NO, YES, fill, view
from tests.attacks.attacker import forget
from tests.content.published import CHECKLISTS

pytestmark = pytest.mark.on_both

PREGNANT = "fc11"


def leaking(body):
    """The same checklist, which keeps every answer where the result is kept."""
    sections = [
        section
        | {
            "questions": [
                {key: part for key, part in one.items() if key != "compartment"}
                for one in section["questions"]
            ]
        }
        for section in body["sections"]
    ]
    return body | {"sections": sections}


def plant(session, assessment, stamp=None):
    """Let an assessment be of an edition that the attacker wrote."""
    body = leaking(assessment.published.body)
    planted = PublishedChecklist(
        checklist_id=assessment.checklist_id,
        version=1,
        edition="0",
        sha256=_digest(body),
        stamp=stamp,
        body=body,
    )
    session.add(planted)
    assessment.published = planted
    forget(session)


@pytest.fixture
def stamp(session, worker, case):
    """The stamp of an edition that was published here."""
    return start_assessment(session, worker, case, "CL-05").published.stamp


@pytest.mark.parametrize("stamped", [False, True])
def test_an_edition_that_was_never_published_here_is_not_filled_in(
    session, worker, case, stamp, stamped
):
    assessment = start_assessment(session, worker, case, "CL-01")
    plant(session, assessment, stamp if stamped else None)

    with pytest.raises(EditionNotFilledIn):
        answer_questions(session, worker, assessment, {PREGNANT: YES})
    with pytest.raises(EditionNotFilledIn):
        finish_assessment(session, worker, assessment)

    assert session.scalars(select(Answer)).all() == []


def test_what_is_in_use_in_a_country_is_read_from_the_files(session, given):
    worker = given.caseworker(given.agency(country="IT"))
    case = given.case(worker)
    assessment = start_assessment(session, worker, case, "CL-12")
    published = assessment.published
    assert published.edition != str(CHECKLISTS["CL-12"].version)
    published.body = leaking(published.body)
    published.sha256 = _digest(published.body)
    forget(session)

    answer_questions(session, worker, assessment, {"fh24": YES})

    assert session.scalars(select(Answer)).one().compartment is Compartment.LEGAL


def test_what_it_came_to_is_not_sealed_where_the_row_says_but_where_it_belongs(
    session, given
):
    worker, officer = given.caseworker(), given.officer()
    case = given.case(worker)
    given.share(worker, case, officer, Compartment.IDENTITY)
    assessment = start_assessment(session, worker, case, "CL-05")
    answer_questions(session, worker, assessment, {"gm03": YES})
    assessment.compartment = Compartment.IDENTITY
    forget(session)

    with suppress(CannotOpen):
        finish_assessment(session, worker, assessment)
    forget(session)

    with pytest.raises((CannotOpen, CompartmentNotHeld)):
        open_conclusion(read_case(session, officer, case.reference), assessment)


def test_what_an_earlier_installation_published_is_read_and_moved_but_not_filled_in(
    session, worker, case
):
    old = fill(session, worker, case, "CL-05", gm03=YES)
    use(session, changed("CL-05", lambda question: question))
    old.published.stamp = None
    forget(session)

    with pytest.raises(EditionNotFilledIn):
        answer_questions(session, worker, old, {"gm05": NO})
    assert view(session, worker, case, old).items["gm03"].answer == YES

    move_assessment(session, worker, old, "9")
    answer_questions(session, worker, old, {"gm05": NO})
    with pytest.raises(EditionNotFilledIn):
        move_back(session, worker, old)
    assert view(session, worker, case, old).items["gm05"].answer == NO


def test_what_is_in_use_is_stamped_at_the_next_start(session, worker, case):
    old = fill(session, worker, case, "CL-05", gm03=YES)
    old.published.stamp = None
    use(session, changed("CL-06", lambda question: question))
    use(session, changed("CL-05", lambda question: question))
    forget(session)

    answer_questions(session, worker, old, {"gm05": NO})

    assert view(session, worker, case, old).items["gm05"].answer == NO
