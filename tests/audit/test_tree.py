"""The tree against the recursive definition of RFC 6962, and its proofs by force."""

import hashlib
from collections.abc import Callable

import pytest

from interact.audit import tree

# The test inputs and roots that Certificate Transparency publishes for RFC 6962.
KNOWN_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
KNOWN_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [f"entry {number}".encode() for number in range(300)]


def recursive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    both = recursive_root(leaves[:half]) + recursive_root(leaves[half:])
    return hashlib.sha256(b"\1" + both).digest()


def grown(leaves: list[bytes]) -> Callable[[int, int], bytes]:
    nodes: dict[tuple[int, int], bytes] = {}

    def read(level: int, index: int) -> bytes:
        return nodes[level, index]

    for index, leaf in enumerate(leaves):
        hashed = tree.leaf_hash(leaf)
        nodes[0, index] = hashed
        for node in tree.completed_by(read, index, hashed):
            nodes[node.level, node.index] = node.hash
    return read


READ = grown(LEAVES)


def test_the_published_roots_come_out():
    read = grown(KNOWN_LEAVES)

    roots = [tree.root(read, size).hex() for size in range(1, 9)]

    assert roots == KNOWN_ROOTS


def test_every_size_to_300_has_the_root_of_the_recursive_definition():
    for size in range(301):
        assert tree.root(READ, size) == recursive_root(LEAVES[:size])


def test_every_entry_of_every_tree_to_70_is_shown_to_be_in_it():
    for size in range(1, 71):
        root = tree.root(READ, size)
        for index in range(size):
            proof = tree.inclusion_proof(READ, index, size)
            leaf = READ(0, index)
            assert tree.verify_inclusion(leaf, index, size, proof, root)


def test_a_proof_shows_no_other_place_no_other_entry_and_no_other_size():
    for size in range(1, 20):
        root = tree.root(READ, size)
        for index in range(size):
            proof = tree.inclusion_proof(READ, index, size)
            places = [
                (place, of)
                for of in range(1, 21)
                for place in range(of)
                if tree.verify_inclusion(READ(0, index), place, of, proof, root)
            ]
            other = READ(0, (index + 1) % 300)
            assert (index, size) in places
            assert {place for place, of in places if of == size} == {index}
            assert not tree.verify_inclusion(other, index, size, proof, root)


def test_a_changed_cut_or_longer_inclusion_proof_shows_nothing():
    for size in range(2, 40):
        root = tree.root(READ, size)
        for index in range(size):
            proof = tree.inclusion_proof(READ, index, size)
            for wrong in changed(proof):
                leaf = READ(0, index)
                assert not tree.verify_inclusion(leaf, index, size, wrong, root)


def test_every_tree_to_70_is_shown_to_begin_with_every_smaller_one():
    for new in range(71):
        new_root = tree.root(READ, new)
        for old in range(new + 1):
            old_root = tree.root(READ, old)
            proof = tree.consistency_proof(READ, old, new)
            assert tree.verify_consistency(old, old_root, new, new_root, proof)


def test_a_log_with_one_earlier_entry_changed_is_not_consistent():
    for new in range(2, 30):
        new_root = tree.root(READ, new)
        for old in range(1, new):
            forged = [*LEAVES[: old - 1], b"another", *LEAVES[old:]]
            old_root = recursive_root(forged[:old])
            proof = tree.consistency_proof(READ, old, new)
            assert not tree.verify_consistency(old, old_root, new, new_root, proof)


def test_a_changed_cut_or_longer_consistency_proof_shows_nothing():
    for new in range(2, 40):
        new_root = tree.root(READ, new)
        for old in range(1, new):
            old_root = tree.root(READ, old)
            for wrong in changed(tree.consistency_proof(READ, old, new)):
                assert not tree.verify_consistency(old, old_root, new, new_root, wrong)


def test_equal_sizes_need_equal_roots_and_no_proof():
    root, other = tree.root(READ, 5), tree.root(READ, 6)

    assert tree.verify_consistency(5, root, 5, root, [])
    assert not tree.verify_consistency(5, root, 5, other, [])
    assert not tree.verify_consistency(5, root, 5, root, [root])
    assert not tree.verify_consistency(6, other, 5, root, [])


def test_an_entry_outside_the_tree_has_no_proof():
    with pytest.raises(IndexError):
        tree.inclusion_proof(READ, 5, 5)
    with pytest.raises(IndexError):
        tree.consistency_proof(READ, 6, 5)
    assert not tree.verify_inclusion(READ(0, 5), 5, 5, [], tree.root(READ, 5))


def changed(proof: list[bytes]) -> list[list[bytes]]:
    """One bit changed in each step, one step less, one more, two steps exchanged."""
    flipped = [
        [*proof[:at], bytes([step[0] ^ 1]) + step[1:], *proof[at + 1 :]]
        for at, step in enumerate(proof)
    ]
    turned = [proof[::-1]] if len(proof) > 1 else []
    return [*flipped, proof[1:], proof[:-1], [*proof, bytes(32)], *turned]
