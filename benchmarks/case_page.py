"""Reading a case: what opening 40 sealed fields adds to its pages."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from unittest.mock import patch
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.measuring import PROCESSOR, Work, in_turns
from benchmarks.scratch import Scratch, both_databases
from interact.access.actor import Actor
from interact.audit.entries import PendingEntry
from interact.cases import vault as vault_module
from interact.cases.actions import claim_fields
from interact.cases.fields import AgeBasis, FieldKind, Sex, profile_fields
from interact.cases.models import Case, Claim
from interact.cases.queries import read_case, read_profile
from interact.cases.sealed import Sealed
from interact.cases.statements import Birth
from interact.cases.vault import Vault
from interact.keys.rules import Compartment
from tests.given import Given

SEALED_FIELDS = 40
ROUNDS = 60
K = FieldKind
DAY = date(2025, 1, 1)
BIRTH = Birth(exact=None, age=14, recorded_on=DAY, basis=AgeBasis.STATED)
VALUES: dict[FieldKind, Any] = {
    K.NAME: {"latin": "Abena", "script": "አበና"},
    K.BIRTH_DATE: BIRTH.as_value(),
    K.DATE: DAY.isoformat(),
    K.CHOICE: Sex.FEMALE.value,
    K.COUNTRY: "ER",
    K.LANGUAGES: ["ti", "am"],
    K.YES_NO: "yes",
    K.NUMBER: 158,
    K.LONG_TEXT: "A small scar above the left eyebrow, another one on the left hand",
}


def measure() -> None:
    """Print what sealing adds to the pages of a case."""
    print(
        f"Case pages with {SEALED_FIELDS} sealed fields in six compartments: whole "
        "requests, from cookie to\nHTML, with their audit entry. Processor time. "
        "Compared with the same page, the same\nrows and values, taken from a "
        "dictionary: no key is fetched or made, nothing decrypted."
    )
    for name, here in both_databases():
        print(f"{name}:")
        _measure(here)


def _measure(here: Scratch) -> None:
    database = here.running.database
    with database.writing() as session:
        given = Given(session)
        worker = given.caseworker()
        case, empty = given.case(worker), given.case(worker)
        fill_profile(given, worker, case)
        opened = _open_all(session, worker, case)
    browser = here.browser(worker)
    profile = looking(browser, f"/cases/{case.reference}/profile")
    overview = looking(browser, f"/cases/{case.reference}")
    look_at_empty = looking(browser, f"/cases/{empty.reference}/profile")

    def only_read() -> None:
        with database.reading() as session:
            read_profile(read_case(session, worker, case.reference))

    _compare_with_plain("profile", profile, opened)
    _compare_with_plain("overview", overview, opened)
    _compare_with_plain("no HTML", only_read, opened)
    print("  Compared with the profile of an empty case: fewer rows to draw, too.")
    print(f"  {'profile':9}{in_turns(profile, look_at_empty, ROUNDS, PROCESSOR)}")


def fill_profile(given: Given, actor: Actor, case: Case) -> None:
    """Claim SEALED_FIELDS details, spread over the whole profile."""
    chosen = [*profile_fields()[:2], *profile_fields()[5::2]][:SEALED_FIELDS]
    statements = {
        field: given.statement(VALUES.get(field.kind, "What is known of it"))
        for field in chosen
    }
    claim_fields(given.session, actor, case, statements)


def _open_all(session: Session, actor: Actor, case: Case) -> dict[UUID, Any]:
    vault = read_case(session, actor, case.reference)
    return {
        claim.id: vault.unseal(
            claim.compartment,
            claim.field_id,
            claim.id,
            Sealed(claim.epoch, claim.sealed),
        )
        for claim in session.scalars(select(Claim).where(Claim.case_id == case.id))
    }


def _compare_with_plain(name: str, look: Work, opened: dict[UUID, Any]) -> None:
    plain = partial(PlainVault, opened=opened)

    def look_at_plain() -> object:
        with patch.object(vault_module, "Vault", plain):
            return look()

    print(f"  {name:9}{in_turns(look, look_at_plain, ROUNDS, PROCESSOR)}")


def looking(browser: FlaskClient, address: str) -> Callable[[], bytes]:
    """A call that gets a page and fails unless it is there."""

    def look() -> bytes:
        answer = browser.get(address)
        assert answer.status_code == 200
        page: bytes = answer.data
        return page

    return look


class PlainVault(Vault):
    """A vault with nothing to open: what was opened beforehand lies in a dictionary."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        case: Case,
        entry: PendingEntry,
        opened: dict[UUID, Any],
    ) -> None:
        self.session = session
        self.actor = actor
        self.case = case
        self.entry = entry
        self.opened = opened
        self._begun = None

    @property
    def held(self) -> frozenset[Compartment]:
        return frozenset(Compartment) - {Compartment.INVESTIGATION}

    def unseal(
        self,
        compartment: Compartment,
        field_id: int,
        row_id: UUID,
        sealed: Sealed,
        version: int = 1,
    ) -> Any:
        self.entry.add_opened(compartment, field_id)
        return self.opened[row_id]
