"""What the newest filling-in of each checklist came to."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from interact.assessments.conclusions import open_conclusion
from interact.assessments.models import Assessment
from interact.cases.models import Episode
from interact.cases.vault import Vault
from interact.checklists.rules import RiskLevel


def newest_levels(
    vault: Vault, checklists: Iterable[str], episode: Episode | None
) -> dict[str, RiskLevel]:
    """The level that counts of the newest of each of these checklists.

    Of those in this episode or none, or at any time without an episode, that the actor
    can open.
    """
    newest: dict[str, Assessment] = {}
    for one in finished_of(vault, checklists):
        if not (episode and one.episode_id) or one.episode_id == episode.id:
            newest.setdefault(one.checklist_id, one)
    said = {name: open_conclusion(vault, one).level for name, one in newest.items()}
    return {name: level.counting for name, level in said.items() if level is not None}


def finished_of(vault: Vault, checklists: Iterable[str]) -> list[Assessment]:
    """Finished assessments that the actor can open, the newest first."""
    found = vault.session.scalars(
        select(Assessment)
        .where(
            Assessment.case_id == vault.case.id,
            Assessment.checklist_id.in_(checklists),
            Assessment.compartment.in_(vault.held),
            Assessment.finished_at.is_not(None),
        )
        .options(joinedload(Assessment.published))
        .order_by(Assessment.finished_at.desc(), Assessment.id)
    )
    return list(found)
