"""Every address there is, filled with a case in which everything has happened."""

from collections.abc import Iterator, Mapping
from itertools import product
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.agencies.models import Membership
from interact.alerts.models import Alert
from interact.app import Interact
from interact.assessments.models import Assessment
from interact.audit.models import Notice
from interact.cases.files import NewFile, attach_file
from interact.cases.models import Case, File, Share
from interact.cases.queries import read_case
from interact.cases.rules import FileKind
from interact.cases.sharing import decline_share
from interact.flowcharts.actions import Taking, take_step
from interact.flowcharts.models import Procedure, ResponsibilityOffer
from interact.keys.rules import Compartment
from interact.leading.handing_over import offer_lead
from interact.leading.models import LeadOffer, Request
from interact.leading.requesting import ask_for_case
from interact.leading.rules import Asking
from interact.tasks.models import Task
from tests.attacks.attacker import forget
from tests.given import Given
from tests.missing import Story

Values = Mapping[str, list[str]]

# What checklists ask for, and then steps.
TASKS = select(Task.id).order_by(Task.kind.desc(), Task.id).limit(3)
# Stands in an address for something nobody said anything about.
NOTHING = [str(uuid4())]


def whole_story(session: Session, given: Given) -> Story:
    """A child missing and seen, perhaps abroad, with a photograph and a refusal."""
    story = Story(session, given)
    story.seen()
    sign = frozenset({"sign_of_crossing"})
    crossing = Taking("open_cross_border", sign, country="FR")
    take_step(session, story.officer, story.procedure, crossing)
    forget(session)
    police, case = given.officer("SE"), story.case
    refused = given.offer(story.worker, case, police, Compartment.HEALTH)
    decline_share(session, police, refused, "Not our district")
    given.offer(story.worker, case, given.caseworker(), Compartment.CARE)
    photograph = NewFile(
        kind=FileKind.PHOTOGRAPH,
        compartment=Compartment.IDENTITY,
        media_type="image/jpeg",
        name="",
        content=b"made of pixels",
    )
    attach_file(read_case(session, story.worker, case.reference), photograph)
    offer_lead(session, story.worker, case, given.agency())
    asking = Asking(
        reference=case.reference, terms=given.terms(), urgent=True, text="With us"
    )
    ask_for_case(session, given.officer("GR"), asking)
    session.commit()
    return story


def values_of(session: Session, case: Case) -> Values:
    """What may stand in an address, by the name of its place."""
    alert = session.scalars(select(Alert)).one()
    elsewhere = select(Membership.id).where(
        Membership.agency_id == alert.recipients[0].agency_id
    )
    return {
        "reference": [case.reference],
        "alert_id": [str(alert.id)],
        "task_id": [str(one) for one in session.scalars(TASKS)],
        "token": [alert.token.hex, uuid4().hex, "no token"],
        "share_id": [str(one) for one in session.scalars(select(Share.id))],
        "file_id": [str(one) for one in session.scalars(select(File.id))],
        "assessment_id": [str(one) for one in session.scalars(select(Assessment.id))],
        "agency_id": [str(case.lead_agency_id), str(alert.recipients[0].agency_id)],
        "notice_id": [str(one) for one in session.scalars(select(Notice.id).limit(2))],
        "membership_id": [str(session.scalars(elsewhere).first())],
        "invitation_id": [str(uuid4())],
        "offer_id": [
            str(one)
            for table in (LeadOffer, ResponsibilityOffer)
            for one in session.scalars(select(table.id))
        ],
        "track": ["response"],
        "request_id": [str(one) for one in session.scalars(select(Request.id))],
        "part": ["1"],
        "question": ["gm01"],
        "checklist_id": ["CL-02", "CL-05", "CL-10"],
        "procedure_id": [str(one) for one in session.scalars(select(Procedure.id))],
        "flow_id": ["FM-PREV"],
        "step_id": ["confirm_located", "left_voluntarily", "open_sis"],
        "field": ["hair", "given_names", "birth_date"],
    }


def addresses(app: Interact, method: str, values: Values) -> Iterator[str]:
    """Every address that takes `method`, with every value in every place."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or method not in (rule.methods or ()):
            continue
        places = sorted(rule.arguments)
        for filled in product(*(values.get(place, NOTHING) for place in places)):
            arguments = dict(zip(places, filled, strict=True))
            yield adapter.build(rule.endpoint, arguments)
