"""Seals the names and e-mail addresses of staff with the installation's own key.

    context    LP("interact/directory/v1", row id, column)
    token      the first 16 bytes of HMAC-SHA256 over LP("interact/email/v1", e-mail)

A stolen database shows nobody's name; who holds the settings as well can read them.
"""

import hmac
import unicodedata
from uuid import UUID

from interact.core.errors import CannotOpen
from interact.keys.formats import lp, pad, unpad
from interact.keys.sealing import expand, seal, unseal

TOKEN_BYTES = 16


def seal_name(key: bytes, row_id: UUID, column: str, text: str) -> bytes:
    """Seal a name or an address, bound to its row and column and padded."""
    return seal(key, pad(text.encode()), _context(row_id, column))


def open_name(key: bytes, row_id: UUID, column: str, blob: bytes) -> str:
    """What `seal_name` sealed. Raises CannotOpen."""
    try:
        return unpad(unseal(key, blob, _context(row_id, column))).decode()
    except UnicodeDecodeError:
        raise CannotOpen from None


def email_token(key: bytes, email: str) -> bytes:
    """16 bytes that find a person by e-mail address without storing the address.

    Letters' case, look-alike encodings and surrounding spaces make no difference.
    """
    token_key = expand(key, b"interact/email-token/v1")
    message = lp(b"interact/email/v1", plain_email(email).encode())
    return hmac.digest(token_key, message, "sha256")[:TOKEN_BYTES]


def plain_email(email: str) -> str:
    """The one spelling that all ways of typing an address are compared by."""
    folded = unicodedata.normalize("NFKC", email).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def _context(row_id: UUID, column: str) -> bytes:
    return lp(b"interact/directory/v1", row_id.bytes, column.encode())
