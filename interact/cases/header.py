"""What stands above every page of a case: whose it is, where it stands, who leads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from interact.agencies.rules import AgencyKind
from interact.cases.fields import FIELDS, AgeBasis
from interact.cases.models import Case, File
from interact.cases.queries import Profile, read_profile
from interact.cases.rules import EpisodeStatus, FileKind, ShareStatus
from interact.cases.statements import Birth, Name
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.core.words import Word
from interact.core.words import mark as _
from interact.keys.rules import Compartment

NAMES = ("given_names", "family_name")
HEADER_FIELDS = [one for one in FIELDS if one.name in {*NAMES, "birth_date"}]


class Why(Word):
    """Why a reader cannot open a part of a case; `%(lead)s` leads it."""

    NOT_SHARED = "not shared", _("not shared with your agency. Ask %(lead)s.")
    NOT_CLEARED = (
        "not cleared",
        _("your own clearance does not include it. Ask your agency's custodian."),
    )
    POLICE_ONLY = "police only", _("only police open this part.")


@dataclass(frozen=True)
class WithheldPart:
    """A part of the case the reader cannot open, and why."""

    compartment: Compartment
    why: Why


@dataclass(frozen=True)
class Age:
    """Full years today, exactly or about, and what that rests on.

    Where claims differ it is the youngest, and `up_to` is what the oldest says.
    """

    years: int
    exact: bool
    basis: AgeBasis
    up_to: int | None = None


@dataclass(frozen=True, kw_only=True)
class CaseHeader:
    """What stands above every page of a case, as far as the reader may know it.

    `name` is None where identity is withheld, and empty where none is recorded;
    `script` is the name in the child's own script. `status` is that of the newest
    episode, `missing` whether that one is open, `noticed_at` when it began (UTC).
    `agencies` counts the agencies the case is shared with now. `emergency` are the
    parts the reader has open in an emergency, each until when (UTC). `level` is filled
    in by whoever knows the newest assessment.
    """

    reference: str
    lead: str
    lead_phone: str
    agencies: int
    name: str | None = field(repr=False)
    script: str = field(repr=False)
    age: Age | None = field(repr=False)
    photograph_id: UUID | None
    status: EpisodeStatus | None
    missing: bool
    noticed_at: datetime | None
    emergency: Mapping[Compartment, datetime]
    level: Word | None = None


def case_header(vault: Vault, level: Word | None = None) -> CaseHeader:
    """The header of a case for the one whose vault this is; opens name and age only."""
    case = vault.case
    profile = read_profile(vault, HEADER_FIELDS)
    name, script = child_name(profile)
    episode = case.episodes[-1] if case.episodes else None
    return CaseHeader(
        reference=case.reference,
        lead=case.lead_agency.name,
        lead_phone=case.lead_agency.phone,
        agencies=_count_partners(case),
        name=name if vault.may_write(Compartment.IDENTITY) else None,
        script=script,
        age=age_today(profile, now().date()),
        photograph_id=_newest_photograph(vault),
        status=episode.status if episode else None,
        missing=episode is not None and episode.is_open,
        noticed_at=episode.noticed_at if episode else None,
        emergency=vault.in_emergency,
        level=level,
    )


def withheld_parts(vault: Vault) -> list[WithheldPart]:
    """The parts of the case that the reader can neither open nor begin, and why."""
    return [
        WithheldPart(part, _why(vault, part))
        for part in Compartment
        if not vault.may_write(part)
    ]


def child_name(profile: Profile) -> tuple[str, str]:
    """Given and family name: in Latin letters if there are any, and in own script.

    The second is empty when the first is already in the child's own script.
    """
    names = [
        Name.from_value(profile[part][0].statement.value)
        for part in NAMES
        if part in profile
    ]
    latin = " ".join(name.latin for name in names if name.latin)
    script = " ".join(name.script for name in names if name.script)
    return (latin, script) if latin else (script, "")


def age_today(profile: Profile, today: date) -> Age | None:
    """The child's age by the youngest claim about it, or None.

    A doubted age never lowers protection: an older one only ever stands beside it.
    """
    claims = profile.get("birth_date", [])
    births = [Birth.from_value(one.statement.value) for one in claims]
    if not births:
        return None
    youngest = min(births, key=lambda one: one.age_on(today))
    years, most = youngest.age_on(today), max(one.age_on(today) for one in births)
    up_to = most if most > years else None
    return Age(years, youngest.exact is not None, youngest.basis, up_to)


def _why(vault: Vault, part: Compartment) -> Why:
    if part is Compartment.INVESTIGATION and vault.actor.kind is not AgencyKind.POLICE:
        return Why.POLICE_ONLY
    if part in vault.case.opens_to(vault.actor.agency_id):
        return Why.NOT_CLEARED
    return Why.NOT_SHARED


def _count_partners(case: Case) -> int:
    return len(
        {
            share.agency_id
            for share in case.shares
            if share.in_force and share.status is ShareStatus.ACCEPTED
        }
    )


def _newest_photograph(vault: Vault) -> UUID | None:
    newest = (
        select(File.id)
        .where(
            File.case_id == vault.case.id,
            File.kind == FileKind.PHOTOGRAPH,
            File.compartment.in_(vault.held),
        )
        .order_by(File.created_at.desc(), File.id)
        .limit(1)
    )
    return vault.session.scalar(newest)
