"""Saying that something a checklist asked for is done, and what failed is known."""

from dataclasses import replace

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.locking import lock_case
from interact.cases.rules import check_text
from interact.cases.vault import open_vault
from interact.core.clock import now
from interact.reminders.models import Letter
from interact.tasks.deadlines import end_task
from interact.tasks.models import Task
from interact.tasks.queries import may_finish
from interact.tasks.rules import TaskEnded, TaskEndsByItself, TaskKind, TaskOfAnother
from interact.tasks.sealing import open_text, seal_text
from interact.tasks.undelivered import failures_of


def finish_task(session: Session, actor: Actor, task: Task, note: str = "") -> None:
    """Say that what a checklist asked for is done, with a note or without.

    For the agency that has the task, and the lead; who cannot open what is asked for
    cannot say that it is done: refused with CompartmentNotHeld. Steps and checklists
    end by themselves (TaskEndsByItself). Of two people at once the second is told:
    refuses with TaskEnded, and with TaskOfAnother and TextTooLong. Records
    `task.finished`.
    """
    require(actor, Permission.FINISH_TASK, task.case)
    vault = open_vault(session, actor, task.case)
    lock_case(session, task.case)
    session.refresh(task, with_for_update={"of": Task})
    if task.ended_at is not None:
        raise TaskEnded
    said = open_text(vault, task)
    if task.kind is not TaskKind.TO_DO or said is None:
        raise TaskEndsByItself
    if not may_finish(actor, task):
        raise TaskOfAnother
    noted = check_text(note) if note.strip() else ""

    seal_text(vault, task, replace(said, note=noted, done_by=actor.agency_name))
    end_task(session, task, done=True)
    parts = [task.compartment] if task.compartment else []
    record(
        session,
        actor,
        Event.TASK_FINISHED,
        task.case,
        checklist=task.checklist_id,
        compartments=parts,
    )


def note_failures(session: Session, actor: Actor) -> int:
    """Take note of every e-mail of the agency that did not arrive; how many there were.

    Records `failures.noted`.
    """
    require(actor, Permission.READ_DESK, OWN_AGENCY)
    failed = list(session.scalars(failures_of(actor).with_for_update(of=Letter)))

    for letter in failed:
        letter.noted_at = now()
    session.flush()
    record(session, actor, Event.FAILURES_NOTED, number=len(failed))
    return len(failed)
