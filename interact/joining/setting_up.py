"""Agencies whose people come by a link: the first of an installation, and the platform.

Done by whoever can read the settings, from a command: nobody could be asked for a
permission yet.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency
from interact.agencies.rules import AgencyKind, Role, groups_for
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.core.errors import NotFound
from interact.joining.founding import AgencyKeys, NewAgency, make_agency
from interact.joining.invitations import Invited, make_invitation
from interact.joining.recovery_codes import check_recovery, lock_agency, make_codes
from interact.keys.installation import Installation
from interact.keys.keyring import Keyring
from interact.keys.recovery import platform_custody, platform_identity
from interact.keys.wrapping import KeyPair

PLATFORM_NAME = "Administration of this installation"
COMMANDS = UUID(int=0)


class Newcomer(NamedTuple):
    """Somebody who is to be sent a link: their name and e-mail address."""

    name: str
    email: str


class Founded(NamedTuple):
    """A new agency, the token of its first custodian's link, its custody keys."""

    agency: Agency
    token: str
    custody: KeyPair

    def __repr__(self) -> str:
        return f"Founded({self.agency.name!r})"


def found_first_agency(
    session: Session, new: NewAgency, first: Newcomer
) -> tuple[Founded, list[str]]:
    """Make the first agency, the link of its first custodian, its recovery codes.

    Records `agency.founded` and `recovery_codes.set`. Needs the platform.
    """
    founded = found_by_invitation(session, new, first)
    codes = make_codes(session, founded.agency, founded.custody)
    actor = _commands(find_platform(session))
    also = [founded.agency.id]
    record(session, actor, Event.AGENCY_FOUNDED, also=also, recipients=[new.name])
    record(session, actor, Event.RECOVERY_CODES_SET, also=also)
    return founded, codes


def try_first_codes(session: Session, agency_id: UUID, typed: Sequence[str]) -> None:
    """Really open the keys of the first agency with two codes, and keep that it worked.

    Records `recovery.tested`. Refuses as `check_recovery` does.
    """
    agency = lock_agency(session, agency_id)
    check_recovery(session, agency, typed)
    actor = _commands(find_platform(session))
    record(session, actor, Event.RECOVERY_TESTED, also=[agency.id])


def found_platform(session: Session, like: NewAgency) -> Agency:
    """Make the platform, where the agency `like` is. Records `agency.founded`."""
    installation = Installation.of(session)
    keys = AgencyKeys(platform_identity(installation), platform_custody(installation))
    own = vars(like) | {"name": PLATFORM_NAME, "kind": AgencyKind.PLATFORM}
    agency = make_agency(session, NewAgency(**own), keys)
    record(session, _commands(agency), Event.AGENCY_FOUNDED)
    return agency


def invite_administrator(session: Session, who: Newcomer) -> str:
    """The token of the link by which a new administrator comes in.

    Records `member.invited`. Raises NotFound where there is no platform.
    """
    platform = find_platform(session)
    groups = groups_for(platform.kind, Role.ADMINISTRATOR)
    invited = Invited(who.name, who.email, Role.ADMINISTRATOR, groups)
    custody = platform_custody(Installation.of(session))
    _invitation, token = make_invitation(
        session, platform, invited, by=None, custody=custody
    )
    record(session, _commands(platform), Event.MEMBER_INVITED, member=who.name)
    return token


def find_platform(session: Session) -> Agency:
    """The agency of those who run this installation, or NotFound."""
    public = platform_identity(Installation.of(session)).public
    platform = session.scalar(select(Agency).where(Agency.identity_public == public))
    if platform is None:
        raise NotFound
    return platform


def found_by_invitation(session: Session, new: NewAgency, first: Newcomer) -> Founded:
    """Make an agency with its keys, and the link its first custodian comes in by.

    The custody seed lies under the token of the link, which is kept nowhere.
    """
    keys = AgencyKeys.generate()
    agency = make_agency(session, new, keys)
    groups = groups_for(new.kind, Role.CUSTODIAN)
    invited = Invited(first.name, first.email, Role.CUSTODIAN, groups)
    _invitation, token = make_invitation(
        session, agency, invited, by=None, custody=keys.custody
    )
    return Founded(agency, token, keys.custody)


def _commands(platform: Agency) -> Actor:
    """Whoever runs a command on the machine itself: nobody who signed in."""
    return Actor(
        person_id=COMMANDS,
        membership_id=COMMANDS,
        name="A command on the server",
        agency_id=platform.id,
        agency_name=platform.name,
        kind=platform.kind,
        country=platform.country,
        role=Role.ADMINISTRATOR,
        keyring=Keyring.empty(),
        auth_level="command",
    )
