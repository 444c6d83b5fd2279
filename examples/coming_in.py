"""How people come in: founded, invited by a link, compared and confirmed, signed in."""
# ruff: noqa: T201  it tells its story on the screen

from dataclasses import dataclass, field
from datetime import timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Membership
from interact.agencies.rules import AgencyKind, Role, groups_for
from interact.core.clock import now
from interact.joining.accepting import Factor, Typed, accept_invitation
from interact.joining.confirming import confirm_member
from interact.joining.founding import NewAgency
from interact.joining.invitations import Invited
from interact.joining.inviting import invite_member
from interact.joining.passphrases import suggest_passphrase
from interact.joining.platform import create_agency
from interact.joining.rules import NotConfirmedYet
from interact.joining.sessions import Credentials, sign_in
from interact.joining.setting_up import (
    Newcomer,
    found_first_agency,
    found_platform,
    invite_administrator,
    try_first_codes,
)
from interact.keys import totp
from interact.running import Running

HALF_A_MINUTE = timedelta(seconds=30)


@dataclass
class Newly:
    """Somebody with a link in their hands, a phone and a passphrase of their own."""

    name: str
    secret: bytes = field(default_factory=totp.new_secret)
    passphrase: str = field(default_factory=lambda: suggest_passphrase("en").passphrase)

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@example.org"

    def code(self, before: timedelta = timedelta(0)) -> str:
        """What the authenticator app on their phone shows."""
        app = TOTP(self.secret, 6, SHA1(), 30)  # noqa: S303  what the apps use
        return app.generate(int((now() - before).timestamp())).decode()

    def come_in(self, session: Session, token: str) -> Membership:
        factor = Factor(self.secret, self.code(before=HALF_A_MINUTE))
        typed = Typed(passphrase=self.passphrase, factor=factor)
        return accept_invitation(session, token, typed).membership

    def sign_in(self, session: Session) -> Actor:
        typed = Credentials(self.email, self.passphrase, self.code())
        return sign_in(session, typed, {})


def say(text: str) -> None:
    print(f"* {text}", flush=True)


def agency(name: str, kind: AgencyKind, country: str) -> NewAgency:
    return NewAgency(
        name=name,
        kind=kind,
        country=country,
        place="Example",
        phone="+32 2 000000",
        time_zone="Europe/Brussels",
    )


def begin(running: Running) -> tuple[Actor, Actor]:
    """`interact init`: the first custodian, and who runs the installation."""
    rosa, ines = Newly("Rosa"), Newly("Ines")
    centre = agency("Centro Example", AgencyKind.RECEPTION, "IT")
    with running.database.writing() as session:
        found_platform(session, centre)
        first = Newcomer(rosa.name, rosa.email)
        founded, codes = found_first_agency(session, centre, first)
        try_first_codes(session, founded.agency.id, codes[:2])
        say("Two of the three printed recovery codes open the agency's own keys")
        link = invite_administrator(session, Newcomer(ines.name, ines.email))
        rosa.come_in(session, founded.token)
        ines.come_in(session, link)
    with running.database.writing() as session:
        return rosa.sign_in(session), ines.sign_in(session)


def second_agency(running: Running, administrator: Actor) -> Actor:
    """The administrator sends a link; the custodian who comes in holds the keys."""
    marc, police = Newly("Marc"), agency("Police Example", AgencyKind.POLICE, "FR")
    with running.database.writing() as session:
        first = Newcomer(marc.name, marc.email)
        marc.come_in(session, create_agency(session, administrator, police, first))
    with running.database.writing() as session:
        return marc.sign_in(session)


def join(running: Running, custodian: Actor, name: str, role: Role) -> Actor:
    """Invited, come in, not let in yet; compared and confirmed; signed in."""
    who = Newly(name)
    with running.database.writing() as session:
        clearance = groups_for(custodian.kind, role)
        invited = Invited(who.name, who.email, role, clearance)
        member = who.come_in(session, invite_member(session, custodian, invited))
        waiting = member.id
    try:
        with running.database.writing() as session:
            who.sign_in(session)
    except NotConfirmedYet:
        say(f"{name} came in by the link and opens nothing before being confirmed")
    with running.database.writing() as session:
        confirm_member(session, custodian, session.get_one(Membership, waiting), True)
    with running.database.writing() as session:
        return who.sign_in(session)
