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

    `person_name` is said to colleagues of the same agency where others answered (see
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
    """Add an answer, sealed in its part with the question it is to and who gave it."""
    item, compartment = question
    row = models.Answer(
        id=uuid4(),
        assessment_id=assessment.id,
        item=item,
        compartment=compartment,
        decides=decides,
        agency_id=vault.actor.agency_id,
        person_id=vault.actor.person_id,
    )
    value = {
        **_place(row),
        **_giver(row, assessment.goes_on_from_id),
        **answer.as_value(),
    }
    sealed = vault.seal(compartment, SealedColumn.ANSWER, row.id, value)
    row.epoch, row.sealed = sealed.epoch, sealed.blob
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
        held = vault.holds(row.compartment)
        one = GivenAnswer(
            id=row.id,
            answer=_open_answer(vault, row, assessment) if held else None,
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


def _open_answer(
    vault: Vault, row: models.Answer, read_in: models.Assessment
) -> Answer:
    """Raises CannotOpen when the row was moved, or says that another gave it.

    What an earlier INTERACT sealed does not say who gave it, and decides nothing.
    """
    sealed = Sealed(row.epoch, row.sealed)
    value = vault.unseal(row.compartment, SealedColumn.ANSWER, row.id, sealed)
    answer = Answer.from_value(value)
    bound = {**_place(row), **answer.as_value()}
    if "person" in value:
        own = row.assessment_id == read_in.id  # a short form goes on from none
        bound |= _giver(row, read_in.goes_on_from_id if own else None)
    if value != bound or (row.decides and "decides" not in value):
        raise CannotOpen
    return answer


def _place(row: models.Answer) -> dict[str, str]:
    """To which question of which assessment an answer belongs."""
    return {"assessment": str(row.assessment_id), "item": row.item}


def _giver(row: models.Answer, goes_on_from: UUID | None) -> dict[str, str]:
    """Who gave it, for whom, and beside which answers it counts."""
    parts = {
        "person": str(row.person_id),
        "agency": str(row.agency_id),
        "decides": "yes" if row.decides else "",
        "goes_on_from": str(goes_on_from or ""),
    }
    return {name: part for name, part in parts.items() if part}
