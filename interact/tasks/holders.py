"""Which agency a task falls to, and who holds it now."""

from uuid import UUID

from interact.access.actor import Actor
from interact.access.permissions import Standing
from interact.agencies.models import Agency
from interact.cases.models import Case
from interact.cases.rules import ShareStatus
from interact.keys.rules import Compartment
from interact.tasks.models import Task
from interact.tasks.rules import Party, TaskKind

TAKES_PART = frozenset({Standing.LEAD, Standing.PARTNER})


def holder_of(case: Case, part: Party, country: str) -> UUID | None:
    """The agency a task falls to: the lead, else a partner of that kind.

    A partner in the country where the absence was noticed comes first. For a party
    abroad `country` is the other country, and only its agencies will do.
    """
    return next((agency.id for agency in _of(case, part, country)), None)


def owner_of(
    case: Case, part: Party, country: str, compartment: Compartment | None
) -> UUID:
    """The agency that gets what a checklist asks for.

    As `holder_of` says, but only one that was let into the part of the case in which
    it is sealed; the lead where there is none.
    """
    agencies = _of(case, part, country)
    opening = [one for one in agencies if _opens(case, one.id, compartment)]
    return next((agency.id for agency in opening), case.lead_agency_id)


def holder_now(task: Task) -> Agency | None:
    """Who holds a task: who was given it, or who is next once they left the case.

    None while no agency takes part that could do it. What police keep to themselves
    falls to nobody else.
    """
    if task.agency_id is None:
        return None
    holder = _agency(task.case, task.agency_id)
    if holder is not None and _may_keep(task, holder):
        return holder
    return None if is_secret(task) else _agency(task.case, next_holder(task))


def falls_to(actor: Actor, task: Task) -> bool:
    """Whether the actor's agency has a task now, or should have what nobody holds."""
    holder = holder_now(task)
    if holder is not None:
        return holder.id == actor.agency_id
    if is_secret(task):
        return False
    here = not task.part.is_abroad or task.country == actor.country
    return task.part.kind is actor.kind and here


def next_holder(task: Task) -> UUID | None:
    """Whom a task would be given to now."""
    case, part, country = task.case, task.part, task.country
    if task.kind is TaskKind.STEP:
        return holder_of(case, part, country)
    return owner_of(case, part, country, task.compartment)


def holder_after_handover(task: Task) -> UUID | None:
    """Who gets a task when another agency leads: what is to be filled in by an agency
    that does not lead stays with it, and with police what they keep to themselves."""
    if is_secret(task):
        return task.agency_id
    if task.kind is TaskKind.FILL_IN and task.part is not Party.LEAD:
        holder = holder_now(task)
        return holder.id if holder else None
    return next_holder(task)


def may_hold(case: Case, agency_id: UUID, compartment: Compartment | None) -> bool:
    """Whether an agency takes part in a case, and was let into this part of it."""
    takes_part = case.standing_of(agency_id) in TAKES_PART
    return takes_part and _opens(case, agency_id, compartment)


def may_know(agency_id: UUID, task: Task) -> bool:
    """Whether a task may be told of to an agency that takes part in its case.

    What police keep to themselves is told to who has it, and to nobody else.
    """
    if is_secret(task):
        return task.agency_id == agency_id
    return _opens(task.case, agency_id, task.compartment)


def is_secret(task: Task) -> bool:
    """Whether a task tells of an investigation: only who has it may know of it."""
    theirs = task.compartment is Compartment.INVESTIGATION
    return theirs and task.kind is TaskKind.TO_DO


def _may_keep(task: Task, agency: Agency) -> bool:
    # Whoever began an investigation holds it without being let in.
    theirs = task.compartment is Compartment.INVESTIGATION
    return theirs or _opens(task.case, agency.id, task.compartment)


def _opens(case: Case, agency_id: UUID, compartment: Compartment | None) -> bool:
    return compartment is None or compartment in case.opens_to(agency_id)


def _of(case: Case, part: Party, country: str) -> list[Agency]:
    """The agencies that are this party, the one it falls to first."""
    kind = part.kind
    if part.is_abroad:
        known = [case.lead_agency, *_partners(case)]
        return [one for one in known if one.kind is kind and one.country == country]
    if kind is None or case.lead_agency.kind is kind:
        return [case.lead_agency]
    of_kind = [one for one in _partners(case) if one.kind is kind]
    return [one for one in of_kind if one.country == country] + of_kind


def _partners(case: Case) -> list[Agency]:
    return [
        share.agency
        for share in case.shares
        if share.in_force and share.status is ShareStatus.ACCEPTED
    ]


def _agency(case: Case, agency_id: UUID | None) -> Agency | None:
    """An agency by its id, if it takes part in the case now."""
    known = [case.lead_agency, *_partners(case)]
    return next((one for one in known if one.id == agency_id), None)
