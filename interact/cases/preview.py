"""What a share would hand over, part by part, shown before anything is sent."""

from dataclasses import dataclass

from sqlalchemy import func, select

from interact.agencies.models import Agency
from interact.agencies.rules import DEFAULT_CLEARANCES
from interact.cases.fields import field_by_id
from interact.cases.models import Claim, File, Note
from interact.cases.rules import FileKind, Terms
from interact.cases.shareable import list_shareable
from interact.cases.vault import Vault
from interact.core.words import Word
from interact.core.words import mark as _
from interact.keys.rules import Compartment


class Stays(Word):
    """Why a part of the case does not go."""

    NOT_CHOSEN = "not chosen", _("You did not choose it")
    NOT_YOURS = "not yours", _("Your agency may not pass it on")


@dataclass(frozen=True)
class PartGoing:
    """A part that goes: labels of the details in it, and how many files and notes."""

    compartment: Compartment
    labels: tuple[str, ...]
    photographs: int
    documents: int
    notes: int


@dataclass(frozen=True)
class Preview:
    """What goes, what goes but is opened by few there, and what stays and why."""

    goes: tuple[PartGoing, ...]
    reduced: tuple[Compartment, ...]
    stays: tuple[tuple[Compartment, Stays], ...]


def preview_share(vault: Vault, agency: Agency, terms: Terms) -> Preview:
    """Count what these terms would hand to this agency. Opens and sends nothing.

    `reduced` names parts that members of such an agency are not cleared for by
    default: they arrive, but a custodian there must clear someone first.
    """
    cleared = DEFAULT_CLEARANCES[agency.kind]
    shareable = list_shareable(vault)
    going = [part for part in Compartment if part in terms.parts]
    return Preview(
        goes=tuple(_going(vault, part) for part in going),
        reduced=tuple(part for part in going if part not in cleared),
        stays=tuple(
            (part, Stays.NOT_CHOSEN if part in shareable else Stays.NOT_YOURS)
            for part in Compartment
            if part not in terms.parts
        ),
    )


def _going(vault: Vault, part: Compartment) -> PartGoing:
    session, case_id = vault.session, vault.case.id
    claimed = session.scalars(
        select(Claim.field_id)
        .where(Claim.case_id == case_id, Claim.compartment == part)
        .distinct()
        .order_by(Claim.field_id)
    )
    counted = session.execute(
        select(File.kind, func.count())
        .where(File.case_id == case_id, File.compartment == part)
        .group_by(File.kind)
    )
    files = {kind: number for kind, number in counted}
    notes = select(func.count(Note.id)).where(
        Note.case_id == case_id, Note.compartment == part
    )
    fields = [field_by_id(number) for number in claimed]
    return PartGoing(
        compartment=part,
        labels=tuple(field.label for field in fields if field),
        photographs=files.get(FileKind.PHOTOGRAPH, 0),
        documents=files.get(FileKind.DOCUMENT, 0),
        notes=session.scalar(notes) or 0,
    )
