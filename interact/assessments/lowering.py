"""A level lower than the answers say: a second person agrees to it, or does not."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from interact.access.actor import Actor
from interact.access.guard import may, require
from interact.access.permissions import Permission
from interact.agencies.models import Agency
from interact.assessments.answers import people_named
from interact.assessments.asking import follow_up
from interact.assessments.conclusions import open_conclusion, seal_conclusion
from interact.assessments.holding import hold
from interact.assessments.models import Assessment
from interact.assessments.opened import open_assessment
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.models import Case
from interact.cases.rules import CompartmentNotHeld
from interact.cases.vault import Vault, open_vault
from interact.checklists.levels import LevelSet, needed
from interact.checklists.rules import Lowering, NoLoweringWaits


@dataclass(frozen=True, kw_only=True)
class LoweringView:
    """A lower level that was proposed: by whom, and who answered it.

    Names of people are said to colleagues of the same agency, else they are empty.
    """

    level: LevelSet = field(repr=False)
    at: datetime
    proposed_by: str
    proposer: str
    answered_by: str
    second: str
    is_own: bool

    @property
    def waits(self) -> bool:
        """Whether a second person has still to answer."""
        return self.level.lowering is Lowering.PROPOSED

    @property
    def agreed(self) -> bool:
        return self.level.lowering is Lowering.AGREED


def agree_to_lower(session: Session, actor: Actor, assessment: Assessment) -> None:
    """Agree, as the second person, to a level lower than the answers say.

    From now on it counts, and what is to be done follows it. Refuses with
    NoLoweringWaits, CannotLowerAlone to who proposed it, and CompartmentNotHeld who
    cannot open all that the level hangs on. Records `lowering.agreed`.
    """
    require(actor, Permission.FILL_ASSESSMENT, assessment.case)
    _answer(session, actor, assessment, "")
    _record(session, actor, Event.LOWERING_AGREED, assessment)


def decline_to_lower(
    session: Session, actor: Actor, assessment: Assessment, why_not: str
) -> None:
    """Say, as the second person, why the level must not be lower than the answers say.

    The computed level goes on counting. Refuses with WhyNotNeeded and as
    `agree_to_lower`, but not who can open only some of the answers. Records
    `lowering.declined`.
    """
    require(actor, Permission.FILL_ASSESSMENT, assessment.case)
    _answer(session, actor, assessment, needed(why_not))
    _record(session, actor, Event.LOWERING_DECLINED, assessment)


def list_lowerings(session: Session, actor: Actor) -> list[Assessment]:
    """Lower levels that wait for a second person, the oldest first; nothing is opened.

    For the agency that leads the case and the one that proposed it; not for who
    proposed it, and not for who is not cleared for the part it is in.
    """
    waiting = (
        select(Assessment)
        .join(Case, Case.id == Assessment.case_id)
        .where(
            Assessment.lowering == Lowering.PROPOSED,
            Assessment.finished_by_person_id != actor.person_id,
            or_(
                Case.lead_agency_id == actor.agency_id,
                Assessment.finished_by_agency_id == actor.agency_id,
            ),
        )
        .options(
            joinedload(Assessment.case).options(selectinload(Case.shares)),
            joinedload(Assessment.finished_by),
        )
        .order_by(Assessment.finished_at, Assessment.id)
    )
    cleared = {name.value for name, _epoch in actor.keyring.groups}
    return [
        one
        for one in session.scalars(waiting)
        if one.compartment.value in cleared
        and may(actor, Permission.FILL_ASSESSMENT, one.case)
    ]


def find_lowering(vault: Vault, assessment: Assessment) -> LoweringView | None:
    """The lower level that was proposed when this was finished, if one was.

    Raises CompartmentNotHeld where the actor does not hold what it came to.
    """
    if assessment.lowering is None or assessment.finished_at is None:
        return None
    level = open_conclusion(vault, assessment).level
    if level is None:
        return None
    by = {
        assessment.finished_by_person_id: assessment.finished_by_agency_id,
        assessment.second_person_id: assessment.second_agency_id,
    }
    names = people_named(vault, _own(by.items(), vault.actor.agency_id))
    second = assessment.second_agency_id
    agency = vault.session.get(Agency, second) if second else None
    return LoweringView(
        level=level,
        at=assessment.finished_at,
        proposed_by=assessment.finished_by.name if assessment.finished_by else "",
        proposer=_name(names, assessment.finished_by_person_id),
        answered_by=agency.name if agency else "",
        second=_name(names, assessment.second_person_id),
        is_own=assessment.finished_by_person_id == vault.actor.person_id,
    )


def _own(by: Iterable[tuple[UUID | None, UUID | None]], agency: UUID) -> list[UUID]:
    return [person for person, theirs in by if person and theirs == agency]


def _name(names: dict[UUID, str], person: UUID | None) -> str:
    return names.get(person, "") if person else ""


def _answer(
    session: Session, actor: Actor, assessment: Assessment, why_not: str
) -> None:
    """Let a second person answer; what the assessment came to is sealed anew."""
    vault = open_vault(session, actor, assessment.case)
    hold(session, assessment)
    if assessment.lowering is not Lowering.PROPOSED:
        raise NoLoweringWaits
    if not vault.holds(assessment.compartment):
        raise CompartmentNotHeld(part=assessment.compartment.label)
    made = open_conclusion(vault, assessment)
    if made.level is None:
        raise NoLoweringWaits
    proposed_by = assessment.finished_by_person_id
    level = made.level.answered(actor.person_id, proposed_by, why_not)
    if level.lowering is Lowering.AGREED:
        open_assessment(vault, assessment).check_all_seen()

    seal_conclusion(vault, assessment, replace(made, level=level))
    assessment.second_agency_id = actor.agency_id
    session.flush()
    if level.lowering is Lowering.AGREED:
        follow_up(vault, assessment)


def _record(
    session: Session, actor: Actor, event: Event, assessment: Assessment
) -> None:
    record(
        session,
        actor,
        event,
        assessment.case,
        checklist=assessment.edition,
        compartments=[assessment.compartment],
    )
