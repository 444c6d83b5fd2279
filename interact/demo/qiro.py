"""Qiro: left a centre on Lesvos, is looked for in Greece and Belgium, perhaps seen.

After the fictional case of the project's exercises; every detail here is made up.
"""

from datetime import timedelta

from interact.cases.actions import write_note
from interact.cases.fields import AgeBasis
from interact.cases.models import Case
from interact.cases.rules import LegalBasis, Purpose, Terms
from interact.cases.sharing import accept_share, share_case
from interact.cases.statements import Birth, Confidence, Name
from interact.checklists.rules import Reply
from interact.core.clock import now
from interact.demo.answers import Said
from interact.demo.portraits import Face
from interact.demo.telling import Telling
from interact.flowcharts.actions import (
    Taking,
    begin_case,
    notice_absence,
    take_step,
)
from interact.flowcharts.models import Procedure
from interact.flowcharts.reporting import (
    acknowledge_report,
    report_missing,
    report_sighting,
)
from interact.keys.rules import Compartment
from interact.sightings.rules import Account

FACE = Face(
    skin="#c99a74",
    hair="#241a14",
    clothes="#3f5f7a",
    behind="#e3ddd0",
    long_hair=False,
)

DETAILS: dict[str, object] = {
    "sex": "male",
    "nationality": "IQ",
    "languages": ["ckb", "ar"],
    "height": 171,
    "build": "60 kg, thin",
    "hair": "Black, short at the sides",
    "eyes": "Brown",
    "marks": "A burn on the right forearm",
    "placement": "Kentro Filoxenias Lesvos, container 14",
    "own_phone": "+30 694 555 0178",
    "relatives_abroad": "An uncle, Rebwar Aziz, in Birmingham",
    "destination": "Birmingham, United Kingdom",
    "debt": "His family owes 3 500 euro for the crossing",
    "guardian": "Dimitra Kosta",
    "reunification": "Asked for in June, no answer yet",
    "usual_places": "The harbour of Mytilini",
}

MISSING: dict[str, object] = {
    "last_seen_place": "Gate of the centre, Mytilini",
    "last_seen_with": "Two young men nobody knows",
    "clothes_worn": "Blue hooded jacket, grey trousers, white trainers",
    "things_taken": "His telephone and a rucksack",
    "why_worried": "Strangers waited for him, and he was afraid of them",
    "possible_places": "Ghent, where the two men said they work",
}

# Four days before he was missing: what was still to be explained, and by whom.
HEARD = Said(no="ih05 ih24 ih26", rest=Reply.YES)

TRIAGE = Said(yes={"ur05": "Two unknown men waited for him at the gate"})

SEARCHING = frozenset({"registered", "places_checked"})


def tell(telling: Telling) -> Case:
    """His case: missing since yesterday, shared with Belgium, offered to the UK."""
    session = telling.session
    worker, officer = telling.sign_in("kentro"), telling.sign_in("astynomia")
    case = begin_case(session, worker)
    child = telling.about(worker, case)
    child.claim("given_names", Name(latin="Qiro", script="قیرۆ").as_value())
    child.claim("family_name", Name(latin="Aziz", script="عەزیز").as_value())
    today = now().date()
    stated = Birth(exact=None, age=15, recorded_on=today, basis=AgeBasis.STATED)
    child.claim("birth_date", stated.as_value())
    child.claims(DETAILS)
    child.photograph(FACE)
    prevention = telling.prevention(worker, case)
    telling.take(worker, prevention, "refer", "accept_referral", "register")
    telling.take(worker, prevention, "ask_for_guardian", "note_appointment")
    telling.fill(worker, case, "CL-04", HEARD)
    telling.take(worker, prevention, "hear_child")
    telling.was_days_ago(case, 4)

    noticed = now() - timedelta(hours=20)
    procedure = notice_absence(session, worker, case, noticed)
    child.claims(MISSING)
    child.claim("last_seen_at", (noticed - timedelta(hours=3)).isoformat())
    report_missing(session, worker, procedure)
    telling.take(worker, prevention, "pause_while_missing")
    acknowledge_report(session, officer, procedure, "GR-MYT-0417")
    telling.fill(officer, case, "CL-11", TRIAGE)
    take_step(session, officer, procedure, Taking("triage"))
    take_step(session, officer, procedure, Taking("start_search", SEARCHING))
    write_note(
        session,
        officer,
        case,
        Compartment.INVESTIGATION,
        "The two men left on the evening ferry. Registration of their van is known.",
    )
    _cross_the_border(telling, case, procedure)
    return case


def _cross_the_border(telling: Telling, case: Case, procedure: Procedure) -> None:
    session, officer = telling.session, telling.sign_in("astynomia")
    sign = frozenset({"sign_of_crossing"})
    crossing = Taking("open_cross_border", sign, country="BE")
    take_step(session, officer, procedure, crossing)
    terms = Terms(
        compartments=frozenset({Compartment.IDENTITY, Compartment.WHEREABOUTS}),
        purpose=Purpose.LOCATE,
        basis=LegalBasis.VITAL,
        until=now() + timedelta(days=21),
    )
    belgium = ("politie", "lijn-be")
    for key in (*belgium, "police-uk"):
        share = share_case(session, officer, case, telling.agencies[key], terms)
        if key in belgium:
            accept_share(session, telling.sign_in(key), share)
    seen = Account(
        seen_at=now() - timedelta(hours=2),
        place="Car wash at Dampoort, Gent",
        description="A boy like the picture was washing cars with two men.",
        said_by="A customer",
        confidence=Confidence.LIKELY,
    )
    report_sighting(session, telling.sign_in("politie"), procedure, seen)
