"""Reading cases. Every function takes the actor and returns only what they may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require, standing_for
from interact.access.permissions import Permission, Standing
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.fields import FIELDS, Field, SealedColumn, field_by_id
from interact.cases.models import Case, Claim, Note, Restriction, Share
from interact.cases.rules import ShareStatus, spelled
from interact.cases.sealed import Sealed
from interact.cases.statements import Statement
from interact.cases.vault import Vault, open_vault
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.keys.rules import Compartment


@dataclass(frozen=True, kw_only=True)
class ClaimView:
    """One claim, opened: what is said, by whom, when and from which agency (UTC)."""

    id: UUID
    field: Field
    statement: Statement = dataclass_field(repr=False)
    at: datetime
    agency_name: str
    agency_country: str


@dataclass(frozen=True, kw_only=True)
class NoteView:
    """One note, opened."""

    id: UUID
    compartment: Compartment
    text: str = dataclass_field(repr=False)
    at: datetime
    agency_name: str
    agency_country: str


Profile = dict[str, list[ClaimView]]

ANSWERS = frozenset({Standing.INVITED, Standing.PARTNER})


def find_case(session: Session, reference: str) -> Case | None:
    """The case of this reference however it was typed; says nothing of who may see."""
    return session.scalar(select(Case).where(Case.reference == spelled(reference)))


def read_case(session: Session, actor: Actor, reference: str) -> Vault:
    """Open a case to look at it, through its vault. Looking is recorded.

    Raises NotFound for a wrong reference and for a stranger alike.
    """
    case = find_case(session, reference)
    if case is None:
        raise NotFound
    return open_vault(session, actor, case)


def read_header(session: Session, actor: Actor, reference: str) -> Case:
    """The header of a case that was offered or is shared: nothing of it is opened.

    Records `header.read`. Raises NotFound like `read_case`.
    """
    case = find_case(session, reference)
    if case is None:
        raise NotFound
    require(actor, Permission.READ_HEADER, case)
    record(session, actor, Event.HEADER_READ, case)
    return case


def list_cases(
    session: Session, actor: Actor, *, most: int | None = None, skip: int = 0
) -> list[Case]:
    """The cases the actor's agency leads or takes part in, newest first.

    Those restricted to other members are left out, here as everywhere. Only `most` of
    them if asked, after `skip` others.
    """
    require(actor, Permission.SEARCH_CASES, OWN_AGENCY)
    partner = and_(
        Share.agency_id == actor.agency_id,
        Share.status == ShareStatus.ACCEPTED,
        Share.until > now(),
    )
    visible = or_(
        Case.lead_agency_id == actor.agency_id,
        Case.id.in_(select(Share.case_id).where(partner)),
    )
    found = session.scalars(
        select(Case)
        .where(visible, ~shut_to(actor, Case.id))
        .options(selectinload(Case.episodes))
        .order_by(Case.created_at.desc(), Case.id)
        .limit(most)
        .offset(skip)
    )
    return [case for case in found if _admits(actor, case)]


def shut_to(actor: Actor, case_id: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """Whether the agency named members for the case of this id, and not the actor."""
    of_agency = select(Restriction.case_id).where(
        Restriction.agency_id == actor.agency_id
    )
    naming = select(Restriction.case_id).where(
        Restriction.membership_id == actor.membership_id
    )
    return and_(case_id.in_(of_agency), case_id.not_in(naming))


def is_restricted(actor: Actor, case: Case) -> bool:
    """Whether only named members of the actor's agency see this case."""
    return any(row.agency_id == actor.agency_id for row in case.restrictions)


def list_offers(session: Session, actor: Actor) -> list[Share]:
    """Shares offered to the actor's agency and not answered, oldest first."""
    offered = (
        select(Share)
        .where(
            Share.agency_id == actor.agency_id,
            Share.status == ShareStatus.OFFERED,
            Share.until > now(),
            Share.with_lead.is_(False),
        )
        .options(joinedload(Share.case).selectinload(Case.shares))
        .order_by(Share.created_at, Share.id)
    )
    found = session.scalars(offered)
    return [share for share in found if standing_for(actor, share.case) in ANSWERS]


