"""Writing a backup: the main store in one place, the keyring in another, in this order.

A salt is stored before anything is sealed with it. So a keyring that was copied later
than the main store has every salt that the copy of the main store needs.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from interact.core.clock import now
from interact.keeping.canary import lay_canary
from interact.keeping.manifests import Manifest, beside, digest
from interact.keeping.places import prepare, wipe
from interact.keeping.rules import Store
from interact.keeping.stores import ENDINGS, copy_store, kind_of
from interact.running import Running

# A case that is erased can be opened from stolen copies for as many days.
GENERATIONS = 7
KEYRINGS = "keyring-????-??-??.*"


@dataclass(frozen=True)
class Backup:
    """The two files that were written, and whether they lie on two disks."""

    main: Path
    keyring: Path
    apart: bool


def write_backup(running: Running, main: Path, keyring: Path) -> Backup:
    """Write both stores into two folders, check what was written, forget old keyrings.

    The keyring has one generation a day; the one of today and all but the newest seven
    are overwritten. Refuses one place for both with SamePlace. Raises NotWritten,
    NotReadable and ProgramMissing, and leaves nothing half-written.
    """
    apart, config = prepare(main, keyring), running.config
    at = now()
    name = f"interact-{at:%Y%m%dT%H%M%S%f}Z{ENDINGS[kind_of(config.database_url)]}"
    written = main / name
    copied = _write(running, Store.MAIN, written, at)
    lay_canary(running.installation, at, copied.sha256)

    at = now()
    name = f"keyring-{at:%Y-%m-%d}{ENDINGS[kind_of(config.keyring_url)]}"
    _write(running, Store.KEYRING, keyring / name, at)
    for old in generations(keyring)[GENERATIONS:]:
        wipe(old)
        beside(old).unlink(missing_ok=True)
    return Backup(written, keyring / name, apart)


def generations(folder: Path) -> list[Path]:
    """The backups of the keyring in a folder, the newest first."""
    found = [path for path in folder.glob(KEYRINGS) if path.suffix in ENDINGS.values()]
    return sorted(found, key=lambda path: path.name, reverse=True)


def _write(running: Running, store: Store, target: Path, at: datetime) -> Manifest:
    config = running.config
    url = config.database_url if store is Store.MAIN else config.keyring_url
    counts = copy_store(url, target)
    made = Manifest(
        store=store,
        deployment=config.deployment,
        at=at,
        database=kind_of(url),
        sha256=digest(target),
        counts=counts,
    )
    made.write(target)
    return made
