"""A database writer moves, changes or puts back what was sealed."""

import pytest
from sqlalchemy import select

from interact.cases.actions import write_note
from interact.cases.files import NewFile, attach_file, list_files, read_file
from interact.cases.models import File, Note, SearchRow
from interact.cases.queries import list_notes, read_case, read_profile
from interact.cases.rules import FileKind
from interact.cases.search import Wanted, find_like_cases
from interact.core.errors import CannotOpen
from interact.keys.rules import Compartment
from tests.attacks.attacker import (
    claim_of,
    exchange,
    flip,
    forget,
    read_again,
)

pytestmark = pytest.mark.on_both

IDENTITY = Compartment.IDENTITY
HEALTH = Compartment.HEALTH


@pytest.mark.parametrize(
    ("compartment", "place"), [(IDENTITY, 1), (HEALTH, 0)], ids=["field", "part"]
)
def test_a_detail_moved_to_another_field_or_part_does_not_open(
    session, worker, case, compartment, place
):
    exchange(
        claim_of(session, case, IDENTITY),
        claim_of(session, case, compartment, place),
        "sealed",
    )

    with pytest.raises(CannotOpen):
        read_profile(read_again(session, worker, case))


def test_a_detail_moved_to_another_case_does_not_open(session, given, worker, case):
    other = given.case(worker)
    given.claim(worker, other, "hair", "Red")
    exchange(
        claim_of(session, case, IDENTITY), claim_of(session, other, IDENTITY), "sealed"
    )

    with pytest.raises(CannotOpen):
        read_profile(read_again(session, worker, case))


def test_an_older_statement_does_not_open_as_the_newer_one(
    session, given, worker, case
):
    given.claim(worker, case, "hair", "Red")
    exchange(
        claim_of(session, case, IDENTITY),
        claim_of(session, case, IDENTITY, 2),
        "sealed",
    )

    with pytest.raises(CannotOpen):
        read_profile(read_again(session, worker, case))


def test_a_row_of_another_case_is_not_taken_for_one_of_this(
    session, given, worker, case
):
    other = given.case(worker)
    given.claim(worker, other, "hair", "Red")
    claim_of(session, other, IDENTITY).case_id = case.id

    with pytest.raises(CannotOpen):
        read_profile(read_again(session, worker, case))


@pytest.mark.parametrize(
    ("column", "value"), [("field_id", 3), ("compartment", HEALTH), ("epoch", 2)]
)
def test_a_detail_that_was_labelled_anew_does_not_open(
    session, worker, case, column, value
):
    setattr(claim_of(session, case, IDENTITY), column, value)

    with pytest.raises(CannotOpen):
        read_profile(read_again(session, worker, case))


def test_a_detail_with_one_bit_changed_does_not_open(session, worker, case):
    claim = claim_of(session, case, IDENTITY)
    claim.sealed = flip(claim.sealed)

    with pytest.raises(CannotOpen):
        read_profile(read_again(session, worker, case))


def test_an_older_row_put_back_under_a_newer_number_does_not_open(
    session, given, worker, case
):
    given.named(worker, case, "Amina")
    row = session.scalars(select(SearchRow)).one()
    before = row.sealed
    given.named(worker, case, "Amna")
    row.sealed = before
    forget(session)

    with pytest.raises(CannotOpen):
        find_like_cases(session, worker, Wanted(["Amina"]))


def test_notes_exchanged_do_not_open(session, worker, case):
    for text in ("Sleeps badly", "Likes to draw"):
        write_note(session, worker, case, Compartment.CARE, text)
    exchange(*session.scalars(select(Note)), "sealed")

    with pytest.raises(CannotOpen):
        list_notes(read_again(session, worker, case))


@pytest.mark.parametrize("column", ["key_sealed", "description_sealed"])
def test_files_exchanged_do_not_open(session, worker, case, column):
    keep_two_files(session, worker, case)
    exchange(*session.scalars(select(File)), column)

    vault = read_again(session, worker, case)
    with pytest.raises(CannotOpen):
        [read_file(vault, file.id) for file in list_files(vault)]


def test_the_content_of_files_exchanged_does_not_open(session, worker, case):
    keep_two_files(session, worker, case)
    one, other = session.scalars(select(File))
    exchange(one, other, "content_sealed")

    vault = read_again(session, worker, case)
    with pytest.raises(CannotOpen):
        read_file(vault, one.id)


def keep_two_files(session, worker, case):
    vault = read_case(session, worker, case.reference)
    for name in ("one.pdf", "two.pdf"):
        new = NewFile(
            kind=FileKind.DOCUMENT,
            compartment=IDENTITY,
            media_type="application/pdf",
            name=name,
            content=name.encode(),
        )
        attach_file(vault, new)
