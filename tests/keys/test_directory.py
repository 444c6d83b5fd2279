"""Names and e-mail addresses of staff: sealed, but a person can be found."""

from uuid import uuid4

import pytest

from interact.core.errors import CannotOpen
from interact.keys.directory import email_token, open_name, seal_name
from interact.keys.formats import lp, pad
from interact.keys.sealing import seal
from tests.keys.examples import ROW

KEY = b"d" * 32


def test_a_name_opens_in_its_row_and_column_only():
    blob = seal_name(KEY, ROW, "name", "Ελένη Παράδειγμα")

    assert open_name(KEY, ROW, "name", blob) == "Ελένη Παράδειγμα"
    for key, row, column in (
        (b"e" * 32, ROW, "name"),
        (KEY, uuid4(), "name"),
        (KEY, ROW, "email"),
    ):
        with pytest.raises(CannotOpen):
            open_name(key, row, column, blob)


def test_a_long_name_takes_as_much_room_as_a_short_one():
    assert len(seal_name(KEY, ROW, "name", "A")) == len(
        seal_name(KEY, ROW, "name", "A much longer name")
    )


def test_bytes_that_are_no_text_are_refused():
    context = lp(b"interact/directory/v1", ROW.bytes, b"name")
    blob = seal(KEY, pad(b"\xff\xfe"), context)

    with pytest.raises(CannotOpen):
        open_name(KEY, ROW, "name", blob)


@pytest.mark.parametrize(
    "typed", ["ELENI@Example.org", " eleni@example.org ", "ｅleni@example.org"]
)
def test_a_person_is_found_however_the_address_is_typed(typed):
    assert email_token(KEY, typed) == email_token(KEY, "eleni@example.org")


def test_two_addresses_or_two_installations_have_different_tokens():
    tokens = {
        email_token(KEY, "eleni@example.org"),
        email_token(KEY, "helen@example.org"),
        email_token(b"e" * 32, "eleni@example.org"),
    }

    assert len(tokens) == 3
    assert {len(token) for token in tokens} == {16}
