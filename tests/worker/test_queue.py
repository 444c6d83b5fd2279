"""The queue holds names and numbers, on each of its storages, and runs nothing else."""

import json
import pickle
import sqlite3
from uuid import uuid4

import pytest

from interact.worker.queue import NotOurs, Numbers, open_queue

KINDS = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgres),
    pytest.param("redis", marks=pytest.mark.redis),
]


@pytest.fixture(params=KINDS)
def queue_url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/queue.db"
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_template")
    return request.getfixturevalue("redis_url")


def test_what_is_lined_up_comes_out_with_its_numbers(queue_url):
    queue, told = open_queue(queue_url), []
    tell = queue.task(name="tell")(told.append)
    number = str(uuid4())

    tell(number)
    queue.execute(queue.dequeue())

    assert told == [number]
    queue.storage.close()


def test_a_message_is_a_line_of_json(tmp_path):
    queue = open_queue(f"sqlite:///{tmp_path}/queue.db")
    tell = queue.task(name="tell")(print)

    tell("one")

    with sqlite3.connect(tmp_path / "queue.db") as stored:
        ((data,),) = stored.execute("SELECT data FROM task").fetchall()
    stored.close()
    said = json.loads(data)
    assert set(said) == {"id", "name", "args"}
    assert said["args"] == ["one"]
    queue.storage.close()


@pytest.mark.parametrize(
    "message", [pickle.dumps({"id": "1"}), b"[]", b'{"id": "1"}', b"null"]
)
def test_what_somebody_else_wrote_is_refused(message):
    with pytest.raises(NotOurs):
        Numbers().deserialize(message)
