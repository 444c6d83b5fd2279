"""References that are safe to say aloud, and the terms that no share may have."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact.agencies.rules import AgencyKind
from interact.cases.rules import (
    LONGEST_NOTE,
    LONGEST_SHARE,
    REFERENCE_LETTERS,
    REFERENCE_SIGNS,
    CompartmentNotHeld,
    InvestigationIsForPolice,
    LegalBasis,
    NothingToShare,
    NothingWritten,
    Purpose,
    ShareAlreadyEnded,
    ShareTooLong,
    Terms,
    TextTooLong,
    check_start,
    check_text,
    new_reference,
    spelled,
)
from interact.keys.rules import Compartment

NOW = datetime(2031, 5, 25, 18, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
LOOK_ALIKE = ["0O", "1I", "2Z", "5S", "8B"]
references = st.builds(new_reference)


def terms(*compartments, until=NOW + LONGEST_SHARE):
    return Terms(
        compartments=frozenset(compartments),
        purpose=Purpose.LOCATE,
        basis=LegalBasis.VITAL,
        until=until,
    )


# References.


@given(references)
def test_a_reference_is_three_letters_and_four_signs(reference):
    letters, signs = reference.split("-")

    assert len(letters) == 3
    assert set(letters) <= set(REFERENCE_LETTERS)
    assert len(signs) == 4
    assert set(signs) <= set(REFERENCE_SIGNS)


@pytest.mark.parametrize("alphabet", [REFERENCE_LETTERS, REFERENCE_SIGNS])
def test_no_reference_spells_a_word(alphabet):
    assert set("AEIOUY").isdisjoint(alphabet)


@pytest.mark.parametrize("alphabet", [REFERENCE_LETTERS, REFERENCE_SIGNS])
@pytest.mark.parametrize("alike", LOOK_ALIKE)
def test_no_two_signs_of_one_place_look_alike(alphabet, alike):
    assert len(set(alike) & set(alphabet)) <= 1


def test_no_letter_of_a_reference_stands_twice_in_its_alphabet():
    for alphabet in (REFERENCE_LETTERS, REFERENCE_SIGNS):
        assert len(set(alphabet)) == len(alphabet)


def test_a_reference_is_not_guessed_from_another():
    found = {new_reference() for _case in range(2000)}

    assert len(found) == 2000
    assert len(REFERENCE_LETTERS) ** 3 * len(REFERENCE_SIGNS) ** 4 > 10**9


@given(references, st.sampled_from([str.lower, str.upper, str.title]))
def test_a_reference_is_meant_however_its_letters_are_typed(reference, typed):
    assert spelled(typed(reference)) == reference


@given(references, st.sampled_from(["", " ", "-", " - ", "–", "\u2011", "\u00a0", "."]))
def test_a_reference_is_meant_whatever_stands_between(reference, between):
    letters, signs = reference.split("-")

    assert spelled(f"  {letters}{between}{signs}\t") == reference


@given(references)
def test_a_reference_is_meant_sign_by_sign(reference):
    assert spelled(" ".join(reference)) == reference


@given(st.text())
def test_what_is_no_reference_becomes_none_by_being_typed(text):
    again = spelled(text)

    assert spelled(again) == again
    assert again.count("-") == 1


# Terms.


@pytest.mark.parametrize("until", [NOW + MOMENT, NOW + LONGEST_SHARE])
def test_a_share_may_last_from_a_moment_to_ninety_days(until):
    terms(Compartment.IDENTITY, until=until).check(NOW)

    assert timedelta(days=90) == LONGEST_SHARE


@pytest.mark.parametrize("until", [NOW, NOW - MOMENT, NOW - LONGEST_SHARE])
def test_a_share_ends_in_the_future(until):
    with pytest.raises(ShareAlreadyEnded):
        terms(Compartment.IDENTITY, until=until).check(NOW)


def test_a_share_does_not_last_longer_than_ninety_days():
    with pytest.raises(ShareTooLong) as refusal:
        terms(Compartment.IDENTITY, until=NOW + LONGEST_SHARE + MOMENT).check(NOW)

    assert "90 days" in str(refusal.value)


@pytest.mark.parametrize("chosen", [[], [Compartment.COORDINATION]])
def test_a_share_holds_more_than_what_goes_with_every_share(chosen):
    with pytest.raises(NothingToShare):
        terms(*chosen).check(NOW)


def test_coordination_goes_with_every_share():
    assert terms(Compartment.HEALTH).parts == {
        Compartment.HEALTH,
        Compartment.COORDINATION,
    }


# Who may be the first to write.


@pytest.mark.parametrize("kind", sorted(set(AgencyKind) - {AgencyKind.POLICE}), ids=str)
def test_only_the_police_open_an_investigation(kind):
    with pytest.raises(InvestigationIsForPolice):
        check_start(Compartment.INVESTIGATION, kind, frozenset(Compartment))


def test_the_police_open_an_investigation_that_nobody_shared_with_them():
    check_start(Compartment.INVESTIGATION, AgencyKind.POLICE, frozenset())


@pytest.mark.parametrize(
    "part", sorted(set(Compartment) - {Compartment.INVESTIGATION}), ids=str
)
def test_an_agency_begins_only_parts_that_are_open_to_it(part):
    check_start(part, AgencyKind.POLICE, {part})

    with pytest.raises(CompartmentNotHeld):
        check_start(part, AgencyKind.POLICE, frozenset(Compartment) - {part})


# Texts.


def test_a_text_is_kept_without_the_blanks_around_it():
    assert check_text(" \nSleeps badly\n ") == "Sleeps badly"


@pytest.mark.parametrize("text", ["", " ", "\n\t \u00a0"])
def test_nothing_is_not_a_text(text):
    with pytest.raises(NothingWritten):
        check_text(text)


def test_a_text_has_an_end():
    assert check_text("a" * LONGEST_NOTE)

    with pytest.raises(TextTooLong):
        check_text("a" * (LONGEST_NOTE + 1))
