"""Answers as rows keep them: sealed, opened, the newest first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from interact.agencies.models import Person
from interact.agencies.queries import name_of
from interact.assessments import models
from interact.cases.fields import SealedColumn
from interact.cases.sealed import Sealed
from interact.cases.vault import Vault
from interact.checklists.questions import Question
from interact.checklists.rules import Answer, AnswerOutsideScale
from interact.core.clock import now
from interact.core.errors import CannotOpen, RuleBroken
from interact.keys.rules import Compartment

# Somewhere on earth the day begins so long before it does in UTC.
FIRST_ZONE = timedelta(hours=14)


@dataclass(frozen=True, kw_only=True)
class GivenAnswer:
    """An answer somebody gave, when (UTC), for which agency; None if it is hidden.

    `person_name` is said to colleagues of the same agency where several answered (see
    `named`), else empty. `decides` says that it settled answers that differed.
    """

    id: UUID
    answer: Answer | None = field(repr=False)
    at: datetime
    person_id: UUID
    person_name: str = ""
    decides: bool
    agency_id: UUID
    agency_name: str
    agency_country: str


def latest_day() -> date:
    """The day it is already somewhere: what happened on a later one did not yet."""
    return (now() + FIRST_ZONE).date()


def seal_answer(
    vault: Vault,
    assessment: models.Assessment,
    question: tuple[str, Compartment],
    answer: Answer,
    *,
    decides: bool = False,
) -> models.Answer:
    """Add an answer, sealed in its part together with the question it belongs to."""
    item, compartment = question
    row_id = uuid4()
    value = _bound(assessment.id, item, answer)
    sealed = vault.seal(compartment, SealedColumn.ANSWER, row_id, value)
    row = models.Answer(
        id=row_id,
        assessment_id=assessment.id,
        item=item,
        compartment=compartment,
        epoch=sealed.epoch,
        sealed=sealed.blob,
        decides=decides,
        agency_id=vault.actor.agency_id,
        person_id=vault.actor.person_id,
    )
    vault.session.add(row)
    return row


def given_answers(
    vault: Vault, assessment: models.Assessment, items: Iterable[str] | None = None
) -> dict[str, list[GivenAnswer]]:
    """Every answer by the id of its question, the newest first; of `items` only.

    One that this actor does not hold is there, and hidden. Raises CannotOpen.
    """
    counted = [assessment.id, assessment.goes_on_from_id]
    wanted = (
        select(models.Answer)
        .where(models.Answer.assessment_id.in_([one for one in counted if one]))
        .order_by(models.Answer.created_at.desc(), models.Answer.id)
    )
    if items is not None:
        wanted = wanted.where(models.Answer.item.in_(items))
    given: dict[str, list[GivenAnswer]] = {}
    for row in vault.session.scalars(wanted):
        one = GivenAnswer(
            id=row.id,
            answer=_open_answer(vault, row) if vault.holds(row.compartment) else None,
            at=row.created_at,
            person_id=row.person_id,
            decides=row.decides,
            agency_id=row.agency_id,
            agency_name=row.agency.name,
            agency_country=row.agency.country,
        )
        given.setdefault(row.item, []).append(one)
    return given


def fits(question: Question, answer: Answer | None) -> bool:
    """Whether an answer to an earlier version of a question can answer this one.

    One that is hidden is taken to fit.
    """
    if answer is None:
        return True
    try:
        question.check(answer, date.max)
    except AnswerOutsideScale:
        return False
    except RuleBroken:
        return True  # what it rests on is asked for when it is answered anew
    return True


def people_named(vault: Vault, people: Iterable[UUID]) -> dict[UUID, str]:
    """The names of people; call it for colleagues of the actor only."""
    found = vault.session.scalars(select(Person).where(Person.id.in_(set(people))))
    return {person.id: name_of(vault.session, person) for person in found}


def _open_answer(vault: Vault, row: models.Answer) -> Answer:
    """Raises CannotOpen when the row was moved to another question or assessment."""
    sealed = Sealed(row.epoch, row.sealed)
    value = vault.unseal(row.compartment, SealedColumn.ANSWER, row.id, sealed)
    answer = Answer.from_value(value)
    if value != _bound(row.assessment_id, row.item, answer):
        raise CannotOpen
    return answer


def _bound(assessment_id: UUID, item: str, answer: Answer) -> dict[str, str]:
    """What is sealed: the answer, and to which question of which assessment."""
    to = {"assessment": str(assessment_id), "item": item}
    return {**to, **answer.as_value()}
