"""A database writer changes what a custodian opens."""

import pytest

from interact.agencies.queries import current_group
from interact.agencies.rules import Role
from interact.core.errors import CannotOpen
from interact.joining.custody import open_own_identity
from interact.joining.members import bring_in_member
from interact.keys.rules import GroupName
from tests.actions.test_joining import newcomer
from tests.attacks.attacker import (
    exchange,
    forget,
)

pytestmark = pytest.mark.on_both


def test_a_new_caseworker_is_never_given_the_agencys_own_keys(session, given):
    agency = given.agency()
    group = current_group(session, agency.id, GroupName.IDENTITY)
    group.custody_sealed = None
    forget(session)

    with pytest.raises(CannotOpen):
        bring_in_member(session, given.custodian(agency), newcomer(), Role.CASEWORKER)


def test_seeds_in_custody_are_not_exchanged(session, given):
    agency = given.agency()
    care, audit = (
        current_group(session, agency.id, name)
        for name in (GroupName.CARE, GroupName.AUDIT)
    )
    exchange(care, audit, "custody_sealed")
    forget(session)

    with pytest.raises(CannotOpen):
        bring_in_member(session, given.custodian(agency), newcomer(), Role.CASEWORKER)


def test_a_custodian_does_not_vouch_with_another_identity(session, given):
    agency, other = given.agency(), given.agency()
    exchange(agency, other, "identity_public", "identity_sealed")

    with pytest.raises(CannotOpen):
        open_own_identity(given.custodian(agency), agency)
