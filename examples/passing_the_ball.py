"""Who answers for the next step, who leads: asked, answered, or silence."""

from childs_way import Way, flow_words
from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.alerts.actions import confirm_withdrawal
from interact.alerts.models import Alert
from interact.cases.models import Case
from interact.flowcharts.models import ResponsibilityOffer
from interact.flowcharts.passing_on import (
    accept_responsibility,
    decline_responsibility,
    offer_responsibility,
    settle_responsibility,
)
from interact.flowcharts.responsibility_rows import open_offer
from interact.flowcharts.taking_over import take_over_lead
from interact.leading.handing_over import decline_lead, offer_lead
from interact.leading.models import LeadOffer
from interact.leading.rules import LeadOfferStatus

Place = tuple[str, str]  # a procedure as `Way.procedure` names it, and a track of it


def ask(way: Way, when: str, who: str, place: Place, receiver: str) -> None:
    """Ask an agency to answer for the next step of a track."""
    flow, track = place
    with way.request(when, who) as (session, actor):
        procedure = way.procedure(session, actor, flow)
        agency = way.agency(session, receiver)
        offer_responsibility(session, actor, procedure, track, agency)
        way.say(who, f"{flow_words(flow)}: asks {agency.name} to answer for what comes")


def say_yes(way: Way, when: str, who: str, place: Place) -> None:
    with way.request(when, who) as (session, actor):
        accept_responsibility(session, actor, _offer(way, session, actor, place))
        way.say(who, f"{flow_words(place[0])}: answers for what comes next")


def say_no(way: Way, when: str, who: str, place: Place) -> None:
    with way.request(when, who) as (session, actor):
        offer = _offer(way, session, actor, place)
        decline_responsibility(session, actor, offer, "Nobody is on duty tonight")
        way.say(who, f"{flow_words(place[0])}: does not take it on, and says why")


def settle(way: Way, when: str, who: str, place: Place) -> None:
    """The lead gives a step that nobody answered for to who does so by law."""
    with way.request(when, who) as (session, actor):
        settle_responsibility(session, actor, _offer(way, session, actor, place))
        way.say(who, f"{flow_words(place[0])}: no answer came, so the law says who")


def ask_to_lead(way: Way, when: str, who: str, receiver: str) -> None:
    with way.request(when, who) as (session, actor):
        agency = way.agency(session, receiver)
        offer_lead(session, actor, way.open(session, actor).case, agency)
        way.say(who, f"Offers the lead of the case to {agency.name}")


def decline_to_lead(way: Way, when: str, who: str) -> None:
    with way.request(when, who) as (session, actor):
        decline_lead(session, actor, _lead_offer(way, session), "No place is free yet")
        way.say(who, "Does not take the lead, and says why")


def agree_to_lead(way: Way, when: str, who: str) -> None:
    with way.request(when, who) as (session, actor):
        take_over_lead(session, actor, _lead_offer(way, session))
        way.say(who, "Accepts the lead of the case")


def confirm(way: Way, when: str, *agencies: str) -> None:
    """Agencies say that they took back what they were told in an alert."""
    for who in agencies:
        with way.request(when, who) as (session, actor):
            case = select(Case.id).where(Case.reference == way.reference)
            withdrawn = select(Alert).where(
                Alert.case_id == case.scalar_subquery(), Alert.withdrawn_at.is_not(None)
            )
            for alert in session.scalars(withdrawn):
                if alert.recipient_at(actor.agency_id):
                    confirm_withdrawal(session, actor, alert)
            way.say(who, "Confirms that the alert was taken back")


def _offer(
    way: Way, session: Session, actor: Actor, place: Place
) -> ResponsibilityOffer:
    flow, track = place
    found = open_offer(session, way.procedure(session, actor, flow), track)
    if found is None:
        raise LookupError(place)
    return found


def _lead_offer(way: Way, session: Session) -> LeadOffer:
    waiting = select(LeadOffer).where(LeadOffer.status == LeadOfferStatus.OFFERED)
    return session.scalars(waiting).one()
