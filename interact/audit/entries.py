"""One audit entry: what it says, and the bytes that it is stored as.

    payload   sorted compact JSON; stored as it was hashed, never written anew
    commit    HMAC-SHA256(salt, payload)
    sealed    AES-256-GCM(entry key, salt | padded payload)
    wrapped   AES-256-GCM(segment key, entry key), once for each agency concerned
    key       SHA-256(LP("interact/audit-key/v1", agency, sequence, segment digest,
              wrapped))
    leaf      "interact-audit/1", then in base64, one line each: SHA-256(sealed),
              commit, SHA-256(the keys' digests, sorted, joined)

Because the leaf commits to the keys, an agency's sequence numbers cannot be changed
afterwards, and neither agency learns the numbers of the other.
"""

import hashlib
import hmac
import json
import os
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from interact.audit.rules import Event
from interact.core.errors import CannotOpen
from interact.keys.formats import lp, pad, unpad
from interact.keys.sealing import SealingKey, seal, unseal

HEADER = "interact-audit/1"
SALT_BYTES = 32
KEY_BYTES = 32
LEAF_LINES = 5


@dataclass(kw_only=True, eq=False)
class PendingEntry:
    """An entry that is kept when its transaction is; until then it may be added to."""

    event: Event
    at: datetime
    actor: Mapping[str, str]
    subject: Mapping[str, str] | None
    details: dict[str, object]
    audiences: tuple[UUID, ...]
    savepoints: tuple[object, ...] = ()
    opened: set[tuple[str, int]] = field(default_factory=set)

    def add_opened(self, compartment: str, field_id: int) -> None:
        """Note that this field of this compartment was opened."""
        self.opened.add((compartment, field_id))

    @property
    def day(self) -> date:
        """The day it happened, in UTC."""
        return self.at.astimezone(UTC).date()

    def payload(self) -> bytes:
        """What is sealed, hashed and, years later, still the same bytes."""
        said = {
            **self.details,
            "compartments": {
                *each(self.details.get("compartments")),
                *(compartment for compartment, _ in self.opened),
            },
            "fields": {
                *each(self.details.get("fields")),
                *(field_id for _, field_id in self.opened),
            },
            "recipients": [*each(self.details.get("recipients"))],
            "event": self.event,
            "at": self.at.astimezone(UTC),
            "actor": self.actor,
            "subject": self.subject,
        }
        return WRITER.encode(said).encode()


def each(value: object) -> Iterable[object]:
    """What a detail lists: several things, one, or none."""
    if value is None:
        return ()
    if isinstance(value, str) or not isinstance(value, Iterable):
        return (value,)
    return value


def plain(value: object) -> object:
    """`value` as JSON can hold it, where JSON does not know its kind."""
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


WRITER = json.JSONEncoder(
    ensure_ascii=False,
    allow_nan=False,
    sort_keys=True,
    separators=(",", ":"),
    default=plain,
)


@dataclass(frozen=True)
class OpenSegment:
    """A segment of one agency's history, with the key that its entries are under."""

    id: UUID
    agency_id: UUID
    digest: bytes
    key: SealingKey = field(repr=False)


@dataclass(frozen=True)
class Wrapped:
    """An entry's key for one agency, as entry number `sequence` of its history."""

    segment: OpenSegment
    sequence: int
    blob: bytes

    def digest(self) -> bytes:
        """What the entry's leaf commits to."""
        segment = self.segment
        return key_digest(segment.agency_id, self.sequence, segment.digest, self.blob)


@dataclass(frozen=True)
class SealedEntry:
    """An entry as it is stored."""

    leaf: str
    sealed: bytes
    wrapped: list[Wrapped]


def seal_entry(
    deployment: bytes,
    index: int,
    payload: bytes,
    readers: Iterable[tuple[OpenSegment, int]],
) -> SealedEntry:
    """Seal `payload` as entry `index` for its readers: segment and number of each."""
    salt, key = os.urandom(SALT_BYTES), os.urandom(KEY_BYTES)
    sealed = seal(key, salt + pad(payload), entry_context(deployment, index))
    wrapped = [
        Wrapped(to, number, seal(to.key, key, _key_context(index, to, number)))
        for to, number in readers
    ]
    keys = [one.digest() for one in wrapped]
    leaf = leaf_text(sealed, hmac.digest(salt, payload, "sha256"), keys)
    return SealedEntry(leaf, sealed, wrapped)


def open_entry(
    deployment: bytes, index: int, sealed: bytes, wrapped: Wrapped
) -> tuple[bytes, bytes]:
    """The salt and the payload of entry `index`. Raises CannotOpen."""
    segment = wrapped.segment
    context = _key_context(index, segment, wrapped.sequence)
    key = unseal(segment.key, wrapped.blob, context)
    opened = unseal(key, sealed, entry_context(deployment, index))
    return opened[:SALT_BYTES], unpad(opened[SALT_BYTES:])


def leaf_text(sealed: bytes, commit: bytes, keys: Iterable[bytes]) -> str:
    """The text that goes into the tree; it ends with a line feed."""
    parts = (hashlib.sha256(sealed).digest(), commit, keys_digest(keys))
    return "\n".join((HEADER, *(b64encode(part).decode() for part in parts), ""))


def keys_digest(keys: Iterable[bytes]) -> bytes:
    """What a leaf says of the keys of its entry, given the digest of each."""
    return hashlib.sha256(b"".join(sorted(keys))).digest()


def key_digest(
    agency_id: UUID, sequence: int, segment_digest: bytes, wrapped: bytes
) -> bytes:
    """What one agency's key for one entry is, in 32 bytes."""
    parts = (agency_id.bytes, u64(sequence), segment_digest, wrapped)
    return hashlib.sha256(lp(b"interact/audit-key/v1", *parts)).digest()


class Leaf(NamedTuple):
    """The three things a leaf commits to, in base64."""

    sealed: str
    commit: str
    keys: str


def read_leaf(leaf: str) -> Leaf:
    """The parts of a leaf. Raises CannotOpen for a text that is none."""
    parts = leaf.split("\n")
    if len(parts) != LEAF_LINES or (parts[0], parts[-1]) != (HEADER, ""):
        raise CannotOpen
    return Leaf(*parts[1:-1])


def check_commitment(leaf: str, salt: bytes, payload: bytes) -> None:
    """Refuse with CannotOpen unless `leaf` commits to this payload."""
    commit = b64encode(hmac.digest(salt, payload, "sha256")).decode()
    if not hmac.compare_digest(read_leaf(leaf).commit, commit):
        raise CannotOpen


def entry_context(deployment: bytes, index: int) -> bytes:
    """What the payload of an entry is bound to."""
    return lp(b"interact/audit/v1", deployment, u64(index))


def _key_context(index: int, segment: OpenSegment, sequence: int) -> bytes:
    place = (u64(index), segment.agency_id.bytes, u64(sequence))
    return lp(b"interact/audit-wrap/v1", *place, segment.digest)


def u64(number: int) -> bytes:
    """`number` in 8 bytes, big-endian."""
    return number.to_bytes(8, "big")
