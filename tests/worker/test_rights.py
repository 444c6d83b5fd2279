"""A worker needs few rights in a database: those that the deployment gives it."""

import subprocess
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from interact.config import WorkerConfig
from interact.reminders.models import Letter
from interact.worker.working import Work
from tests.databases import find_program
from tests.worker.conftest import work_once

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]

WORKER = "interact_worker"
IS_THERE = text("SELECT 1 FROM pg_roles WHERE rolname = :name")


@pytest.fixture
def with_few_rights(session, config):
    """A worker that signs in to the database as docs/worker.md says."""
    if not session.scalar(IS_THERE, {"name": WORKER}):
        session.execute(text(f"CREATE ROLE {WORKER} LOGIN"))
    session.commit()
    address = make_url(config.database_url)
    give_rights(address)
    as_worker = address.set(username=WORKER).render_as_string(hide_password=False)
    work = Work.on(replace(WorkerConfig.of(config), database_url=as_worker))
    yield work
    work.database.engine.dispose()


def give_rights(address):
    program = find_program("psql")
    command = [program, "--host", address.query["host"], "--quiet", "--no-psqlrc"]
    command += ["--username", address.username, "--dbname", address.database]
    command += ["--file", "deploy/postgresql/grants-worker.sql"]
    subprocess.run([str(one) for one in command], check=True)


def test_a_worker_does_all_its_work_with_the_rights_of_the_deployment(
    session, desk, with_few_rights, mail_box
):
    desk.by_mail(desk.lead)
    colleague = desk.given.caseworker(desk.given.agency_of(desk.lead))
    desk.by_mail(colleague, digest_at=None)
    desk.overdue(2)
    session.commit()

    work_once(with_few_rights)

    assert len(desk.reminders()) == 2
    assert len(mail_box.taken) == 4
    assert all(letter.sent_at for letter in desk.letters())


def test_a_worker_drops_letters_and_notes_what_failed_with_these_rights(
    session, desk, with_few_rights, mail_box
):
    desk.by_mail(desk.lead)
    desk.overdue()
    session.commit()
    number = with_few_rights._claim_deadlines()
    with_few_rights.tell(number)
    for letter in desk.letters():
        letter.reminder.ended_at = letter.created_at
    session.commit()

    work_once(with_few_rights)

    assert session.query(Letter).all() == []
    assert mail_box.taken == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT sealed FROM claim",
        "SELECT name_sealed FROM person",
        "SELECT * FROM audit_leaf",
        "UPDATE task SET agency_id = NULL",
        "UPDATE share SET status = 'accepted'",
        "DELETE FROM reminder",
        "UPDATE reminder_wishes SET address_sealed = ''",
    ],
)
def test_a_worker_can_neither_read_nor_change_anything_else(with_few_rights, statement):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        with_few_rights.database.writing() as session,
    ):
        session.execute(text(statement))
