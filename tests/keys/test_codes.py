"""Printed codes: typed by a tired person, and told where the slip is."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from interact.keys.codes import ALPHABET, new_code, print_code, read_code
from interact.keys.rules import CodeIncomplete, CodeMistyped

SECRET = bytes(range(32))
# Written down once: who printed a code years ago must still be able to type it.
PRINTED = """\
000G 40R4 0M30 FNF2
104G M2RC 1M70 YQKX
208H 44RM 2MB1 EKGJ
30CH M6RW 3MF1 YPB2"""

secrets = st.binary(min_size=32, max_size=32)


def test_a_code_has_four_lines_of_four_groups():
    assert print_code(SECRET) == PRINTED
    assert read_code(PRINTED) == SECRET


def test_a_new_code_has_256_bits():
    assert len(new_code()) == 32
    assert new_code() != new_code()


@given(secrets)
def test_what_is_printed_is_read(secret):
    assert read_code(print_code(secret)) == secret


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace(" ", "-")])
def test_case_and_spaces_make_no_difference(change):
    code = print_code(SECRET)

    assert read_code(change(code)) == SECRET
    assert read_code("".join(code.split())) == SECRET


def test_letters_that_look_like_digits_are_read_as_those():
    code = print_code(SECRET)

    assert read_code(code.replace("0", "o").replace("1", "l")) == SECRET
    assert read_code(code.replace("0", "O").replace("1", "I")) == SECRET


@given(secrets, st.integers(0, 63), st.integers(1, 31))
def test_one_wrong_letter_is_always_told_with_its_line(secret, place, further):
    characters = list("".join(print_code(secret).split()))
    was = ALPHABET.index(characters[place])
    characters[place] = ALPHABET[(was + further) % len(ALPHABET)]

    with pytest.raises(CodeMistyped) as refusal:
        read_code("".join(characters))

    assert refusal.value.values == {"line": place // 16 + 1}


@given(secrets, st.integers(0, 62))
def test_two_letters_that_changed_places_are_always_told(secret, place):
    typed = "".join(print_code(secret).split())
    swapped = typed[:place] + typed[place + 1] + typed[place] + typed[place + 2 :]
    assume(swapped != typed)

    with pytest.raises(CodeMistyped):
        read_code(swapped)


def test_the_line_of_the_slip_is_named():
    lines = print_code(SECRET).splitlines()
    lines[2] = lines[2][:-1] + ("Z" if lines[2][-1] != "Z" else "Y")

    with pytest.raises(CodeMistyped, match="Line 3"):
        read_code("\n".join(lines))


def test_two_lines_in_the_wrong_order_are_told():
    first, second, *rest = print_code(SECRET).splitlines()

    with pytest.raises(CodeMistyped, match="Line 1"):
        read_code("\n".join([second, first, *rest]))


@pytest.mark.parametrize("typed", ["", "ABCD", print_code(SECRET) + "A"])
def test_too_few_or_too_many_letters_are_counted(typed):
    with pytest.raises(CodeIncomplete):
        read_code(typed)


def test_a_letter_that_no_code_has_is_told():
    with pytest.raises(CodeMistyped, match="Line 1"):
        read_code("U" + "".join(print_code(SECRET).split())[1:])


def test_a_code_has_32_bytes():
    with pytest.raises(ValueError, match="32 bytes"):
        print_code(b"short")
