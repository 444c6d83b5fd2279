"""How a fictional case is told: everything through the actions that the pages use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency
from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.assessments.models import Answer, Assessment
from interact.assessments.publishing import definition_of
from interact.cases.actions import claim_field
from interact.cases.fields import field_by_name
from interact.cases.files import NewFile, attach_file
from interact.cases.models import Case, Claim, File, Note
from interact.cases.photographs import rebuild_photograph
from interact.cases.rules import FileKind, Terms
from interact.cases.sharing import accept_share, share_case
from interact.cases.statements import Confidence, Source, Statement
from interact.cases.vault import open_vault
from interact.core.db import Row
from interact.demo.answers import Said
from interact.demo.portraits import Face, draw_portrait
from interact.flowcharts.actions import Taking, take_step
from interact.flowcharts.models import Procedure
from interact.flowcharts.queries import PREVENTION, find_open
from interact.joining.sessions import Credentials, sign_in
from interact.keys.rules import Compartment
from interact.tasks.models import Deadline, Task

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class ChildTelling:
    """What one person records about one child."""

    session: Session
    actor: Actor
    case: Case

    def claim(
        self,
        name: str,
        value: Any,
        source: Source = Source.CHILD,
        confidence: Confidence = Confidence.LIKELY,
    ) -> None:
        """Record a detail."""
        field = field_by_name(name)
        if field is None:
            raise LookupError(name)
        statement = Statement(value=value, source=source, confidence=confidence)
        claim_field(self.session, self.actor, self.case, field, statement)

    def claims(self, details: Mapping[str, Any]) -> None:
        """Record several details the child told."""
        for name, value in details.items():
            self.claim(name, value)

    def photograph(self, face: Face) -> None:
        """Add a drawn face where a photograph would be."""
        rebuilt = rebuild_photograph(draw_portrait(face))
        new = NewFile(
            kind=FileKind.PHOTOGRAPH,
            compartment=Compartment.IDENTITY,
            media_type="image/jpeg",
            name="photograph.jpg",
            content=rebuilt.jpeg,
        )
        attach_file(open_vault(self.session, self.actor, self.case), new)


@dataclass
class Telling:
    """The cast in one session, and what they do. `emails` finds a person by part."""

    session: Session
    passphrase: str = field(repr=False)
    emails: Mapping[str, str]
    agencies: Mapping[str, Agency]

    def sign_in(self, key: str) -> Actor:
        """The caseworker of an agency of the cast, signed in as they would be."""
        typed = Credentials(self.emails[key], self.passphrase)
        return sign_in(self.session, typed, {})

    def about(self, actor: Actor, case: Case) -> ChildTelling:
        """What this person records about the child of this case."""
        return ChildTelling(self.session, actor, case)

    def share(self, actor: Actor, case: Case, key: str, terms: Terms) -> Actor:
        """Let an agency in, which accepts; its caseworker, signed in."""
        share = share_case(self.session, actor, case, self.agencies[key], terms)
        partner = self.sign_in(key)
        accept_share(self.session, partner, share)
        return partner

    def begin(
        self, actor: Actor, case: Case, checklist_id: str, *, short_form: bool = False
    ) -> Assessment:
        """Begin a checklist, or go on with the one that is begun."""
        episode = case.open_episode
        return start_assessment(
            self.session,
            actor,
            case,
            checklist_id,
            short_form=short_form,
            episode=episode,
        )

    def answer(self, actor: Actor, assessment: Assessment, said: Said) -> None:
        """Answer what this person can answer."""
        checklist = definition_of(self.session, assessment.published)
        asked = checklist.short() if assessment.short_form else checklist
        answer_questions(self.session, actor, assessment, said.answers(asked))

    def fill(
        self,
        actor: Actor,
        case: Case,
        checklist_id: str,
        said: Said,
        *,
        short_form: bool = False,
    ) -> None:
        """Fill in a checklist and finish it, its level as computed."""
        assessment = self.begin(actor, case, checklist_id, short_form=short_form)
        self.answer(actor, assessment, said)
        finish_assessment(self.session, actor, assessment)

    def take(self, actor: Actor, procedure: Procedure, *steps: str) -> None:
        """Take steps one after another, each with all that it asks to be ticked."""
        for name in steps:
            step = procedure.flow.find_step(name)
            ticked = frozenset(ask.id for ask in step.asks) if step else frozenset()
            take_step(self.session, actor, procedure, Taking(name, ticked))

    def prevention(self, actor: Actor, case: Case) -> Procedure:
        """What is followed to keep the child from going missing."""
        vault = open_vault(self.session, actor, case)
        found = find_open(vault, PREVENTION, None, None)
        if found is None:
            raise LookupError(PREVENTION)
        return found

    def was_days_ago(self, case: Case, days: int) -> None:
        """Let everything told so far be some days old.

        No action dates anything back, and none should: only the made-up past is made
        up. The log keeps the day on which it was told.
        """
        ago = timedelta(days=days)
        self.session.flush()
        filled = self._rows(Assessment, Assessment.case_id == case.id)
        for one in filled:
            one.answered_at = one.answered_at and one.answered_at - ago
            one.finished_at = one.finished_at and one.finished_at - ago
        for task in self._rows(Task, Task.case_id == case.id):
            task.created_at, task.due_at = task.created_at - ago, task.due_at - ago
            for deadline in self._rows(Deadline, Deadline.task_id == task.id):
                deadline.at -= ago
        answers = Answer.assessment_id.in_([one.id for one in filled])
        told: list[Row] = [case, *filled, *self._rows(Answer, answers)]
        for procedure in self._rows(Procedure, Procedure.case_id == case.id):
            procedure.configuration = _earlier(procedure.configuration, ago)
            for taken in procedure.steps:
                taken.at -= ago
            told.append(procedure)
        told += self._rows(Claim, Claim.case_id == case.id)
        told += self._rows(Note, Note.case_id == case.id)
        told += self._rows(File, File.case_id == case.id)
        for row in told:
            row.created_at -= ago
        self.session.flush()

    def _rows(self, model: type[R], which: ColumnElement[bool]) -> list[R]:
        return list(self.session.scalars(select(model).where(which)))


def _earlier(stored: Any, ago: timedelta) -> Any:
    """Where a procedure stands, with every moment of it so much earlier."""
    if isinstance(stored, dict):
        return {name: _earlier(value, ago) for name, value in stored.items()}
    if isinstance(stored, list):
        return [_earlier(value, ago) for value in stored]
    try:
        return (datetime.fromisoformat(stored) - ago).isoformat()
    except ValueError:
        return stored
