"""The key of the day: what an agency's audit entries of one day are sealed under.

The key lies in memory while entries are written and, sealed to the agency's audit
group, in the database. A stolen server can therefore not read the days before, and no
restart can read what was written earlier.
"""

import hashlib
import os
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from interact.agencies.models import Group
from interact.agencies.queries import audit_group_of
from interact.audit.entries import KEY_BYTES, OpenSegment
from interact.audit.models import AuditSegment
from interact.keys.formats import lp, u32
from interact.keys.installation import Installation
from interact.keys.keyring import Keyring
from interact.keys.rules import GroupName
from interact.keys.sealing import SealingKey
from interact.keys.wrapping import unwrap, wrap

# Asked for every entry, and therefore put together once.
OF_THE_DAY = (
    AuditSegment.agency_id == bindparam("agency_id"),
    AuditSegment.day == bindparam("day"),
)
GROUP_OF_NOW = select(func.max(Group.epoch)).where(
    Group.agency_id == bindparam("agency_id"), Group.name == GroupName.AUDIT
)
SEALED_TO_GROUP_OF_NOW = (
    select(AuditSegment)
    .where(*OF_THE_DAY, AuditSegment.group_epoch == GROUP_OF_NOW.scalar_subquery())
    .order_by(AuditSegment.number.desc())
)
LAST_NUMBER = select(func.max(AuditSegment.number)).where(*OF_THE_DAY)


def segment_for(session: Session, agency_id: UUID, day: date) -> OpenSegment:
    """The segment that takes an agency's entries of `day` (UTC) now.

    Begins a new one when this process holds no key of the day for the audit group that
    the agency has now.
    """
    held = Installation.of(session).segments
    of_the_day = {"agency_id": agency_id, "day": day}
    for segment in session.scalars(SEALED_TO_GROUP_OF_NOW, of_the_day):
        key = held.get((segment.id, day.isoformat(), segment.number))
        if key:
            return _opened(segment, key)
    last = session.scalar(LAST_NUMBER, of_the_day) or 0
    return _begin(session, agency_id, day, last + 1)


def _begin(session: Session, agency_id: UUID, day: date, number: int) -> OpenSegment:
    group_id, epoch, public = audit_group_of(session, agency_id)
    made = AuditSegment(
        id=uuid4(), agency_id=agency_id, day=day, number=number, group_epoch=epoch
    )
    key = os.urandom(KEY_BYTES)
    made.sealed = wrap(public, key, _info(session, made, group_id))
    _store(session, made, key)
    return _opened(made, key)


def open_segment(
    session: Session, keyring: Keyring, segment: AuditSegment
) -> OpenSegment:
    """A stored segment, opened by a DPO. Raises CannotOpen."""
    group = keyring.group(GroupName.AUDIT, segment.group_epoch)
    info = _info(session, segment, group.group_id)
    return _opened(segment, unwrap(group.keypair, segment.sealed, info))


def _opened(segment: AuditSegment, key: bytes) -> OpenSegment:
    ready = SealingKey(key)
    return OpenSegment(segment.id, segment.agency_id, digest(segment), ready)


def digest(segment: AuditSegment) -> bytes:
    """What a segment is, in 32 bytes: the leaves of its entries commit to it."""
    ids = (segment.id, segment.agency_id)
    numbers = (segment.number, segment.group_epoch)
    return segment_digest(ids, segment.day.isoformat(), numbers, segment.sealed)


def segment_digest(
    ids: tuple[UUID, UUID], day: str, numbers: tuple[int, int], sealed: bytes
) -> bytes:
    """The same from its columns: id and agency, day, number and group epoch, key."""
    parts = (*(one.bytes for one in ids), day.encode(), *map(u32, numbers), sealed)
    return hashlib.sha256(lp(b"interact/audit-segment/v1", *parts)).digest()


def _info(session: Session, segment: AuditSegment, group_id: UUID) -> bytes:
    return lp(
        b"interact/audit-segment-key/v1",
        Installation.of(session).deployment,
        segment.id.bytes,
        segment.agency_id.bytes,
        segment.day.isoformat().encode(),
        group_id.bytes,
        u32(segment.group_epoch),
    )


def _store(session: Session, made: AuditSegment, key: bytes) -> None:
    """Write the segment and keep its key; forget the keys of earlier days.

    The key is found by the segment's own id, so a segment whose transaction is rolled
    back leaves nothing behind that could be taken for another's.
    """
    row = {
        "id": made.id,
        "agency_id": made.agency_id,
        "day": made.day,
        "number": made.number,
        "group_epoch": made.group_epoch,
        "sealed": made.sealed,
    }
    session.connection().execute(insert(AuditSegment), row)
    today = made.day.isoformat()
    installation = Installation.of(session)
    with installation.lock:
        for held in [held for held in installation.segments if held[1] < today]:
            del installation.segments[held]
        installation.segments[made.id, today, made.number] = key
