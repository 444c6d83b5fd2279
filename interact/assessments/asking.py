"""What a finished checklist asks for, as tasks: what is new, goes on and ends."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import and_, or_, select

from interact.assessments.before import last_answers
from interact.assessments.models import Assessment
from interact.assessments.opened import open_assessment
from interact.assessments.publishing import definition_to_fill
from interact.assessments.repeating import keep_review, last_finished, mention_adulthood
from interact.cases.vault import Vault
from interact.checklists.consequences import (
    Asked,
    consequences_of,
    replies_of,
    to_be_done,
)
from interact.core.clock import now
from interact.keys.rules import Compartment
from interact.tasks.deadlines import begin_task, end_task, move_task
from interact.tasks.holders import owner_of
from interact.tasks.models import Task
from interact.tasks.rules import TaskKind
from interact.tasks.sealing import TaskText, open_text, seal_text

Known = dict[tuple[Compartment, str], Task]


def follow_up(vault: Vault, assessment: Assessment) -> None:
    """Let what a finished assessment came to have its consequences.

    What it asks for becomes tasks, each sealed in the part it tells of; those of the
    same checklist that are asked for still go on and are never due later than before,
    and so do those of an answer before that nobody knows now; the others end. The
    checklist is due again when its answers no longer hold. Call it again when another
    level counts than before; where it was filled in anew since, that says what is to be
    done. Nobody else decides on the case meanwhile: the result was sealed before, which
    holds it.
    """
    if last_finished(vault, assessment.checklist_id) is not assessment:
        return
    definition_to_fill(vault.session, assessment)
    opened = open_assessment(vault, assessment)
    said = opened.conclusion.level
    level = said.counting if said else None
    answers = {name: one.answer for name, one in opened.items.items() if one.answer}
    replies = replies_of(opened.checklist, answers, opened.facts)
    result = opened.conclusion.result
    asked = consequences_of(opened.checklist, result, level, replies)
    last = last_answers(vault, assessment, opened.checklist, answers)
    before = replies_of(opened.checklist, last, opened.facts)
    still = consequences_of(opened.checklist, result, level, before)
    _keep(vault, assessment, to_be_done(asked), to_be_done(still))
    keep_review(vault, assessment, opened.checklist, level)
    mention_adulthood(vault, assessment, opened.facts)
    vault.session.flush()


def _keep(
    vault: Vault,
    assessment: Assessment,
    asked: Iterable[Asked],
    still: Iterable[Asked],
) -> None:
    """Begin or go on with what is asked; of what is left only `still` goes on."""
    known = _known(vault, assessment)
    for one in asked:
        before = known.pop((one.compartment, one.consequence.text), None)
        if before is None:
            _begin(vault, assessment, one)
        elif before.ended_at is None:
            due_at = min(before.due_at, _due_at(assessment, one))
            move_task(vault.session, before, due_at)
    kept = {(one.compartment, one.consequence.text) for one in still}
    for what, task in known.items():
        if task.ended_at is None and what not in kept:
            end_task(vault.session, task, done=False)


def _known(vault: Vault, assessment: Assessment) -> Known:
    """What this checklist asked for in this case and is open, by what it says.

    Also what was done since the assessment was finished: it is not asked for twice.
    What the actor cannot open goes on: they did not see what it was asked for.
    """
    done_since = and_(Task.done, Task.ended_at >= assessment.finished_at)
    found = vault.session.scalars(
        select(Task)
        .where(
            Task.case_id == vault.case.id,
            Task.kind == TaskKind.TO_DO,
            Task.checklist_id == assessment.checklist_id,
            or_(Task.ended_at.is_(None), done_since),
            Task.compartment.in_(vault.held),
        )
        .order_by(Task.ended_at.is_not(None), Task.due_at, Task.id)
        .with_for_update(of=Task)
    )
    known: Known = {}
    for task in found:
        said = open_text(vault, task)
        if said and task.compartment:
            known.setdefault((task.compartment, said.text), task)
    return known


def _begin(vault: Vault, assessment: Assessment, asked: Asked) -> None:
    said = asked.consequence
    country = assessment.episode.country if assessment.episode else vault.actor.country
    owner = owner_of(vault.case, said.owner, country, asked.compartment)
    if asked.compartment is Compartment.INVESTIGATION:
        owner = vault.actor.agency_id  # police keep theirs to themselves
    task = Task(
        id=uuid4(),
        case_id=vault.case.id,
        kind=TaskKind.TO_DO,
        assessment_id=assessment.id,
        checklist_id=assessment.checklist_id,
        compartment=asked.compartment,
        part=said.owner,
        country=country,
        agency_id=owner,
        due_at=_due_at(assessment, asked),
        done=False,
    )
    text = TaskText(text=said.text, step=said.step, refer=said.refer)
    seal_text(vault, task, text)
    begin_task(vault.session, task)


def _due_at(assessment: Assessment, asked: Asked) -> datetime:
    finished = assessment.finished_at or now()
    return finished + timedelta(hours=asked.consequence.within_hours or 0)
