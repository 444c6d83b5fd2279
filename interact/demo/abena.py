"""Abena: reached Italy alone, wants to go on to Sweden. Her case is before an absence.

After the fictional case of the project's exercises; every detail here is made up.
"""

from datetime import timedelta

from interact.access.actor import Actor
from interact.cases.actions import write_note
from interact.cases.fields import AgeBasis
from interact.cases.models import Case
from interact.cases.rules import LegalBasis, Purpose, Terms
from interact.cases.statements import Birth, Confidence, Name, Source
from interact.core.clock import now
from interact.demo.abena_lists import (
    BY_GUARDIAN,
    BY_SOCIAL_SERVICES,
    FIRST_NIGHT,
    THIRD_DAY,
    safety_plan,
)
from interact.demo.portraits import Face
from interact.demo.telling import ChildTelling, Telling
from interact.flowcharts.actions import begin_case
from interact.keys.rules import Compartment

THREE_DAYS = 3

FACE = Face(
    skin="#8d5a3b",
    hair="#1c1412",
    clothes="#b5483a",
    behind="#cfd9d2",
    long_hair=True,
)

DETAILS: dict[str, object] = {
    "sex": "female",
    "nationality": "ER",
    "languages": ["ti", "am"],
    "height": 158,
    "build": "48 kg, slim",
    "hair": "Black, in braids",
    "eyes": "Dark brown",
    "marks": "A small scar above the left eyebrow",
    "placement": "Centro Arcobaleno, room 6",
    "own_phone": "+39 351 555 0142",
    "relatives_abroad": "An aunt, Selam Berhe, who lives near Malmö",
    "destination": "Malmö, Sweden",
    "facilitator": "A man she calls Robel paid for the boat",
    "debt": "About 2 000 euro, she says to Robel",
    "conditions": "Asthma",
    "medication": "Salbutamol inhaler",
    "guardian": "Chiara Lo Verde",
    "asylum_status": "Registered, interview in three weeks",
    "usual_places": "The station, the harbour, the library in via Roma",
    "own_wishes": "I want to go to my aunt and to school.",
    "told_about_data": "Who can read her file, and why, with an interpreter",
}

TOLD = frozenset(
    {Compartment.CARE, Compartment.HEALTH, Compartment.IDENTITY, Compartment.LEGAL}
)


def tell(telling: Telling) -> Case:
    """Her case: profile, checklists over three days, and what is to be done."""
    worker = telling.sign_in("centro")
    case = begin_case(telling.session, worker)
    _tell_details(telling.about(worker, case))
    write_note(
        telling.session,
        worker,
        case,
        Compartment.CARE,
        "She speaks little. Trusts the cook, Signora Pina, who has a daughter her age.",
    )
    prevention = telling.prevention(worker, case)
    telling.take(worker, prevention, "refer", "accept_referral", "register")
    telling.fill(worker, case, "CL-05", FIRST_NIGHT, short_form=True)
    telling.take(worker, prevention, "ask_for_guardian", "assess_short")
    telling.was_days_ago(case, THREE_DAYS)

    partners = _share(telling, worker, case)
    telling.take(partners[1], prevention, "appoint_guardian")
    telling.fill(worker, case, "CL-05", THIRD_DAY)
    telling.fill(worker, case, "CL-07", safety_plan(now().date()))
    trafficking = telling.begin(partners[0], case, "CL-06")
    said = (BY_SOCIAL_SERVICES, BY_GUARDIAN)
    for partner, answers in zip(partners, said, strict=True):
        telling.answer(partner, trafficking, answers)
    return case


def _tell_details(child: ChildTelling) -> None:
    child.claim("given_names", Name(latin="Abena", script="አበና").as_value())
    child.claim("family_name", Name(latin="Tesfaledet", script="ተስፋለደት").as_value())
    today = now().date()
    stated = Birth(exact=None, age=13, recorded_on=today, basis=AgeBasis.STATED)
    child.claim("birth_date", stated.as_value())
    child.claims(DETAILS)
    estimated = Birth(exact=None, age=15, recorded_on=today, basis=AgeBasis.ESTIMATED)
    child.claim(
        "birth_date", estimated.as_value(), Source.PROFESSIONAL, Confidence.DOUBTFUL
    )
    arrived = today - timedelta(days=THREE_DAYS)
    child.claim("arrived_on", arrived.isoformat())
    child.photograph(FACE)


def _share(telling: Telling, worker: Actor, case: Case) -> tuple[Actor, Actor]:
    """Let social services and the guardian in."""
    terms = Terms(
        compartments=TOLD,
        purpose=Purpose.PROTECT,
        basis=LegalBasis.LEGAL_DUTY,
        until=now() + timedelta(days=90),
    )
    social_worker = telling.share(worker, case, "servizi", terms)
    return social_worker, telling.share(worker, case, "tutori", terms)
