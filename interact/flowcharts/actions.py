"""Following flowcharts: a child taken in, an absence noticed, steps taken, an end."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.alerts.actions import withdraw_alerts_of
from interact.alerts.rules import WithdrawalReason
from interact.assessments.repeating import end_response
from interact.assessments.reviewing import report_change
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.actions import open_case
from interact.cases.locking import lock_case
from interact.cases.models import Case, Episode
from interact.cases.rules import EpisodeStatus, EpisodeStillOpen, check_text
from interact.cases.vault import Vault, open_vault
from interact.core.clock import now
from interact.flowcharts.beginning import Beginning, start_procedure
from interact.flowcharts.configuration import Configuration, Outcome, is_finished
from interact.flowcharts.consequences import ask_for_checklists
from interact.flowcharts.definitions import Step
from interact.flowcharts.interpreter import take
from interact.flowcharts.models import Procedure
from interact.flowcharts.queries import PREVENTION, RESPONSE, find_open, flow_now
from interact.flowcharts.rules import (
    FollowedAlready,
    NeverMissing,
    Subject,
    check_noticed,
    check_other_country,
)
from interact.flowcharts.situation import read_situation
from interact.flowcharts.taken import keep_step

ENDS = {
    EpisodeStatus.LOCATED_SAFE: WithdrawalReason.LOCATED,
    EpisodeStatus.NOT_MISSING: WithdrawalReason.NOT_MISSING,
    EpisodeStatus.DECEASED: WithdrawalReason.DECEASED,
}


@dataclass(frozen=True)
class Taking:
    """A step somebody takes: which, the statements they ticked, what they note.

    `country` (ISO 3166-1 alpha-2) is the other one, for a step that begins what is
    followed with another country.
    """

    step: str
    confirmed: frozenset[str] = frozenset()
    note: str = field(default="", repr=False)
    country: str = field(default="", repr=False)

    def noted(self) -> str:
        """The note without blanks around it. Refuses with TextTooLong."""
        return check_text(self.note) if self.note.strip() else ""


def begin_case(session: Session, actor: Actor) -> Case:
    """Open a case led by the actor's agency, as `open_case` does, and begin prevention.

    Prevention is there from the first contact on (Handbook, prevention stage). Records
    `case.opened` and `procedure.started`.
    """
    require(actor, Permission.OPEN_CASE, OWN_AGENCY)
    case = open_case(session, actor)
    begin_procedure(session, actor, case, PREVENTION)
    return case


def begin_procedure(
    session: Session, actor: Actor, case: Case, flow_id: str, with_country: str = ""
) -> Procedure:
    """Begin to follow a flowchart: for a case, its newest episode, or with a country.

    The response begins with an absence that is noticed now. Records
    `procedure.started`. Refuses with FollowedAlready, with NeverMissing what needs an
    episode, with OtherCountryNeeded or OtherCountryIsOwn what needs another country,
    with StepRefused who may not start it, and with NotFound what is not published.
    """
    require(actor, Permission.START_PROCEDURE, case)
    if flow_id == RESPONSE:
        return notice_absence(session, actor, case, now())
    lock_case(session, case)
    vault = open_vault(session, actor, case)
    beginning = _beginning(vault, flow_id, None, Taking("", country=with_country))

    return _begin(vault, beginning)


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
    lock_case(session, case)
    if case.open_episode is not None:
        raise EpisodeStillOpen

    episode = Episode(
        id=uuid4(),
        case=case,
        number=len(case.episodes) + 1,
        status=EpisodeStatus.ABSENCE_NOTICED,
        country=actor.country,
        noticed_at=noticed_at,
    )
    session.add(episode)
    beginning = Beginning(
        flow_id=RESPONSE, country=actor.country, at=noticed_at, episode=episode
    )
    return _begin(open_vault(session, actor, case), beginning)


def take_step(
    session: Session, actor: Actor, procedure: Procedure, taking: Taking
) -> Outcome:
    """Take a step of a procedure, if the flowchart lets this agency take it now.

    What ends the response withdraws its alerts. What the flowchart says of the step
    follows at once: checklists are asked for, other procedures begin. Of two people at
    once the second takes it from where the first has led. Records `step.taken`.
    Refuses with StepRefused, which names every reason, and what `begin_procedure`
    refuses of another country; for what never ends an episode, with EndingForbidden,
    and records that it was tried.
    """
    require(actor, Permission.TAKE_STEP, procedure.case)
    note = taking.noted()
    hold_procedure(session, procedure)
    vault = open_vault(session, actor, procedure.case)
    situation = read_situation(vault, procedure, taking.confirmed, noted=bool(note))
    _record_ending(vault, procedure, taking)
    outcome = take(procedure.flow, procedure.stands, taking.step, situation)
    begins = _begins(vault, procedure, outcome.step, taking)

    keep_step(vault, procedure, outcome, note)
    _move_episode(vault, procedure, outcome.configuration)
    record(
        session,
        actor,
        Event.STEP_TAKEN,
        procedure.case,
        flowchart=procedure.flowchart,
        step=taking.step,
        result=outcome.move.to_state,
        confirmed=sorted(taking.confirmed),
    )
    _follow(vault, procedure, outcome.step, begins)
    return outcome


def hold_procedure(session: Session, procedure: Procedure) -> None:
    """Let nobody else take a step in this case until this transaction ends.

    Steps ask where the other procedures of the case stand. See the last one.
    """
    lock_case(session, procedure.case)
    session.refresh(procedure, with_for_update={"of": Procedure})
    # What was read before, others could still change.
    for task in procedure.tasks:
        session.expire(task)
    session.expire(procedure, ["tasks"])


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


def _begin(vault: Vault, beginning: Beginning) -> Procedure:
    procedure = start_procedure(vault, beginning)
    opening = procedure.flow.opening
    begins = _begins(vault, procedure, opening, Taking(opening.id))
    _follow(vault, procedure, opening, begins)
    return procedure


def _begins(
    vault: Vault, procedure: Procedure, step: Step, taking: Taking
) -> list[Beginning]:
    """What a step begins besides: not what is followed for the same already."""
    begins = []
    for flow_id in step.starts:
        if flow_id == RESPONSE:
            continue
        new = _beginning(vault, flow_id, procedure, taking)
        runs = find_open(vault, flow_id, new.episode, new.with_country)
        if runs and new.with_country:
            raise FollowedAlready(title=runs.flow.title)
        if not runs:
            begins.append(new)
    return begins


def _follow(
    vault: Vault, procedure: Procedure, step: Step, begins: Iterable[Beginning]
) -> None:
    """Let a step have its consequences: what is to be filled in, what else begins.

    What a flowchart asks for lies where the flowchart says; what a change has filled in
    besides comes after.
    """
    ask_for_checklists(vault, procedure, step)
    for beginning in begins:
        _begin(vault, beginning)
    if step.trigger:
        report_change(vault.session, vault.actor, procedure.case, step.trigger)
    if RESPONSE in step.starts and procedure.case.open_episode is None:
        notice_absence(vault.session, vault.actor, procedure.case, now())


def _beginning(
    vault: Vault, flow_id: str, after: Procedure | None, taking: Taking
) -> Beginning:
    """What a flowchart is followed for when it begins now, `after` a step of another.

    Begun by itself it is for the newest episode, where that was noticed; without one
    as the country of the lead agency has it.
    """
    case, episode = vault.case, after.episode if after else None
    newest = case.episodes[-1] if case.episodes else None
    episode = episode or newest
    country = after.country if after else case.lead_agency.country
    follows = flow_now(vault.session, flow_id, country).follows
    if follows is Subject.CASE:
        return Beginning(flow_id=flow_id, country=country, at=now())
    if episode is None:
        raise NeverMissing
    country = after.country if after else episode.country
    other = follows is Subject.COUNTRY
    return Beginning(
        flow_id=flow_id,
        country=country,
        at=now(),
        episode=episode,
        with_country=check_other_country(taking.country, country) if other else None,
        confirmed=taking.confirmed,
    )


def _move_episode(vault: Vault, procedure: Procedure, stands: Configuration) -> None:
    """Let the episode stand where its response does; end it once, with the search."""
    flow, episode = procedure.flow, procedure.episode
    if flow.id != RESPONSE or episode is None or not episode.is_open:
        return
    episode.status = EpisodeStatus(stands.places[flow.main].state)
    if is_finished(flow, stands):
        episode.ended_at = now()
        reason = ENDS[episode.status]
        withdraw_alerts_of(vault.session, vault.actor, episode, reason)
        end_response(vault, episode)
