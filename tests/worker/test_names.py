"""No e-mail of the training installation holds a name of anybody or anything in it."""

import re
from datetime import timedelta
from email.header import decode_header, make_header
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from interact.agencies.models import Agency, Membership
from interact.agencies.queries import list_training_people
from interact.agencies.rules import Role
from interact.cases.models import Case
from interact.core.clock import now
from interact.demo import abena, qiro
from interact.demo.seeding import seed
from interact.keys.directory import seal_name
from interact.reminders.models import Letter, ReminderWishes
from interact.reminders.queries import ADDRESS
from interact.reminders.rules import ReminderKind
from tests.worker.conftest import work_once

SHORTEST = 4
QUOTED = re.compile(r'"([^"\n]{4,60})"')
# Words that the stories quote and that name nobody.
COMMON = {"overdue", "case", "reception", "other", "urgent"}


def told_words():
    """Every word the made-up stories quote: names, places, what was said."""
    for story in (abena, qiro):
        for said in QUOTED.findall(Path(story.__file__).read_text(encoding="utf-8")):
            if said.isalpha():
                yield said


def seeded_names(session):
    people, agencies = list_training_people(session), session.scalars(select(Agency))
    yield from ("Abena", "Qiro")
    for one in people:
        yield from (one.email, *one.name.split())
    for agency in agencies:
        yield from (agency.name, agency.place)
    yield from session.scalars(select(Case.reference))


def everybody_wishes_e_mail(session, key):
    casework = Membership.role.in_((Role.CASEWORKER, Role.SUPERVISOR))
    for number, member in enumerate(
        session.scalars(select(Membership).where(casework))
    ):
        box = f"box{number}@mail.example"
        wishes = ReminderWishes(
            membership_id=member.id,
            address_sealed=seal_name(key, member.id, ADDRESS, box),
            kinds=[kind.value for kind in ReminderKind],
            language="en",
        )
        session.add(wishes)


@pytest.fixture
def told(session, running, work):
    """Everybody wishes e-mail about all there is, and half a year passes."""
    for _line in seed(running):
        pass
    everybody_wishes_e_mail(session, bytes.fromhex(running.config.mail_key))
    session.commit()
    with time_machine.travel(now() + timedelta(days=183)):
        work_once(work)


@pytest.mark.usefixtures("told")
def test_no_e_mail_holds_a_seeded_name(session, mail_box):
    names = {*seeded_names(session), *told_words()}
    names = {name.casefold() for name in names if len(name) >= SHORTEST} - COMMON

    texts = [
        str(make_header(decode_header(message["Subject"]))) + message.get_content()
        for message in mail_box.taken
    ]
    said = "\n".join([*texts, *(raw.decode() for raw in mail_box.raw)]).casefold()
    found = {name for name in names if re.search(rf"\b{re.escape(name)}\b", said)}

    assert len(names) > 50
    assert len(mail_box.taken) > 20
    assert found == set()
    failed = select(Letter).where(Letter.failed_at.is_not(None))
    assert session.scalars(failed).all() == []
