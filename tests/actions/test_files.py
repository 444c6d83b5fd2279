"""Photographs and documents: sealed, listed, opened by those who hold the part."""

import pytest

from interact.cases.files import (
    NewFile,
    attach_file,
    find_photograph,
    list_files,
    read_file,
)
from interact.cases.header import case_header
from interact.cases.queries import read_case
from interact.cases.rules import CompartmentNotHeld, FileKind
from interact.core.errors import CannotOpen, NotFound
from interact.keys.rules import Compartment

pytestmark = pytest.mark.on_both
PICTURE = b"\xff\xd8\xff a picture of a child"


def photograph(part=Compartment.IDENTITY, content=PICTURE):
    return NewFile(
        kind=FileKind.PHOTOGRAPH,
        compartment=part,
        media_type="image/jpeg",
        name="",
        content=content,
    )


def document(part=Compartment.LEGAL):
    return NewFile(
        kind=FileKind.DOCUMENT,
        compartment=part,
        media_type="application/pdf",
        name="decision.pdf",
        content=b"%PDF-1.7 refused",
    )


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def vault(session, worker, case):
    return read_case(session, worker, case.reference)


def test_a_file_comes_back_as_it_was_attached(session, vault):
    kept = attach_file(vault, document())

    view, content = read_file(vault, kept.id)

    assert content == b"%PDF-1.7 refused"
    assert (view.name, view.media_type) == ("decision.pdf", "application/pdf")
    assert view.agency_name == vault.actor.agency_name


def test_nothing_of_a_file_is_stored_in_clear(session, vault):
    kept = attach_file(vault, document())
    session.flush()

    stored = kept.content_sealed + kept.description_sealed + kept.key_sealed
    assert b"decision" not in stored
    assert b"refused" not in stored


def test_the_newest_photograph_stands_for_the_child(session, vault):
    attach_file(vault, photograph())
    newest = attach_file(vault, photograph())
    attach_file(vault, document(Compartment.IDENTITY))
    session.flush()

    assert find_photograph(vault).id == newest.id
    assert case_header(vault).photograph_id == newest.id


def test_a_file_in_a_part_that_was_not_shared_is_not_there(
    session, given, worker, case, vault
):
    shared, closed = attach_file(vault, photograph()), attach_file(vault, document())
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)

    theirs = read_case(session, officer, case.reference)

    assert [file.id for file in list_files(theirs)] == [shared.id]
    with pytest.raises(NotFound):
        read_file(theirs, closed.id)


def test_a_file_of_another_case_is_not_there(session, given, worker, vault):
    other = read_case(session, worker, given.case(worker).reference)
    foreign = attach_file(other, photograph())
    session.flush()

    with pytest.raises(NotFound):
        read_file(vault, foreign.id)


def test_nobody_attaches_to_a_part_they_do_not_hold(session, given, worker, case):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)
    theirs = read_case(session, officer, case.reference)

    with pytest.raises(CompartmentNotHeld):
        attach_file(theirs, document(Compartment.HEALTH))


def test_the_content_of_two_files_cannot_be_exchanged(session, vault):
    one, other = attach_file(vault, photograph()), attach_file(vault, document())
    session.flush()

    one.content_sealed, other.content_sealed = other.content_sealed, one.content_sealed
    session.flush()

    for file in (one, other):
        with pytest.raises(CannotOpen):
            read_file(vault, file.id)
