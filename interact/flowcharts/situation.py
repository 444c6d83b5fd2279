"""What the flowchart is told about a case: who acts, what was filled in, what is so."""

from interact.access.actor import Actor
from interact.cases.models import Case
from interact.cases.vault import Vault
from interact.checklists.queries import current_level, finished_at, urgent_facts
from interact.core.clock import now
from interact.flowcharts.models import Procedure
from interact.flowcharts.rules import Situation


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
        facts=urgent_facts(vault, episode),
        finished=finished_at(vault, episode),
        level=current_level(vault),
        confirmed=confirmed,
    )
