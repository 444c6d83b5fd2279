"""What a member opens: their groups, in their name, for the length of a session."""

from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interact.core.errors import CannotOpen
from interact.keys.formats import lp, split, u32
from interact.keys.keyring import GroupKeys, Keyring
from interact.keys.rules import GroupName
from interact.keys.wrapping import KeyPair, verify
from tests.keys.examples import GROUP, KEYS

PERSON = KeyPair(b"p" * 32)
GROUPS = st.dictionaries(
    st.tuples(st.sampled_from(GroupName), st.integers(1, 2**32 - 1)),
    st.builds(GroupKeys, st.uuids(), st.builds(KeyPair, KEYS)),
    max_size=12,
)
HELD = {
    (GroupName.HEALTH, 1): GroupKeys(GROUP, KeyPair(b"1" * 32)),
    (GroupName.HEALTH, 2): GroupKeys(uuid4(), KeyPair(b"2" * 32)),
    (GroupName.AUDIT, 7): GroupKeys(uuid4(), KeyPair(b"7" * 32)),
}
KEYRING = Keyring.of(PERSON, HELD, "12345 67890")


def seeds(keyring):
    return {
        held: (keys.group_id, keys.keypair.seed)
        for held, keys in keyring.groups.items()
    }


@settings(max_examples=50)
@given(GROUPS)
def test_a_packed_keyring_opens_the_same_groups(groups):
    keyring = Keyring.of(PERSON, groups, "12345 67890")

    unpacked = Keyring.unpack(keyring.pack())

    assert seeds(unpacked) == seeds(keyring)
    assert unpacked.anchor == "12345 67890"
    assert unpacked.person_key == keyring.person_key
    assert unpacked.sign(b"message") == PERSON.sign(b"message")


def test_the_seed_of_the_person_is_not_packed():
    assert PERSON.seed not in KEYRING.pack()
    assert PERSON.shelf not in KEYRING.pack()


def test_the_latest_epoch_is_used_unless_an_older_one_is_named():
    assert KEYRING.group(GroupName.HEALTH).keypair.seed == b"2" * 32
    assert KEYRING.group(GroupName.HEALTH, 1).keypair.seed == b"1" * 32
    assert KEYRING.latest(GroupName.AUDIT) == 7
    assert KEYRING.latest(GroupName.CUSTODY) == 0


def test_a_group_that_was_not_granted_stays_shut():
    assert KEYRING.opens(GroupName.AUDIT)
    assert not KEYRING.opens(GroupName.CUSTODY)
    for name, epoch in ((GroupName.CUSTODY, None), (GroupName.HEALTH, 3)):
        with pytest.raises(CannotOpen):
            KEYRING.group(name, epoch)


def test_a_member_signs_in_their_own_name():
    verify(PERSON.signing_public, KEYRING.sign(b"message"), b"message")


def test_an_actor_without_a_person_opens_and_signs_nothing():
    nobody = Keyring.empty()

    assert not any(nobody.opens(name) for name in GroupName)
    for refused in (lambda: nobody.sign(b"m"), nobody.pack):
        with pytest.raises(CannotOpen):
            refused()


def test_a_keyring_does_not_show_its_keys():
    assert repr(KEYRING) == "Keyring(3 groups)"
    assert "1" * 32 not in repr(HELD)


HEAD = split(KEYRING.pack())[:4]
GROUP_PARTS = [u32(5), u32(1), GROUP.bytes, b"1" * 32]


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        lp(*HEAD)[:-1],
        lp(*HEAD[:3]),
        lp(b"interact/keyring/v2", *HEAD[1:]),
        lp(HEAD[0], HEAD[1][:31], *HEAD[2:]),
        lp(*HEAD[:2], b"", HEAD[3]),
        lp(*HEAD[:3], b"\xff"),
        lp(*HEAD, b""),
        lp(*HEAD, lp(*GROUP_PARTS[:3])),
        lp(*HEAD, lp(*GROUP_PARTS[:3], b"short")),
        lp(*HEAD, lp(u32(99), *GROUP_PARTS[1:])),
    ],
    ids=[
        "nothing",
        "cut off",
        "a part missing",
        "another version",
        "short signing seed",
        "no person key",
        "no anchor",
        "an empty group",
        "a group without seed",
        "a short seed",
        "an unknown group",
    ],
)
def test_anything_that_is_no_keyring_is_refused(packed):
    with pytest.raises(CannotOpen):
        Keyring.unpack(packed)