def list_refusals(session: Session, actor: Actor) -> list[Share]:
    """Shares the actor's agency offered, that were declined and not yet noted."""
    declined = (
        select(Share)
        .where(
            Share.by_agency_id == actor.agency_id,
            Share.status == ShareStatus.DECLINED,
            Share.seen_at.is_(None),
            Share.with_lead.is_(False),
        )
        .options(joinedload(Share.case))
        .order_by(Share.answered_at, Share.id)
    )
    return [s for s in session.scalars(declined) if _admits(actor, s.case)]


def get_share(session: Session, actor: Actor, reference: str, share_id: UUID) -> Share:
    """A share of this case that the actor's agency gave, got or leads; or NotFound."""
    share = session.get(Share, share_id)
    if share is None or share.case.reference != spelled(reference):
        raise NotFound
    concerned = {share.agency_id, share.by_agency_id, share.case.lead_agency_id}
    if actor.agency_id not in concerned:
        raise NotFound(share.case)
    require(actor, Permission.READ_HEADER, share.case)
    return share


def get_refusal(
    session: Session, actor: Actor, reference: str, share_id: UUID
) -> Share:
    """A share of this case that was declined; or NotFound."""
    share = get_share(session, actor, reference, share_id)
    if share.status is not ShareStatus.DECLINED:
        raise NotFound
    return share


def read_profile(vault: Vault, fields: Iterable[Field] = FIELDS) -> Profile:
    """The claims the actor can open, by field name, the newest of each field first.

    Of all fields, or of `fields` only: what is not asked for is not opened.
    """
    found = vault.session.scalars(
        select(Claim)
        .where(
            Claim.case_id == vault.case.id,
            Claim.compartment.in_(vault.held),
            Claim.field_id.in_([field.id for field in fields]),
        )
        .order_by(Claim.created_at.desc(), Claim.id)
    )
    profile: Profile = {}
    for claim in found:
        view = _open_claim(vault, claim)
        profile.setdefault(view.field.name, []).append(view)
    return profile


def read_claims(vault: Vault, field: Field) -> list[ClaimView]:
    """The claims about one field, newest first; none where it is not shared."""
    return read_profile(vault, [field]).get(field.name, [])


def filled_fields(vault: Vault) -> frozenset[str]:
    """The names of the fields that hold a claim the actor can open; none is opened."""
    found = vault.session.scalars(
        select(Claim.field_id)
        .where(Claim.case_id == vault.case.id, Claim.compartment.in_(vault.held))
        .distinct()
    )
    fields = map(field_by_id, found)
    return frozenset(field.name for field in fields if field)


def list_notes(vault: Vault, most: int | None = None) -> list[NoteView]:
    """The notes the actor can open, newest first; the `most` newest only if asked."""
    found = vault.session.scalars(
        select(Note)
        .where(Note.case_id == vault.case.id, Note.compartment.in_(vault.held))
        .order_by(Note.created_at.desc(), Note.id)
        .limit(most)
    )
    return [_open_note(vault, note) for note in found]


def conflicts(claims: list[ClaimView]) -> list[ClaimView]:
    """The claims that say something else than the newest one, one for each value."""
    said = [claim.statement.value for claim in claims]
    return [
        claim
        for place, claim in enumerate(claims)
        if place and claim.statement.value not in said[:place]
    ]


def _admits(actor: Actor, case: Case) -> bool:
    return case.admits(actor.agency_id, actor.membership_id)


def _open_claim(vault: Vault, claim: Claim) -> ClaimView:
    field = field_by_id(claim.field_id)
    if field is None:
        raise NotFound
    sealed = Sealed(claim.epoch, claim.sealed)
    value = vault.unseal(claim.compartment, claim.field_id, claim.id, sealed)
    return ClaimView(
        id=claim.id,
        field=field,
        statement=Statement.from_value(value),
        at=claim.created_at,
        agency_name=claim.agency.name,
        agency_country=claim.agency.country,
    )


def _open_note(vault: Vault, note: Note) -> NoteView:
    sealed = Sealed(note.epoch, note.sealed)
    text = vault.unseal(note.compartment, SealedColumn.NOTE, note.id, sealed)
    return NoteView(
        id=note.id,
        compartment=note.compartment,
        text=text,
        at=note.created_at,
        agency_name=note.agency.name,
        agency_country=note.agency.country,
    )
