"""Searching 10 000 cases: what opening every search row adds to comparing names."""

import os
import random
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, Column, MetaData, Table, Uuid, insert, select
from sqlalchemy.orm import Session

from benchmarks.measuring import PROCESSOR, in_turns
from benchmarks.scratch import Scratch, scratch
from interact.access.actor import Actor
from interact.cases.fields import SealedColumn, Sex
from interact.cases.matching import SearchProfile, find_like, profile_of
from interact.cases.models import Case, Epoch, SearchRow, Wrap
from interact.cases.search import Wanted, find_like_cases, open_rows
from interact.core.clock import now
from interact.core.db import engine
from interact.keys.epochs import EpochRecord, derive, new_half
from interact.keys.formats import (
    KEY_BYTES,
    EpochId,
    field_context,
    shelf_context,
    wrap_info,
)
from interact.keys.rules import NUMBERS, Compartment, GroupName
from interact.keys.salts import SHRED_SALT
from interact.keys.sealing import seal_value
from interact.keys.wrapping import shelve
from tests.given import Given

CASES = 10_000
ROUNDS = 9
SHOWN = 10
YEARS = range(2007, 2021)
ALSO_KNOWN_AS = 0.25
PART = Compartment.IDENTITY
WANTED = Wanted(["Abena Tesfaledet", "አበና ተስፋለደት"], 2011, "female")

# First and family names, in the spellings and scripts of several clerks.
GIVEN = """
Abena Qiro Selam Robel Rebwar Yonas Mahdi Mehdi Amina Aminata Fatou Fatima Omar Umar
Ahmad Ahmed Zahra Zohra Khalid Haled Mustafa Moustapha Ibrahim Ebrahim Yusuf Joseph
Maryam Mariam Hanna Hana Daniel Denis Oksana Andriy Andrei Tenzin Linh Minh
أمينة محمد أحمد فاطمة یوسف رێبوار አበና ሰላም ዮናስ Оксана Андрій Δανιήλ
"""
FAMILY = """
Tesfaledet Berhe Aziz Haddad Hussein Hossain Hosseini Diallo Jallow Barry Bah Sow Traore
Keita Camara Konate Nguyen Tran Pham Ahmadi Rahimi Karimi Noori Nuri Popal Shinwari
Sesay Kamara Osman Othman Abdi Warsame Mohamud Mahmoud Shevchenko Kovalenko Hoxha Shehu
حداد حسین عزیز أحمدي ተስፋለደት በርሄ Шевченко
"""

METADATA = MetaData()
PLAIN = Table(
    "plain_row",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("profile", JSON, nullable=False),
)


def measure() -> None:
    """Print what sealing adds to a search, and how much of a search is opening."""
    print(
        f"Search over {CASES} cases, a name in two scripts. Processor time. Every row\n"
        "is opened: half from the agency's shelf, salt, key, commitment, envelope."
    )
    with scratch() as here:
        database = here.running.database
        with database.writing() as session:
            worker = Given(session).caseworker()
        fill(here, worker)

        def search() -> None:
            with database.reading() as session:
                assert find_like_cases(session, worker, WANTED)

        def only_open() -> None:
            with database.reading() as session:
                assert len(list(open_rows(session, worker))) == CASES

        def search_plain() -> None:
            with database.reading() as session:
                assert find_like_plain(session)

        print(
            "Compared with comparing the same profiles, read in clear from one table:"
        )
        print(f"  search    {in_turns(search, search_plain, ROUNDS, PROCESSOR)}")
        print("Compared with opening every row and comparing none:")
        print(f"  search    {in_turns(search, only_open, ROUNDS, PROCESSOR)}")


def find_like_plain(session: Session) -> list[Any]:
    """The same search where nothing is sealed and everything is the searcher's."""
    asked = profile_of(WANTED.names, WANTED.birth_year, WANTED.sex)
    known = (
        (case_id, SearchProfile.from_json(profile))
        for case_id, profile in session.execute(select(PLAIN))
    )
    return find_like(asked, known, SHOWN)


def profiles() -> Iterator[SearchProfile]:
    """Profiles of made-up children without end, the same ones each time."""
    chance = random.Random(1)  # noqa: S311
    given, family = GIVEN.split(), FAMILY.split()
    while True:
        names = [f"{chance.choice(given)} {chance.choice(family)}"]
        if chance.random() < ALSO_KNOWN_AS:
            names.append(f"{chance.choice(given)} {chance.choice(family)}")
        yield profile_of(names, chance.choice(YEARS), chance.choice(list(Sex)).value)


def fill(here: Scratch, actor: Actor) -> None:
    """Write CASES cases with real keys, and the same profiles in clear beside them."""
    deployment = here.running.installation.deployment
    made = [
        make_rows(actor, EpochId(deployment, uuid4(), PART, 1), profile)
        for profile in islice(profiles(), CASES)
    ]
    with here.running.database.writing() as session:
        METADATA.create_all(session.connection())
        for table in (Case, Epoch, Wrap, SearchRow, PLAIN):
            session.execute(insert(table), [rows[table] for rows in made])
    salts = engine(here.config.keyring_url).execution_options(write=True)
    with salts.begin() as connection:
        connection.execute(insert(SHRED_SALT), [rows[SHRED_SALT] for rows in made])
    salts.dispose()


def make_rows(
    actor: Actor, which: EpochId, profile: SearchProfile
) -> dict[object, dict[str, Any]]:
    """What opening a case and naming the child leaves, by table, with real keys."""
    half, salt = new_half(), os.urandom(KEY_BYTES)
    key = derive(half, salt, which)
    epoch = epoch_row(actor, which, key.commitment)
    group = actor.keyring.group(GroupName.IDENTITY)
    shelf = shelf_context(wrap_info(which, group.group_id, 1), key.commitment)
    case = {"case_id": which.case_id}
    bound = field_context(which, SealedColumn.SEARCH_PROFILE, which.case_id)
    sealed = seal_value(key.encryption, profile.as_json(), bound)
    return {
        Case: {
            "id": which.case_id,
            "reference": which.case_id.hex,
            "lead_agency_id": actor.agency_id,
        },
        Epoch: epoch,
        Wrap: {
            "epoch_id": epoch["id"],
            "group_id": group.group_id,
            "shelf": shelve(group.keypair, half, shelf),
        },
        SearchRow: case | {"epoch": which.number, "version": 1, "sealed": sealed},
        SHRED_SALT: case
        | {"compartment": NUMBERS[PART], "epoch": which.number, "salt": salt},
        PLAIN: case | {"profile": profile.as_json()},
    }


def epoch_row(actor: Actor, which: EpochId, commitment: bytes) -> dict[str, Any]:
    """The first epoch of a case, signed by the actor."""
    said = EpochRecord(
        epoch=which,
        commitment=commitment,
        previous=b"",
        author_id=actor.person_id,
        agency_id=actor.agency_id,
        at=now(),
    )
    return {
        "id": uuid4(),
        "case_id": which.case_id,
        "compartment": which.compartment,
        "number": which.number,
        "commitment": said.commitment,
        "previous": said.previous,
        "agency_id": said.agency_id,
        "author_id": said.author_id,
        "at": said.at,
        "signature": actor.keyring.sign(said.message()),
    }
