"""What an earlier version wrote is read for ever; these files are never made anew."""

import hmac
import json

import pytest

import interact_verify
from interact.audit.entries import (
    SealedEntry,
    Wrapped,
    check_commitment,
    leaf_text,
    open_entry,
    read_leaf,
)
from interact.core.errors import CannotOpen
from tests.audit.make_frozen import DEPLOYMENT, FROZEN, PAYLOAD, segment
from tests.audit.packs import parts

EARLIER = (FROZEN / "pack-v1-earlier.zip").read_bytes()
LATER = (FROZEN / "pack-v1-later.zip").read_bytes()


@pytest.fixture
def stored() -> dict[str, str]:
    return json.loads((FROZEN / "entry-v1.json").read_text(encoding="utf-8"))


@pytest.fixture
def entry(stored: dict[str, str]) -> SealedEntry:
    wrapped = Wrapped(segment(), 7, bytes.fromhex(stored["wrapped"]))
    return SealedEntry(stored["leaf"], bytes.fromhex(stored["sealed"]), [wrapped])


def test_an_entry_of_the_first_version_opens(entry: SealedEntry):
    salt, payload = open_entry(DEPLOYMENT.bytes, 5, entry.sealed, entry.wrapped[0])

    assert payload == PAYLOAD
    check_commitment(entry.leaf, salt, payload)


def test_the_leaf_of_the_first_version_is_made_in_the_same_way(entry: SealedEntry):
    salt, payload = open_entry(DEPLOYMENT.bytes, 5, entry.sealed, entry.wrapped[0])

    commit = hmac.digest(salt, payload, "sha256")
    digests = [wrapped.digest() for wrapped in entry.wrapped]
    assert leaf_text(entry.sealed, commit, digests) == entry.leaf


def test_an_entry_opens_in_no_other_place(entry: SealedEntry):
    (wrapped,) = entry.wrapped
    elsewhere = Wrapped(segment(), 8, wrapped.blob)

    with pytest.raises(CannotOpen):
        open_entry(DEPLOYMENT.bytes, 6, entry.sealed, wrapped)
    with pytest.raises(CannotOpen):
        open_entry(bytes(16), 5, entry.sealed, wrapped)
    with pytest.raises(CannotOpen):
        open_entry(DEPLOYMENT.bytes, 5, entry.sealed, elsewhere)


def test_a_text_that_is_no_leaf_is_refused():
    for text in ("", "interact-audit/1\n", "interact-audit/2\na\nb\nc\n"):
        with pytest.raises(CannotOpen):
            read_leaf(text)


def test_packs_of_the_first_version_are_whole():
    policy = parts(EARLIER)["policy.json"]

    assert list(interact_verify.check_pack(EARLIER, None, None))
    assert list(interact_verify.check_pack(LATER, EARLIER, policy))
