"""Comparing a partner's fingerprint, and what happens when it changes."""

import pytest
from sqlalchemy import select

from interact.agencies.models import PartnerPin
from interact.agencies.queries import current_group
from interact.agencies.rules import Role
from interact.audit.history import HistoryFilter
from interact.audit.notices import list_notices
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.queries import read_profile
from interact.core.errors import CannotOpen, NotFound, NotPermitted
from interact.joining.comparing import (
    accept_new_identity,
    compare_partner,
    require_comparison,
)
from interact.joining.comparing_rules import (
    DigitsMissing,
    FingerprintDiffers,
    IdentityNotChanged,
    ReasonTooShort,
)
from interact.joining.partners import (
    certified_group,
    note_changed_partner,
    trusted_identity,
    view_partner,
)
from interact.joining.rules import IdentityChanged, PartnerNotCompared
from interact.keys.certificates import fingerprint
from interact.keys.rules import Compartment, GroupName
from tests.attacks.attacker import (
    exchange,
    flip,
    forget,
    older,
    read_again,
    vouch_anew,
)

pytestmark = pytest.mark.on_both

IDENTITY = Compartment.IDENTITY
WHY = "They lost all their keys in the flood of May and began anew"


@pytest.fixture
def agency(given):
    return given.agency()


@pytest.fixture
def supervisor(given, agency):
    return given.member(agency, Role.SUPERVISOR)


@pytest.fixture
def police(given):
    return given.police("FR")


def digits(agency):
    return fingerprint(agency.identity_public)


def pin_of(session, agency, partner):
    both = PartnerPin.agency_id == agency.id, PartnerPin.partner_id == partner.id
    return session.scalars(select(PartnerPin).where(*both)).one()


def told(session, dpo, event):
    return [n for n in list_notices(session, dpo) if n.event is event]


def said(session, dpo, event):
    session.commit()
    return list_history(session, dpo, HistoryFilter(event=event))


# Compared or not.


def test_a_partner_that_was_met_is_not_compared_yet(session, supervisor, police):
    trusted_identity(session, supervisor, police)

    view = view_partner(session, supervisor, police)

    assert view.first_met
    assert view.compared_at is None


@pytest.mark.parametrize("heard", [slice(-23, None), slice(None)])
def test_a_supervisor_compares_the_last_twenty_digits_or_all_of_them(
    session, supervisor, police, heard
):
    compare_partner(session, supervisor, police, digits(police)[heard])

    forget(session)
    view = view_partner(session, supervisor, police)
    assert view.compared_at
    assert view.compared_by == supervisor.name


def test_digits_count_however_they_are_written(session, supervisor, police):
    heard = digits(police)[-23:].replace(" ", ".")
    arabic = heard.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    compare_partner(session, supervisor, police, arabic)

    assert view_partner(session, supervisor, police).compared_at


def test_other_digits_than_the_ones_shown_are_not_taken(session, supervisor, police):
    heard = digits(police).replace(" ", "")[-20:]
    wrong = heard[:-1] + str((int(heard[-1]) + 1) % 10)

    with pytest.raises(FingerprintDiffers):
        compare_partner(session, supervisor, police, wrong)

    assert view_partner(session, supervisor, police).compared_at is None


@pytest.mark.parametrize("heard", ["", "12345", "no digits"])
def test_too_few_digits_prove_nothing(session, supervisor, police, heard):
    with pytest.raises(DigitsMissing):
        compare_partner(session, supervisor, police, heard)


def test_both_dpos_can_read_that_it_was_compared(
    session, given, agency, supervisor, police
):
    compare_partner(session, supervisor, police, digits(police))

    for dpo in (given.dpo(agency), given.dpo(police)):
        (line,) = said(session, dpo, Event.PARTNER_COMPARED)
        assert line.details["fingerprint"] == digits(police)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.DPO, Role.CUSTODIAN])
def test_nobody_but_a_supervisor_says_that_it_was_compared(
    session, given, agency, police, role
):
    actor = given.custodian(agency)
    if role is not Role.CUSTODIAN:
        actor = given.member(agency, role)

    with pytest.raises(NotPermitted):
        compare_partner(session, actor, police, digits(police))
    with pytest.raises(NotPermitted):
        accept_new_identity(session, actor, police, digits(police), WHY)


