"""How a fictional case is told: everything through the actions that the pages use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency
from interact.cases.actions import claim_field
from interact.cases.fields import field_by_name
from interact.cases.files import NewFile, attach_file
from interact.cases.models import Case
from interact.cases.photographs import rebuild_photograph
from interact.cases.rules import FileKind
from interact.cases.statements import Confidence, Source, Statement
from interact.cases.vault import open_vault
from interact.checklists.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.checklists.publishing import definition_of
from interact.checklists.rules import Answer, Reply
from interact.demo.portraits import Face, draw_portrait
from interact.joining.sessions import Credentials, sign_in
from interact.keys.rules import Compartment


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

    def fill(
        self,
        actor: Actor,
        case: Case,
        checklist_id: str,
        signs: Mapping[str, str],
        *,
        short_form: bool = False,
    ) -> None:
        """Fill in a checklist and finish it, its level as computed.

        `signs` says what a "yes" rests on, by question; the rest is not known.
        """
        assessment = start_assessment(
            self.session,
            actor,
            case,
            checklist_id,
            short_form=short_form,
            episode=case.open_episode,
        )
        checklist = definition_of(self.session, assessment.published)
        asked = checklist.short() if short_form else checklist
        given = {
            question.id: _answer(signs.get(question.id))
            for question in asked.questions()
        }
        answer_questions(self.session, actor, assessment, given)
        finish_assessment(self.session, actor, assessment)


def _answer(evidence: str | None) -> Answer:
    if evidence is None:
        return Answer(reply=Reply.NOT_KNOWN)
    return Answer(reply=Reply.YES, evidence=evidence)
