"""What an agency vouches for: the keys of its groups, and of the people in it."""

from functools import lru_cache

from interact.agencies.models import Agency, Group, Membership, Person
from interact.core.errors import CannotOpen
from interact.keys.certificates import (
    GroupCertificate,
    MemberCertificate,
    verify_identity,
)

REMEMBERED = 1024


def certificate_of(group: Group) -> GroupCertificate:
    """What an agency's identity signs about a group."""
    return GroupCertificate(
        agency_id=group.agency_id,
        group_id=group.id,
        name=group.name,
        epoch=group.epoch,
        kem_public=group.kem_public,
        signing_public=group.signing_public,
        not_after=group.not_after,
    )


def member_certificate(membership: Membership, person: Person) -> MemberCertificate:
    """What an agency's identity signs about a member."""
    return MemberCertificate(
        agency_id=membership.agency_id,
        person_id=person.id,
        role=membership.role.value,
        kem_public=person.kem_public,
        signing_public=person.signing_public,
    )


def check_group(agency: Agency, group: Group) -> None:
    """Refuse with CannotOpen a group its agency does not vouch for.

    An expired one passes: what was sealed to it must still open. Whoever seals to a
    group asks `certified_group`, which refuses it.
    """
    message = certificate_of(group).message()
    _check(agency.identity_public, group.certificate, message)


def check_member(membership: Membership) -> None:
    """Refuse with CannotOpen a member whose role or keys are not as was vouched for."""
    if membership.certificate is None:
        raise CannotOpen
    message = member_certificate(membership, membership.person).message()
    _check(membership.agency.identity_public, membership.certificate, message)


# What was rightly signed stays so: it is not computed again for every request.
@lru_cache(maxsize=REMEMBERED)
def _check(public: bytes, signature: bytes, message: bytes) -> None:
    verify_identity(public, signature, message)
