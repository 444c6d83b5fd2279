"""Taking over the lead of a case, with the tasks that fall to whoever leads it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.cases.models import Case
from interact.flowcharts.models import Procedure
from interact.flowcharts.passing_on import pass_on
from interact.leading.handing_over import accept_lead
from interact.leading.models import LeadOffer
from interact.tasks.deadlines import give_to
from interact.tasks.holders import holder_after_handover
from interact.tasks.models import Task


def take_over_lead(session: Session, actor: Actor, offer: LeadOffer) -> None:
    """Accept the lead of a case, as `accept_lead` does; open tasks go to who leads now.

    So does the next step of each procedure that the lead answers for. Times by which
    they are due stay as they are. What is sealed goes to nobody who was
    not let into its part.
    """
    require(actor, Permission.ANSWER_LEAD, offer.case)
    accept_lead(session, actor, offer)

    for task in _open_tasks(session, offer.case):
        give_to(task, holder_after_handover(task))
    session.flush()
    for procedure in _open_procedures(session, offer.case):
        pass_on(session, procedure, actor.agency_id)


def _open_procedures(session: Session, case: Case) -> list[Procedure]:
    running = select(Procedure).where(
        Procedure.case_id == case.id, Procedure.ended_at.is_(None)
    )
    return list(session.scalars(running))


def _open_tasks(session: Session, case: Case) -> list[Task]:
    running = select(Task).where(Task.case_id == case.id, Task.ended_at.is_(None))
    return list(session.scalars(running))
