"""A worker: it looks for what is due, tells people, and sends their e-mails.

It may be killed between any two steps. What it had claimed is another worker's once
the claim runs out; what it had committed stays done.
"""

import smtplib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import sleep
from uuid import UUID

from huey import Huey
from sqlalchemy import event
from sqlalchemy.orm import Session

import interact.erasing.finishing  # noqa: F401  every table is known from here on
from interact.config import WorkerConfig
from interact.core.db import Database
from interact.worker.deadlines import claim_deadlines, remind_due
from interact.worker.leases import LEASE
from interact.worker.letters import (
    Post,
    claim_letters,
    mark_not_sent,
    mark_sent,
    take_letters,
)
from interact.worker.post import NotDelivered, hand_over, mail_server, message_for
from interact.worker.queue import Looking, LookingBeside, open_queue

# Between any two of these a worker may die.
STEPS = (
    "deadlines claimed",
    "deadlines queued",
    "deadlines taken",
    "people told",
    "telling committed",
    "letters claimed",
    "letters queued",
    "letters taken",
    "mail server reached",
    "letter handed over",
    "letter marked",
)

# Seconds between two changes on SQLite: pages wait for the write lock, too.
BREATH = 0.02

QueueUp = Callable[[UUID], object]


def go_on(_step: str) -> None:
    """What a worker does at each step: nothing but the next."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a worker does, on one database. `reached` hears of every step (STEPS)."""

    database: Database
    config: WorkerConfig
    lease: timedelta = LEASE
    reached: Callable[[str], None] = go_on

    @classmethod
    def on(cls, config: WorkerConfig) -> "Work":
        """The work of this installation. It opens the main database, and no keyring."""
        database = Database(config.database_url)
        if database.engine.dialect.name == "sqlite":
            event.listen(database.engine, "connect", _wait_patiently)
        return cls(database=database, config=config)

    def look(self, tell: QueueUp, send: QueueUp) -> None:
        """Claim all that is due, batch by batch, and line it up."""
        while number := self._claim_deadlines():
            self.reached("deadlines claimed")
            tell(number)
            self.reached("deadlines queued")
        while self.config.mail_host and (number := self._claim_letters()):
            self.reached("letters claimed")
            send(number)
            self.reached("letters queued")

    def tell(self, number: UUID) -> None:
        """Tell people of a batch of deadlines."""
        self.reached("deadlines taken")
        with self._writing() as session:
            remind_due(session, number)
            self.reached("people told")
        self.reached("telling committed")

    def send(self, number: UUID) -> None:
        """Send a batch of e-mails over one connection."""
        with self._writing() as session:
            posts = take_letters(session, number, self.config, self.lease)
        self.reached("letters taken")
        if not posts:
            return
        try:
            with mail_server(self.config) as server:
                self.reached("mail server reached")
                while posts:
                    self._send_one(server, posts[0])
                    posts.pop(0)
        except NotDelivered as fault:
            with self._writing() as session:
                for post in posts:
                    mark_not_sent(session, post, fault)

    def _send_one(self, server: smtplib.SMTP, post: Post) -> None:
        letter, text = post.letters[0], post.text
        message = message_for(self.config, letter, post.address, text)
        try:
            hand_over(server, message, post.address)
        except NotDelivered as fault:
            if not fault.for_good:
                raise
            with self._writing() as session:
                mark_not_sent(session, post, fault)
            return
        self.reached("letter handed over")
        with self._writing() as session:
            mark_sent(session, post)
        self.reached("letter marked")

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """A transaction of its own; on SQLite others get the write lock after it."""
        with self.database.writing() as session:
            yield session
        if self.database.engine.dialect.name == "sqlite":
            sleep(BREATH)

    def _claim_deadlines(self) -> UUID | None:
        with self._writing() as session:
            return claim_deadlines(session, self.lease)

    def _claim_letters(self) -> UUID | None:
        with self._writing() as session:
            return claim_letters(session, self.lease)


def _wait_patiently(connection: sqlite3.Connection, _record: object) -> None:
    """Nobody waits for the worker's answer: it waits for a minute, not for seconds."""
    connection.execute("PRAGMA busy_timeout=60000")


def line_up(queue: Huey, work: Work) -> None:
    """Say to the queue what its messages mean, and have it look all the time."""

    def look() -> None:
        work.look(lambda one: tell(str(one)), lambda one: send(str(one)))

    tell = queue.task(name="tell")(lambda number: work.tell(UUID(number)))
    send = queue.task(name="send")(lambda number: work.send(UUID(number)))
    queue.periodic_task(lambda _at: True, name="look")(look)


def work_until_stopped(work: Work, threads: int = 2) -> None:
    """Work until SIGTERM or Ctrl-C; what is begun is finished first."""
    queue = open_queue(work.config.queue_url)
    line_up(queue, work)
    Looking(queue, workers=threads, max_delay=1, graceful_signal="TERM").run()


def work_beside(work: Work) -> None:
    """Work in threads of this process, which end with it."""
    queue = open_queue(work.config.queue_url)
    line_up(queue, work)
    LookingBeside(queue, workers=1, max_delay=1).start()
