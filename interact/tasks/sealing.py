"""What a checklist asks for, sealed in the part of the case that it tells of."""

from dataclasses import dataclass, field
from typing import Any

from interact.cases.fields import SealedColumn
from interact.cases.sealed import Sealed
from interact.cases.vault import Vault
from interact.core.errors import CannotOpen
from interact.tasks.models import Task


@dataclass(frozen=True, kw_only=True)
class TaskText:
    """What is to be done, as a marked text, the step and referral that are suggested;
    once it is done, what was noted with it and by which agency."""

    text: str = field(repr=False)
    step: str | None = field(default=None, repr=False)
    refer: str | None = field(default=None, repr=False)
    note: str = field(default="", repr=False)
    done_by: str = ""


def seal_text(vault: Vault, task: Task, said: TaskText) -> None:
    """Seal what a task asks for. Refuses with CompartmentNotHeld."""
    if task.compartment is None:
        raise CannotOpen
    value = {"checklist": task.checklist_id, **_as_value(said)}
    sealed = vault.seal(task.compartment, SealedColumn.TASK, task.id, value)
    task.epoch, task.sealed = sealed.epoch, sealed.blob


def open_text(vault: Vault, task: Task) -> TaskText | None:
    """What a task asks for; None for one that says everything in clear.

    Raises CompartmentNotHeld, or CannotOpen when the row says now that another
    checklist asks for it.
    """
    if task.compartment is None or task.sealed is None or task.epoch is None:
        return None
    sealed = Sealed(task.epoch, task.sealed)
    value = vault.unseal(task.compartment, SealedColumn.TASK, task.id, sealed)
    if value["checklist"] != task.checklist_id:
        raise CannotOpen
    return TaskText(
        text=value["text"],
        step=value.get("step"),
        refer=value.get("refer"),
        note=value.get("note", ""),
        done_by=value.get("done_by", ""),
    )


def _as_value(said: TaskText) -> dict[str, Any]:
    parts = {
        "step": said.step,
        "refer": said.refer,
        "note": said.note,
        "done_by": said.done_by,
    }
    return {"text": said.text, **{name: part for name, part in parts.items() if part}}
