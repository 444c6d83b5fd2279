"""The cookie of a session, and what is made from it.

cookie     32 random bytes, base64url without padding
row id     SHA-256("interact/sid/v1" | cookie)
row key    HKDF-SHA256(cookie, salt = boot secret, "interact/skey/v1")
"""

import binascii
import hashlib
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from interact.keys.formats import KEY_BYTES


def new_cookie() -> tuple[str, bytes]:
    """A new cookie as the browser keeps it, and the 32 bytes it stands for."""
    raw = os.urandom(KEY_BYTES)
    return _write(raw), raw


def read_cookie(cookie: str) -> bytes:
    """The 32 bytes of a cookie; nothing when it is not spelled as `new_cookie` does."""
    try:
        raw = urlsafe_b64decode(cookie + "=")
    except (binascii.Error, ValueError):
        return b""
    return raw if len(raw) == KEY_BYTES and _write(raw) == cookie else b""


def row_id(raw: bytes) -> bytes:
    """Under which a session is stored; tells nothing about its cookie."""
    return hashlib.sha256(b"interact/sid/v1" + raw).digest()


def row_key(raw: bytes, boot_secret: bytes) -> bytes:
    """What opens the session: needs the cookie and the running service."""
    hkdf = HKDF(SHA256(), KEY_BYTES, boot_secret, b"interact/skey/v1")
    return hkdf.derive(raw)


def _write(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
