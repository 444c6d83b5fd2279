"""Challenges for passkeys: good once, soon over, for one purpose and one person.

    challenge  number (16) | end (8) | HMAC-SHA256 over
               LP("interact/challenge/v1", purpose, bound to, number, end)

A challenge says itself what it is good for. Only used ones are kept, until they would
have ended anyway: asking for many fills no memory.
"""

import hmac
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from interact.keys.formats import lp, moment
from interact.keys.rules import PasskeyTooLate
from interact.keys.sealing import expand
from interact.keys.throttling import Tallies, Tally

GOOD_FOR = timedelta(minutes=5)
NUMBER_BYTES = 16
MOMENT_BYTES = 8
MAC_BYTES = 32
CHALLENGE_BYTES = NUMBER_BYTES + MOMENT_BYTES + MAC_BYTES


class Purpose(StrEnum):
    """What a passkey is asked for; an answer serves no other purpose."""

    REGISTER = "register"
    SIGN_IN = "sign in"
    PRESENCE = "presence"


class Challenges:
    """Makes challenges and takes each back once. Any server of the service may."""

    def __init__(self, used: Tallies, boot_secret: bytes) -> None:
        self._used = used
        self._key = expand(boot_secret, b"interact/challenges/v1")

    def issue(self, purpose: Purpose, bound_to: bytes, now: datetime) -> bytes:
        """A challenge for `purpose`; `bound_to` is who is asked, empty for anybody."""
        body = os.urandom(NUMBER_BYTES) + moment(now + GOOD_FOR)
        return body + self._mac(body, purpose, bound_to)

    def redeem(
        self, challenge: bytes, purpose: Purpose, bound_to: bytes, now: datetime
    ) -> None:
        """Take a challenge back. Raises PasskeyTooLate unless it is good and unused."""
        body, mac = challenge[:-MAC_BYTES], challenge[-MAC_BYTES:]
        if len(challenge) != CHALLENGE_BYTES:
            raise PasskeyTooLate
        if not hmac.compare_digest(mac, self._mac(body, purpose, bound_to)):
            raise PasskeyTooLate
        if moment(now) >= body[NUMBER_BYTES:] or self._was_used(body, now):
            raise PasskeyTooLate

    def _was_used(self, body: bytes, now: datetime) -> bool:
        before: list[Tally] = []

        def use(kept: Mapping[bytes, Tally]) -> Mapping[bytes, Tally | None]:
            before[:] = kept.values()
            return {} if before else {name: Tally(1, now)}

        name = self._mac(body, b"used", b"")
        self._used.change([name], now, use)
        return bool(before)

    def _mac(self, body: bytes, purpose: str | bytes, bound_to: bytes) -> bytes:
        what = purpose if isinstance(purpose, bytes) else purpose.encode()
        number, end = body[:NUMBER_BYTES], body[NUMBER_BYTES:]
        message = lp(b"interact/challenge/v1", what, bound_to, number, end)
        return hmac.digest(self._key, message, "sha256")
