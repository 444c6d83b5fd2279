"""The link of an invitation: its token, and what only the holder of the link opens.

token      32 random bytes, base64url without padding
stored     SHA-256("interact/invitation/v1" | token); the token is kept nowhere
custody    sealed under HKDF-Expand(SHA-256(token), LABEL), context
           LP(LABEL, invitation, agency), LABEL = "interact/invitation-custody/v1"
"""

import hashlib
import secrets
from uuid import UUID

from interact.core.errors import CannotOpen
from interact.keys.formats import KEY_BYTES, lp
from interact.keys.sealing import expand, seal, unseal
from interact.keys.wrapping import KeyPair

LABEL = b"interact/invitation-custody/v1"


def new_token() -> str:
    """What stands in a link: 32 random bytes, spelled for an address."""
    return secrets.token_urlsafe(KEY_BYTES)


def token_hash(token: str) -> bytes:
    """Under which an invitation is stored; nobody finds the token from it."""
    return hashlib.sha256(b"interact/invitation/v1" + token.encode()).digest()


def seal_custody(
    token: str, custody: KeyPair, invitation_id: UUID, agency_id: UUID
) -> bytes:
    """Seal the seed of a custody group for whoever comes with the link."""
    return seal(_key(token), custody.seed, _context(invitation_id, agency_id))


def open_custody(
    token: str, blob: bytes, invitation_id: UUID, agency_id: UUID
) -> KeyPair:
    """What `seal_custody` sealed. Raises CannotOpen for another link or row."""
    seed = unseal(_key(token), blob, _context(invitation_id, agency_id))
    if len(seed) != KEY_BYTES:
        raise CannotOpen
    return KeyPair(seed)


def _key(token: str) -> bytes:
    return expand(hashlib.sha256(token.encode()).digest(), LABEL)


def _context(invitation_id: UUID, agency_id: UUID) -> bytes:
    return lp(LABEL, invitation_id.bytes, agency_id.bytes)
