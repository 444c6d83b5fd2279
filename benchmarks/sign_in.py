"""Signing in: what it costs beside the one slow hash that no thief should be spared."""

from sqlalchemy import select

from benchmarks.measuring import in_turns
from benchmarks.scratch import Scratch, both_databases
from interact.agencies.models import SeedWrap
from interact.agencies.rules import Role
from interact.joining.members import NewMember, bring_in_member
from interact.keys.passphrase import unlock_seed
from tests.given import Given

ROUNDS = 20
EMAIL, PASSPHRASE = "rosa@example.org", "a passphrase for measuring"


def measure() -> None:
    """Print what a whole sign-in costs beside its Argon2id run alone."""
    print(
        "Sign-in: the whole request, from what was typed to the cookie of a recorded "
        "session with\nseven groups opened. Compared with the Argon2id run alone that "
        "opens the person's seed."
    )
    for name, here in both_databases():
        _compare(name, here)


def _compare(name: str, here: Scratch) -> None:
    here.app.config["WTF_CSRF_ENABLED"] = False
    with here.running.database.writing() as session:
        given = Given(session)
        new = NewMember(name="Rosa", email=EMAIL, passphrase=PASSPHRASE)
        custodian = given.custodian(given.agency())
        person_id = bring_in_member(session, custodian, new, Role.CASEWORKER).person_id
        wraps = select(SeedWrap).where(SeedWrap.person_id == person_id)
        wrap = session.scalars(wraps).one()
    browser = here.app.test_client()
    pepper = here.running.installation.pepper

    def whole() -> None:
        typed = {"email": EMAIL, "passphrase": PASSPHRASE}
        assert browser.post("/sign-in", data=typed).status_code == 303

    def hash_alone() -> None:
        unlock_seed(PASSPHRASE, wrap.params, wrap.sealed, person_id, pepper)

    print(f"  {name:11}{in_turns(whole, hash_alone, ROUNDS)}")
