"""Signed notes and checkpoints of the audit log, as C2SP lays them down.

    text       origin, number of entries, root hash in base64, one line each
    line       — <name> base64(key id (4) | signature)
    0x01       Ed25519 over the text
    0x06       moment (8, seconds) | ML-DSA-44 over the cosigned message

Sources: c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature.
"""

import binascii
import hashlib
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import (
    MLDSA44PrivateKey,
    MLDSA44PublicKey,
)

from interact.core.clock import now
from interact.core.errors import CannotOpen
from interact.keys.sealing import expand
from interact.keys.wrapping import SigningKey

ED25519 = 0x01
ML_DSA_44 = 0x06
HASH_BYTES = 32
KEY_ID_BYTES = 4
MOMENT_BYTES = 8
SUBTREE_LABEL = b"subtree/v1\n\0"
LONGEST_NOTE = 200_000
LONGEST_NAME = 255
# Up to 18 digits: always fits the 8 bytes it takes in a cosigned message.
SIZE = re.compile("0|[1-9][0-9]{0,17}")
CHECKPOINT_LINES = 3
DASH = "\N{EM DASH} "


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: its name, how many entries, and their root hash."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, text: str) -> "Checkpoint":
        """The checkpoint that is spelled exactly as `text()` does, or CannotOpen."""
        lines = text.split("\n")
        if len(lines) != CHECKPOINT_LINES + 1 or not SIZE.fullmatch(lines[1]):
            raise CannotOpen
        read = cls(lines[0], int(lines[1]), _decode(lines[2]))
        if len(read.root) != HASH_BYTES:
            raise CannotOpen
        return read

    def cosigned(self, name: str, seconds: int) -> bytes:
        """The message under an ML-DSA-44 cosignature made at `seconds` since 1970."""
        parts = (
            SUBTREE_LABEL,
            _short(name),
            seconds.to_bytes(8, "big"),
            _short(self.origin),
            bytes(8),
            self.size.to_bytes(8, "big"),
            self.root,
        )
        return b"".join(parts)


@dataclass(frozen=True)
class VerifierKey:
    """A public key of a log or a witness: `<name>+<key id>+<base64(type | key)>`."""

    name: str
    kind: int
    public: bytes

    @cached_property
    def key_id(self) -> bytes:
        start = self.name.encode() + b"\n" + bytes((self.kind,))
        return hashlib.sha256(start + self.public).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        key = b64encode(bytes((self.kind,)) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    @classmethod
    def read(cls, vkey: str) -> "VerifierKey":
        """The key that `vkey` spells out. Raises CannotOpen unless exactly spelled."""
        name, _plus, rest = vkey.partition("+")
        key = _decode(rest.partition("+")[2])
        if not _is_name(name) or not key:
            raise CannotOpen
        read = cls(name, key[0], key[1:])
        if str(read) != vkey:
            raise CannotOpen
        return read

    def line(self, signature: bytes) -> str:
        """The line that a note ends with."""
        return f"{DASH}{self.name} {b64encode(self.key_id + signature).decode()}\n"

    def check(self, checkpoint: Checkpoint, signature: bytes) -> None:
        """Refuse with CannotOpen unless this key signed this checkpoint."""
        try:
            if self.kind == ED25519:
                key = Ed25519PublicKey.from_public_bytes(self.public)
                key.verify(signature, checkpoint.text().encode())
            elif self.kind == ML_DSA_44:
                self._check_cosignature(checkpoint, signature)
            else:
                raise CannotOpen
        except (InvalidSignature, ValueError):
            raise CannotOpen from None

    def _check_cosignature(self, checkpoint: Checkpoint, signature: bytes) -> None:
        seconds = int.from_bytes(signature[:MOMENT_BYTES], "big")
        message = checkpoint.cosigned(self.name, seconds)
        key = MLDSA44PublicKey.from_public_bytes(self.public)
        key.verify(signature[MOMENT_BYTES:], message)


class LogSigner:
    """Signs the checkpoints of this installation's audit log, two ways each."""

    def __init__(self, seed: bytes, origin: str) -> None:
        if not _is_name(origin):
            raise ValueError("the name of a log has no spaces, no plus, 1 to 255 bytes")
        self.origin = origin
        self._ed25519 = SigningKey(expand(seed, b"interact/log/ed25519/v1"))
        self._ml_dsa = MLDSA44PrivateKey.from_seed_bytes(
            expand(seed, b"interact/log/ml-dsa-44/v1")
        )

    def __repr__(self) -> str:
        return f"LogSigner({self.origin})"

    @cached_property
    def keys(self) -> tuple[VerifierKey, VerifierKey]:
        """The public keys, as objects."""
        return (
            VerifierKey(self.origin, ED25519, self._ed25519.public),
            VerifierKey(
                self.origin, ML_DSA_44, self._ml_dsa.public_key().public_bytes_raw()
            ),
        )

    def vkeys(self) -> tuple[str, str]:
        """The public keys as a verifier's policy names them."""
        return str(self.keys[0]), str(self.keys[1])

    def sign_checkpoint(self, size: int, root: bytes) -> str:
        """The note that says: at this moment the log had `size` entries under `root`.

        Publish it only once what it covers is stored for good.
        """
        if len(root) != HASH_BYTES:
            raise ValueError("a root hash has 32 bytes")
        checkpoint = Checkpoint(self.origin, size, root)
        text = checkpoint.text()
        seconds = int(now().timestamp())
        message = checkpoint.cosigned(self.origin, seconds)
        moment = seconds.to_bytes(MOMENT_BYTES, "big")
        plain, cosigned = self.keys
        return "".join(
            (
                text,
                "\n",
                plain.line(self._ed25519.sign(text.encode())),
                cosigned.line(moment + self._ml_dsa.sign(message)),
            )
        )


def verify(note: str, vkeys: tuple[str, ...]) -> Checkpoint:
    """What the log says, when every one of `vkeys` has signed the note for it.

    Lines of other keys (witnesses) are passed over, as the format asks. Raises
    CannotOpen when a key's line is missing, doubled or wrong, or no key was named.
    """
    text, found, block = note.rpartition("\n\n")
    if not vkeys or not found or len(note) > LONGEST_NOTE or not block.endswith("\n"):
        raise CannotOpen
    checkpoint = Checkpoint.read(text + "\n")
    lines = [_read_line(line) for line in block[:-1].split("\n")]
    for key in map(VerifierKey.read, vkeys):
        signatures = [
            raw[KEY_ID_BYTES:]
            for name, raw in lines
            if (name, raw[:KEY_ID_BYTES]) == (key.name, key.key_id)
        ]
        if len(signatures) != 1:
            raise CannotOpen
        key.check(checkpoint, signatures[0])
    return checkpoint


def _read_line(line: str) -> tuple[str, bytes]:
    name, _space, encoded = line.removeprefix(DASH).partition(" ")
    raw = _decode(encoded)
    if not line.startswith(DASH) or not _is_name(name) or len(raw) <= KEY_ID_BYTES:
        raise CannotOpen
    return name, raw


def _is_name(name: str) -> bool:
    plain = "+" not in name and not any(c.isspace() or ord(c) < ord(" ") for c in name)
    return plain and 0 < len(name.encode()) <= LONGEST_NAME


def _short(text: str) -> bytes:
    encoded = text.encode()
    return bytes((len(encoded),)) + encoded


def _decode(encoded: str) -> bytes:
    """Base64 with exactly one spelling for every value."""
    try:
        raw = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise CannotOpen from None
    if b64encode(raw).decode() != encoded:
        raise CannotOpen
    return raw
