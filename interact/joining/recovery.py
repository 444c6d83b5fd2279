"""What a custodian does beforehand, so that lost keys of their agency can be found."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.queries import current_group
from interact.audit.actions import record
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event
from interact.joining.recovery_codes import check_recovery, lock_agency, make_codes
from interact.joining.rules import SignInAgain
from interact.keys.rules import GroupName


def set_recovery_codes(session: Session, actor: Actor) -> list[str]:
    """Make three new recovery codes for the custodian's agency, to be printed at once.

    The earlier ones open nothing any more; the new ones count as not tested. They are
    kept nowhere. Records `recovery_codes.set`; the DPO is told. Refuses with
    SignInAgain whose custody keys are not the newest any more.
    """
    require(actor, Permission.SET_RECOVERY_CODES, OWN_AGENCY)
    agency = lock_agency(session, actor.agency_id)
    newest = current_group(session, agency.id, GroupName.CUSTODY)
    if newest.id not in actor.keyring.by_group:
        raise SignInAgain
    custody = actor.keyring.group(GroupName.CUSTODY).keypair

    codes = make_codes(session, agency, custody)
    record(session, actor, Event.RECOVERY_CODES_SET)
    tell_dpos(session, [agency.id], Event.RECOVERY_CODES_SET)
    return codes


def try_recovery_codes(session: Session, actor: Actor, typed: Sequence[str]) -> None:
    """Really open the agency's keys with two codes, and keep that it worked.

    Records `recovery.tested`. Refuses as `check_recovery` does.
    """
    require(actor, Permission.TRY_RECOVERY_CODES, OWN_AGENCY)
    agency = lock_agency(session, actor.agency_id)

    check_recovery(session, agency, typed)
    record(session, actor, Event.RECOVERY_TESTED)
