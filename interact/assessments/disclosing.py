"""Taking a filled-in checklist out of INTERACT, as a document."""

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.assessments.models import Assessment
from interact.assessments.publishing import definition_of
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.vault import open_vault


def disclose_assessment(session: Session, actor: Actor, assessment: Assessment) -> None:
    """Record that an assessment leaves INTERACT as a document: `case.disclosed`.

    The entry names the parts of the case that this actor opens and that are in it.
    """
    require(actor, Permission.DISCLOSE_CASE, assessment.case)
    vault = open_vault(session, actor, assessment.case)
    checklist = definition_of(session, assessment.published)
    asked = {checklist.compartment_of(one) for one in checklist.questions()}

    record(
        session,
        actor,
        Event.CASE_DISCLOSED,
        assessment.case,
        compartments=sorted(
            part for part in asked | {assessment.compartment} if vault.holds(part)
        ),
        document="assessment",
        checklist=assessment.edition,
    )
