"""A made-up device that makes and uses passkeys as WebAuthn lays down."""

import hashlib
import hmac
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, NEW_KEY = 0x01, 0x04, 0x40
ORIGIN = "http://localhost:8000"


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(encoded: str) -> bytes:
    return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


@dataclass
class Device:
    """One passkey on one device. Change an attribute, and it answers wrongly.

    `counts` is whether it counts its signatures; `prf` whether it can unlock.
    """

    origin: str = ORIGIN
    host: str = "localhost"
    flags: int = PRESENT | VERIFIED
    counts: bool = True
    prf: bool = True
    signed: int = 0
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    key: EllipticCurvePrivateKey = field(
        default_factory=lambda: generate_private_key(SECP256R1())
    )
    user: bytes = b""
    inner: bytes = field(default_factory=lambda: os.urandom(32))

    def make(self, options: dict) -> str:
        """The browser's JSON after `navigator.credentials.create(options)`."""
        self.user = raw(options["user"]["id"])
        client = self._client("webauthn.create", options["challenge"])
        length = len(self.credential_id).to_bytes(2, "big")
        named = bytes(16) + length + self.credential_id + self.public_key
        data = self._data(NEW_KEY) + named
        attested = {"fmt": "none", "attStmt": {}, "authData": data}
        return self._said(client, {"attestationObject": cbor2.dumps(attested)})

    def use(self, options: dict) -> str:
        """The browser's JSON after `navigator.credentials.get(options)`."""
        client = self._client("webauthn.get", options["challenge"])
        data = self._data()
        signed = data + hashlib.sha256(client).digest()
        parts = {
            "authenticatorData": data,
            "signature": self.key.sign(signed, ECDSA(SHA256())),
            "userHandle": self.user,
        }
        return self._said(client, parts)

    def secret(self, options: dict) -> str:
        """What the PRF extension gives for what `options` ask it, if it can."""
        asked = raw(options["extensions"]["prf"]["eval"]["first"])
        return text(hmac.digest(self.inner, asked, "sha256")) if self.prf else ""

    @property
    def public_key(self) -> bytes:
        point = self.key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(said).encode()

    def _data(self, more: int = 0) -> bytes:
        self.signed += self.counts
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes((self.flags | more,)) + self.signed.to_bytes(4, "big")

    def _said(self, client: bytes, parts: dict[str, bytes]) -> str:
        response = {"clientDataJSON": client, **parts}
        said = {
            "id": text(self.credential_id),
            "rawId": text(self.credential_id),
            "type": "public-key",
            "response": {name: text(part) for name, part in response.items()},
        }
        return json.dumps(said)
