"""A missing child, as far as a test needs: `story.searching()` is a running search."""

from datetime import timedelta
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.rules import AgencyKind
from interact.alerts.actions import pass_on_alert
from interact.alerts.models import Alert
from interact.alerts.queries import find_valid_alert
from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.assessments.publishing import definition_of
from interact.cases.models import Case, Share
from interact.cases.queries import read_case
from interact.cases.statements import Confidence
from interact.cases.vault import Vault
from interact.checklists.rules import Answer, Reply
from interact.core.clock import now
from interact.flowcharts.actions import Taking, notice_absence, take_step
from interact.flowcharts.configuration import Outcome
from interact.flowcharts.models import Procedure
from interact.flowcharts.reporting import (
    acknowledge_report,
    report_missing,
    report_sighting,
)
from interact.keys.rules import Compartment
from interact.sightings.rules import Account
from interact.tasks.models import Task
from interact.tasks.rules import TaskKind
from tests.given import Given

LOCATED = frozenset({"identity_verified", "safe_place"})
SEARCHING = frozenset({"registered", "places_checked"})
NOT_MISSING = frozenset({"place_known", "child_safe"})


class Story:
    """One case of a centre in Italy, with police and a hotline that take part."""

    def __init__(self, session: Session, given: Given) -> None:
        self.session = session
        self.given = given
        self.procedure: Procedure

    @cached_property
    def worker(self) -> Actor:
        return self.given.caseworker()

    @cached_property
    def officer(self) -> Actor:
        return self.given.officer()

    @cached_property
    def operator(self) -> Actor:
        return self.given.member(self.given.hotline())

    @cached_property
    def lieutenant(self) -> Actor:
        """Of the police in France."""
        return self.given.officer("FR")

    @cached_property
    def case(self) -> Case:
        case = self.given.case(self.worker)
        self.given.named(self.worker, case, "Abena", "Tesfaledet")
        return case

    def noticed(self) -> Procedure:
        """The absence was noticed two minutes ago."""
        at = now() - timedelta(minutes=2)
        self.procedure = notice_absence(self.session, self.worker, self.case, at)
        return self.procedure

    def reported(self, note: str = "") -> Alert:
        """Reported missing to the police and the hotline of the country."""
        assert self.officer
        assert self.operator
        self.noticed()
        return self.report(self.worker, note)

    def report(self, actor: Actor, note: str = "") -> Alert:
        return report_missing(self.session, actor, self.procedure, note)

    def acknowledged(self, number: str = "QU-117") -> Alert:
        alert = self.reported()
        acknowledge_report(self.session, self.officer, self.procedure, number)
        return alert

    def triaged(self) -> Alert:
        alert = self.acknowledged()
        self.fill(self.officer, "CL-11")
        self.take(self.officer, "triage")
        return alert

    def searching(self) -> Alert:
        alert = self.triaged()
        self.take(self.officer, "start_search", SEARCHING)
        return alert

    def seen(self, by: Actor | None = None) -> Alert:
        alert = self.searching()
        self.sight(by or self.officer)
        return alert

    def located(self) -> Alert:
        alert = self.seen()
        self.take(self.officer, "confirm_located", LOCATED)
        return alert

    def take(
        self,
        actor: Actor,
        step: str,
        ticked: frozenset[str] = frozenset(),
        note: str = "",
    ) -> Outcome:
        self.next_request()
        taking = Taking(step, ticked, note)
        return take_step(self.session, actor, self.procedure, taking)

    def sight(self, actor: Actor, place: str = "Gare de Lyon") -> None:
        self.next_request()
        report_sighting(self.session, actor, self.procedure, account(place))

    def fill(self, actor: Actor, checklist_id: str, *signs: str) -> None:
        """Finish a checklist: yes to `signs`, the rest is not known."""
        self.next_request()
        assessment = start_assessment(
            self.session,
            actor,
            self.case,
            checklist_id,
            episode=self.case.open_episode,
        )
        asked = definition_of(self.session, assessment.published).questions()
        answers = {
            one.id: Answer(reply=Reply.YES, evidence="It was seen")
            if one.id in signs
            else Answer(reply=Reply.NOT_KNOWN)
            for one in asked
        }
        answer_questions(self.session, actor, assessment, answers)
        finish_assessment(self.session, actor, assessment)

    def offered(self, receiver: Actor, *parts: Compartment) -> Share:
        """A share that the police offer across the border, with the alert."""
        alert = find_valid_alert(self.session, self.case.open_episode)
        assert alert is not None
        share = self.given.offer(self.officer, self.case, receiver, *parts)
        agency = self.given.agency_of(receiver)
        pass_on_alert(self.session, self.officer, alert, agency)
        return share

    def vault(self, actor: Actor) -> Vault:
        return read_case(self.session, actor, self.case.reference)

    @staticmethod
    def vault_of(session: Session, actor: Actor, case: Case) -> Vault:
        """What somebody opens of any case."""
        return read_case(session, actor, case.reference)

    @property
    def state(self) -> str:
        """Where the response stands."""
        return self.procedure.stands.places["response"].state

    def open_tasks(self) -> dict[str, Task]:
        """The steps that are still to be taken."""
        found = select(Task).where(Task.ended_at.is_(None), Task.kind == TaskKind.STEP)
        found = found.order_by(Task.due_at)
        return {task.step: task for task in self.session.scalars(found)}

    def next_request(self) -> None:
        """Everybody acts in a request of their own, with what they hold by then."""
        self.session.info.pop("vaults", None)

    def partner(self, kind: AgencyKind, country: str = "IT") -> Actor:
        return self.given.member(self.given.agency(kind, country))


def account(place: str = "Gare de Lyon") -> Account:
    """What a traveller says they saw an hour ago."""
    return Account(
        seen_at=now() - timedelta(hours=1),
        place=place,
        description="She asked for the train to the north",
        said_by="A traveller",
        confidence=Confidence.LIKELY,
    )
