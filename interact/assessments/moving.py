"""Moving an open assessment to the version of its checklist in use, and back."""

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.assessments.holding import hold_open
from interact.assessments.models import Assessment, PublishedChecklist
from interact.assessments.preview import find_newer
from interact.assessments.publishing import vouched_definition
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.vault import Vault, open_vault
from interact.checklists.rules import ChangedSincePreview, NotMoved


def move_assessment(
    session: Session, actor: Actor, assessment: Assessment, to_edition: str
) -> None:
    """Go on with an open assessment in the edition in use, as it was previewed.

    Answers stay as they are: those to questions that are not asked there wait for the
    way back. Refuses with AlreadyFinished, NothingNewer, CompartmentNotHeld, what
    `vouched_definition` refuses, and with ChangedSincePreview where `to_edition` is
    not in use. Records `assessment.moved`.
    """
    require(actor, Permission.FILL_ASSESSMENT, assessment.case)
    vault = open_vault(session, actor, assessment.case)
    hold_open(session, assessment)
    newer = find_newer(vault, assessment)
    if newer.edition != to_edition:
        raise ChangedSincePreview

    begun_with = assessment.moved_from or assessment.published
    _pin(vault, assessment, newer)
    assessment.moved_from = None if begun_with is newer else begun_with
    session.flush()


def move_back(session: Session, actor: Actor, assessment: Assessment) -> None:
    """Go on with a moved assessment in the edition it was begun with.

    Refuses with AlreadyFinished, NotMoved, CompartmentNotHeld, and what
    `vouched_definition` refuses. Records `assessment.moved`.
    """
    require(actor, Permission.FILL_ASSESSMENT, assessment.case)
    vault = open_vault(session, actor, assessment.case)
    hold_open(session, assessment)
    if assessment.moved_from is None:
        raise NotMoved

    _pin(vault, assessment, assessment.moved_from)
    assessment.moved_from = None
    session.flush()


def _pin(vault: Vault, assessment: Assessment, to: PublishedChecklist) -> None:
    """Needs both parts of the case: the one the result would be in, and the new one."""
    checklist = vouched_definition(vault.session, to)
    vault.begin(assessment.compartment)
    vault.begin(checklist.compartment)
    before = assessment.edition
    assessment.published = to
    assessment.version = checklist.version
    assessment.compartment = checklist.compartment
    record(
        vault.session,
        vault.actor,
        Event.ASSESSMENT_MOVED,
        assessment.case,
        checklist=assessment.edition,
        before=before,
        compartments=[checklist.compartment],
    )
