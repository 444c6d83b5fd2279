"""The tasks of a procedure: who gets which step, and when it has ended."""

from uuid import UUID

from sqlalchemy.orm import Session

from interact.agencies.rules import AgencyKind
from interact.cases.models import Case
from interact.cases.rules import ShareStatus
from interact.core.clock import now
from interact.flowcharts.configuration import Outcome, TaskDue
from interact.flowcharts.models import Procedure, Task
from interact.flowcharts.rules import Party


def keep_tasks(session: Session, procedure: Procedure, outcome: Outcome) -> None:
    """Store what became due, and end what was done or lapsed. Times are UTC."""
    ended = set(outcome.done) | set(outcome.lapsed)
    for task in procedure.tasks:
        if task.ended_at is None and task.step in ended:
            task.ended_at = now()
            task.done = task.step in outcome.done
    for due in outcome.tasks:
        _begin(procedure, due)
    session.flush()


def holder_of(case: Case, part: Party, country: str) -> UUID | None:
    """The agency a task falls to: the lead, else a partner of that kind.

    A partner in the country where the absence was noticed comes first.
    """
    if part in {Party.LEAD, Party.ANY} or case.lead_agency.kind.value == part.value:
        return case.lead_agency_id
    kind = AgencyKind(part.value)
    partners = [
        share.agency
        for share in case.shares
        if share.in_force and share.status is ShareStatus.ACCEPTED
    ]
    of_kind = [agency for agency in partners if agency.kind is kind]
    near = [agency for agency in of_kind if agency.country == country]
    return next((agency.id for agency in near + of_kind), None)


def _begin(procedure: Procedure, due: TaskDue) -> None:
    """Give a task to who should do it; one that lapsed for a while goes on."""
    which = (due.state, due.step, due.due_at)
    for task in procedure.tasks:
        if (task.state, task.step, task.due_at) == which:
            task.ended_at, task.done = None, False
            return
    country = procedure.episode.country
    procedure.tasks.append(
        Task(
            case=procedure.case,
            state=due.state,
            step=due.step,
            title=due.title,
            part=due.part,
            agency_id=holder_of(procedure.case, due.part, country),
            due_at=due.due_at,
            done=False,
        )
    )
