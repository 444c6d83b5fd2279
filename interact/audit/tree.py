"""The Merkle tree of RFC 6962 as pure functions: roots, proofs, and their checking.

Entries are counted from 0. A node is named by level and index: level 0 holds the leaf
hashes, node (level, index) covers the entries from `index << level` up to, and not
including, `(index + 1) << level`. Only complete subtrees have a node, so a node is
written once. Names and numbering as in RFC 6962 §2.1 and RFC 9162 §2.1.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Read = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree (level, index)."""

EMPTY_ROOT = hashlib.sha256(b"").digest()


@dataclass(frozen=True)
class Node:
    """The hash of one complete subtree."""

    level: int
    index: int
    hash: bytes


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of one entry; the leading 0 keeps a leaf from passing for a node."""
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\1" + left + right).digest()


def completed_by(read: Read, index: int, leaf: bytes) -> list[Node]:
    """The subtrees that entry `index` completes, smallest first; `leaf` is its hash."""
    made: list[Node] = []
    level, hashed = 0, leaf
    while index & 1:
        hashed = node_hash(read(level, index - 1), hashed)
        level, index = level + 1, index >> 1
        made.append(Node(level, index, hashed))
    return made


def root(read: Read, size: int) -> bytes:
    """The hash over the first `size` entries."""
    return _root_of(read, 0, size) if size else EMPTY_ROOT


def inclusion_proof(read: Read, index: int, size: int) -> list[bytes]:
    """What shows that entry `index` is among the first `size`; IndexError if not."""
    if not 0 <= index < size:
        raise IndexError(index)
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = _middle(start, end)
        if index < middle:
            proof.append(_root_of(read, middle, end))
            end = middle
        else:
            proof.append(_root_of(read, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(read: Read, old: int, new: int) -> list[bytes]:
    """What shows that the first `old` of `new` entries are still the same."""
    if not 0 <= old <= new:
        raise IndexError(old)
    if old == 0:
        return []
    proof: list[bytes] = []
    start, end = 0, new
    while old != end:
        middle = _middle(start, end)
        if old <= middle:
            proof.append(_root_of(read, middle, end))
            end = middle
        else:
            proof.append(_root_of(read, start, middle))
            start = middle
    if start:
        proof.append(_root_of(read, start, end))
    return proof[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether `proof` shows the hash `leaf` at `index` of `size` entries (RFC 9162)."""
    if not 0 <= index < size:
        return False
    place, last, hashed = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            hashed = node_hash(step, hashed)
            place, last = _climb(place, last)
        else:
            hashed = node_hash(hashed, step)
        place, last = place >> 1, last >> 1
    return last == 0 and hmac.compare_digest(hashed, root)


def verify_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that `new` entries begin with the same `old` (RFC 9162)."""
    if old == new:
        return not proof and hmac.compare_digest(old_root, new_root)
    if old == 0:
        return not proof and hmac.compare_digest(old_root, EMPTY_ROOT)
    if old > new or not (steps := _steps(old, old_root, proof)):
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(step, before), node_hash(step, after)
            place, last = _climb(place, last)
        else:
            after = node_hash(after, step)
        place, last = place >> 1, last >> 1
    same = hmac.compare_digest(before, old_root)
    return same and last == 0 and hmac.compare_digest(after, new_root)


def _steps(old: int, old_root: bytes, proof: Sequence[bytes]) -> list[bytes]:
    """The proof with its start: a full tree is its own first step."""
    full = old & (old - 1) == 0
    return [old_root, *proof] if full else list(proof)


def _climb(place: int, last: int) -> tuple[int, int]:
    """Pass the levels where `place` has no neighbour on its right."""
    while not place & 1 and place:
        place, last = place >> 1, last >> 1
    return place, last


def _middle(start: int, end: int) -> int:
    """Where RFC 6962 divides a range: at the largest power of two below its length."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _root_of(read: Read, start: int, end: int) -> bytes:
    parts: list[bytes] = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append(read(level, start >> level))
        start += 1 << level
    hashed = parts.pop()
    while parts:
        hashed = node_hash(parts.pop(), hashed)
    return hashed
