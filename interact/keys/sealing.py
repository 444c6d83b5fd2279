"""Seals and unseals values and files with a key, bound to a context.

    envelope   01 | algorithm (1) | nonce (12) | ciphertext and tag
    file       01 | 03 | C2SP chunked encryption (Cobblestone-256)

The two leading bytes are authenticated with the context. The algorithm is looked up
from its byte; nothing is ever tried in turn.
"""

import json
import os
from enum import IntEnum
from typing import Any, Protocol

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from interact.core.errors import CannotOpen
from interact.keys.formats import KEY_BYTES, pad, unpad

VERSION = 1
NONCE_BYTES = 12
HEADER_BYTES = 2
SMALLEST = HEADER_BYTES + NONCE_BYTES + 16
JSON = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


class Algorithm(IntEnum):
    """The algorithm byte of an envelope; never reused."""

    AES_256_GCM = 1
    AES_256_GCM_SIV = 2
    COBBLESTONE_256 = 3

    @property
    def header(self) -> bytes:
        return bytes((VERSION, self))


GCM_HEADER = Algorithm.AES_256_GCM.header
SIV_HEADER = Algorithm.AES_256_GCM_SIV.header
FILE_HEADER = Algorithm.COBBLESTONE_256.header


class Cipher(Protocol):
    """An authenticated cipher that already holds its key."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...
    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


def expand(key: bytes, label: bytes, length: int = KEY_BYTES) -> bytes:
    """A key for one purpose, made from an evenly distributed one (HKDF-Expand)."""
    return HKDFExpand(SHA256(), length, label).derive(key)


class SealingKey:
    """A 32-byte key ready for use: make it once and keep it for all fields it opens.

    The reserve algorithm has a key of its own, so that no key serves two ciphers.
    """

    __slots__ = ("_bytes", "_gcm")

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a sealing key has 32 bytes")
        self._bytes = key
        self._gcm = AESGCM(key)

    def cipher(self, header: bytes) -> Cipher:
        """The cipher that an envelope's first two bytes name, or CannotOpen."""
        if header == GCM_HEADER:
            return self._gcm
        if header == SIV_HEADER:
            return AESGCMSIV(expand(self._bytes, b"interact/aes-256-gcm-siv/v1"))
        raise CannotOpen


def _ready(key: SealingKey | bytes) -> SealingKey:
    return key if isinstance(key, SealingKey) else SealingKey(key)


def seal(
    key: SealingKey | bytes,
    plaintext: bytes,
    context: bytes,
    algorithm: Algorithm = Algorithm.AES_256_GCM,
) -> bytes:
    """Seal `plaintext` so that it opens only with `key` and in the same `context`."""
    header = algorithm.header
    nonce = os.urandom(NONCE_BYTES)
    sealed = _ready(key).cipher(header).encrypt(nonce, plaintext, header + context)
    return header + nonce + sealed


def unseal(key: SealingKey | bytes, blob: bytes, context: bytes) -> bytes:
    """What `seal` sealed. Raises CannotOpen for another key, context or any change."""
    if len(blob) < SMALLEST:
        raise CannotOpen
    header, nonce, rest = blob[:2], blob[2:14], blob[14:]
    try:
        return _ready(key).cipher(header).decrypt(nonce, rest, header + context)
    except InvalidTag:
        raise CannotOpen from None


def seal_value(key: SealingKey | bytes, value: Any, context: bytes) -> bytes:
    """Seal what JSON can hold, padded so that its size says little."""
    return seal(key, pad(JSON.encode(value).encode()), context)


def unseal_value(key: SealingKey | bytes, blob: bytes, context: bytes) -> Any:
    """What `seal_value` sealed, as JSON gives it back. Raises CannotOpen."""
    text = unpad(unseal(key, blob, context))
    try:
        return json.loads(text.decode())
    except ValueError:
        raise CannotOpen from None


def new_file_key() -> bytes:
    """A key for one file; store it sealed under the key of its compartment."""
    return os.urandom(KEY_BYTES)


def seal_file(key: bytes, content: bytes, context: bytes) -> bytes:
    """Seal a whole file with a key of its own, in chunks that cannot be cut off."""
    encryptor = Cobblestone256Encryptor(key, FILE_HEADER + context)
    return FILE_HEADER + encryptor.update(content) + encryptor.finalize()


def unseal_file(key: bytes, blob: bytes, context: bytes) -> bytes:
    """The whole file that `seal_file` sealed; never a part of it. Raises CannotOpen."""
    if blob[:HEADER_BYTES] != FILE_HEADER:
        raise CannotOpen
    decryptor = Cobblestone256Decryptor(key, FILE_HEADER + context)
    try:
        return decryptor.update(blob[HEADER_BYTES:]) + decryptor.finalize()
    except InvalidTag:
        raise CannotOpen from None
