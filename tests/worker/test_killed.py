"""Workers killed between any two steps: nothing is lost, nothing is told twice."""

import signal
import subprocess
import sys
from datetime import timedelta
from time import monotonic, sleep

import pytest

from interact.worker.deadlines import claim_deadlines
from interact.worker.working import STEPS
from tests.worker.conftest import work_once

pytestmark = pytest.mark.on_both

LEASE = 0.2
TOLD = 3


def start(tmp_path, dies_at):
    command = [sys.executable, "-m", "tests.worker.dying"]
    command += [str(tmp_path / "config.toml"), dies_at, str(LEASE)]
    return subprocess.Popen(command)


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_between_two_steps_is_followed_by_another(
    session, desk, work, mail_box, tmp_path, step
):
    desk.by_mail(desk.lead)
    desk.overdue(TOLD)
    session.commit()

    killed = start(tmp_path, step).wait(timeout=120)
    sleep(LEASE)
    work_once(work)

    assert killed == -signal.SIGKILL
    assert len(desk.reminders()) == len(desk.done()) == TOLD
    assert all(letter.sent_at for letter in desk.letters())
    sent = [message["Message-ID"] for message in mail_box.taken]
    assert len(set(sent)) == TOLD
    # Only between handing it over and noting so can one e-mail be sent again.
    assert len(sent) == TOLD + (step == "letter handed over")


def test_the_worker_of_the_command_line_does_it_all(session, desk, mail_box, tmp_path):
    desk.by_mail(desk.lead)
    desk.overdue(TOLD)
    session.commit()
    command = [sys.executable, "-m", "interact.cli", "worker", "--data", str(tmp_path)]

    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as worker:
        until = monotonic() + 90
        while len(mail_box.taken) < TOLD and monotonic() < until:
            sleep(0.2)
        worker.send_signal(signal.SIGTERM)
        ended = worker.wait(timeout=60)

    assert len(mail_box.taken) == TOLD
    assert ended == 0


def test_a_claim_that_ran_out_is_anothers_and_the_first_worker_does_nothing(
    session, desk, work
):
    desk.overdue(TOLD)
    session.commit()
    with work.database.writing() as writing:
        slow = claim_deadlines(writing, timedelta(0))
    with work.database.writing() as writing:
        quick = claim_deadlines(writing, timedelta(minutes=5))

    work.tell(slow)
    told_by_slow = len(desk.reminders())
    session.commit()
    work.tell(quick)

    assert (told_by_slow, len(desk.reminders())) == (0, TOLD)
