"""Fills a training installation through the same actions that the pages use."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from interact.agencies.models import Agency
from interact.agencies.rules import AgencyKind, Role
from interact.demo import abena, qiro
from interact.demo.cast import CAST, Player
from interact.demo.telling import Telling
from interact.joining.accepting import Typed, accept_invitation
from interact.joining.founding import NewAgency, found_agency
from interact.joining.members import NewMember, bring_in_member
from interact.joining.setting_up import (
    Newcomer,
    found_platform,
    invite_administrator,
)
from interact.keys.passphrase import Cost
from interact.running import Running

# Everybody can read the passphrase of a training installation: no need to be slow.
TRAINING_COST = Cost(memory_kib=19 * 1024, passes=2)
ADMINISTRATOR = Newcomer(name="Noor Maes", email="administrator@platform.example")


def seed(running: Running) -> Iterator[str]:
    """Make the cast and their cases; yields a line before each thing that is done."""
    passphrase = running.config.training_passphrase
    yield f"Founding {len(CAST)} fictional agencies ..."
    with running.database.writing() as session:
        agencies = {
            player.key: found_player(session, player, passphrase) for player in CAST
        }
        _come_in_who_runs_it(session, passphrase)
    emails = {player.key: email_of(player, Role.CASEWORKER) for player in CAST}
    for name, story in (("Abena", abena), ("Qiro", qiro)):
        yield f"Telling the case of {name} ..."
        with running.database.writing() as session:
            here = {key: session.merge(agency) for key, agency in agencies.items()}
            story.tell(Telling(session, passphrase, emails, here))


def found_player(session: Session, player: Player, passphrase: str) -> Agency:
    """Found an agency of the cast and bring in its people."""
    members = {
        role: NewMember(
            name=name,
            email=email_of(player, role),
            passphrase=passphrase,
            cost=TRAINING_COST,
        )
        for role, name in player.people
    }
    agency, custodian = found_agency(
        session,
        NewAgency(
            name=player.name,
            kind=player.kind,
            country=player.country,
            place=player.place,
            phone=player.phone,
            time_zone=player.time_zone,
        ),
        members.pop(Role.CUSTODIAN),
    )
    for role, member in members.items():
        bring_in_member(session, custodian, member, role)
    return agency


def _come_in_who_runs_it(session: Session, passphrase: str) -> None:
    """The platform, and its administrator, who opens no case."""
    where = NewAgency(
        name="",
        kind=AgencyKind.PLATFORM,
        country="BE",
        place="Brussels",
        phone="+32 2 000 00 00",
        time_zone="Europe/Brussels",
    )
    found_platform(session, where)
    token = invite_administrator(session, ADMINISTRATOR)
    accept_invitation(session, token, Typed(passphrase=passphrase, cost=TRAINING_COST))


def email_of(player: Player, role: Role) -> str:
    """Where they get their post, and what they sign in with."""
    return f"{role.value}@{player.key}.example"
