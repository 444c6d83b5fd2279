"""Opens the audit entries of one agency with the key of its audit group."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.audit.entries import (
    OpenSegment,
    Wrapped,
    check_commitment,
    open_entry,
)
from interact.audit.models import AuditKey, AuditLeaf, AuditPayload, AuditSegment
from interact.audit.segments import digest, open_segment
from interact.core.errors import CannotOpen
from interact.keys.installation import Installation

AT_ONCE = 200


@dataclass(frozen=True)
class Stored:
    """One entry of an agency's history as it is stored, still shut."""

    index: int
    sequence: int
    segment_id: UUID
    wrapped: bytes
    leaf: str
    sealed: bytes | None
    day: date


class Opened(NamedTuple):
    """What an entry says, with the salt that its commitment needs."""

    salt: bytes
    payload: bytes

    def said(self) -> dict[str, Any]:
        """The payload as a mapping."""
        read = json.loads(self.payload)
        if not isinstance(read, dict):
            raise CannotOpen
        return read


def entries_of(
    agency_id: UUID, since: date | None, until: date | None
) -> Select[*tuple[Any, ...]]:
    """The entries an agency's DPO may read, of these days (UTC), both included."""
    wanted = (
        select(
            AuditKey.idx,
            AuditKey.sequence,
            AuditKey.segment_id,
            AuditKey.wrapped,
            AuditLeaf.leaf,
            AuditPayload.sealed,
            AuditSegment.day,
        )
        .join(AuditLeaf, AuditLeaf.idx == AuditKey.idx)
        .join(AuditSegment, AuditSegment.id == AuditKey.segment_id)
        .outerjoin(AuditPayload, AuditPayload.idx == AuditKey.idx)
        .where(AuditKey.agency_id == agency_id)
    )
    if since:
        wanted = wanted.where(AuditSegment.day >= since)
    if until:
        wanted = wanted.where(AuditSegment.day <= until)
    return wanted


class Opener:
    """Opens entries for one DPO during one call; forgets the keys with it."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session = session
        self.keyring = actor.keyring
        self.deployment = Installation.of(session).deployment
        self._segments: dict[UUID, AuditSegment] = {}
        self._open: dict[UUID, OpenSegment] = {}

    def read(self, wanted: Select[*tuple[Any, ...]]) -> Iterator[Stored]:
        """The entries of `entries_of`, in the order asked for."""
        rows = self.session.execute(wanted.execution_options(yield_per=AT_ONCE))
        return (Stored(*row) for row in rows)

    def open(self, stored: Stored) -> Opened:
        """What the entry says. Raises CannotOpen when anything of it was changed."""
        if stored.sealed is None:
            raise CannotOpen
        if stored.segment_id not in self._open:
            segment = open_segment(self.session, self.keyring, self._segment(stored))
            self._open[stored.segment_id] = segment
        mine = self._open[stored.segment_id]
        wrapped = Wrapped(mine, stored.sequence, stored.wrapped)
        opened = Opened(
            *open_entry(self.deployment, stored.index, stored.sealed, wrapped)
        )
        check_commitment(stored.leaf, opened.salt, opened.payload)
        return opened

    def key_parts(self, stored: Stored) -> tuple[bytes, bytes]:
        """What the entry's leaf commits to besides agency and number: its key here."""
        return digest(self._segment(stored)), stored.wrapped

    def _segment(self, stored: Stored) -> AuditSegment:
        if stored.segment_id not in self._segments:
            found = self.session.get_one(AuditSegment, stored.segment_id)
            self._segments[stored.segment_id] = found
        return self._segments[stored.segment_id]
