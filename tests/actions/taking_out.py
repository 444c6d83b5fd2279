"""Taking people out in tests, and moving what is left to the new keys."""

from interact.agencies.models import Membership
from interact.cases.reshelving import move_some
from interact.joining.leaving import change_clearance, end_membership
from tests.attacks.attacker import forget


def membership_of(session, actor):
    return session.get_one(Membership, actor.membership_id)


def leave(session, custodian, actor, reason="Works elsewhere now"):
    """Take somebody out; nothing is moved yet."""
    taken = end_membership(session, custodian, membership_of(session, actor), reason)
    forget(session)
    return taken


def narrow(session, custodian, actor, *names):
    """Leave somebody these groups only."""
    member = membership_of(session, actor)
    taken = change_clearance(session, custodian, member, frozenset(names))
    forget(session)
    return taken


def move_all(session, custodian, taken, most=500):
    """Move everything, so many halves a time; how often that took."""
    times = 0
    for rotation in taken.rotations:
        while rotation.finished_at is None:
            move_some(session, custodian, rotation, most)
            times += 1
    forget(session)
    return times
