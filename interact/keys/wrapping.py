"""Passes a key on to a group or a person, and checks who signed for it.

    wrap       01 | suite (1) | encapsulated key | ciphertext and tag
    suite 11   HPKE base mode: X-Wing (ML-KEM-768 + X25519), HKDF-SHA256, AES-256-GCM

The two leading bytes and the caller's binding stand in HPKE's `info`. HPKE does not
say who sent something: what is wrapped counts only with a signature or a commitment.
"""

import hashlib
import os
from functools import cached_property
from typing import Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from interact.core.errors import CannotOpen
from interact.keys.formats import KEY_BYTES
from interact.keys.sealing import SealingKey, expand, seal, unseal

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
WRAP_HEADER = b"\x01\x11"
MLKEM_SEED_BYTES = 64
MLKEM_PUBLIC_BYTES = 1184
X_WING_PUBLIC_BYTES = MLKEM_PUBLIC_BYTES + 32


def expand_x_wing(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """The two halves of an X-Wing private key, as its draft expands a 32-byte seed."""
    expanded = hashlib.shake_256(seed).digest(MLKEM_SEED_BYTES + 32)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:MLKEM_SEED_BYTES]),
        X25519PrivateKey.from_private_bytes(expanded[MLKEM_SEED_BYTES:]),
    )


def x_wing_public(seed: bytes) -> bytes:
    """The 1216 bytes of the X-Wing public key that belongs to `seed`."""
    lattice, curve = expand_x_wing(seed)
    return (
        lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    )


class SigningKey:
    """An Ed25519 key that signs in the name of a person, a group or an agency."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self._private = Ed25519PrivateKey.from_private_bytes(seed)

    def __repr__(self) -> str:
        return "SigningKey(...)"

    @cached_property
    def public(self) -> bytes:
        return self._private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """64 bytes. `message` begins with a label: no signature fits two purposes."""
        return self._private.sign(message)


class KeyPair:
    """All keys of a person or a group, derived from one 32-byte seed when needed."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != KEY_BYTES:
            raise ValueError("a seed has 32 bytes")
        self.seed = seed

    @classmethod
    def generate(cls) -> Self:
        """A new key pair from the system's randomness."""
        return cls(os.urandom(KEY_BYTES))

    def __repr__(self) -> str:
        return "KeyPair(...)"

    @cached_property
    def _kem_seed(self) -> bytes:
        return expand(self.seed, b"interact/kem/v1")

    @cached_property
    def private(self) -> MLKEM768X25519PrivateKey:
        """What opens wraps; about 0.15 ms to make, so not made before it is needed."""
        return MLKEM768X25519PrivateKey(*expand_x_wing(self._kem_seed))

    @cached_property
    def public(self) -> bytes:
        """1216 bytes: what others wrap keys for."""
        return x_wing_public(self._kem_seed)

    @cached_property
    def signing(self) -> SigningKey:
        """The key that signs in this name."""
        return SigningKey(expand(self.seed, b"interact/sig/v1"))

    @property
    def signing_public(self) -> bytes:
        """32 bytes: what others check signatures with."""
        return self.signing.public

    def sign(self, message: bytes) -> bytes:
        """A 64-byte Ed25519 signature of `message`."""
        return self.signing.sign(message)

    @cached_property
    def shelf(self) -> bytes:
        """The 32-byte key of what only holders of this seed keep for themselves."""
        return expand(self.seed, b"interact/shelf/v1")

    @cached_property
    def shelf_key(self) -> SealingKey:
        """`shelf`, ready to seal and unseal."""
        return SealingKey(self.shelf)


def _load_public(public: bytes) -> MLKEM768X25519PublicKey:
    if len(public) != X_WING_PUBLIC_BYTES:
        raise CannotOpen
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC_BYTES]),
        X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC_BYTES:]),
    )


def wrap(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """Seal a key to the holder of `public` (1216 bytes), bound to `info`.

    Check the certificate of `public` first. Raises CannotOpen for a malformed one.
    """
    try:
        sealed = SUITE.encrypt(plaintext, _load_public(public), info=WRAP_HEADER + info)
    except ValueError:
        raise CannotOpen from None
    return WRAP_HEADER + sealed


def unwrap(keypair: KeyPair, blob: bytes, info: bytes) -> bytes:
    """What `wrap` sealed to `keypair`. Raises CannotOpen for anything else."""
    if blob[:2] != WRAP_HEADER:
        raise CannotOpen
    try:
        return SUITE.decrypt(blob[2:], keypair.private, info=WRAP_HEADER + info)
    except (InvalidTag, ValueError):
        raise CannotOpen from None


def shelve(keypair: KeyPair, half: bytes, context: bytes) -> bytes:
    """Put an unwrapped half on the group's shelf, where it opens much faster."""
    return seal(keypair.shelf_key, half, context)


def unshelve(keypair: KeyPair, blob: bytes, context: bytes) -> bytes:
    """Take a half from the shelf. Raises CannotOpen."""
    return unseal(keypair.shelf_key, blob, context)


def verify(signing_public: bytes, signature: bytes, message: bytes) -> None:
    """Refuse with CannotOpen unless the holder of `signing_public` signed this."""
    try:
        Ed25519PublicKey.from_public_bytes(signing_public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise CannotOpen from None
