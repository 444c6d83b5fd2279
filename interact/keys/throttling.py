"""Slows down guessing at sign-in. Nobody is ever locked out.

Three counters: an account from one network, a network, an account from anywhere. The
last one delays only a little, or a stranger could keep a police desk from signing in.
The store holds keyed hashes, no account and no address. An account is one however it
is typed.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    delete,
    insert,
    select,
    update,
)

from interact.core.db import Moment
from interact.keys.directory import plain_email
from interact.keys.formats import lp
from interact.keys.sealing import expand
from interact.keys.volatile import private_engine

FORGOTTEN_AFTER = timedelta(hours=24)

METADATA = MetaData()
FAILURE = Table(
    "failure",
    METADATA,
    Column("counter", LargeBinary, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)


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
    """Counts failed sign-ins of this service since it started."""

    def __init__(self, path: Path, boot_secret: bytes) -> None:
        self._key = expand(boot_secret, b"interact/throttle/v1")
        self._engine = private_engine(path)
        self._writing = self._engine.execution_options(write=True)
        METADATA.create_all(self._writing)

    def wait(self, account: str, network: str, now: datetime) -> float:
        """Seconds until the next attempt may be looked at; 0 when it may be at once."""
        ready = now
        with self._engine.begin() as connection:
            for counter, slope in self._counters(account, network).items():
                count, last_at = _read(connection, counter)
                if last_at is not None:
                    ready = max(ready, last_at + slope.delay(count))
        return (ready - now).total_seconds()

    def note_failure(self, account: str, network: str, now: datetime) -> None:
        """Count a failed attempt. Forgets what is a day old."""
        with self._writing.begin() as connection:
            stale = FAILURE.c.last_at < now - FORGOTTEN_AFTER
            connection.execute(delete(FAILURE).where(stale))
            for counter in self._counters(account, network):
                _add_one(connection, counter, now)

    def note_success(self, account: str, network: str) -> None:
        """Forget the failures of this account from this network."""
        mine = self._counter(HERE, account, network)
        with self._writing.begin() as connection:
            connection.execute(delete(FAILURE).where(FAILURE.c.counter == mine))

    def close(self) -> None:
        """Let go of the store."""
        self._engine.dispose()

    def _counters(self, account: str, network: str) -> dict[bytes, Slope]:
        counted = {HERE: (account, network), NETWORK: (network,), ANYWHERE: (account,)}
        return {self._counter(k, *parts): SLOPES[k] for k, parts in counted.items()}

    def _counter(self, kind: bytes, *parts: str) -> bytes:
        message = lp(kind, *[plain_email(part).encode() for part in parts])
        return hmac.digest(self._key, message, "sha256")


def _read(connection: Connection, counter: bytes) -> tuple[int, datetime | None]:
    query = select(FAILURE.c.count, FAILURE.c.last_at).where(
        FAILURE.c.counter == counter
    )
    row = connection.execute(query).one_or_none()
    return (0, None) if row is None else (row[0], row[1])


def _add_one(connection: Connection, counter: bytes, now: datetime) -> None:
    count, last_at = _read(connection, counter)
    if last_at is None:
        new = insert(FAILURE).values(counter=counter, count=1, last_at=now)
        connection.execute(new)
        return
    more = update(FAILURE).where(FAILURE.c.counter == counter)
    connection.execute(more.values(count=count + 1, last_at=now))
