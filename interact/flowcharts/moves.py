"""Whether a procedure can be moved to another version, and what that would change."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from interact.access.guard import may
from interact.access.permissions import Permission
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.flowcharts.configuration import Configuration
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.models import Procedure, ProcedureMove
from interact.flowcharts.move_preview import (
    MovePlan,
    changes_due,
    plan_back,
    plan_move,
)
from interact.flowcharts.published import pinned
from interact.flowcharts.queries import flow_now, list_procedures
from interact.flowcharts.rules import NeverMoved, NoNewerVersion, ProcedureEnded
from interact.flowcharts.versions import name_of

NONE: Mapping[str, str] = {}


@dataclass(frozen=True, kw_only=True)
class MovePreview:
    """A procedure moved to another version: which, and what would become of it.

    `to` is the SHA-256 of the version, as it is kept.
    """

    title: str
    version: str
    to_version: str
    to: str
    plan: MovePlan


@dataclass(frozen=True)
class Versions:
    """Which moves of a procedure the reader can see and do."""

    newer: bool
    moved: bool


def read_versions(vault: Vault, procedure: Procedure) -> Versions:
    """Whether the reader may move a procedure: to a newer version, and back."""
    if procedure.ended_at or not may(
        vault.actor, Permission.MOVE_PROCEDURE, vault.case
    ):
        return Versions(newer=False, moved=False)
    moved = find_move(vault, procedure) is not None
    return Versions(newer=has_newer(vault, procedure), moved=moved)


def has_newer(vault: Vault, procedure: Procedure) -> bool:
    """Whether another version is in use than the one an open procedure follows."""
    if (
        procedure.ended_at
        or procedure.flowchart not in vault.session.info["flowcharts"]
    ):
        return False
    return pinned(_in_use(vault, procedure)).sha256 != procedure.published.sha256


def find_move(vault: Vault, procedure: Procedure) -> ProcedureMove | None:
    """The newest move of a procedure that was not taken back."""
    moves = select(ProcedureMove).where(
        ProcedureMove.procedure_id == procedure.id, ProcedureMove.back_at.is_(None)
    )
    newest = moves.order_by(ProcedureMove.created_at.desc(), ProcedureMove.id)
    return vault.session.scalar(newest.limit(1))


def preview_move(
    vault: Vault, procedure: Procedure, chosen: Mapping[str, str] = NONE
) -> MovePreview:
    """What moving to the version in use would do; nothing is changed by asking.

    `chosen` says which state one becomes that the version lacks. Refuses with
    ProcedureEnded and NoNewerVersion.
    """
    if procedure.ended_at:
        raise ProcedureEnded
    if not has_newer(vault, procedure):
        raise NoNewerVersion
    there = _in_use(vault, procedure)
    beside = {
        one.flowchart
        for one in list_procedures(vault)
        if one.episode_id == procedure.episode_id
    }
    plan = plan_move((procedure.flow, there), procedure.stands, chosen, now(), beside)
    return _preview(procedure, there, pinned(there).sha256, plan)


def preview_back(
    vault: Vault, procedure: Procedure, chosen: Mapping[str, str] = NONE
) -> MovePreview:
    """What moving back would do: where nothing was done since, all is as it was.

    Refuses with ProcedureEnded and NeverMoved.
    """
    if procedure.ended_at:
        raise ProcedureEnded
    move = find_move(vault, procedure)
    if move is None:
        raise NeverMoved
    there, stands = move.begun_with.flow, procedure.stands
    flows, before = (procedure.flow, there), Configuration.from_json(move.before)
    if procedure.configuration == move.after:
        deadlines = changes_due(flows, stands, before)
        plan = MovePlan(
            configuration=before, reasons=(), vanished=(), deadlines=deadlines
        )
    else:
        plan = plan_back(flows, stands, before, chosen, now())
    return _preview(procedure, there, move.begun_with.sha256, plan)


def _in_use(vault: Vault, procedure: Procedure) -> Flowchart:
    return flow_now(vault.session, procedure.flowchart, procedure.country)


def _preview(
    procedure: Procedure, there: Flowchart, to: str, plan: MovePlan
) -> MovePreview:
    return MovePreview(
        title=there.title,
        version=name_of(procedure.flow),
        to_version=name_of(there),
        to=to,
        plan=plan,
    )
