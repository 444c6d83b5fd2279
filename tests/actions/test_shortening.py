"""A share made to end earlier than it was given for."""

from datetime import timedelta

import pytest
import time_machine

from interact.cases.queries import read_case
from interact.cases.rules import NotShorter, NotYoursToShare, ShareNotOpen
from interact.cases.sharing import (
    accept_share,
    share_case,
    shorten_share,
    withdraw_share,
)
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.keys.rules import Compartment

pytestmark = pytest.mark.on_both

IDENTITY = Compartment.IDENTITY


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def officer(given):
    return given.officer()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


def test_a_shortened_share_ends_by_itself_earlier(
    session, given, worker, officer, case
):
    share = given.share(worker, case, officer, IDENTITY)
    tomorrow = now() + timedelta(days=1)

    shorten_share(session, worker, share, tomorrow)

    assert read_case(session, officer, case.reference).held
    with time_machine.travel(tomorrow + timedelta(seconds=1)):
        with pytest.raises(NotFound):
            read_case(session, officer, case.reference)
        with pytest.raises(ShareNotOpen):
            shorten_share(session, worker, share, now() + timedelta(hours=1))


def test_a_share_is_made_neither_longer_nor_over_by_shortening(
    session, given, worker, officer, case
):
    share = given.share(worker, case, officer, IDENTITY)

    for wrong in (share.until + timedelta(days=1), share.until, now()):
        with pytest.raises(NotShorter):
            shorten_share(session, worker, share, wrong)


def test_only_who_shared_or_leads_makes_it_shorter(
    session, given, worker, officer, case
):
    share = given.share(worker, case, officer, IDENTITY)

    with pytest.raises(NotYoursToShare):
        shorten_share(session, officer, share, now() + timedelta(days=1))
    with pytest.raises(NotFound):
        shorten_share(session, given.caseworker(), share, now() + timedelta(days=1))


@pytest.fixture
def chain(session, given, worker, officer, case):
    """A share that may be passed on, and what was passed on through it."""
    terms = given.terms(IDENTITY, pass_on=True)
    first = share_case(session, worker, case, given.agency_of(officer), terms)
    accept_share(session, officer, first)
    lieutenant = given.officer("FR")
    return first, given.share(officer, case, lieutenant, IDENTITY)


def test_what_was_passed_on_ends_with_the_share_it_came_by(session, worker, chain):
    first, passed = chain
    tomorrow = now() + timedelta(days=1)

    shorten_share(session, worker, first, tomorrow)

    assert passed.until == tomorrow


def test_the_lead_shortens_what_a_partner_passed_on(session, worker, chain):
    first, passed = chain
    tomorrow, before = now() + timedelta(days=1), first.until

    shorten_share(session, worker, passed, tomorrow)

    assert (first.until, passed.until) == (before, tomorrow)


def test_what_rests_on_another_share_too_stays(session, given, worker, officer, chain):
    first, passed = chain
    more = given.terms(IDENTITY, Compartment.CARE, pass_on=True)
    second = share_case(session, worker, first.case, given.agency_of(officer), more)
    accept_share(session, officer, second)
    before = passed.until

    shorten_share(session, worker, first, now() + timedelta(days=1))

    assert passed.until == before


def test_a_withdrawn_share_is_not_shortened(session, given, worker, officer, case):
    share = given.share(worker, case, officer, IDENTITY)
    withdraw_share(session, worker, share, "The child is home")

    with pytest.raises(ShareNotOpen):
        shorten_share(session, worker, share, now() + timedelta(days=1))
