"""The canary: something sealed like a case, that a drill opens instead of one.

For each backup of the main store, its checksum is sealed under the key of a case that
nobody has: made of a salt from the keyring and a half from the secret in config.toml.
When it opens and names the backup, then main store, keyring and settings belong
together, and the backup is the one that was written.
"""

from datetime import datetime
from uuid import UUID

from interact.core.errors import CannotOpen
from interact.keys.epochs import derive
from interact.keys.formats import EpochId, lp, moment
from interact.keys.installation import Installation
from interact.keys.rules import Compartment
from interact.keys.sealing import SealingKey, expand, seal_value, unseal_value

LABEL = b"interact/canary/v1"
NOBODY = UUID(int=0)


def lay_canary(installation: Installation, at: datetime, checksum: str) -> None:
    """Seal the checksum of a main backup of this moment into the keyring store."""
    salt = installation.salts.create(_which(installation))
    sealed = seal_value(_key(installation, salt), checksum, _context(at))
    installation.salts.keep_canary(at, sealed)


def open_canaries(installation: Installation) -> frozenset[str]:
    """The checksums of all main backups this keyring knows of. Raises CannotOpen."""
    kept = installation.salts.list_canaries()
    if not kept:
        raise CannotOpen
    key = _key(installation, installation.salts.find(_which(installation)))
    return frozenset(
        str(unseal_value(key, sealed, _context(at))) for at, sealed in kept.items()
    )


def _which(installation: Installation) -> EpochId:
    return EpochId(installation.deployment, NOBODY, Compartment.COORDINATION, 1)


def _key(installation: Installation, salt: bytes) -> SealingKey:
    half = expand(installation.directory_key, LABEL)
    return SealingKey(derive(half, salt, _which(installation)).encryption)


def _context(at: datetime) -> bytes:
    return lp(LABEL, moment(at))
