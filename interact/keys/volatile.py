"""Files that live in memory (tmpfs) and only as long as the service runs."""

import os
from pathlib import Path

from sqlalchemy import Engine

from interact.core.db import engine
from interact.keys.formats import KEY_BYTES

BOOT_FILE = "boot"
OWNER_ONLY = 0o600


def fresh_boot(directory: Path) -> bytes:
    """A new boot secret in `directory`: every session of before is over.

    Call it once, when the service starts and before it forks.
    """
    path = directory / BOOT_FILE
    path.unlink(missing_ok=True)
    secret = os.urandom(KEY_BYTES)
    _create(path, secret)
    return secret


def read_boot(directory: Path) -> bytes:
    """The boot secret of the running service, for another process of it."""
    secret = (directory / BOOT_FILE).read_bytes()
    if len(secret) != KEY_BYTES:
        raise ValueError("the boot secret has 32 bytes")
    return secret


def private_engine(path: Path) -> Engine:
    """An engine for a database file that only this user can read."""
    if not path.exists():
        _create(path, b"")
    return engine(f"sqlite:///{path}")


def _create(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, OWNER_ONLY), "wb") as file:
        file.write(content)
