"""What is so in a case, for the needs of the flowcharts: yes or no, each by its name.

Most are read from columns in clear. One that tells about the child is asked only where
the actor can open it; otherwise it counts as what makes more be done.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from interact.access.permissions import Standing
from interact.agencies.models import Agency
from interact.agencies.rules import AgencyKind
from interact.alerts.models import Alert
from interact.assessments.newest import newest_levels
from interact.assessments.queries import urgent_reasons
from interact.cases.epochs import list_begun
from interact.cases.models import Case
from interact.cases.rules import EpisodeStatus
from interact.cases.vault import Vault
from interact.checklists.rules import RiskLevel
from interact.core.clock import now
from interact.flowcharts.models import Procedure
from interact.flowcharts.schengen import takes_part
from interact.keys.rules import Compartment

EXPLOITATION = "CL-06"

# After the guidance of Derbyshire in the United Kingdom, followed everywhere.
REPEATED, WITHIN = 3, timedelta(days=30)

Fact = Callable[[Vault, Procedure], bool]


class Facts(Mapping[str, bool]):
    """The facts that a flowchart declares, each looked up once a step asks for it."""

    def __init__(self, vault: Vault, procedure: Procedure) -> None:
        self._about = vault, procedure
        self._names = [name for name in procedure.flow.facts if name in FACTS]
        self._known: dict[str, bool] = {}

    def __getitem__(self, name: str) -> bool:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._known:
            self._known[name] = FACTS[name](*self._about)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def facts_of(vault: Vault, procedure: Procedure) -> Facts:
    """What is so for a procedure, as far as the actor can open it."""
    return Facts(vault, procedure)


def _urgent(vault: Vault, procedure: Procedure) -> bool:
    if procedure.episode is None:
        return False
    shut = _is_shut(vault, Compartment.CARE) or _is_shut(vault, Compartment.IDENTITY)
    return shut or bool(urgent_reasons(vault, procedure.episode))


def _trafficking_signs(vault: Vault, _procedure: Procedure) -> bool:
    if _is_shut(vault, Compartment.CARE):
        return True
    level = newest_levels(vault, [EXPLOITATION], None).get(EXPLOITATION)
    return level is not None and level >= RiskLevel.MEDIUM


def _is_shut(vault: Vault, part: Compartment) -> bool:
    """Whether something was recorded in a part of the case the actor cannot open."""
    return not vault.holds(part) and part in list_begun(vault.session, vault.case)


def _repeated_absences(vault: Vault, procedure: Procedure) -> bool:
    """Whether the child was missing three times within the 30 days up to this time."""
    episode = procedure.episode
    if episode is None:
        return False
    counted = [
        one
        for one in vault.case.episodes
        if one.number <= episode.number
        and one.status is not EpisodeStatus.NOT_MISSING
        and episode.noticed_at - one.noticed_at <= WITHIN
    ]
    return len(counted) >= REPEATED


def _alerts_open(vault: Vault, procedure: Procedure) -> bool:
    """Whether an alert holds, or somebody has not confirmed that it was taken back."""
    found = vault.session.scalars(
        select(Alert)
        .where(Alert.episode_id == procedure.episode_id)
        .options(selectinload(Alert.recipients))
    )
    return any(
        alert.withdrawn_at is None
        or any(alert.waits_for(recipient) for recipient in alert.recipients)
        for alert in found
    )


def _guardian_takes_part(vault: Vault, _procedure: Procedure) -> bool:
    return any(one.kind is AgencyKind.GUARDIANSHIP for one in _take_part(vault.case))


def _country_takes_part(vault: Vault, procedure: Procedure) -> bool:
    other = procedure.with_country
    return any(one.country == other for one in _take_part(vault.case))


def _lead_abroad(vault: Vault, procedure: Procedure) -> bool:
    return vault.case.lead_agency.country == procedure.with_country


def _sis_takes_part(_vault: Vault, procedure: Procedure) -> bool:
    other = procedure.with_country
    return other is not None and takes_part(other, now().date())


def _take_part(case: Case) -> Iterable[Agency]:
    """The lead, and every agency whose share is accepted and in force."""
    yield case.lead_agency
    for share in case.shares:
        if share.in_force and case.standing_of(share.agency_id) is Standing.PARTNER:
            yield share.agency


FACTS: dict[str, Fact] = {
    "urgent": _urgent,
    "trafficking_signs": _trafficking_signs,
    "repeated_absences": _repeated_absences,
    "alerts_open": _alerts_open,
    "guardian_takes_part": _guardian_takes_part,
    "country_takes_part": _country_takes_part,
    "lead_abroad": _lead_abroad,
    "sis_takes_part": _sis_takes_part,
}
