"""Reading procedures: where a case stands, and the steps that were taken."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from interact.cases.fields import SealedColumn
from interact.cases.models import Episode
from interact.cases.rules import EpisodeStatus
from interact.cases.sealed import Sealed
from interact.cases.vault import Vault
from interact.checklists.rules import Stage
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.flowcharts.configuration import Move
from interact.flowcharts.definitions import Flowchart, State, Step
from interact.flowcharts.interpreter import at_rest
from interact.flowcharts.models import Procedure, StepTaken
from interact.flowcharts.progress import Progress
from interact.flowcharts.published import Flowcharts
from interact.flowcharts.rules import Subject
from interact.keys.rules import Compartment

PREVENTION, RESPONSE, AFTERCARE = "FM-PREV", "FM-RESP", "FM-AFTER"

ORDER = (Stage.RESPONSE, Stage.ANY, Stage.AFTERCARE, Stage.PREVENTION)


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


def list_procedures(vault: Vault) -> list[Procedure]:
    """Every procedure of a case, in the order in which they began."""
    found = (
        select(Procedure)
        .where(Procedure.case_id == vault.case.id)
        .options(joinedload(Procedure.published), joinedload(Procedure.episode))
        .options(selectinload(Procedure.steps), selectinload(Procedure.tasks))
        .order_by(Procedure.created_at, Procedure.id)
    )
    return list(vault.session.scalars(found))


def list_open(vault: Vault) -> list[Procedure]:
    """What is followed in a case now, as `in_order` has it."""
    return in_order(one for one in list_procedures(vault) if one.ended_at is None)


def in_order(procedures: Iterable[Procedure]) -> list[Procedure]:
    """A search first, then other countries, aftercare and prevention."""
    return sorted(procedures, key=lambda one: ORDER.index(one.flow.stage))


def standing_at(procedure: Procedure) -> list[State]:
    """The state of each track in which somebody need act; when over, of the main."""
    flow, stands = procedure.flow, procedure.stands
    busy = [track for track in stands.places if not at_rest(flow, stands, track)]
    return [flow.states[stands.places[track].state] for track in busy or [flow.main]]


def get_procedure(vault: Vault, procedure_id: UUID) -> Procedure:
    """One procedure of this case; or NotFound."""
    found = vault.session.get(Procedure, procedure_id)
    if found is None or found.case_id != vault.case.id:
        raise NotFound(vault.case)
    return found


def find_response(vault: Vault) -> Procedure | None:
    """The response of the newest episode of a case, if the child was ever missing."""
    newest = (
        select(Procedure)
        .where(Procedure.case_id == vault.case.id, Procedure.flowchart == RESPONSE)
        .options(joinedload(Procedure.published))
        .order_by(Procedure.created_at.desc(), Procedure.id)
        .limit(1)
    )
    return vault.session.scalar(newest)


def needs_country(session: Session, step: Step) -> bool:
    """Whether a step begins what is followed with another country: which, is asked."""
    flows: Flowcharts = session.info["flowcharts"]
    begun = (flows.get(name) for name in step.starts)
    return any(flow and flow.follows is Subject.COUNTRY for flow in begun)


def list_to_begin(vault: Vault, procedures: Iterable[Procedure]) -> list[Flowchart]:
    """What can be begun by hand: what should be followed by now, and is not.

    Of a case nothing that runs; of its newest episode what comes after the child was
    located. Other countries, and an absence, are said on pages of their own.
    """
    flows: Flowcharts = vault.session.info["flowcharts"]
    newest = vault.case.episodes[-1] if vault.case.episodes else None
    located = newest and newest.status is EpisodeStatus.LOCATED_SAFE
    running = {one.flowchart for one in procedures if one.ended_at is None}
    had = {one.flowchart for one in procedures if one.episode is newest}
    return [
        flow
        for flow in flows.values()
        if (flow.follows is Subject.CASE and flow.id not in running)
        or (flow.id == AFTERCARE and located and flow.id not in had)
    ]


def find_open(
    vault: Vault, flow_id: str, episode: Episode | None, with_country: str | None
) -> Procedure | None:
    """What is followed of a flowchart now, for the same episode and other country."""
    return vault.session.scalar(
        select(Procedure)
        .where(
            Procedure.case_id == vault.case.id,
            Procedure.flowchart == flow_id,
            Procedure.episode_id == (episode.id if episode else None),
            Procedure.with_country == with_country,
            Procedure.ended_at.is_(None),
        )
        .limit(1)
    )


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
    note = ""
    if step.sealed is not None and step.epoch is not None:
        part, column = Compartment.COORDINATION, SealedColumn.STEP_REASON
        sealed = Sealed(step.epoch, step.sealed)
        note = vault.unseal(part, column, step.id, sealed)
    return StepView(
        step=step.step,
        title=_said(procedure, lambda flow: flow.find_step(step.step), step.step),
        leads_to=_said(
            procedure, lambda flow: flow.states.get(step.to_state), step.to_state
        ),
        at=step.at,
        agency_name=step.agency.name,
        agency_country=step.agency.country,
        note=note,
    )


def _said(
    procedure: Procedure, find: Callable[[Flowchart], Step | State | None], name: str
) -> str:
    """The title of a step or state, in the version it was taken in if it was moved."""
    found = find(procedure.flow)
    if found is None:
        earlier = (find(move.begun_with.flow) for move in procedure.moves)
        found = next((one for one in earlier if one), None)
    return found.title if found else name
