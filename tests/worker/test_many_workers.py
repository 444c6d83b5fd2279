"""Four workers on one PostgreSQL: each deadline is told of once, by one of them."""

import subprocess
import sys

import pytest
from sqlalchemy import func, select

from interact.reminders.models import Reminder
from interact.tasks.models import Deadline

WORKERS, DUE = 4, 400


@pytest.mark.on_both
def test_four_workers_share_what_is_due_and_tell_nobody_twice(
    session, desk, mail_box, tmp_path
):
    desk.by_mail(desk.lead)
    desk.overdue(DUE)
    session.commit()
    command = [sys.executable, "-m", "tests.worker.dying"]
    command += [str(tmp_path / "config.toml"), "never", "300"]

    workers = [subprocess.Popen(command) for _each in range(WORKERS)]
    ended = [worker.wait(timeout=300) for worker in workers]

    session.expire_all()
    done = select(func.count()).where(Deadline.done_at.is_not(None))
    assert ended == [0] * WORKERS
    assert session.scalar(done) == DUE
    assert session.scalar(select(func.count()).select_from(Reminder)) == DUE
    sent = [message["Message-ID"] for message in mail_box.taken]
    assert len(sent) == len(set(sent)) == DUE
