"""The byte layouts that everything sealed or signed is made of, each with its version.

No keys, no ciphers, no clock. A layout is frozen once data exists: a change is a new
label (`.../v2`) beside the old one, never an edit. `tests/vectors/` holds examples.

    field      LP("interact/field/v1", deployment, case, compartment, epoch,
                  field id (2), row id, version)
    compartment key   LP("interact/comp/v1", case, compartment, epoch)
    wrap       LP("interact/wrap/v1", case, compartment, epoch, group id, group epoch)
    shelf      LP("shelf", wrap, commitment)
    pin        LP("interact/pin/v1", agency, partner agency)

Numbers take 4 bytes unless said otherwise, big-endian; ids are the 16 bytes of a UUID;
a moment is 8 bytes, microseconds since 1970 in UTC. Signed messages are laid out where
they are made: `epochs.py`, `certificates.py`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from uuid import UUID

from interact.core.errors import CannotOpen
from interact.keys.rules import NUMBERS, Compartment

ID_BYTES = 16
KEY_BYTES = 32
EPOCH_START = datetime(1970, 1, 1, tzinfo=UTC)
SMALL_SIZES = (32, 64, 128, 256, 512)
LENGTH_BYTES = 4


def u16(number: int) -> bytes:
    """`number` in 2 bytes, big-endian; OverflowError when it does not fit."""
    return number.to_bytes(2, "big")


def u32(number: int) -> bytes:
    """`number` in 4 bytes, big-endian; OverflowError when it does not fit."""
    return number.to_bytes(4, "big")


def moment(at: datetime) -> bytes:
    """`at` in 8 bytes: microseconds since 1970 in UTC. Refuses a time without zone."""
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    return ((at - EPOCH_START) // timedelta(microseconds=1)).to_bytes(8, "big")


def lp(*parts: bytes) -> bytes:
    """Join `parts`, each behind its length in 4 bytes: no two lists look the same.

    `lp(a) + lp(b) == lp(a, b)`, so a fixed beginning can be kept.
    """
    return b"".join([len(part).to_bytes(4, "big") + part for part in parts])


def split(joined: bytes) -> list[bytes]:
    """The parts that `lp` joined. Raises CannotOpen when the lengths do not fit."""
    parts = []
    start = 0
    while start < len(joined):
        begin = start + LENGTH_BYTES
        start = begin + int.from_bytes(joined[start:begin], "big")
        if begin > len(joined) or start > len(joined):
            raise CannotOpen
        parts.append(joined[begin:start])
    return parts


def padded_size(size: int) -> int:
    """How many bytes `size` bytes take once padded: Padmé above 512 (at most 12 %)."""
    for small in SMALL_SIZES:
        if size <= small:
            return small
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (size + mask) & ~mask


def pad(value: bytes) -> bytes:
    """`value` behind its length, filled with zeros so that its size says little."""
    size = LENGTH_BYTES + len(value)
    return u32(len(value)) + value + bytes(padded_size(size) - size)


def unpad(padded: bytes) -> bytes:
    """What `pad` filled up. Raises CannotOpen on anything `pad` would not have made."""
    end = LENGTH_BYTES + int.from_bytes(padded[:LENGTH_BYTES], "big")
    if len(padded) != padded_size(end) or padded[end:].strip(b"\0"):
        raise CannotOpen
    return padded[LENGTH_BYTES:end]


@dataclass(frozen=True)
class EpochId:
    """One epoch of one compartment of one case: what a compartment key belongs to.

    `deployment` is the 16-byte id of the installation; `number` counts from 1.
    """

    deployment: bytes
    case_id: UUID
    compartment: Compartment
    number: int

    def __post_init__(self) -> None:
        if len(self.deployment) != ID_BYTES or self.number < 1:
            raise ValueError("an epoch needs a 16-byte deployment and a number from 1")

    @cached_property
    def place(self) -> bytes:
        """Case, compartment and epoch, joined as they stand in every layout."""
        return lp(self.case_id.bytes, u32(NUMBERS[self.compartment]), u32(self.number))

    @cached_property
    def field_prefix(self) -> bytes:
        """The beginning of `field_context`, the same for all fields of the epoch."""
        return lp(b"interact/field/v1", self.deployment) + self.place


def field_context(
    epoch: EpochId, field_id: int, row_id: UUID, version: int = 1
) -> bytes:
    """What a sealed field is bound to: move the blob anywhere else and it stays shut.

    `field_id` comes from the registry of fields and is never reused; `row_id` is made
    before sealing; `version` counts from 1 where a row can be sealed again.
    """
    rest = lp(u16(field_id), row_id.bytes, u32(version))
    return epoch.field_prefix + rest


def compartment_info(epoch: EpochId) -> bytes:
    """What the key of a compartment is derived for."""
    return lp(b"interact/comp/v1") + epoch.place


def wrap_info(epoch: EpochId, group_id: UUID, group_epoch: int) -> bytes:
    """What a half is bound to when it is wrapped for one epoch of one group."""
    group = lp(group_id.bytes, u32(group_epoch))
    return lp(b"interact/wrap/v1") + epoch.place + group


def shelf_context(wrapped_for: bytes, commitment: bytes) -> bytes:
    """What a half on a group's shelf is bound to; `wrapped_for` is its `wrap_info`."""
    return lp(b"shelf", wrapped_for, commitment)


def pin_context(agency_id: UUID, partner_id: UUID) -> bytes:
    """What a partner's fingerprint is bound to in an agency's sealed directory."""
    return lp(b"interact/pin/v1", agency_id.bytes, partner_id.bytes)