def test_an_agency_is_not_compared_with_itself(session, supervisor, agency):
    with pytest.raises(NotFound):
        compare_partner(session, supervisor, agency, digits(agency))


# Only compared partners.


@pytest.fixture
def case(given, supervisor):
    made = given.case(supervisor)
    given.claim(supervisor, made)
    return made


@pytest.fixture
def officer(given, police):
    return given.member(police)


def test_nothing_is_sealed_to_a_partner_not_compared_when_that_is_required(
    session, given, agency, supervisor, police, officer, case
):
    require_comparison(session, given.custodian(agency), on=True)

    with pytest.raises(PartnerNotCompared) as refusal:
        given.share(supervisor, case, officer, IDENTITY)

    assert police.name in str(refusal.value)


def test_a_compared_partner_is_sealed_to(
    session, given, agency, supervisor, police, officer, case
):
    require_comparison(session, given.custodian(agency), on=True)
    compare_partner(session, supervisor, police, digits(police))

    given.share(supervisor, case, officer, IDENTITY)

    assert "hair" in read_profile(read_again(session, officer, case))


def test_what_others_share_is_read_though_they_were_not_compared(
    session, given, agency, supervisor, officer
):
    require_comparison(session, given.custodian(agency), on=True)
    theirs = given.case(officer)
    given.claim(officer, theirs)
    given.share(officer, theirs, supervisor, IDENTITY)

    assert "hair" in read_profile(read_again(session, supervisor, theirs))


def test_what_the_custodian_requires_they_can_take_back(
    session, given, agency, supervisor, officer, case
):
    require_comparison(session, given.custodian(agency), on=True)
    require_comparison(session, given.custodian(agency), on=False)

    given.share(supervisor, case, officer, IDENTITY)

    dpo = given.dpo(agency)
    assert len(told(session, dpo, Event.COMPARISON_REQUIRED)) == 2
    lines = said(session, dpo, Event.COMPARISON_REQUIRED)
    assert [line.details["only_compared"] for line in lines] == [False, True]


def test_nobody_but_the_custodian_requires_it(session, supervisor):
    with pytest.raises(NotPermitted):
        require_comparison(session, supervisor, on=False)


# Another fingerprint than before.


@pytest.fixture
def dpos(given, agency, police):
    """Of both sides, who joined before anything changed."""
    return given.dpo(agency), given.dpo(police)


@pytest.fixture
def changed(session, supervisor, dpos, police):
    """The police, met, who show other keys by now."""
    trusted_identity(session, supervisor, police)
    vouch_anew(session, police)
    return police


def test_both_dpos_are_told_once_that_a_fingerprint_changed(
    session, agency, supervisor, dpos, changed
):
    for _time in range(3):
        note_changed_partner(session, supervisor, changed)
        forget(session)

    for dpo, about in zip(dpos, (changed, agency), strict=True):
        (notice,) = told(session, dpo, Event.PARTNER_CHANGED)
        assert notice.about_agency_id == about.id
    (line,) = said(session, dpos[0], Event.PARTNER_CHANGED)
    assert line.details["fingerprint"] == digits(changed)


def test_dpos_are_told_anew_when_it_changes_again(session, supervisor, dpos, changed):
    note_changed_partner(session, supervisor, changed)
    vouch_anew(session, changed)

    note_changed_partner(session, supervisor, changed)

    assert len(told(session, dpos[0], Event.PARTNER_CHANGED)) == 2


def test_nobody_is_told_of_a_partner_that_is_as_before(
    session, given, agency, supervisor, police
):
    dpo = given.dpo(agency)
    trusted_identity(session, supervisor, police)

    note_changed_partner(session, supervisor, police)

    assert told(session, dpo, Event.PARTNER_CHANGED) == []


def test_nothing_about_the_change_is_sealed_to_the_new_keys(
    session, supervisor, dpos, changed
):
    note_changed_partner(session, supervisor, changed)

    assert said(session, dpos[1], Event.PARTNER_CHANGED) == []


def test_a_partner_that_changed_is_not_simply_compared(session, supervisor, changed):
    with pytest.raises(IdentityChanged):
        compare_partner(session, supervisor, changed, digits(changed))


