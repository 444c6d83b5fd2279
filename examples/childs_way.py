"""One child's way: what is done for them when, through the actions that the pages use.

Times are given as "10-24 20:30", in UTC, of the year 2026.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from moving_clock import World
from sqlalchemy import select
from sqlalchemy.orm import Session
from what_was_said import account, answers_to, claim

from interact.access.actor import Actor
from interact.agencies.models import Agency
from interact.alerts.actions import pass_on_alert
from interact.alerts.queries import find_valid_alert
from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.assessments.entries import episode_for
from interact.assessments.publishing import definition_of
from interact.cases.models import Share
from interact.cases.queries import read_case
from interact.cases.rules import LegalBasis, Purpose, ShareStatus, Terms
from interact.cases.sharing import accept_share, share_case
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.flowcharts.actions import (
    Taking,
    begin_case,
    notice_absence,
    take_step,
)
from interact.flowcharts.models import Procedure
from interact.flowcharts.queries import list_procedures
from interact.flowcharts.reporting import (
    acknowledge_report,
    report_missing,
    report_sighting,
)
from interact.flowcharts.rules import StepRefused
from interact.keys.rules import Compartment as Part

PROCEDURES = {
    "prevention": "FM-PREV",
    "response": "FM-RESP",
    "aftercare": "FM-AFTER",
}
CARE = frozenset({Part.IDENTITY, Part.WHEREABOUTS, Part.CARE, Part.HEALTH, Part.LEGAL})
SEARCH = frozenset({Part.IDENTITY, Part.WHEREABOUTS})
THREE_WEEKS, LONG = timedelta(days=21), timedelta(days=90)


@dataclass(frozen=True)
class Line:
    """What somebody did: when (UTC), which agency of the cast, what."""

    at: datetime
    who: str
    text: str


@dataclass
class Way:
    """The case of one child in a world, and all that was done in it."""

    world: World
    name: str
    reference: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    @contextmanager
    def request(self, when: str, who: str) -> Iterator[tuple[Session, Actor]]:
        """A request at a time, when everything before has come to pass."""
        self.world.move_to(in_utc(when))
        with self.world.request(who) as found:
            yield found

    def say(self, who: str, text: str) -> None:
        self.lines.append(Line(now(), who, text))

    def open(self, session: Session, actor: Actor) -> Vault:
        return read_case(session, actor, self.reference)

    def begin(self, when: str, who: str, details: dict[str, Any]) -> None:
        """Open the case and say who the child is; prevention begins."""
        with self.request(when, who) as (session, actor):
            case = begin_case(session, actor)
            self.reference, self.details = case.reference, details
            for name, value in details.items():
                claim(session, actor, case, name, value)
            self.say(who, "Opens the case: prevention begins")

    def share(self, when: str, who: str, *receivers: str, care: bool = True) -> None:
        """Let agencies in; each has to accept."""
        for receiver in receivers:
            with self.request(when, who) as (session, actor):
                case = self.open(session, actor).case
                terms = Terms(
                    compartments=CARE if care else SEARCH,
                    purpose=Purpose.PROTECT if care else Purpose.LOCATE,
                    basis=LegalBasis.VITAL,
                    until=now() + (LONG if care else THREE_WEEKS),
                    may_pass_on=care,
                )
                share_case(session, actor, case, self.agency(session, receiver), terms)
                self.say(who, f"Offers a share to {self.named(receiver)}")

    def bring_in(self, when: str, who: str, receiver: str) -> None:
        """Offer a share for the search to an agency, with the alert."""
        self.share(when, who, receiver, care=False)
        with self.request(when, who) as (session, actor):
            episode = self.open(session, actor).case.open_episode
            alert = episode and find_valid_alert(session, episode)
            if alert is None:
                raise LookupError(when)
            pass_on_alert(session, actor, alert, self.agency(session, receiver))
            self.say(who, f"Passes the alert on to {self.named(receiver)}")

    def accept(self, when: str, who: str) -> None:
        with self.request(when, who) as (session, actor):
            offered = select(Share).where(
                Share.agency_id == actor.agency_id, Share.status == ShareStatus.OFFERED
            )
            for share in list(session.scalars(offered)):
                accept_share(session, actor, share)
                self.say(who, "Accepts the share")

    def notice(self, when: str, who: str) -> None:
        with self.request(when, who) as (session, actor):
            case = self.open(session, actor).case
            notice_absence(session, actor, case, now())
            self.say(
                who, f"The child is not there: episode {len(case.episodes)} begins"
            )

    def report(self, when: str, who: str) -> None:
        with self.request(when, who) as (session, actor):
            procedure = self.procedure(session, actor, "response")
            alert = report_missing(session, actor, procedure, f"About {self.name}")
            told = ", ".join(sorted(one.agency.name for one in alert.recipients))
            self.say(who, f"Reports the child missing; the alert goes to {told}")

    def acknowledge(self, when: str, who: str, number: str) -> None:
        with self.request(when, who) as (session, actor):
            procedure = self.procedure(session, actor, "response")
            acknowledge_report(session, actor, procedure, number)
            self.say(who, "Response: acknowledges the report")

    def sight(self, when: str, who: str, place: str) -> None:
        with self.request(when, who) as (session, actor):
            procedure = self.procedure(session, actor, "response")
            report_sighting(session, actor, procedure, account(self.name, place))
            self.say(who, "Response: records a sighting")

    def take(
        self, when: str, who: str, flow: str, *steps: str, country: str = ""
    ) -> None:
        """Take steps: all that they ask is ticked, what they want noted is noted."""
        for step in steps:
            with self.request(when, who) as (session, actor):
                procedure = self.procedure(session, actor, flow)
                found = procedure.flow.find_step(step)
                title = found.title if found else step
                taking = self.taking(procedure, step, country)
                take_step(session, actor, procedure, taking)
                self.say(
                    who, f"{flow_words(flow)}: {title}{country and f' ({country})'}"
                )

    def refused(self, when: str, who: str, flow: str, step: str) -> None:
        """Try to take a step that is refused, and hear why."""
        try:
            with self.request(when, who) as (session, actor):
                procedure = self.procedure(session, actor, flow)
                take_step(session, actor, procedure, self.taking(procedure, step, ""))
        except StepRefused as refusal:
            why = " ".join(one.said() for one in refusal.reasons)
            self.say(who, f"{flow_words(flow)}: “{step}” is refused. {why}")
        else:
            raise LookupError(step)

    def search_on(self, who: str, *times: str) -> None:
        """At each of these times decide the urgency again and go on with the search."""
        for when in times:
            self.fill(when, who, "CL-11")
            self.take(when, who, "response", "triage_again", "start_search")

    def taking(self, procedure: Procedure, name: str, country: str) -> Taking:
        step = procedure.flow.find_step(name)
        ticked = frozenset(one.id for one in step.asks) if step else frozenset()
        note = f"{self.name} agrees; told here as an example"
        return Taking(name, ticked, note if step and step.must_note else "", country)

    def fill(
        self, when: str, who: str, checklist_id: str, *signs: str, short: bool = False
    ) -> None:
        """Finish a checklist: yes to `signs`, the rest is not known."""
        with self.request(when, who) as (session, actor):
            self.fill_now(session, actor, checklist_id, *signs, short=short)

    def fill_now(
        self,
        session: Session,
        actor: Actor,
        checklist_id: str,
        *signs: str,
        short: bool = False,
    ) -> None:
        vault = self.open(session, actor)
        case = vault.case
        known = session.info["checklists"][checklist_id]
        episode = episode_for(vault, known)
        begun = start_assessment(
            session, actor, case, checklist_id, short_form=short, episode=episode
        )
        asked = definition_of(session, begun.published)
        told = f"{self.name} says so"
        form = asked.short() if begun.short_form else asked
        said = answers_to(form, signs, told, vault.may_write)
        answer_questions(session, actor, begun, said)
        finish_assessment(session, actor, begun)
        self.say(self.key_of(actor.agency_name), f"Finishes {checklist_id}")

    def procedure(self, session: Session, actor: Actor, flow: str) -> Procedure:
        """The newest of a flowchart; FM-XB is named by the other country's code."""
        wanted = PROCEDURES.get(flow, "FM-XB")
        country = None if flow in PROCEDURES else flow
        found = [
            one
            for one in list_procedures(self.open(session, actor))
            if (one.flowchart, one.with_country) == (wanted, country)
        ]
        return found[-1]

    def named(self, key: str) -> str:
        return self.world.players[key].name

    def key_of(self, name: str) -> str:
        """The key in the cast of an agency of this name."""
        return next(k for k, one in self.world.players.items() if one.name == name)

    def agency(self, session: Session, key: str) -> Agency:
        theirs = select(Agency).where(Agency.name == self.named(key))
        return session.scalars(theirs).one()


def in_utc(when: str) -> datetime:
    """A time of the story, such as "10-24 20:30"."""
    return datetime.fromisoformat(f"2026-{when}:00+00:00")


def flow_words(flow: str) -> str:
    """What a procedure is called in a line."""
    return flow.capitalize() if flow in PROCEDURES else f"Across to {flow}"
