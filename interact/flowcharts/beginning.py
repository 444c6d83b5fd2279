"""A procedure begins: what it is followed for, which way of it, and its first tasks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.models import Episode
from interact.cases.vault import Vault
from interact.flowcharts.interpreter import start
from interact.flowcharts.models import Procedure, PublishedFlowchart
from interact.flowcharts.published import pinned
from interact.flowcharts.queries import find_open, flow_now
from interact.flowcharts.rules import FollowedAlready
from interact.flowcharts.situation import bare_situation
from interact.flowcharts.taken import keep_step


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """Which flowchart is begun, for which episode, and from when on (UTC).

    `country` is whose way of it is followed, `with_country` the one other country it
    is about. `confirmed` are the statements that were ticked.
    """

    flow_id: str
    country: str
    at: datetime
    episode: Episode | None = None
    with_country: str | None = None
    confirmed: frozenset[str] = frozenset()


def start_procedure(vault: Vault, beginning: Beginning) -> Procedure:
    """Begin to follow a flowchart as it is published today, with its first tasks.

    Nobody else decides on the case meanwhile: lock it before. Records
    `procedure.started`. Refuses with FollowedAlready what is followed for the same,
    with StepRefused who may not start it, and with NotFound what is not published.
    """
    session, actor, case = vault.session, vault.actor, vault.case
    flow = flow_now(session, beginning.flow_id, beginning.country)
    if find_open(vault, flow.id, beginning.episode, beginning.with_country):
        raise FollowedAlready(title=flow.title)
    situation = bare_situation(actor, case, beginning.confirmed)
    begun = start(flow, situation, beginning.at)

    procedure = Procedure(
        id=uuid4(),
        case=case,
        episode=beginning.episode,
        published=publish_now(session, beginning.flow_id, beginning.country),
        flowchart=flow.id,
        country=beginning.country,
        with_country=beginning.with_country,
        configuration=begun.configuration.to_json(),
    )
    session.add(procedure)
    session.flush()
    keep_step(vault, procedure, begun)
    number = beginning.episode.number if beginning.episode else None
    record(
        session,
        actor,
        Event.PROCEDURE_STARTED,
        case,
        flowchart=flow.id,
        version=flow.version,
        episode=number,
    )
    return procedure


def publish_now(session: Session, flow_id: str, country: str) -> PublishedFlowchart:
    """The stored definition that is followed now; kept as it is for good."""
    pin = pinned(flow_now(session, flow_id, country))
    stored = select(PublishedFlowchart).where(PublishedFlowchart.sha256 == pin.sha256)
    if kept := session.scalar(stored):
        return kept
    new = PublishedFlowchart(
        flowchart=pin.id,
        version=pin.version,
        country=pin.country,
        sha256=pin.sha256,
        body=pin.body,
    )
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError:  # somebody else was the first at the same moment
        return session.scalars(stored).one()
    return new
