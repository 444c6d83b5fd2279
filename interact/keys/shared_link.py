"""The way to a Redis that several servers share, and how what lies there is sealed."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

from interact.core.errors import CannotOpen, InteractError, RecordNotKept
from interact.core.words import mark as _
from interact.keys.formats import lp, split
from interact.keys.sealing import expand, seal, unseal

if TYPE_CHECKING or find_spec("redis"):
    from redis import Redis
    from redis.exceptions import RedisError

SECONDS_TO_ANSWER = 3


class StoreUnfit(InteractError):
    """The store of sessions would put them on a disk, or cannot be asked."""

    message = _("INTERACT does not start: %(problem)s")


class StoreAway(RecordNotKept):
    """Redis does not answer, so nobody can be told who is signed in."""

    message = _(
        "INTERACT cannot look up at the moment who is signed in, so it shows nothing. "
        "Nothing was changed. Try again in a minute."
    )


def connect(url: str, *, may_be_on_disk: bool = False) -> "Redis":
    """A client of the Redis at `url`. Refuses with StoreUnfit one that writes to disk.

    `may_be_on_disk` allows that: where its disk is known to be in memory or encrypted.
    """
    if not find_spec("redis"):
        problem = "`redis_url` needs the extra `server`: pip install interact[server]"
        raise StoreUnfit(problem=problem)
    client = Redis.from_url(
        url,
        socket_timeout=SECONDS_TO_ANSWER,
        socket_connect_timeout=SECONDS_TO_ANSWER,
    )
    try:
        settings = cast(dict[str, str], client.config_get("save", "appendonly"))
    except RedisError as failure:
        problem = f"Redis does not say whether it writes to a disk ({failure})"
        raise StoreUnfit(problem=problem) from None
    on_disk = settings["save"] or settings["appendonly"] != "no"
    if on_disk and not may_be_on_disk:
        problem = (
            'Redis writes to a disk. Set `save ""` and `appendonly no` in redis.conf, '
            "or `redis_on_disk = true` here if its disk is safe"
        )
        raise StoreUnfit(problem=problem)
    return client


class Sealer:
    """Names and seals what lies in Redis; made from the boot secret."""

    def __init__(self, boot_secret: bytes) -> None:
        self._naming = expand(boot_secret, b"interact/shared-names/v1")
        self._key = expand(boot_secret, b"interact/shared-rows/v1")

    def name(self, kind: str, what: bytes) -> bytes:
        """Under which something is stored; tells nothing about it."""
        hashed = hmac.digest(self._naming, lp(kind.encode(), what), "sha256")
        return f"interact:{kind}:{hashed.hex()}".encode()

    def seal(self, name: bytes, *parts: bytes) -> bytes:
        """Parts as bytes that open under this name only."""
        return seal(self._key, lp(*parts), name)

    def unseal(self, name: bytes, blob: bytes | None) -> list[bytes] | None:
        """What `seal` sealed; None when it is not there or was put there by others."""
        if blob is None:
            return None
        try:
            return split(unseal(self._key, blob, name))
        except CannotOpen:
            return None


@contextmanager
def reaching() -> Iterator[None]:
    """Turn a Redis that does not answer into StoreAway."""
    try:
        yield
    except RedisError as failure:
        raise StoreAway from failure
