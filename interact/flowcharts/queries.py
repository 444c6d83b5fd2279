"""Reading procedures: where a case stands, and the steps that were taken."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from interact.cases.fields import SealedColumn
from interact.cases.sealed import Sealed
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.flowcharts.configuration import Move
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.models import Procedure, StepTaken
from interact.flowcharts.progress import Progress
from interact.flowcharts.published import Flowcharts
from interact.keys.rules import Compartment


@dataclass(frozen=True)
class StepView:
    """A step somebody took: its title, where it led, who, when, and what was noted."""

    step: str
    title: str
    leads_to: str
    at: datetime
    agency_name: str
    agency_country: str
    note: str


def flow_now(session: Session, flow_id: str, country: str) -> Flowchart:
    """A flowchart as it is followed in a country today, by that country's clock.

    Refuses with NotFound an id that is not published.
    """
    flows: Flowcharts = session.info["flowcharts"]
    made = flows.in_country(flow_id, country, now().date())
    day = now().astimezone(ZoneInfo(made.zone)).date()
    return flows.in_country(flow_id, country, day)


def find_procedure(vault: Vault) -> Procedure | None:
    """The newest procedure of a case, if one was ever started."""
    newest = (
        select(Procedure)
        .where(Procedure.case_id == vault.case.id)
        .options(joinedload(Procedure.published))
        .order_by(Procedure.created_at.desc(), Procedure.id)
        .limit(1)
    )
    return vault.session.scalar(newest)


def progress_of(procedure: Procedure) -> Progress:
    """Where a procedure stands and the way it took, for drawing it."""
    way = tuple(
        Move(
            track=step.track,
            from_state=step.from_state,
            to_state=step.to_state,
            step=step.step,
            at=step.at,
        )
        for step in procedure.steps
    )
    return Progress(configuration=procedure.stands, path=way, now=now())


def list_steps_taken(vault: Vault, procedure: Procedure) -> list[StepView]:
    """The steps that were taken, the newest first."""
    return [_view(vault, procedure, step) for step in reversed(procedure.steps)]


def _view(vault: Vault, procedure: Procedure, step: StepTaken) -> StepView:
    flow = procedure.flow
    found = flow.find_step(step.step)
    note = ""
    if step.sealed is not None and step.epoch is not None:
        part, column = Compartment.COORDINATION, SealedColumn.STEP_REASON
        sealed = Sealed(step.epoch, step.sealed)
        note = vault.unseal(part, column, step.id, sealed)
    return StepView(
        step=step.step,
        title=found.title if found else step.step,
        leads_to=flow.states[step.to_state].title,
        at=step.at,
        agency_name=step.agency.name,
        agency_country=step.agency.country,
        note=note,
    )
