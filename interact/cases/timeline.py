"""What happened in a case, in time order, as far as its vault opens it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import select

from interact.cases.fields import field_by_id
from interact.cases.files import list_files
from interact.cases.models import Claim, Share
from interact.cases.queries import list_notes
from interact.cases.rules import ShareStatus
from interact.cases.vault import Vault
from interact.core.words import mark as _
from interact.keys.rules import Compartment

# Details recorded in one go are one entry: a form is filled in within minutes.
ONE_GO = timedelta(minutes=15)

ANSWERED = {
    ShareStatus.ACCEPTED: _("%(agency)s accepted what was shared"),
    ShareStatus.DECLINED: _("%(agency)s declined what was shared"),
    ShareStatus.WITHDRAWN: _("The share with %(agency)s was withdrawn"),
}


LEAD_ANSWERED = {
    ShareStatus.ACCEPTED: _("%(agency)s took over the lead"),
    ShareStatus.DECLINED: _("%(agency)s declined the lead"),
    ShareStatus.WITHDRAWN: _("The offer of the lead to %(agency)s was withdrawn"),
}
SHARE_OFFERED = _("Offered to %(agency)s")
LEAD_OFFERED = _("The lead was offered to %(agency)s")


class Labelled(Protocol):
    """A word or a field: it has a label, which the page translates."""

    @property
    def label(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One thing that happened: when (UTC), what, by which agency.

    `title` is a marked text whose named places `values` fill; what has a label is
    translated by the page. `things` are listed below the title, with the `country`
    they are about, `text` is what somebody wrote, `file_id` leads to a file.
    """

    at: datetime
    title: str
    values: Mapping[str, Labelled | str] = field(default_factory=dict)
    agency: str = ""
    compartment: Compartment | None = None
    things: tuple[Labelled, ...] = ()
    country: str = ""
    text: str = field(default="", repr=False)
    file_id: UUID | None = None


def case_timeline(vault: Vault) -> list[TimelineEntry]:
    """Details, notes, files and shares of a case, oldest first."""
    opened = TimelineEntry(
        at=vault.case.created_at,
        title=_("Case opened"),
        agency=_opened_by(vault),
    )
    entries = [opened, *_details(vault), *_notes(vault), *_files(vault)]
    return in_order([*entries, *_shares(vault)])


def _opened_by(vault: Vault) -> str:
    """The agency that opened the case: the first to offer the lead, or who leads."""
    offers = (share for share in vault.case.shares if share.with_lead)
    first = next(offers, None)
    return first.by_agency.name if first else vault.case.lead_agency.name


def in_order(entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """Entries of any kind, oldest first."""
    return sorted(entries, key=lambda entry: entry.at)


def _details(vault: Vault) -> Iterator[TimelineEntry]:
    """One entry for what one agency recorded in one go. No value is opened."""
    found = vault.session.scalars(
        select(Claim)
        .where(Claim.case_id == vault.case.id, Claim.compartment.in_(vault.held))
        .order_by(Claim.agency_id, Claim.created_at, Claim.id)
    )
    together: list[Claim] = []
    for claim in found:
        if together and not _in_one_go(together[-1], claim):
            yield _recorded(together)
            together = []
        together.append(claim)
    if together:
        yield _recorded(together)


def _in_one_go(one: Claim, other: Claim) -> bool:
    same = one.agency_id == other.agency_id
    return same and other.created_at - one.created_at <= ONE_GO


def _recorded(claims: list[Claim]) -> TimelineEntry:
    numbers = sorted({claim.field_id for claim in claims})
    fields = map(field_by_id, numbers)
    return TimelineEntry(
        at=claims[0].created_at,
        title=_("Details recorded"),
        agency=claims[0].agency.name,
        things=tuple(field for field in fields if field),
    )


def _notes(vault: Vault) -> Iterator[TimelineEntry]:
    for note in list_notes(vault):
        yield TimelineEntry(
            at=note.at,
            title=_("Note in “%(part)s”"),
            values={"part": note.compartment},
            agency=note.agency_name,
            compartment=note.compartment,
            text=note.text,
        )


def _files(vault: Vault) -> Iterator[TimelineEntry]:
    for file in list_files(vault):
        yield TimelineEntry(
            at=file.added_at,
            title=_("%(kind)s added"),
            values={"kind": file.kind},
            agency=file.agency_name,
            compartment=file.compartment,
            file_id=file.id,
        )


def _shares(vault: Vault) -> Iterator[TimelineEntry]:
    for share in vault.case.shares:
        parts = tuple(part for part in Compartment if part in share.parts)
        yield TimelineEntry(
            at=share.created_at,
            title=LEAD_OFFERED if share.with_lead else SHARE_OFFERED,
            values={"agency": share.agency.name},
            agency=share.by_agency.name,
            things=() if share.with_lead else parts,
        )
        if share.answered_at is not None:
            yield _answered(share, share.answered_at)


def _answered(share: Share, at: datetime) -> TimelineEntry:
    answers = LEAD_ANSWERED if share.with_lead else ANSWERED
    withdrawn = share.status is ShareStatus.WITHDRAWN
    return TimelineEntry(
        at=at,
        title=answers[share.status],
        values={"agency": share.agency.name},
        agency="" if withdrawn else share.agency.name,
    )
