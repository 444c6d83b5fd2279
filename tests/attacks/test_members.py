"""A database writer changes what a member is given."""

import pytest

from interact.agencies.rules import Role
from interact.core.errors import CannotOpen
from interact.joining.members import bring_in_member, grant_layout
from interact.joining.sessions import Credentials, sign_in
from interact.keys.wrapping import KeyPair
from tests.actions.test_joining import newcomer
from tests.attacks.attacker import (
    forget,
)
from tests.given import PASSPHRASE

pytestmark = pytest.mark.on_both


@pytest.mark.parametrize("how_much", ["the grant", "the grant and the group"])
def test_nobody_signs_in_with_a_key_that_the_attacker_knows(session, given, how_much):
    agency = given.agency()
    new = newcomer()
    member = bring_in_member(session, given.custodian(agency), new, Role.CASEWORKER)
    keys, grant = KeyPair.generate(), member.grants[0]
    layout = grant_layout(grant.group, member.person_id)
    public = member.person.kem_public
    grant.wrap, grant.signature = layout.give(keys.signing, public, keys.seed)
    if how_much == "the grant and the group":
        grant.group.kem_public = keys.public
        grant.group.signing_public = keys.signing_public
    forget(session)

    with pytest.raises(CannotOpen):
        sign_in(session, Credentials(new.email, PASSPHRASE), {})
