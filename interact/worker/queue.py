"""The queue: huey as the clock and the storage. It holds numbers of claims, no more.

huey would keep Python objects as pickles, and whoever can write to the queue could run
what they like: here a message is a line of JSON with a name and numbers.
"""

import json
from typing import Any
from urllib.parse import urlsplit

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.consumer import Consumer, Scheduler
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy.engine import make_url

from interact.core.errors import InteractError

NAME = "interact"


class NotOurs(InteractError):
    message = "The queue holds a message that INTERACT did not write."


class Numbers(Serializer):
    """A message as JSON: the name of what is to be done, and numbers."""

    def _serialize(self, message: Message) -> bytes:
        said = {"id": message.id, "name": message.name, "args": list(message.args)}
        return json.dumps(said).encode()

    def _deserialize(self, stored: bytes) -> Message:
        try:
            said = json.loads(stored)
            numbers = [str(one) for one in said["args"]]
            return Message(said["id"], said["name"], args=tuple(numbers), kwargs={})
        except (ValueError, TypeError, KeyError):
            raise NotOurs from None


def open_queue(address: str) -> Huey:
    """The queue at `queue_url`: a file, a PostgreSQL database or a Redis."""
    settings: dict[str, Any] = {"results": False, "serializer": Numbers()}
    scheme = urlsplit(address).scheme
    if scheme == "sqlite":
        path = make_url(address).database
        return SqliteHuey(NAME, filename=path, fsync=True, **settings)
    if scheme.startswith("postgresql"):
        plain = make_url(address).set(drivername="postgresql")
        dsn = plain.render_as_string(hide_password=False)
        return PostgresHuey(NAME, dsn=dsn, **settings)
    return RedisHuey(NAME, url=address, **settings)


class Often(Scheduler):
    """Looks at what is due every few seconds, and not once a minute."""

    periodic_task_seconds = 10


class Looking(Consumer):
    """A worker of its own: it listens to the signals of its process."""

    scheduler_class = Often


class LookingBeside(Looking):
    """A worker beside a server, which listens to the signals of the process itself."""

    def _set_signal_handlers(self) -> None:
        pass
