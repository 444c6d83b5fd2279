"""Printed codes: 256 random bits as a person can type them, with a check in each line.

    line       8 bytes of the code | CRC-16 (CCITT, from FFFF) over the number of the
               line (1 byte) and the 8 bytes
    printed    four lines, numbered from 1, each 16 characters in 4 groups of 4

Characters are digits and capital letters without I, L, O and U: none is taken for
another. The check always finds one wrong character, two that changed places and two
lines that did; it keeps nothing secret and need not.
"""

import os
from binascii import crc_hqx

from interact.keys.formats import KEY_BYTES
from interact.keys.rules import CodeIncomplete, CodeMistyped

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 5
LINE_BYTES = 8
CHECK_BYTES = 2
CRC_START = 0xFFFF
LINE_CHARACTERS = (LINE_BYTES + CHECK_BYTES) * 8 // BITS
LINES = KEY_BYTES // LINE_BYTES
GROUP = 4

# What is written by hand is read as it was meant.
MEANT = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_code() -> bytes:
    """32 bytes from the system's randomness, to be printed once and kept nowhere."""
    return os.urandom(KEY_BYTES)


def print_code(secret: bytes) -> str:
    """The four lines of a code of 32 bytes, as they are printed."""
    if len(secret) != KEY_BYTES:
        raise ValueError("a printed code has 32 bytes")
    starts = range(0, KEY_BYTES, LINE_BYTES)
    lines = (secret[start : start + LINE_BYTES] for start in starts)
    return "\n".join(_print_line(*numbered) for numbered in enumerate(lines, 1))


def read_code(typed: str) -> bytes:
    """The 32 bytes of a code, however it is spaced and in whichever case.

    Refuses with CodeIncomplete when it is too short or too long, and with
    CodeMistyped, which names the line, when a line is not as it was printed.
    """
    characters = _plain(typed)
    if len(characters) != LINES * LINE_CHARACTERS:
        raise CodeIncomplete(expected=LINES * LINE_CHARACTERS, typed=len(characters))
    starts = range(0, len(characters), LINE_CHARACTERS)
    lines = (characters[start : start + LINE_CHARACTERS] for start in starts)
    return b"".join(_read_line(*numbered) for numbered in enumerate(lines, 1))


def _plain(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def _print_line(number: int, part: bytes) -> str:
    whole = int.from_bytes(part + _check(number, part), "big")
    shifts = range((LINE_CHARACTERS - 1) * BITS, -1, -BITS)
    characters = "".join(ALPHABET[whole >> shift & 31] for shift in shifts)
    starts = range(0, LINE_CHARACTERS, GROUP)
    return " ".join(characters[start : start + GROUP] for start in starts)


def _read_line(number: int, characters: str) -> bytes:
    whole = 0
    for character in characters.translate(MEANT):
        value = ALPHABET.find(character)
        if value < 0:
            raise CodeMistyped(line=number)
        whole = whole << BITS | value
    line = whole.to_bytes(LINE_BYTES + CHECK_BYTES, "big")
    part, check = line[:LINE_BYTES], line[LINE_BYTES:]
    if check != _check(number, part):
        raise CodeMistyped(line=number)
    return part


def _check(number: int, part: bytes) -> bytes:
    checked = crc_hqx(number.to_bytes() + part, CRC_START)
    return checked.to_bytes(CHECK_BYTES, "big")
