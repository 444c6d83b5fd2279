"""Who vouches for a key: agencies sign the keys of their groups and members.

    identity   Ed25519 (32) | ML-DSA-65 (1952); a signature is one of each, joined, over
               LP("interact/identity/v1", both public keys, message)
    group      LP("interact/group/v1", agency, group id, group number, epoch,
                  wrapping key, signing key, moment it ends)
    member     LP("interact/member/v1", agency, person, role, wrapping key, signing key)
    grant      LP("interact/grant/v1", agency, group id, group number, epoch, person),
               signed: LP("interact/granted/v1", grant, wrapped seed)

A partner's identity is believed only when its fingerprint was compared and pinned.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import (
    MLDSA65PrivateKey,
    MLDSA65PublicKey,
)

from interact.core.errors import CannotOpen
from interact.keys.formats import KEY_BYTES, lp, moment, u32
from interact.keys.rules import NUMBERS, GroupName
from interact.keys.sealing import expand, seal, unseal
from interact.keys.wrapping import KeyPair, SigningKey, unwrap, verify, wrap

ED25519_PUBLIC_BYTES = 32
ED25519_SIGNATURE_BYTES = 64
FINGERPRINT_DIGITS = 60
DIGITS_PER_GROUP = 5


class AgencyIdentity:
    """The key an agency vouches with; its custodians hold it."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != KEY_BYTES:
            raise ValueError("a seed has 32 bytes")
        self.seed = seed
        self._curve = SigningKey(expand(seed, b"interact/identity/ed25519/v1"))
        self._lattice = MLDSA65PrivateKey.from_seed_bytes(
            expand(seed, b"interact/identity/ml-dsa-65/v1")
        )

    @classmethod
    def generate(cls) -> Self:
        """A new identity from the system's randomness."""
        return cls(os.urandom(KEY_BYTES))

    def __repr__(self) -> str:
        return "AgencyIdentity(...)"

    @cached_property
    def public(self) -> bytes:
        """1984 bytes that other agencies know this one by."""
        return self._curve.public + self._lattice.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """3373 bytes: two signatures, so that breaking one kind is not enough."""
        bound = _bound(self.public, message)
        return self._curve.sign(bound) + self._lattice.sign(bound)


def _bound(public: bytes, message: bytes) -> bytes:
    return lp(b"interact/identity/v1", public, message)


def verify_identity(public: bytes, signature: bytes, message: bytes) -> None:
    """Refuse with CannotOpen unless both signatures of the agency are right."""
    bound = _bound(public, message)
    curve, lattice = public[:ED25519_PUBLIC_BYTES], public[ED25519_PUBLIC_BYTES:]
    verify(curve, signature[:ED25519_SIGNATURE_BYTES], bound)
    try:
        key = MLDSA65PublicKey.from_public_bytes(lattice)
        key.verify(signature[ED25519_SIGNATURE_BYTES:], bound)
    except (InvalidSignature, ValueError):
        raise CannotOpen from None


def fingerprint(public: bytes) -> str:
    """60 digits in 12 groups of 5, to compare by telephone or side by side."""
    return _digits(lp(b"interact/fingerprint/v1", public))


def member_fingerprint(kem_public: bytes, signing_public: bytes) -> str:
    """60 digits over both public keys of a person, for their custodian to compare."""
    return _digits(lp(b"interact/member-fingerprint/v1", kem_public, signing_public))


def _digits(message: bytes) -> str:
    digest = hashlib.sha512(message).digest()
    number = int.from_bytes(digest, "big") % 10**FINGERPRINT_DIGITS
    digits = f"{number:0{FINGERPRINT_DIGITS}d}"
    starts = range(0, FINGERPRINT_DIGITS, DIGITS_PER_GROUP)
    return " ".join(digits[start : start + DIGITS_PER_GROUP] for start in starts)


def check_anchor(public: bytes, anchor: str) -> None:
    """Refuse with CannotOpen unless `public` is the identity that was pinned."""
    if not hmac.compare_digest(fingerprint(public).encode(), anchor.encode()):
        raise CannotOpen


