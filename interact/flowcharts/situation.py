"""What the flowchart is told about a case: who acts, what was filled in, what is so."""

from interact.access.actor import Actor
from interact.assessments.queries import (
    URGENT,
    current_level,
    finished_at,
    urgent_facts,
)
from interact.cases.epochs import list_begun
from interact.cases.models import Case, Episode
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.flowcharts.models import Procedure
from interact.flowcharts.rules import Situation
from interact.keys.rules import Compartment


def bare_situation(actor: Actor, case: Case) -> Situation:
    """Who acts and when, before anything of an episode is known."""
    leads = actor.agency_id == case.lead_agency_id
    return Situation(kind=actor.kind, now=now(), leads=leads)


def read_situation(
    vault: Vault, procedure: Procedure, confirmed: frozenset[str] = frozenset()
) -> Situation:
    """Everything a flowchart may ask about, as far as this actor can open it."""
    actor, case, episode = vault.actor, vault.case, procedure.episode
    return Situation(
        kind=actor.kind,
        now=now(),
        leads=actor.agency_id == case.lead_agency_id,
        facts=_facts(vault, episode),
        finished=finished_at(vault, episode),
        level=current_level(vault),
        confirmed=confirmed,
    )


def _facts(vault: Vault, episode: Episode) -> dict[str, bool]:
    """What is so; where the answers cannot be opened, it counts as urgent."""
    held = vault.holds(Compartment.CARE)
    if not held and Compartment.CARE in list_begun(vault.session, vault.case):
        return {URGENT: True}
    return urgent_facts(vault, episode)
