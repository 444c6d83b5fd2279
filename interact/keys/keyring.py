"""What a signed-in member can open: kept for one session, forgotten at its end.

    packed     LP("interact/keyring/v1", signing seed, person key, anchor, group...)
    group      LP(group number, group epoch, group id, seed)

The seed of the person is not in it: a stolen session cannot add a way to sign in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self
from uuid import UUID

from interact.core.errors import CannotOpen
from interact.keys.formats import KEY_BYTES, lp, split, u32
from interact.keys.rules import NUMBERS, GroupName
from interact.keys.sealing import expand
from interact.keys.wrapping import KeyPair, SigningKey

PACKED = b"interact/keyring/v1"
HEAD_PARTS = 4
NAMES = {NUMBERS[name]: name for name in GroupName}


@dataclass(frozen=True)
class GroupKeys:
    """The keys of one epoch of one group of the member's agency."""

    group_id: UUID
    keypair: KeyPair = field(repr=False)


@dataclass(frozen=True, repr=False)
class Keyring:
    """The groups a member opens, by name and group epoch, and the name they sign in.

    `anchor` is the fingerprint of the member's own agency: every certificate of it
    must lead there. `person_key` seals what only this person opens.
    """

    groups: Mapping[tuple[GroupName, int], GroupKeys]
    signing: SigningKey | None
    person_key: bytes
    anchor: str

    @classmethod
    def of(
        cls,
        person: KeyPair,
        groups: Mapping[tuple[GroupName, int], GroupKeys],
        anchor: str,
    ) -> Self:
        """What the seed of `person` and the grants opened with it unlock."""
        person_key = expand(person.seed, b"interact/person/v1")
        return cls(dict(groups), person.signing, person_key, anchor)

    @classmethod
    def empty(cls) -> Self:
        """For an actor without a person: it opens nothing and signs nothing."""
        return cls({}, None, b"", "")

    def __repr__(self) -> str:
        return f"Keyring({len(self.groups)} groups)"

    def opens(self, name: GroupName) -> bool:
        """Whether the member belongs to this group of their agency."""
        return any(held is name for held, _epoch in self.groups)

    def group(self, name: GroupName, epoch: int | None = None) -> GroupKeys:
        """The keys of a group, in its latest epoch unless told which; or CannotOpen."""
        number = self.latest(name) if epoch is None else epoch
        try:
            return self.groups[name, number]
        except KeyError:
            raise CannotOpen from None

    @cached_property
    def by_group(self) -> Mapping[UUID, tuple[int, GroupKeys]]:
        """The epoch and the keys of every group held, by the id of the group."""
        held = self.groups.items()
        return {keys.group_id: (epoch, keys) for (_name, epoch), keys in held}

    def latest(self, name: GroupName) -> int:
        """The latest epoch held of a group, 0 when none: the one that seals."""
        return max((epoch for held, epoch in self.groups if held is name), default=0)

    def sign(self, message: bytes) -> bytes:
        """Sign in the member's name. Raises CannotOpen where there is no person."""
        if self.signing is None:
            raise CannotOpen
        return self.signing.sign(message)

    def pack(self) -> bytes:
        """The keyring as bytes, for a sealed session row and nowhere else."""
        if self.signing is None:
            raise CannotOpen
        packed = [
            lp(u32(NUMBERS[name]), u32(epoch), keys.group_id.bytes, keys.keypair.seed)
            for (name, epoch), keys in sorted(self.groups.items())
        ]
        anchor = self.anchor.encode("ascii")
        return lp(PACKED, self.signing.seed, self.person_key, anchor, *packed)

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """The keyring that `pack` packed. Raises CannotOpen for anything else."""
        parts = split(packed)
        head, groups = parts[:HEAD_PARTS], parts[HEAD_PARTS:]
        if len(head) != HEAD_PARTS or head[0] != PACKED:
            raise CannotOpen
        if [len(head[1]), len(head[2])] != [KEY_BYTES, KEY_BYTES]:
            raise CannotOpen
        held = dict(_unpack_group(group) for group in groups)
        try:
            anchor = head[3].decode("ascii")
        except UnicodeDecodeError:
            raise CannotOpen from None
        return cls(held, SigningKey(head[1]), head[2], anchor)


def _unpack_group(packed: bytes) -> tuple[tuple[GroupName, int], GroupKeys]:
    parts = split(packed)
    if [len(part) for part in parts] != [4, 4, 16, KEY_BYTES]:
        raise CannotOpen
    number, epoch, group_id, seed = parts
    name = NAMES.get(int.from_bytes(number, "big"))
    if name is None:
        raise CannotOpen
    keys = GroupKeys(UUID(bytes=group_id), KeyPair(seed))
    return (name, int.from_bytes(epoch, "big")), keys
