"""What is answered and recorded about a child of a story; all of it is made up."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.cases.actions import claim_field
from interact.cases.fields import field_by_name
from interact.cases.models import Case
from interact.cases.statements import Confidence, Source, Statement
from interact.checklists.definitions import Checklist
from interact.checklists.rules import Answer, AnswerKind, Reply
from interact.core.clock import now
from interact.keys.rules import Compartment
from interact.sightings.rules import Account

AN_HOUR = timedelta(hours=1)


def answers_to(
    asked: Checklist,
    signs: Iterable[str],
    told: str,
    may_write: Callable[[Compartment], bool],
) -> dict[str, Answer]:
    """Yes to `signs` and to what is only confirmed; the rest is not known.

    What belongs to a part of the case that the agency cannot open is left out.
    """
    answers = {}
    opens = (one for one in asked.questions() if may_write(asked.compartment_of(one)))
    for question in opens:
        if question.id in signs or question.answer is AnswerKind.CONFIRM:
            answers[question.id] = Answer(reply=Reply.YES, evidence=told)
        else:
            answers[question.id] = Answer(reply=Reply.NOT_KNOWN)
    return answers


def claim(session: Session, actor: Actor, case: Case, name: str, value: Any) -> None:
    """Record a detail that the child told."""
    found = field_by_name(name)
    if found is None:
        raise LookupError(name)
    said = Statement(value=value, source=Source.CHILD, confidence=Confidence.LIKELY)
    claim_field(session, actor, case, found, said)


def account(name: str, place: str) -> Account:
    """What a passer-by saw an hour ago."""
    return Account(
        seen_at=now() - AN_HOUR,
        place=place,
        description=f"Somebody who looked like {name}",
        said_by="A passer-by",
        confidence=Confidence.LIKELY,
    )
