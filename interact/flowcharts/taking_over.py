"""Taking over the lead of a case, with the tasks that fall to whoever leads it."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.cases.models import Case
from interact.flowcharts.models import Procedure, Task
from interact.flowcharts.tasks import holder_of
from interact.leading.handing_over import accept_lead
from interact.leading.models import LeadOffer


def take_over_lead(session: Session, actor: Actor, offer: LeadOffer) -> None:
    """Accept the lead of a case, as `accept_lead` does; open tasks go to who leads now.

    Times by which they are due stay as they are.
    """
    require(actor, Permission.ANSWER_LEAD, offer.case)
    accept_lead(session, actor, offer)

    for task in _open_tasks(session, offer.case):
        country = task.procedure.episode.country
        task.agency_id = holder_of(offer.case, task.part, country)
    session.flush()


def _open_tasks(session: Session, case: Case) -> list[Task]:
    running = (
        select(Task)
        .where(Task.case_id == case.id, Task.ended_at.is_(None))
        .options(joinedload(Task.procedure).joinedload(Procedure.episode))
    )
    return list(session.scalars(running))