@dataclass(frozen=True)
class GroupCertificate:
    """These are the public keys of one epoch of one group of an agency."""

    agency_id: UUID
    group_id: UUID
    name: GroupName
    epoch: int
    kem_public: bytes
    signing_public: bytes
    not_after: datetime

    def message(self) -> bytes:
        """The bytes that the agency signs."""
        return lp(
            b"interact/group/v1",
            self.agency_id.bytes,
            self.group_id.bytes,
            u32(NUMBERS[self.name]),
            u32(self.epoch),
            self.kem_public,
            self.signing_public,
            moment(self.not_after),
        )

    def check(self, public: bytes, signature: bytes, at: datetime) -> None:
        """Refuse with CannotOpen unless `public` signed it and it is in force at `at`.

        Check `public` against an anchor or a pin first.
        """
        verify_identity(public, signature, self.message())
        if at >= self.not_after:
            raise CannotOpen


@dataclass(frozen=True)
class MemberCertificate:
    """These are the public keys of a person who plays this role in the agency."""

    agency_id: UUID
    person_id: UUID
    role: str
    kem_public: bytes
    signing_public: bytes

    def message(self) -> bytes:
        """The bytes that the agency signs."""
        return lp(
            b"interact/member/v1",
            self.agency_id.bytes,
            self.person_id.bytes,
            self.role.encode(),
            self.kem_public,
            self.signing_public,
        )

    def check(self, public: bytes, signature: bytes) -> None:
        """Refuse with CannotOpen unless `public` signed it. Check `public` first."""
        verify_identity(public, signature, self.message())


@dataclass(frozen=True)
class Grant:
    """One person is given the seed of one epoch of one group of their agency."""

    agency_id: UUID
    group_id: UUID
    name: GroupName
    epoch: int
    person_id: UUID

    def info(self) -> bytes:
        """What the wrapped seed is bound to."""
        return lp(
            b"interact/grant/v1",
            self.agency_id.bytes,
            self.group_id.bytes,
            u32(NUMBERS[self.name]),
            u32(self.epoch),
            self.person_id.bytes,
        )

    def message(self, wrapped: bytes) -> bytes:
        """The bytes that the custodian signs."""
        return lp(b"interact/granted/v1", self.info(), wrapped)

    def give(
        self, custodian: SigningKey, public: bytes, seed: bytes
    ) -> tuple[bytes, bytes]:
        """The seed wrapped for the person's key `public`, and who signed for it.

        Check the member's certificate first.
        """
        wrapped = wrap(public, seed, self.info())
        return wrapped, custodian.sign(self.message(wrapped))

    def take(self, person: KeyPair, wrapped: bytes) -> KeyPair:
        """The keys of the group. Raises CannotOpen for another person or group.

        Check the keys against the group's certificate: HPKE does not say who sent them.
        """
        seed = unwrap(person, wrapped, self.info())
        if len(seed) != KEY_BYTES:
            raise CannotOpen
        return KeyPair(seed)

    def check(self, custodian_public: bytes, wrapped: bytes, signature: bytes) -> None:
        """Refuse with CannotOpen unless this custodian gave it."""
        verify(custodian_public, signature, self.message(wrapped))


def seal_identity(custody: KeyPair, identity: AgencyIdentity, agency_id: UUID) -> bytes:
    """The identity's seed, for those who hold the agency's custody group."""
    return seal(custody.shelf_key, identity.seed, _identity_context(agency_id))


def open_identity(custody: KeyPair, blob: bytes, agency_id: UUID) -> AgencyIdentity:
    """The identity that `seal_identity` sealed. Raises CannotOpen."""
    return AgencyIdentity(unseal(custody.shelf_key, blob, _identity_context(agency_id)))


def _identity_context(agency_id: UUID) -> bytes:
    return lp(b"interact/identity-seed/v1", agency_id.bytes)
