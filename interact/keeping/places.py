"""Where backups lie: two places that are apart, and files that appear whole or not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from interact.keeping.rules import CopyFailed, NotWritten, SamePlace

OWNER_ONLY_FILE = 0o600
OWNER_ONLY_FOLDER = 0o700
BLOCK = 2**20


def prepare(main: Path, keyring: Path) -> bool:
    """Make both folders if need be; whether they lie on two disks.

    Refuses one place for both with SamePlace: the same folder, by whatever name, or one
    inside the other.
    """
    for place in (main, keyring):
        try:
            place.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        except OSError as failure:
            raise NotWritten(file=place, why=failure) from None
    one, other = main.resolve(), keyring.resolve()
    within = one.is_relative_to(other) or other.is_relative_to(one)
    if within or _holds(one, other) or _holds(other, one):
        raise SamePlace(main=main, keyring=keyring)
    return one.stat().st_dev != other.stat().st_dev


def _holds(outer: Path, inner: Path) -> bool:
    """Whether a folder is `outer` or lies in it, also when it is mounted twice."""
    return any(outer.samefile(one) for one in (inner, *inner.parents))


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """A file beside `target` to write into; it takes the name when the block ends.

    Only its owner can read it. When the block raises, nothing of it remains; what lay
    at `target` before is then as it was, and is else overwritten before it goes.
    """
    partial = target.with_name(f".{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        os.close(
            os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY_FILE)
        )
        yield partial
        _keep(partial)
        with _replaced(target):
            partial.replace(target)
        _keep(target.parent)
    except (OSError, CopyFailed) as failure:
        raise NotWritten(file=target, why=failure) from None
    finally:
        partial.unlink(missing_ok=True)


def wipe(path: Path) -> None:
    """Remove a file and overwrite what it held. Disks may keep copies: encrypt them."""
    with _replaced(path):
        path.unlink()


@contextmanager
def _replaced(path: Path) -> Iterator[None]:
    """Overwrite what lay at `path` before the block, once the block took its name."""
    if not path.exists():
        yield
        return
    with path.open("r+b", buffering=0) as file:
        left = path.stat().st_size
        yield
        while left > 0:
            left -= file.write(bytes(min(left, BLOCK)))
        os.fsync(file.fileno())


def _keep(path: Path) -> None:
    """Have the disk keep what was written, also when the power fails."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
