"""Checkpoints of the log: signed two ways, spelled one way."""

from base64 import b64decode, b64encode
from datetime import UTC, datetime

import pytest
import time_machine

from interact.core.errors import CannotOpen
from interact.keys.notes import Checkpoint, LogSigner, VerifierKey, verify
from tests.keys.examples import published

ORIGIN = "example.org/log"
ROOT = b"r" * 32
SIGNER = LogSigner(b"l" * 32, ORIGIN)
OTHER = LogSigner(b"o" * 32, ORIGIN)
NOTE = SIGNER.sign_checkpoint(42, ROOT)


def test_a_checkpoint_says_what_was_signed():
    assert verify(NOTE, SIGNER.vkeys()) == Checkpoint(ORIGIN, 42, ROOT)


def test_both_signatures_are_asked_for():
    text, plain, cosigned = NOTE.partition("\n\n— ")[0], *NOTE.splitlines()[-2:]

    for line in (plain, cosigned):
        with pytest.raises(CannotOpen):
            verify(f"{text}\n\n{line}\n", SIGNER.vkeys())


def test_the_log_of_somebody_else_is_refused():
    with pytest.raises(CannotOpen):
        verify(OTHER.sign_checkpoint(42, ROOT), SIGNER.vkeys())


def test_signatures_cannot_be_put_under_another_checkpoint():
    other = SIGNER.sign_checkpoint(43, ROOT)
    mixed = NOTE.partition("\n\n")[0] + "\n\n" + other.partition("\n\n")[2]

    with pytest.raises(CannotOpen):
        verify(mixed, SIGNER.vkeys())


def test_no_character_of_a_note_can_be_changed():
    signed = [*range(0, 250), *range(len(NOTE) - 100, len(NOTE))]

    for at in signed:
        changed = NOTE[:at] + ("A" if NOTE[at] != "A" else "B") + NOTE[at + 1 :]
        with pytest.raises(CannotOpen):
            verify(changed, SIGNER.vkeys())


@pytest.mark.parametrize("length", [0, 1, 20, 70, 100, 300, len(NOTE) - 1])
def test_a_note_cannot_be_cut_off(length):
    with pytest.raises(CannotOpen):
        verify(NOTE[:length], SIGNER.vkeys())


def test_the_line_of_a_witness_is_passed_over():
    witness = VerifierKey("witness.example.org", 4, b"w" * 32).line(b"s" * 72)

    assert verify(NOTE + witness, SIGNER.vkeys()).size == 42


def test_a_line_that_stands_there_twice_is_refused():
    with pytest.raises(CannotOpen):
        verify(NOTE + NOTE.splitlines()[-1] + "\n", SIGNER.vkeys())


@pytest.mark.parametrize("line", ["nonsense\n", "— a b\n", "— a+b AAAAAAAA\n", "\n"])
def test_lines_that_are_no_signatures_are_refused(line):
    with pytest.raises(CannotOpen):
        verify(NOTE + line, SIGNER.vkeys())


def test_nothing_is_believed_without_a_key():
    with pytest.raises(CannotOpen):
        verify(NOTE, ())


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n042\n{b64encode(ROOT).decode()}\n",
        f"{ORIGIN}\n-1\n{b64encode(ROOT).decode()}\n",
        f"{ORIGIN}\n٤٢\n{b64encode(ROOT).decode()}\n",
        f"{ORIGIN}\n{'9' * 5000}\n{b64encode(ROOT).decode()}\n",
        f"{ORIGIN}\n42\n{b64encode(ROOT[:31]).decode()}\n",
        f"{ORIGIN}\n42\n{b64encode(ROOT).decode().rstrip('=')}\n",
        f"{ORIGIN}\n42\n{b64encode(ROOT).decode().replace('I=', 'J=')}\n",
        f"{ORIGIN}\n42\n{b64encode(ROOT).decode()}\nmore\n",
        f"{ORIGIN}\n42\n",
    ],
    ids=[
        "zero",
        "minus",
        "digits",
        "huge",
        "short",
        "unpadded",
        "other bits",
        "more",
        "less",
    ],
)
def test_a_checkpoint_is_spelled_in_one_way_only(text):
    with pytest.raises(CannotOpen):
        Checkpoint.read(text)


def test_a_checkpoint_says_when_it_was_signed():
    with time_machine.travel(datetime(2031, 5, 25, tzinfo=UTC), tick=False):
        note = SIGNER.sign_checkpoint(42, ROOT)

    signature = b64decode(note.splitlines()[-1].split(" ")[2])
    assert int.from_bytes(signature[4:12], "big") == 1_937_433_600


def test_the_empty_log_can_be_signed():
    assert verify(SIGNER.sign_checkpoint(0, ROOT), SIGNER.vkeys()).size == 0


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb", "x" * 256])
def test_a_log_cannot_have_a_name_that_breaks_its_notes(name):
    with pytest.raises(ValueError, match="name of a log"):
        LogSigner(b"l" * 32, name)


def test_a_root_of_another_length_is_not_signed():
    with pytest.raises(ValueError, match="32 bytes"):
        SIGNER.sign_checkpoint(1, b"short")


def test_a_verifier_key_is_read_as_it_is_written():
    vkey = published("note_ed25519")["vkey"]

    assert str(VerifierKey.read(vkey)) == vkey


@pytest.mark.parametrize(
    "vkey",
    ["", "name", "name+00000000", "name+00000000+", "sum.golang.org+00000000+Ac4z"],
)
def test_a_verifier_key_that_is_not_spelled_right_is_refused(vkey):
    with pytest.raises(CannotOpen):
        VerifierKey.read(vkey)


def test_a_key_of_an_unknown_kind_verifies_nothing():
    unknown = VerifierKey(ORIGIN, 9, b"k" * 32)
    text = Checkpoint(ORIGIN, 42, ROOT).text()

    with pytest.raises(CannotOpen):
        verify(f"{text}\n{unknown.line(b's' * 64)}", (str(unknown),))


def test_a_signer_does_not_show_its_key():
    assert repr(SIGNER) == "LogSigner(example.org/log)"
