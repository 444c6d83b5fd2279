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

from benchmarks.measuring import in_turns
from benchmarks.scratch import Scratch, scratch
from interact.access.actor import Actor
from interact.audit.entries import PendingEntry
from interact.cases import vault as vault_module
from interact.cases.actions import claim_fields
from interact.cases.fields import AgeBasis, FieldKind, Sex, profile_fields
from interact.cases.models import Case, Claim
from interact.cases.queries import read_case
from interact.cases.statements import Birth
from interact.cases.vault import Sealed, Vault
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
    """Print what sealing adds to the profile and to the overview of a case."""
    print(
        f"Case pages, {SEALED_FIELDS} sealed fields in six compartments. The whole "
        "request,\nfrom cookie to HTML, audit entry included. Compared with the same "
        "page, the same\nrows and values, taken from a dictionary of values opened "
        "beforehand: no key is\nfetched or derived, nothing is decrypted. On a file "
        "in memory: a disk would hide more."
    )
    with scratch() as here:
        with here.running.database.writing() as session:
            given = Given(session)
            worker = given.caseworker()
            case, empty = given.case(worker), given.case(worker)
            fill_profile(given, worker, case)
            opened = _open_all(session, worker, case)
        browser = here.browser(worker)
        _compare_pages(browser, case, opened)
        _compare_with_empty(here, browser, case, empty)


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


def _compare_pages(browser: FlaskClient, case: Case, opened: dict[UUID, Any]) -> None:
    plain = partial(PlainVault, opened=opened)
    for name, path in (("profile", "/profile"), ("overview", "")):
        look = looking(browser, f"/cases/{case.reference}{path}")

        def look_at_plain(look: Callable[[], bytes] = look) -> bytes:
            with patch.object(vault_module, "Vault", plain):
                return look()

        assert look().count(b"<dd") == look_at_plain().count(b"<dd")
        print(f"  {name:9} {in_turns(look, look_at_plain, ROUNDS)}")


def _compare_with_empty(
    here: Scratch, browser: FlaskClient, case: Case, empty: Case
) -> None:
    print(
        "Compared with the profile of a case without details: fewer rows to draw, too."
    )
    look = looking(browser, f"/cases/{case.reference}/profile")
    look_at_empty = looking(browser, f"/cases/{empty.reference}/profile")
    print(f"  {'profile':9} {in_turns(look, look_at_empty, ROUNDS)}")


def looking(browser: FlaskClient, address: str) -> Callable[[], bytes]:
    """A call that gets a page and fails unless it is there."""

    def look() -> bytes:
        answer = browser.get(address)
        assert answer.status_code == 200
        return answer.data

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
