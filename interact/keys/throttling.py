"""Slows down guessing at sign-in. Nobody is ever locked out.

Three counters: an account from one network, a network, an account from anywhere. The
last one delays only a little, or a stranger could keep a police desk from signing in.
Where an account was signed in from within a day, only its own counter there applies:
a storm of guesses elsewhere slows nobody at their desk. An attempt is counted before
it is looked at, or guesses made at once would all slip through.

The store holds keyed hashes, no account and no address. An account is one however it
is typed.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Protocol

from interact.keys.directory import plain_email
from interact.keys.formats import lp
from interact.keys.sealing import expand

FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Tally:
    """How often something happened, and when last."""

    count: int
    last_at: datetime


# From what is stored to what is to be stored; None takes a counter away.
Change = Callable[[Mapping[bytes, Tally]], Mapping[bytes, Tally | None]]


class Tallies(Protocol):
    """Where counters are stored. What was not touched for a day is forgotten."""

    def change(self, counters: Sequence[bytes], now: datetime, change: Change) -> None:
        """Read counters and store what `change` makes of them, before anybody else."""

    def close(self) -> None:
        """Let go of the store."""


@dataclass(frozen=True)
class Slope:
    """How many failures are free, and how long the wait may become, in seconds.

    The first failure after the free ones costs a second, each further one twice that.
    """

    free: int
    longest: int

    def delay(self, failures: int) -> timedelta:
        """How long after the last of so many failures the next attempt may come."""
        if failures <= self.free:
            return timedelta(0)
        doublings = min(failures - self.free - 1, self.longest.bit_length())
        return timedelta(seconds=min(2**doublings, self.longest))


HERE, NETWORK, ANYWHERE = b"account at network", b"network", b"account"
KNOWN = b"account was signed in at network"
SLOPES = {
    HERE: Slope(free=3, longest=300),
    NETWORK: Slope(free=30, longest=300),
    ANYWHERE: Slope(free=10, longest=10),
}


def network_of(address: str) -> str:
    """The network of an address: /24, or /56 of IPv6. ValueError when it is neither."""
    host = ip_address(address)
    if isinstance(host, IPv6Address):
        host = host.ipv4_mapped or host
    prefix = 24 if isinstance(host, IPv4Address) else 56
    return str(ip_network(host).supernet(new_prefix=prefix))


class Throttle:
    """Counts failed sign-ins. May be used by several threads and processes at once."""

    def __init__(self, stored: Tallies, boot_secret: bytes) -> None:
        self._key = expand(boot_secret, b"interact/throttle/v1")
        self._stored = stored

    def attempt(self, account: str, network: str, now: datetime) -> float:
        """Seconds until the next attempt may be looked at; 0 when this one may be.

        Then it counts as failed until `note_success` or `take_back` says otherwise.
        """
        counters = self._counters(account, network)
        known = self._counter(KNOWN, account, network)
        waits = [0.0]

        def count(stored: Mapping[bytes, Tally]) -> Mapping[bytes, Tally | None]:
            fresh = {
                c: t for c, t in stored.items() if now - t.last_at < FORGOTTEN_AFTER
            }
            applying = [HERE] if known in fresh else list(SLOPES)
            waits[0] = _longest_wait({k: fresh.get(counters[k]) for k in applying}, now)
            if waits[0] > 0:
                return {}
            return {c: _one_more(fresh.get(c), now) for c in counters.values()}

        self._stored.change([*counters.values(), known], now, count)
        return waits[0]

    def take_back(self, account: str, network: str, now: datetime) -> None:
        """Do not count the attempt just made: nothing was guessed."""
        counters = list(self._counters(account, network).values())
        self._stored.change(counters, now, _one_less)

    def note_success(self, account: str, network: str, now: datetime) -> None:
        """Forget the failures of this account from this network, which is known now."""
        counters = self._counters(account, network)
        known = self._counter(KNOWN, account, network)

        def forget(stored: Mapping[bytes, Tally]) -> Mapping[bytes, Tally | None]:
            return {**_one_less(stored), counters[HERE]: None, known: Tally(0, now)}

        self._stored.change(list(counters.values()), now, forget)

    def close(self) -> None:
        """Let go of the store."""
        self._stored.close()

    def _counters(self, account: str, network: str) -> dict[bytes, bytes]:
        counted = {HERE: (account, network), NETWORK: (network,), ANYWHERE: (account,)}
        return {kind: self._counter(kind, *parts) for kind, parts in counted.items()}

    def _counter(self, kind: bytes, *parts: str) -> bytes:
        message = lp(kind, *[plain_email(part).encode() for part in parts])
        return hmac.digest(self._key, message, "sha256")


def _longest_wait(found: Mapping[bytes, Tally | None], now: datetime) -> float:
    ready = [
        tally.last_at + SLOPES[kind].delay(tally.count)
        for kind, tally in found.items()
        if tally
    ]
    return (max([now, *ready]) - now).total_seconds()


def _one_more(tally: Tally | None, now: datetime) -> Tally:
    return Tally(tally.count + 1 if tally else 1, now)


def _one_less(stored: Mapping[bytes, Tally]) -> dict[bytes, Tally | None]:
    return {
        counter: Tally(tally.count - 1, tally.last_at) if tally.count > 1 else None
        for counter, tally in stored.items()
    }
