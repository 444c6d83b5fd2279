"""Moving an open procedure to the version of its flowchart in use, and back."""

from collections.abc import Iterable, Mapping
from uuid import uuid4

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.rules import EpisodeStatus
from interact.cases.vault import Vault, open_vault
from interact.core.clock import now
from interact.flowcharts.actions import hold_procedure
from interact.flowcharts.beginning import publish_now
from interact.flowcharts.models import Procedure, ProcedureMove, PublishedFlowchart
from interact.flowcharts.moves import MovePreview, find_move, preview_back, preview_move
from interact.flowcharts.passing_on import pass_on
from interact.flowcharts.queries import RESPONSE
from interact.flowcharts.responsibility_rows import (
    close_offers,
    end_holding,
    responsible_now,
)
from interact.flowcharts.responsibility_rules import OfferStatus
from interact.flowcharts.rules import MoveRefused, NeverMoved, VersionChanged
from interact.flowcharts.taken import is_over
from interact.flowcharts.tasks import renew_tasks


def move_procedure(
    session: Session,
    actor: Actor,
    procedure: Procedure,
    to: str,
    chosen: Mapping[str, str],
) -> None:
    """Go on with a procedure in the version in use, as it was previewed.

    `to` is the version that was shown, `chosen` which state one becomes that it lacks.
    Tasks that stay keep who took them. Records `procedure.moved`. Refuses with
    ProcedureEnded, NoNewerVersion, VersionChanged, and with MoveRefused, which names
    every reason.
    """
    require(actor, Permission.MOVE_PROCEDURE, procedure.case)
    hold_procedure(session, procedure)
    vault = open_vault(session, actor, procedure.case)
    preview = preview_move(vault, procedure, chosen)
    _check(preview, to)

    published = publish_now(session, procedure.flowchart, procedure.country)
    move = ProcedureMove(
        id=uuid4(),
        procedure_id=procedure.id,
        begun_with=procedure.published,
        agency_id=actor.agency_id,
        person_id=actor.person_id,
        before=procedure.configuration,
        after=preview.plan.configuration.to_json(),
    )
    session.add(move)
    _follow(vault, procedure, published, preview)


def move_procedure_back(
    session: Session,
    actor: Actor,
    procedure: Procedure,
    to: str,
    chosen: Mapping[str, str],
) -> None:
    """Go on with a moved procedure in the version it was moved from.

    Steps that were taken since count there, too. Records `procedure.moved`. Refuses
    with ProcedureEnded, NeverMoved, VersionChanged and MoveRefused.
    """
    require(actor, Permission.MOVE_PROCEDURE, procedure.case)
    hold_procedure(session, procedure)
    vault = open_vault(session, actor, procedure.case)
    preview = preview_back(vault, procedure, chosen)
    move = find_move(vault, procedure)
    if move is None:
        raise NeverMoved
    _check(preview, to)

    move.back_at = now()
    _follow(vault, procedure, move.begun_with, preview)


def _check(preview: MovePreview, to: str) -> None:
    if preview.to != to:
        raise VersionChanged
    if preview.plan.reasons:
        raise MoveRefused(preview.plan.reasons)


def _follow(
    vault: Vault,
    procedure: Procedure,
    published: PublishedFlowchart,
    preview: MovePreview,
) -> None:
    """Follow a version from now on: tasks, who answers, and how the episode stands."""
    stands, episode = preview.plan.configuration, procedure.episode
    _leave(vault.session, procedure, procedure.stands.places.keys() - stands.places)
    procedure.published = published
    procedure.configuration = stands.to_json()
    if episode and procedure.flowchart == RESPONSE and episode.is_open:
        episode.status = EpisodeStatus(stands.places[procedure.flow.main].state)
    if is_over(procedure):
        procedure.ended_at = now()
    vault.session.flush()
    renew_tasks(vault.session, procedure)
    pass_on(vault.session, procedure, vault.actor.agency_id, moved=())
    record(
        vault.session,
        vault.actor,
        Event.PROCEDURE_MOVED,
        procedure.case,
        flowchart=procedure.flowchart,
        before=preview.version,
        version=preview.to_version,
    )


def _leave(session: Session, procedure: Procedure, tracks: Iterable[str]) -> None:
    """Nobody answers any more for tracks that the other version lacks."""
    for track in sorted(tracks):
        end_holding(responsible_now(session, procedure, track))
        close_offers(session, procedure, track, None, OfferStatus.LAPSED)
