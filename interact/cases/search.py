"""Finding a child's case again: opens the search row of every case one may open.

Nothing is indexed in clear. A search is one entry in the log: a digest of what was
asked, and which cases looked alike.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.epochs import STORED, HeldHalf, open_key
from interact.cases.fields import FIELDS, SealedColumn
from interact.cases.matching import Reason, SearchProfile, find_like, profile_of
from interact.cases.models import Case, Epoch, Restriction, SearchRow, Share, Wrap
from interact.cases.queries import Profile, read_profile
from interact.cases.rules import ShareStatus
from interact.cases.statements import Birth
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.keys.formats import EpochId, field_context
from interact.keys.installation import Installation
from interact.keys.rules import Compartment
from interact.keys.sealing import unseal_value

NAME_FIELDS = frozenset(
    {
        "family_name",
        "given_names",
        "birth_name",
        "other_names",
        "birth_date",
        "sex",
    }
)
IDENTITY = Compartment.IDENTITY
MOST_SHOWN = 10


@dataclass(frozen=True)
class Wanted:
    """What is searched for: spellings of the whole name, and what narrows it."""

    names: list[str]
    birth_year: int | None = None
    sex: str | None = None

    @property
    def digest(self) -> str:
        """What the log keeps of the question."""
        asked = "\n".join([*self.names, str(self.birth_year), str(self.sex)])
        return hashlib.sha256(asked.encode()).hexdigest()


@dataclass(frozen=True)
class LikeCase:
    """A case whose child may be the one searched for, and why."""

    case: Case
    score: float
    why: list[Reason]


def refresh_search_row(vault: Vault) -> None:
    """Seal again what a search compares, after a name, birth date or sex changed."""
    named = [field for field in FIELDS if field.name in NAME_FIELDS]
    profile = search_profile(read_profile(vault, named))
    row = vault.session.get(SearchRow, vault.case.id)
    version = row.version + 1 if row else 1
    column, case_id = SealedColumn.SEARCH_PROFILE, vault.case.id
    sealed = vault.seal(IDENTITY, column, case_id, profile.as_json(), version)
    if row is None:
        row = SearchRow(case_id=case_id)
        vault.session.add(row)
    row.epoch, row.version, row.sealed = sealed.epoch, version, sealed.blob
    vault.session.flush()


def search_profile(profile: Profile) -> SearchProfile:
    """What a search compares, from every claim about name, birth date and sex."""
    given = _names(profile, "given_names")
    family = _names(profile, "family_name")
    whole = [" ".join(parts) for parts in product(given, family)] or given + family
    others = _names(profile, "other_names") + _names(profile, "birth_name")
    births = [claim.statement.value for claim in profile.get("birth_date", [])]
    sexes = [claim.statement.value for claim in profile.get("sex", [])]
    return profile_of(
        list(dict.fromkeys(whole + others)),
        Birth.from_value(births[0]).year if births else None,
        sexes[0] if sexes else None,
    )


def find_like_cases(session: Session, actor: Actor, wanted: Wanted) -> list[LikeCase]:
    """Cases the actor may open whose child is likely the one wanted, likeliest first.

    Names are compared across scripts. Records `cases.searched` with a digest of the
    question and the references found.
    """
    require(actor, Permission.SEARCH_CASES, OWN_AGENCY)
    asked = profile_of(wanted.names, wanted.birth_year, wanted.sex)
    found = [
        LikeCase(session.get_one(Case, match.key), match.score, match.why)
        for match in find_like(asked, open_rows(session, actor), MOST_SHOWN)
    ]
    record(
        session,
        actor,
        Event.CASES_SEARCHED,
        digest=wanted.digest,
        found=[like.case.reference for like in found],
    )
    return found


def _names(profile: Profile, name: str) -> list[str]:
    values = [claim.statement.value for claim in profile.get(name, [])]
    spellings = [value[kind] for value in values for kind in ("latin", "script")]
    return list(dict.fromkeys(spelling for spelling in spellings if spelling))


def open_rows(session: Session, actor: Actor) -> Iterator[tuple[UUID, SearchProfile]]:
    """What a search compares of every case the actor may open, by the case's id.

    Raises CannotOpen.
    """
    installation = Installation.of(session)
    salts = installation.salts.find_part(IDENTITY)
    shared = _shared_with(session, actor)
    hidden = _hidden_from(session, actor)
    held = actor.keyring.by_group
    for row in session.execute(_sealed_rows(actor)):
        if (row.led or row.case_id in shared) and row.case_id not in hidden:
            which = EpochId(installation.deployment, row.case_id, IDENTITY, row.epoch)
            keys = held[row.group_id]
            half = HeldHalf(which, row.commitment, row.inbox, row.shelf, *keys)
            key = open_key(session, actor, half, salts.get((row.case_id, row.epoch)))
            column = SealedColumn.SEARCH_PROFILE
            bound = field_context(which, column, row.case_id, row.version)
            value = unseal_value(key.encryption, row.sealed, bound)
            yield row.case_id, SearchProfile.from_json(value)


def _sealed_rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Every search row for which a group of the actor was ever given the half."""
    led = Case.lead_agency_id == actor.agency_id
    return (
        select(
            SearchRow.case_id,
            SearchRow.epoch,
            SearchRow.version,
            SearchRow.sealed,
            Epoch.commitment,
            *STORED,
            led.label("led"),
        )
        .join(Epoch, Epoch.case_id == SearchRow.case_id)
        .join(Wrap, Wrap.epoch_id == Epoch.id)
        .join(Case, Case.id == SearchRow.case_id)
        .where(
            Wrap.group_id.in_(actor.keyring.by_group),
            Epoch.compartment == IDENTITY,
            Epoch.number == SearchRow.epoch,
        )
        .order_by(SearchRow.case_id)
    )


def _shared_with(session: Session, actor: Actor) -> set[UUID]:
    """The cases whose identity part is shared with the actor's agency now."""
    shares = select(Share).where(
        Share.agency_id == actor.agency_id,
        Share.status == ShareStatus.ACCEPTED,
        Share.until > now(),
    )
    return {one.case_id for one in session.scalars(shares) if IDENTITY in one.parts}


def _hidden_from(session: Session, actor: Actor) -> set[UUID]:
    """The cases that the actor's agency restricted to other members."""
    named: dict[UUID, set[UUID]] = {}
    rows = select(Restriction.case_id, Restriction.membership_id).where(
        Restriction.agency_id == actor.agency_id
    )
    for case_id, membership_id in session.execute(rows):
        named.setdefault(case_id, set()).add(membership_id)
    me = actor.membership_id
    return {case_id for case_id, members in named.items() if me not in members}