def test_a_partner_that_began_anew_is_accepted_after_comparing_again(
    session, supervisor, dpos, changed
):
    accept_new_identity(session, supervisor, changed, digits(changed), WHY)

    forget(session)
    assert certified_group(session, supervisor, changed, GroupName.IDENTITY)
    assert view_partner(session, supervisor, changed).compared_at
    assert all(told(session, dpo, Event.IDENTITY_ACCEPTED) for dpo in dpos)
    (line,) = said(session, dpos[0], Event.IDENTITY_ACCEPTED)
    assert line.details["reason"] == WHY


@pytest.mark.parametrize("reason", ["", "new keys", "." * 40, "a b " * 20])
def test_new_keys_are_not_accepted_without_a_reason(
    session, supervisor, changed, reason
):
    with pytest.raises(ReasonTooShort):
        accept_new_identity(session, supervisor, changed, digits(changed), reason)


def test_new_keys_are_not_accepted_by_the_old_digits(session, supervisor, police):
    trusted_identity(session, supervisor, police)
    before = digits(police)
    vouch_anew(session, police)

    with pytest.raises(FingerprintDiffers):
        accept_new_identity(session, supervisor, police, before, WHY)
    with pytest.raises(IdentityChanged):
        trusted_identity(session, supervisor, police)


def test_there_is_nothing_to_accept_where_nothing_changed(session, supervisor, police):
    trusted_identity(session, supervisor, police)

    with pytest.raises(IdentityNotChanged):
        accept_new_identity(session, supervisor, police, digits(police), WHY)


# A database writer edits what is remembered.


def test_an_edited_pin_does_not_make_a_partner_compared(
    session, given, agency, supervisor, police
):
    require_comparison(session, given.custodian(agency), on=True)
    compare_partner(session, supervisor, police, digits(police))
    pin = pin_of(session, agency, police)
    pin.sealed = flip(pin.sealed)
    forget(session)

    with pytest.raises(CannotOpen):
        certified_group(session, supervisor, police, GroupName.IDENTITY)


def test_the_pin_another_agency_has_of_the_same_partner_is_not_ones_own(
    session, given, agency, supervisor, police
):
    other = given.agency()
    compare_partner(
        session, given.member(other, Role.SUPERVISOR), police, digits(police)
    )
    trusted_identity(session, supervisor, police)
    exchange(pin_of(session, agency, police), pin_of(session, other, police), "sealed")
    forget(session)

    with pytest.raises(CannotOpen):
        view_partner(session, supervisor, police)


def test_the_pin_of_a_compared_partner_does_not_serve_for_another(
    session, given, agency, supervisor, police
):
    lyon = given.police("FR")
    compare_partner(session, supervisor, police, digits(police))
    trusted_identity(session, supervisor, lyon)
    exchange(pin_of(session, agency, police), pin_of(session, agency, lyon), "sealed")
    forget(session)

    with pytest.raises(CannotOpen):
        certified_group(session, supervisor, lyon, GroupName.IDENTITY)


def test_taking_a_pin_away_makes_a_partner_one_that_was_not_compared(
    session, given, agency, supervisor, police
):
    require_comparison(session, given.custodian(agency), on=True)
    compare_partner(session, supervisor, police, digits(police))
    session.delete(pin_of(session, agency, police))
    forget(session)

    with pytest.raises(PartnerNotCompared):
        certified_group(session, supervisor, police, GroupName.IDENTITY)


def test_a_pin_from_before_new_keys_were_accepted_stops_everything(
    session, agency, supervisor, police
):
    trusted_identity(session, supervisor, police)
    session.flush()
    before = older(pin_of(session, agency, police))
    vouch_anew(session, police)
    accept_new_identity(session, supervisor, police, digits(police), WHY)
    pin_of(session, agency, police).sealed = before["sealed"]
    forget(session)

    with pytest.raises(IdentityChanged):
        certified_group(session, supervisor, police, GroupName.IDENTITY)


def test_the_group_that_seals_is_the_newest(session, supervisor, police):
    group = certified_group(session, supervisor, police, GroupName.IDENTITY)

    assert group == current_group(session, police.id, GroupName.IDENTITY)
