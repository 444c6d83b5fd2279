"""What the flowchart is told about a case: who acts, what was filled in, what is so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from interact.access.actor import Actor
from interact.assessments.newest import newest_levels
from interact.assessments.queries import (
    current_level,
    finished_at,
)
from interact.cases.models import Case
from interact.cases.vault import Vault
from interact.checklists.rules import RiskLevel
from interact.core.clock import now
from interact.flowcharts.facts import facts_of
from interact.flowcharts.models import Procedure
from interact.flowcharts.rules import Beside, Situation


def bare_situation(
    actor: Actor, case: Case, confirmed: frozenset[str] = frozenset()
) -> Situation:
    """Who acts and when, before anything of a procedure is known."""
    leads = actor.agency_id == case.lead_agency_id
    return Situation(kind=actor.kind, now=now(), leads=leads, confirmed=confirmed)


@dataclass(frozen=True)
class Known:
    """What is the same for each procedure of a case: read once for all of them."""

    procedures: Sequence[Procedure]
    level: RiskLevel | None


def read_known(vault: Vault) -> Known:
    """What every procedure of a case asks about."""
    return Known(_every(vault), current_level(vault))


def read_situation(
    vault: Vault,
    procedure: Procedure,
    confirmed: frozenset[str] = frozenset(),
    *,
    noted: bool = False,
    known: Known | None = None,
) -> Situation:
    """Everything a flowchart may ask about, as far as this actor can open it."""
    known = known or read_known(vault)
    actor, case, episode = vault.actor, vault.case, procedure.episode
    asked = {need.level_of for step in procedure.flow.steps for need in step.needs}
    checklists = sorted(name for name in asked if name)
    return Situation(
        kind=actor.kind,
        now=now(),
        leads=actor.agency_id == case.lead_agency_id,
        abroad=actor.country == procedure.with_country,
        facts=facts_of(vault, procedure),
        finished=finished_at(vault, episode),
        level=known.level,
        levels=newest_levels(vault, checklists, episode) if checklists else {},
        beside=beside(procedure, known.procedures),
        confirmed=confirmed,
        noted=noted,
    )


def _every(vault: Vault) -> list[Procedure]:
    found = (
        select(Procedure)
        .where(Procedure.case_id == vault.case.id)
        .options(joinedload(Procedure.episode))
        .order_by(Procedure.created_at, Procedure.id)
    )
    return list(vault.session.scalars(found))


def beside(procedure: Procedure, every: Iterable[Procedure]) -> Sequence[Beside]:
    """The other procedures of the case, where each stands and whether it has ended.

    Of those that have ended only what is of the same episode; for what follows the
    case, of its newest.
    """
    others = [one for one in every if one.id != procedure.id]
    newest = max((o.episode.number for o in others if o.episode), default=0)
    number = procedure.episode.number if procedure.episode else newest
    return tuple(
        Beside(
            flowchart=one.flowchart,
            states=frozenset(place.state for place in one.stands.places.values()),
            ended=one.ended_at is not None,
        )
        for one in others
        if one.ended_at is None or _is_of(one, number)
    )


def _is_of(procedure: Procedure, number: int) -> bool:
    return procedure.episode is None or procedure.episode.number == number
