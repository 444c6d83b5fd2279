"""Tries every primitive once at start; a machine that lacks one does not serve."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime

from cryptography.exceptions import (
    InvalidSignature,
    InvalidTag,
    UnsupportedAlgorithm,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from interact.core.errors import InteractError
from interact.keys import certificates, notes, sealing, totp, wrapping
from interact.keys.formats import KEY_BYTES
from interact.keys.rules import Unsuitable

SEED = bytes(range(KEY_BYTES))
MESSAGE = b"interact self-test"
# draft-connolly-cfrg-xwing-kem, appendix C, vector 1: SHA-256 of its public key.
X_WING_SEED = "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"
X_WING_PUBLIC = "2e816deebcd76c5c80d0cd2d174478871658e8e2ff42bc9d4a6e486372e856bb"
# RFC 5869, A.1 (the first 32 bytes); RFC 9106, 5.3; RFC 6238, B (six digits).
HKDF_KEY = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
ARGON2ID_TAG = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
TOTP_SECRET = b"12345678901234567890"
TOTP_AT = datetime.fromtimestamp(1_111_111_109, UTC)
TOTP_CODE = "081804"


def run() -> None:
    """Return when everything works; raise Unsuitable naming the first that does not.

    Takes some milliseconds. Nothing is ever replaced by something weaker.
    """
    for primitive, works in CHECKS.items():
        try:
            right = works()
        except (
            InteractError,
            InvalidSignature,
            InvalidTag,
            UnsupportedAlgorithm,
            ValueError,
        ) as failure:
            raise Unsuitable(primitive=primitive) from failure
        if not right:
            raise Unsuitable(primitive=primitive)


def _seals(algorithm: sealing.Algorithm) -> bool:
    blob = sealing.seal(SEED, MESSAGE, b"context", algorithm)
    return sealing.unseal(SEED, blob, b"context") == MESSAGE


def _seals_files() -> bool:
    blob = sealing.seal_file(SEED, MESSAGE, b"context")
    return sealing.unseal_file(SEED, blob, b"context") == MESSAGE


def _expands_x_wing() -> bool:
    public = wrapping.x_wing_public(bytes.fromhex(X_WING_SEED))
    return _same(hashlib.sha256(public).digest(), X_WING_PUBLIC)


def _wraps() -> bool:
    keys = wrapping.KeyPair(SEED)
    return wrapping.unwrap(keys, wrapping.wrap(keys.public, SEED, b"i"), b"i") == SEED


def _derives() -> bool:
    salt, info = bytes(range(13)), bytes(range(0xF0, 0xFA))
    return _same(HKDF(SHA256(), KEY_BYTES, salt, info).derive(b"\x0b" * 22), HKDF_KEY)


def _stretches() -> bool:
    argon = Argon2id(
        salt=b"\2" * 16,
        length=KEY_BYTES,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=b"\4" * 12,
        secret=b"\3" * 8,
    )
    return _same(argon.derive(b"\1" * 32), ARGON2ID_TAG)


def _signs() -> bool:
    keys = wrapping.KeyPair(SEED)
    wrapping.verify(keys.signing_public, keys.sign(MESSAGE), MESSAGE)
    return True


def _vouches() -> bool:
    identity = certificates.AgencyIdentity(SEED)
    certificates.verify_identity(identity.public, identity.sign(MESSAGE), MESSAGE)
    return True


def _signs_checkpoints() -> bool:
    signer = notes.LogSigner(SEED, "self-test")
    note = signer.sign_checkpoint(1, SEED)
    return notes.verify(note, signer.vkeys()).root == SEED


def _counts_codes() -> bool:
    return totp.check(TOTP_SECRET, TOTP_CODE, TOTP_AT, 0) > 0


def _same(made: bytes, expected: str) -> bool:
    return hmac.compare_digest(made, bytes.fromhex(expected))


CHECKS: dict[str, Callable[[], bool]] = {
    "AES-256-GCM": lambda: _seals(sealing.Algorithm.AES_256_GCM),
    "AES-256-GCM-SIV": lambda: _seals(sealing.Algorithm.AES_256_GCM_SIV),
    "Cobblestone-256": _seals_files,
    "X-Wing": _expands_x_wing,
    "HPKE": _wraps,
    "HKDF-SHA256": _derives,
    "Argon2id": _stretches,
    "Ed25519": _signs,
    "ML-DSA-65": _vouches,
    "ML-DSA-44": _signs_checkpoints,
    "TOTP": _counts_codes,
}
