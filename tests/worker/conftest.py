"""An installation with a mail server, a case, and its worker."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.cases.models import Case
from interact.config import Config, WorkerConfig
from interact.core.clock import now
from interact.reminders.actions import set_wishes
from interact.reminders.models import Letter, Reminder
from interact.reminders.rules import Wishes
from interact.tasks.deadlines import begin_task
from interact.tasks.models import Deadline, Task
from interact.tasks.rules import DeadlineKind, Party, TaskKind
from interact.worker.working import Work
from tests.given import Given
from tests.worker.mail_box import MailBox, open_mail_box


@pytest.fixture
def mail_box() -> Iterator[MailBox]:
    with open_mail_box() as box:
        yield box


@pytest.fixture
def config(config: Config, mail_box: MailBox, tmp_path: Path) -> Config:
    """The settings of a training installation that sends e-mail."""
    path = tmp_path / "config.toml"
    text = path.read_text(encoding="utf-8")
    for empty, full in (
        ('mail_host = ""', 'mail_host = "127.0.0.1"'),
        ("mail_port = 465", f"mail_port = {mail_box.port}"),
        ('mail_security = "tls"', 'mail_security = "none"'),
        ('mail_sender = ""', 'mail_sender = "reminders@interact.example"'),
    ):
        assert empty in text
        text = text.replace(empty, full)
    path.write_text(text, encoding="utf-8")
    return Config.read(path)


@pytest.fixture
def work(config: Config) -> Iterator[Work]:
    work = Work.on(WorkerConfig.of(config))
    yield work
    work.database.engine.dispose()


@dataclass
class Desk:
    """A case, who leads it, and tasks that are put on their desk."""

    session: Session
    given: Given
    lead: Actor
    case: Case

    def task(self, due_in: timedelta, length: timedelta = timedelta(days=4)) -> Task:
        """A checklist to fill in, begun so that it is due in so much time."""
        task = Task(
            id=uuid4(),
            created_at=now() + due_in - length,
            case_id=self.case.id,
            kind=TaskKind.FILL_IN,
            checklist_id="CL-02",
            part=Party.LEAD,
            country="IT",
            agency_id=self.lead.agency_id,
            due_at=now() + due_in,
        )
        begin_task(self.session, task)
        return task

    def soon(self) -> Task:
        """A task of which whoever has it is to be warned now."""
        task = self.task(timedelta(days=2))
        warning = (
            Deadline.task_id == task.id,
            Deadline.kind == DeadlineKind.REMINDER,
        )
        self.session.execute(update(Deadline).where(*warning).values(at=now()))
        return task

    def overdue(self, number: int = 1) -> list[Task]:
        return [self.task(-timedelta(minutes=1)) for _each in range(number)]

    def by_mail(self, actor: Actor, **wished: object) -> None:
        """Somebody wishes reminders by e-mail."""
        said = {"address": f"{actor.role}@mail.example", **wished}
        set_wishes(self.session, actor, Wishes(**said))

    def reminders(self) -> list[Reminder]:
        self.session.expire_all()
        return list(self.session.scalars(select(Reminder).order_by(Reminder.kind)))

    def letters(self) -> list[Letter]:
        self.session.expire_all()
        return list(self.session.scalars(select(Letter).order_by(Letter.created_at)))

    def done(self) -> list[Deadline]:
        self.session.expire_all()
        wanted = select(Deadline).where(Deadline.done_at.is_not(None))
        return list(self.session.scalars(wanted))


@pytest.fixture
def desk(session: Session, given: Given) -> Desk:
    lead = given.caseworker()
    return Desk(session, given, lead, given.case(lead))


def work_once(work: Work) -> None:
    """Everything that is due now, as it comes out of the queue."""
    told: list[UUID] = []
    sent: list[UUID] = []
    work.look(told.append, sent.append)
    for number in told:
        work.tell(number)
    work.look(told.append, sent.append)
    for number in sent:
        work.send(number)
