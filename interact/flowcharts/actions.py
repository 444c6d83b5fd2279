"""Following a flowchart: an absence noticed, steps taken, the child located."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.alerts.actions import withdraw_alerts_of
from interact.alerts.rules import WithdrawalReason
from interact.assessments.repeating import end_response
from interact.assessments.reviewing import report_change
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.fields import SealedColumn
from interact.cases.models import Case, Episode
from interact.cases.rules import EpisodeStatus, EpisodeStillOpen, check_text
from interact.cases.vault import Vault, open_vault
from interact.checklists.rules import Trigger
from interact.core.clock import now
from interact.flowcharts.configuration import Configuration, Outcome, is_finished
from interact.flowcharts.interpreter import start, take
from interact.flowcharts.models import Procedure, PublishedFlowchart, StepTaken
from interact.flowcharts.published import pinned
from interact.flowcharts.queries import flow_now
from interact.flowcharts.rules import check_noticed
from interact.flowcharts.situation import bare_situation, read_situation
from interact.flowcharts.tasks import keep_tasks
from interact.keys.rules import Compartment

RESPONSE = "FM-RESP"

ENDS = {
    EpisodeStatus.LOCATED_SAFE: WithdrawalReason.LOCATED,
    EpisodeStatus.NOT_MISSING: WithdrawalReason.NOT_MISSING,
    EpisodeStatus.DECEASED: WithdrawalReason.DECEASED,
}


@dataclass(frozen=True)
class Taking:
    """A step somebody takes: which, the statements they ticked, what they note."""

    step: str
    confirmed: frozenset[str] = frozenset()
    note: str = field(default="", repr=False)

    def noted(self) -> str:
        """The note without blanks around it. Refuses with TextTooLong."""
        return check_text(self.note) if self.note.strip() else ""


def notice_absence(
    session: Session, actor: Actor, case: Case, noticed_at: datetime
) -> Procedure:
    """Record that a child is not where they should be, and start the response.

    Begins a new episode of the case (Handbook, response stage); deadlines count from
    `noticed_at` (UTC). Records `procedure.started`. Refuses with EpisodeStillOpen,
    NoticedInTheFuture and NoticedTooLongAgo.
    """
    require(actor, Permission.START_PROCEDURE, case)
    check_noticed(noticed_at, now())
    _hold_case(session, case)
    if case.open_episode is not None:
        raise EpisodeStillOpen
    flow = flow_now(session, RESPONSE, actor.country)
    begun = start(flow, bare_situation(actor, case), noticed_at)

    published = _publish(session, RESPONSE, actor.country)
    procedure = Procedure(
        id=uuid4(),
        case=case,
        episode=_new_episode(case, actor, begun.configuration.noticed_at),
        published=published,
        configuration=begun.configuration.to_json(),
    )
    session.add(procedure)
    session.flush()
    _keep(open_vault(session, actor, case), procedure, begun, "")
    record(
        session,
        actor,
        Event.PROCEDURE_STARTED,
        case,
        flowchart=RESPONSE,
        version=flow.version,
        episode=procedure.episode.number,
    )
    return procedure


def take_step(
    session: Session, actor: Actor, procedure: Procedure, taking: Taking
) -> Outcome:
    """Take a step of a procedure, if the flowchart lets this agency take it now.

    What ends the response withdraws its alerts. Of two people at once the second takes
    it from where the first has led. Records `step.taken`. Refuses with StepRefused,
    which names every reason; for what never ends an episode, with EndingForbidden,
    and records that it was tried.
    """
    require(actor, Permission.TAKE_STEP, procedure.case)
    note = taking.noted()
    hold_procedure(session, procedure)
    vault = open_vault(session, actor, procedure.case)
    situation = read_situation(vault, procedure, taking.confirmed)
    _record_ending(vault, procedure, taking)
    outcome = take(procedure.flow, procedure.stands, taking.step, situation)

    procedure.configuration = outcome.configuration.to_json()
    _keep(vault, procedure, outcome, note)
    _move_episode(session, actor, procedure, outcome.configuration)
    record(
        session,
        actor,
        Event.STEP_TAKEN,
        procedure.case,
        step=taking.step,
        result=outcome.move.to_state,
        confirmed=sorted(taking.confirmed),
    )
    return outcome


def hold_procedure(session: Session, procedure: Procedure) -> None:
    """Let nobody else take a step until this transaction ends; see the last one."""
    session.refresh(procedure, with_for_update=True)


def _hold_case(session: Session, case: Case) -> None:
    """Let nobody else begin an episode of this case until this transaction ends."""
    session.execute(select(Case.id).where(Case.id == case.id).with_for_update())
    session.refresh(case, ["episodes"])


def _record_ending(vault: Vault, procedure: Procedure, taking: Taking) -> None:
    """Record that somebody tries to end an episode for a reason that never ends one."""
    ending = procedure.flow.find_ending(taking.step)
    if ending is not None:
        record(
            vault.session,
            vault.actor,
            Event.ACCESS_REFUSED,
            procedure.case,
            asked=ending.id,
            result=ending.why,
        )


def _new_episode(case: Case, actor: Actor, noticed_at: datetime) -> Episode:
    return Episode(
        id=uuid4(),
        case=case,
        number=len(case.episodes) + 1,
        status=EpisodeStatus.ABSENCE_NOTICED,
        country=actor.country,
        noticed_at=noticed_at,
    )


def _publish(session: Session, flow_id: str, country: str) -> PublishedFlowchart:
    """The stored definition that is followed now; kept as it is for good."""
    pin = pinned(flow_now(session, flow_id, country))
    kept = session.scalar(
        select(PublishedFlowchart).where(PublishedFlowchart.sha256 == pin.sha256)
    )
    return kept or PublishedFlowchart(
        flowchart=pin.id,
        version=pin.version,
        country=pin.country,
        sha256=pin.sha256,
        body=pin.body,
    )


def _keep(vault: Vault, procedure: Procedure, outcome: Outcome, note: str) -> None:
    """Keep the step with what was noted, and the tasks it brought and ended."""
    move, row_id = outcome.move, uuid4()
    sealed = None
    if note:
        part, column = Compartment.COORDINATION, SealedColumn.STEP_REASON
        sealed = vault.seal(part, column, row_id, note)
    vault.session.add(
        StepTaken(
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
    )
    keep_tasks(vault.session, procedure, outcome)
    vault.session.flush()


def _move_episode(
    session: Session, actor: Actor, procedure: Procedure, stands: Configuration
) -> None:
    flow, episode = procedure.flow, procedure.episode
    episode.status = EpisodeStatus(stands.places[flow.main].state)
    if is_finished(flow, stands):
        episode.ended_at = now()
        withdraw_alerts_of(session, actor, episode, ENDS[episode.status])
        end_response(open_vault(session, actor, episode.case), episode)
        if episode.status is EpisodeStatus.LOCATED_SAFE:
            report_change(session, actor, episode.case, Trigger.RETURN)
