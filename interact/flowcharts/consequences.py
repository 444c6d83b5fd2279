"""What a step asks for besides: checklists to fill in, and shares that are advised."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from interact.access.guard import may
from interact.access.permissions import Permission
from interact.agencies.models import Agency
from interact.agencies.queries import find_agency_of
from interact.assessments.repeating import AskedOf, ask_for
from interact.cases.models import Case
from interact.cases.shareable import list_shareable
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.flowcharts.definitions import ShareAdvice, Step
from interact.flowcharts.models import Procedure
from interact.keys.rules import Compartment
from interact.tasks.rules import Party

# Later on the advice is old: what is shared is decided anew. Our own choice.
ADVISED_FOR = timedelta(days=14)

# Goes with every share, so nobody chooses it.
ALWAYS = frozenset({Compartment.COORDINATION})


@dataclass(frozen=True, kw_only=True)
class AdvisedShare:
    """A share that a step advised: with whom, which parts, which step, when (UTC).

    `agency` is the one of the kind that answers for the place, None where there is
    none. Nothing is ever shared by itself.
    """

    to: Party
    country: str
    agency: Agency | None
    parts: tuple[Compartment, ...]
    step: str
    at: datetime


def ask_for_checklists(vault: Vault, procedure: Procedure, step: Step) -> None:
    """Put the checklists that a step asks for on the desks that it names."""
    for one in step.fill_in:
        due_at = one.within.after(now(), procedure.flow.calendar)
        country = country_of(procedure, one.by)
        ask_for(vault, one.checklist, AskedOf(one.by, country), due_at)


def country_of(procedure: Procedure, party: Party) -> str:
    """Whose agencies are meant by a party of a procedure."""
    if party.is_abroad and procedure.with_country:
        return procedure.with_country
    return procedure.country


def list_advised_shares(
    vault: Vault, procedures: Iterable[Procedure]
) -> list[AdvisedShare]:
    """What steps of the last 14 days advise to share, the newest first.

    Only what the reader's agency may share, and what nobody of that kind has or was
    offered yet.
    """
    mine = list_shareable(vault) - ALWAYS
    if not mine or not may(vault.actor, Permission.SHARE_CASE, vault.case):
        return []
    found: dict[tuple[Party, str, frozenset[Compartment]], AdvisedShare] = {}
    for one in sorted(_advised(procedures), key=lambda one: one[2], reverse=True):
        advice, country, at, step = one
        parts = frozenset(advice.parts) & mine
        key = (advice.to, country, parts)
        if parts and key not in found and not _has_it(vault.case, *key):
            found[key] = _share(vault, key, step, at)
    return list(found.values())


def _advised(
    procedures: Iterable[Procedure],
) -> Iterator[tuple[ShareAdvice, str, datetime, str]]:
    since = now() - ADVISED_FOR
    for procedure in procedures:
        for taken in procedure.steps:
            step = procedure.flow.find_step(taken.step)
            if step is None or taken.at < since:
                continue
            for advice in step.share:
                if advice.to.kind is not None:
                    country = country_of(procedure, advice.to)
                    yield advice, country, taken.at, step.title


def _share(
    vault: Vault,
    key: tuple[Party, str, frozenset[Compartment]],
    step: str,
    at: datetime,
) -> AdvisedShare:
    to, country, parts = key
    place = None if to.is_abroad else vault.case.lead_agency.place
    kind = to.kind
    agency = find_agency_of(vault.session, kind, country, place) if kind else None
    return AdvisedShare(
        to=to,
        country=country,
        agency=agency,
        parts=tuple(part for part in Compartment if part in parts),
        step=step,
        at=at,
    )


def _has_it(case: Case, to: Party, country: str, parts: frozenset[Compartment]) -> bool:
    """Whether an agency of this kind leads, or has these parts or was offered them."""
    lead = case.lead_agency
    if _is_one(lead, to, country):
        return True
    given: dict[object, set[Compartment]] = {}
    for share in case.shares:
        if share.in_force and _is_one(share.agency, to, country):
            given.setdefault(share.agency_id, set()).update(share.parts)
    return any(parts <= having for having in given.values())


def _is_one(agency: Agency, to: Party, country: str) -> bool:
    there = agency.country == country or not to.is_abroad
    return agency.kind is to.kind and there
