"""Opening a case, and recording what is known about a child."""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import column, select, table, union_all
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.fields import Field, SealedColumn
from interact.cases.lead import say_lead
from interact.cases.models import Case, Claim, Note
from interact.cases.rules import ChangedMeanwhile, check_text, new_reference
from interact.cases.search import NAME_FIELDS, refresh_search_row
from interact.cases.statements import Statement
from interact.cases.values import check_value
from interact.cases.vault import Vault, open_vault
from interact.keys.rules import Compartment

# A table of a floor above, of which nothing but the references is asked for.
ERASED = table("erasure", column("reference"))


def open_case(session: Session, actor: Actor) -> Case:
    """Open an empty case led by the actor's agency, under a new reference.

    Its coordination part gets a key at once, so that it can be shared from the start.
    Records `case.opened`.
    """
    require(actor, Permission.OPEN_CASE, OWN_AGENCY)
    reference = new_reference()
    while _is_taken(session, reference):
        reference = new_reference()

    case = Case(
        id=uuid4(),
        reference=reference,
        lead_agency_id=actor.agency_id,
        shares=[],
        episodes=[],
    )
    session.add(case)
    session.flush()
    record(session, actor, Event.CASE_OPENED, case)
    say_lead(open_vault(session, actor, case))
    return case


def claim_field(
    session: Session,
    actor: Actor,
    case: Case,
    field: Field,
    statement: Statement,
) -> Claim:
    """Record one statement about one field of the child, as `claim_fields` does."""
    require(actor, Permission.CLAIM_FIELD, case)
    (claim,) = claim_fields(session, actor, case, {field: statement})
    return claim


def claim_fields(
    session: Session,
    actor: Actor,
    case: Case,
    statements: Mapping[Field, Statement],
) -> list[Claim]:
    """Record statements about fields of the child, beside the earlier ones.

    Nothing is overwritten. Refuses what `check_value` refuses. Records one
    `field.claimed` with the fields' numbers and digests of what was sealed, never
    the values.
    """
    require(actor, Permission.CLAIM_FIELD, case)
    vault = open_vault(session, actor, case)

    claims = [_seal_claim(vault, *said) for said in statements.items()]
    session.flush()
    record(session, actor, Event.FIELD_CLAIMED, case, **_about(claims))
    if any(field.name in NAME_FIELDS for field in statements):
        refresh_search_row(vault)
    return claims


def check_unchanged(
    session: Session, case: Case, field: Field, seen: UUID | None
) -> None:
    """Refuse with ChangedMeanwhile when a newer claim stands than the one seen."""
    newest = (
        select(Claim.id)
        .where(Claim.case_id == case.id, Claim.field_id == field.id)
        .order_by(Claim.created_at.desc(), Claim.id)
        .limit(1)
    )
    if session.scalar(newest) != seen:
        raise ChangedMeanwhile


def write_note(
    session: Session, actor: Actor, case: Case, compartment: Compartment, text: str
) -> Note:
    """Write a note into one compartment; who cannot open it never sees it.

    The police may be the first to write in the investigation compartment: it is then
    theirs alone. Records `note.written`.
    """
    require(actor, Permission.WRITE_NOTE, case)
    plain = check_text(text)
    vault = open_vault(session, actor, case)

    row_id = uuid4()
    sealed = vault.seal(compartment, SealedColumn.NOTE, row_id, plain)
    note = Note(
        id=row_id,
        case_id=case.id,
        compartment=compartment,
        epoch=sealed.epoch,
        sealed=sealed.blob,
        agency_id=actor.agency_id,
        person_id=actor.person_id,
    )
    session.add(note)
    record(session, actor, Event.NOTE_WRITTEN, case, compartments=[compartment])
    return note


def _is_taken(session: Session, reference: str) -> bool:
    """Whether a case has this reference, or had it before it was erased."""
    taken = union_all(
        select(Case.reference).where(Case.reference == reference),
        select(ERASED.c.reference).where(ERASED.c.reference == reference),
    )
    return session.scalar(taken) is not None


def _seal_claim(vault: Vault, field: Field, statement: Statement) -> Claim:
    check_value(field, statement.value)
    row_id = uuid4()
    sealed = vault.seal(field.compartment, field.id, row_id, statement.as_value())
    claim = Claim(
        id=row_id,
        case_id=vault.case.id,
        field_id=field.id,
        compartment=field.compartment,
        epoch=sealed.epoch,
        sealed=sealed.blob,
        agency_id=vault.actor.agency_id,
        person_id=vault.actor.person_id,
    )
    vault.session.add(claim)
    return claim


def _about(claims: list[Claim]) -> dict[str, list[Any]]:
    """What the log says of claims: parts and fields, and digests of what was sealed."""
    return {
        "compartments": sorted({claim.compartment for claim in claims}),
        "fields": sorted({claim.field_id for claim in claims}),
        "digests": [hashlib.sha256(claim.sealed).hexdigest() for claim in claims],
    }
