"""An e-mail that waits is sent to who was shut out of the case meanwhile."""

from dataclasses import replace
from datetime import time, timedelta

from sqlalchemy import update

from interact.agencies.rules import Role
from interact.cases.restricting import restrict_case
from interact.config import WorkerConfig
from interact.core.clock import now
from interact.reminders.actions import set_wishes
from interact.reminders.models import Letter
from interact.reminders.queries import ADDRESS_KEY
from interact.reminders.rules import ReminderKind, Wishes
from interact.reminders.telling import Reminding, remind
from interact.worker.letters import claim_letters, take_letters


def test_zz_who_is_not_named_gets_no_letter(session, given, config):
    session.info[ADDRESS_KEY] = bytes(32)
    settings = replace(WorkerConfig.of(config), mail_key="00" * 32)
    lead = given.caseworker()
    agency = given.agency_of(lead)
    other, chief = given.caseworker(agency), given.member(agency, Role.SUPERVISOR)
    case = given.case(lead)
    set_wishes(session, other, Wishes(address="a@mail.example", digest_at=time(8)))
    said = Reminding(
        kind=ReminderKind.OVERDUE, agency_id=agency.id, by_agency_id=agency.id
    )
    remind(session, case, said)
    restrict_case(session, chief, case, [lead.membership_id])
    session.execute(update(Letter).values(next_at=now()))
    session.commit()

    number = claim_letters(session, timedelta(minutes=5))

    assert number is None or take_letters(session, number, settings, timedelta(5)) == []
