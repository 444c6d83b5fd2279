"""Recording what is known about a child, and what follows when it changed."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.assessments.models import Assessment
from interact.assessments.reviewing import report_change
from interact.cases.actions import claim_fields
from interact.cases.fields import AgeBasis, Field
from interact.cases.models import Case, Claim
from interact.cases.queries import ClaimView, read_profile
from interact.cases.statements import Statement
from interact.cases.vault import Vault, open_vault
from interact.checklists.rules import Trigger

# Which change a detail tells of. A claim about anything else changes no assessment.
TELLS_OF = {
    "placement": Trigger.MOVE,
    "guardian": Trigger.GUARDIAN,
    "asylum_status": Trigger.DECISION,
    "dublin_status": Trigger.DECISION,
    "decisions_due": Trigger.DECISION,
    "age_dispute": Trigger.AGE_RESULT,
    "birth_date": Trigger.AGE_RESULT,
    "reunification": Trigger.REUNIFICATION,
    "own_phone": Trigger.CONTACT,
    "feared_people": Trigger.CONTACT,
    "debt": Trigger.CONTACT,
}


def claim_details(
    session: Session, actor: Actor, case: Case, statements: Mapping[Field, Statement]
) -> list[Claim]:
    """Record statements as `claim_fields` does, and say that something changed.

    It did when a detail is not what it was, or was not known when a checklist was
    finished before. Records what `claim_fields` and `report_change` do.
    """
    require(actor, Permission.CLAIM_FIELD, case)
    vault = open_vault(session, actor, case)
    changes = _changes(vault, statements)

    claims = claim_fields(session, actor, case, statements)
    for trigger in changes:
        report_change(session, actor, case, trigger)
    return claims


def _changes(vault: Vault, statements: Mapping[Field, Statement]) -> list[Trigger]:
    """What changes by these statements, each change once."""
    telling = [field for field, said in statements.items() if _tells(field, said)]
    if not telling:
        return []
    known, assessed = read_profile(vault, telling), _was_assessed(vault)
    changes = [
        TELLS_OF[field.name]
        for field in telling
        if _is_new(known.get(field.name, []), statements[field], assessed)
    ]
    return list(dict.fromkeys(changes))


def _is_new(before: list[ClaimView], said: Statement, assessed: bool) -> bool:
    if not before:
        return assessed
    return bool(before[0].statement.value != said.value)


def _tells(field: Field, said: Statement) -> bool:
    """Whether a detail tells of a change; of an age only a result does."""
    if field.name == "birth_date":
        return isinstance(said.value, dict) and (
            said.value.get("basis") == AgeBasis.ASSESSED
        )
    return field.name in TELLS_OF


def _was_assessed(vault: Vault) -> bool:
    finished = select(Assessment.id).where(
        Assessment.case_id == vault.case.id, Assessment.finished_at.is_not(None)
    )
    return vault.session.scalar(finished.limit(1)) is not None
