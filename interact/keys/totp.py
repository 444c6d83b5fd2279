"""Six-digit codes of an authenticator application, after RFC 6238.

    secret     sealed under a key made from the person's seed,
               context LP("interact/totp/v1", person)

So the secret opens only after the right passphrase, and a code cannot be tried before.
"""

import hmac
import os
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from interact.keys.formats import lp
from interact.keys.rules import WrongCode
from interact.keys.sealing import expand, seal, unseal

SECRET_BYTES = 20
DIGITS = 6
STEP_SECONDS = 30
LABEL = b"interact/totp/v1"


def new_secret() -> bytes:
    """20 random bytes, as RFC 4226 recommends."""
    return os.urandom(SECRET_BYTES)


def seal_secret(seed: bytes, secret: bytes, person_id: UUID) -> bytes:
    """Seal `secret` so that it opens only with the person's own seed."""
    return seal(expand(seed, LABEL), secret, lp(LABEL, person_id.bytes))


def open_secret(seed: bytes, blob: bytes, person_id: UUID) -> bytes:
    """What `seal_secret` sealed. Raises CannotOpen."""
    return unseal(expand(seed, LABEL), blob, lp(LABEL, person_id.bytes))


def check(secret: bytes, code: str, at: datetime, last_step: int) -> int:
    """The half-minute that `code` belongs to: store it as the next `last_step`.

    One step early or late is allowed, for clocks that differ. Refuses with WrongCode,
    also for a code of `last_step` (0 at first) or before it: each is good once.
    """
    typed = "".join(code.split()).encode()
    current = int(at.timestamp()) // STEP_SECONDS
    generator = HOTP(secret, DIGITS, SHA1())  # noqa: S303  what the applications use
    for step in (current - 1, current, current + 1):
        right = hmac.compare_digest(generator.generate(step), typed)
        if right and step > last_step:
            return step
    raise WrongCode


def provisioning_uri(secret: bytes, account: str, issuer: str) -> str:
    """The otpauth address that an authenticator application reads from a QR code."""
    totp = TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303
    return totp.get_provisioning_uri(account, issuer)
