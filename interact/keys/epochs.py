"""The key of a compartment, and the signed record of each time it gets a new one.

    key        64 bytes = HKDF-SHA256(salt = shred salt, ikm = half,
                                      info = LP("interact/comp/v1", ...)):
               encryption (32) | commitment (32)
    record     LP("interact/epoch/v1", deployment, case, compartment, epoch,
                  commitment, previous commitment or nothing, author, agency, moment)

The half is wrapped for groups and lies in the main database; the salt lies in the
keyring store. Without either there is no key: deleting the salt erases every copy.
"""

import hmac
import os
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from interact.core.errors import CannotOpen
from interact.keys.formats import KEY_BYTES, EpochId, compartment_info, lp, moment


@dataclass(frozen=True)
class CompartmentKey:
    """What seals the fields of one epoch, and the public commitment to it."""

    encryption: bytes = field(repr=False)
    commitment: bytes

    def check_commitment(self, commitment: bytes) -> None:
        """Refuse with CannotOpen unless this is the key the signed record speaks of."""
        if not hmac.compare_digest(self.commitment, commitment):
            raise CannotOpen


@dataclass(frozen=True)
class EpochRecord:
    """Who made which key for a compartment, after which one, and when.

    `previous` is the commitment of the epoch before, empty for the first. Signed with
    the author's signing key; a reader trusts it through the member's certificate.
    """

    epoch: EpochId
    commitment: bytes
    previous: bytes
    author_id: UUID
    agency_id: UUID
    at: datetime

    def message(self) -> bytes:
        """The bytes that the author signs."""
        made = lp(
            self.commitment,
            self.previous,
            self.author_id.bytes,
            self.agency_id.bytes,
            moment(self.at),
        )
        return lp(b"interact/epoch/v1", self.epoch.deployment) + self.epoch.place + made


def new_half() -> bytes:
    """The random 32 bytes that, with a shred salt, make the key of a new epoch."""
    return os.urandom(KEY_BYTES)


def derive(half: bytes, salt: bytes, epoch: EpochId) -> CompartmentKey:
    """The key of `epoch` from its two parts; check its commitment before use."""
    if len(half) != KEY_BYTES or len(salt) != KEY_BYTES:
        raise CannotOpen
    hkdf = HKDF(SHA256(), 2 * KEY_BYTES, salt, compartment_info(epoch))
    key = hkdf.derive(half)
    return CompartmentKey(key[:KEY_BYTES], key[KEY_BYTES:])
