"""An installation whose clock is moved: its agencies, its worker, every full hour.

The agencies and their people are the fictional cast of a training installation. The
worker's e-mails go to a mail server on this machine.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import time_machine
from mail_box import HERE, Mail, MailBox, open_mail_box
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.rules import Role
from interact.config import Config, WorkerConfig, filled_in
from interact.core.clock import now
from interact.core.places import EXAMPLE
from interact.demo.cast import CAST, Player
from interact.demo.seeding import email_of, found_player
from interact.joining.sessions import Credentials, sign_in
from interact.migrating import migrate
from interact.reminders.actions import set_wishes
from interact.reminders.models import Letter
from interact.reminders.rules import Wishes
from interact.running import Running, start
from interact.tasks.models import Deadline, Task
from interact.tasks.rules import TaskKind
from interact.worker.working import Work

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
FIVE_MINUTES = timedelta(minutes=5)
PASSPHRASE = "a passphrase of this example"  # noqa: S105  everybody in it is made up
MAIL = {
    'mail_host = ""': f'mail_host = "{HERE}"',
    "mail_port = 465": "mail_port = {port}",
    'mail_security = "tls"': 'mail_security = "none"',
    'mail_sender = ""': 'mail_sender = "reminders@interact.example"',
}

# When the worker has something to tell or to send, and what is to be filled in.
TOLD = select(func.min(Deadline.at)).where(Deadline.done_at.is_(None))
SENT = select(func.min(Letter.next_at)).where(
    Letter.sent_at.is_(None), Letter.failed_at.is_(None)
)
FILLED_IN = select(func.min(Task.due_at)).where(
    Task.kind != TaskKind.STEP, Task.ended_at.is_(None)
)


@dataclass
class World:
    """One installation, who acts in it, and the clock that only moves forward."""

    running: Running
    clock: time_machine.Traveller
    players: dict[str, Player]
    box: MailBox
    people: dict[str, Actor] = field(default_factory=dict)
    stirred: bool = False
    stops: list[Callable[[bool], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.work = Work.on(WorkerConfig.of(self.running.config))

    @contextmanager
    def request(self, who: str) -> Iterator[tuple[Session, Actor]]:
        """A request of somebody of an agency, a second after what was before."""
        self.clock.shift(SECOND)
        self.stirred = True
        with self.running.database.writing() as session:
            yield session, self.people[who]

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """A look into the tables, of nobody in particular."""
        with self.work.database.reading() as session:
            yield session

    def move_to(self, when: datetime) -> None:
        """Let time pass, with a stop where something is due and at the hour after."""
        while (stop := min(when, *self._coming())) < when:
            self._stop(stop)
        self._stop(max(when, now()))

    def _coming(self) -> list[datetime]:
        """When the worker has to do, what must be filled in, and the next full hour."""
        with self.looking() as session:
            told = session.scalar(TOLD), session.scalar(SENT)
            filled_in = session.scalar(FILLED_IN.where(Task.due_at > now() + HOUR))
        moments = [in_five_minutes(max(one, now())) for one in told if one]
        if filled_in:
            moments.append(filled_in - HOUR + SECOND)
        hour = now().replace(minute=0, second=0, microsecond=0) + HOUR
        return [*moments, hour] if self.stirred or not moments else moments

    def _stop(self, at: datetime) -> None:
        """Be at a moment: the worker looks where it has to, then who watches."""
        self.clock.move_to(at)
        with self.looking() as session:
            told = session.scalar(TOLD), session.scalar(SENT)
        if any(one <= now() for one in told if one):
            self.work.look(self.work.tell, self.work.send)
        full_hour = at.minute == 0 and at.second == 0
        self.stirred = not full_hour
        for look in self.stops:
            look(full_hour)

    @property
    def mails(self) -> list[Mail]:
        """What the worker has sent."""
        return self.box.mails

    def there(self, who: str, at: datetime) -> datetime:
        """A moment as the clock of an agency shows it."""
        return at.astimezone(ZoneInfo(self.players[who].time_zone))


def in_five_minutes(at: datetime) -> datetime:
    """The next moment after this one at which the worker looks: every five minutes."""
    begun = at.replace(minute=at.minute // 5 * 5, second=0, microsecond=0)
    return begun + FIVE_MINUTES


@contextmanager
def world(folder: Path, begins: datetime, cast: Iterable[str]) -> Iterator[World]:
    """A new installation in an empty folder, in which part of the cast takes part."""
    with open_mail_box() as box, time_machine.travel(begins, tick=False) as clock:
        running = start(_settings(folder, box.port))
        players = {one.key: one for one in CAST}
        made = World(running, clock, {key: players[key] for key in cast}, box)
        try:
            for player in made.players.values():
                _come_in(made, player)
            yield made
        finally:
            made.work.database.engine.dispose()
            running.close()


def _come_in(made: World, player: Player) -> None:
    """Found an agency; its caseworker signs in, and wants reminders by e-mail."""
    address = email_of(player, Role.CASEWORKER)
    made.clock.shift(SECOND)
    with made.running.database.writing() as session:
        found_player(session, player, PASSPHRASE)
        actor = sign_in(session, Credentials(address, PASSPHRASE), {})
        set_wishes(session, actor, Wishes(address=address))
    made.people[player.key] = actor


def _settings(folder: Path, port: int) -> Config:
    text = filled_in(EXAMPLE.read_text(encoding="utf-8"), training=True)
    for empty, full in MAIL.items():
        text = text.replace(empty, full.format(port=port))
    (folder / "config.toml").write_text(text, encoding="utf-8")
    config = Config.read(folder / "config.toml")
    migrate(config.database_url)
    return config
