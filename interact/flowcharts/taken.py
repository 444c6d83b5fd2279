"""The one place where a step that was taken is kept, with all that hangs on it."""

from uuid import uuid4

from interact.cases.fields import SealedColumn
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.flowcharts.configuration import Outcome
from interact.flowcharts.interpreter import at_rest
from interact.flowcharts.models import Procedure, StepTaken
from interact.flowcharts.passing_on import pass_on
from interact.flowcharts.tasks import keep_tasks
from interact.keys.rules import Compartment


def keep_step(
    vault: Vault, procedure: Procedure, outcome: Outcome, note: str = ""
) -> StepTaken:
    """Keep where a step has led, what was noted with it, the tasks it changed, and who
    answers for what comes next.

    Once nobody need act in any track the procedure has ended. Nobody else takes a step
    meanwhile: hold the procedure before, or the case in which it begins.
    """
    move, row_id = outcome.move, uuid4()
    sealed = None
    if note:
        part, column = Compartment.COORDINATION, SealedColumn.STEP_REASON
        sealed = vault.seal(part, column, row_id, note)
    taken = StepTaken(
        id=row_id,
        procedure=procedure,
        step=move.step,
        track=move.track,
        from_state=move.from_state,
        to_state=move.to_state,
        at=move.at,
        agency_id=vault.actor.agency_id,
        person_id=vault.actor.person_id,
        epoch=sealed.epoch if sealed else None,
        sealed=sealed.blob if sealed else None,
    )
    procedure.configuration = outcome.configuration.to_json()
    if not is_over(procedure):
        procedure.ended_at = None
    elif procedure.ended_at is None:
        procedure.ended_at = now()
    vault.session.add(taken)
    vault.session.flush()
    keep_tasks(vault.session, procedure, outcome)
    pass_on(vault.session, procedure, vault.actor.agency_id, {move.track})
    return taken


def is_over(procedure: Procedure) -> bool:
    """Whether nobody need act in any track: each ended, or never began."""
    flow, stands = procedure.flow, procedure.stands
    return all(at_rest(flow, stands, track) for track in stands.places)
