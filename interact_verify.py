"""Checks an evidence pack of INTERACT: no server, no database, no other part of it.

Standard library and `cryptography` only. It reads and prints; it changes nothing.
"""

import argparse
import hashlib
import hmac
import json
import struct
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID
from zipfile import ZipFile, ZipInfo

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

FORMAT = "interact-evidence/1"
POLICY, CHECKPOINT, CONSISTENCY = "policy.json", "checkpoint.txt", "consistency.jsonl"
ENTRIES, MANIFEST = "entries.jsonl", "manifest.txt"
NAMES = ("README.txt", POLICY, CHECKPOINT, CONSISTENCY, ENTRIES, MANIFEST)
LABEL = b"interact/audit-key/v1"
CLOSED = {"index", "key", "leaf", "others", "proof", "sequence"}
SHUT = CLOSED | {"payload_ct"}
FORMS = (CLOSED, SHUT, SHUT | {"payload", "salt"})
ED25519, ML_DSA_44 = 1, 6
# What Python raises for bytes that are not what this format has in their place.
MALFORMED = (ArithmeticError, AttributeError, LookupError, RecursionError,
             TypeError, ValueError, struct.error)  # fmt: skip


class Wrong(Exception):
    """Something in the pack is not as it must be; the text says what."""


class Policy(NamedTuple):
    """Whose log and whose history this is, and the keys that must have signed."""

    agency: UUID
    origin: str
    vkeys: list[str]


class Checkpoint(NamedTuple):
    """What the log signed: how many entries it had, and their root."""

    size: int
    root: bytes


def main(arguments: list[str] | None = None) -> int:
    """Check a pack and print what was found; 0 when it is whole, 1 when it is not."""
    parser = argparse.ArgumentParser(prog="interact-verify", description=__doc__)
    parser.add_argument("pack", type=Path, help="the evidence pack, a zip file")
    parser.add_argument("--previous", type=Path, help="the checkpoint or pack you kept")
    parser.add_argument("--policy", type=Path, help="the policy.json you kept")
    chosen = parser.parse_args(arguments)
    try:
        kept = chosen.policy and chosen.policy.read_bytes()
        previous = chosen.previous and chosen.previous.read_bytes()
        for sentence in check_pack(chosen.pack.read_bytes(), previous, kept):
            print(sentence)
    except Wrong as wrong:
        print(wrong)
    except MALFORMED:
        print("The file is not in the form of an evidence pack.")
    except OSError as failure:
        print(f"{failure.filename} cannot be read: {failure.strerror}.")
    else:
        print("This pack is whole.")
        return 0
    print("This pack is NOT whole.")
    return 1


def check_pack(raw: bytes, previous: bytes | None, kept: bytes | None) -> Iterator[str]:
    """Say what is right, step by step; raise Wrong, or MALFORMED, at what is not."""
    files = read_zip(raw)
    policy = read_policy(files[POLICY], kept)
    checkpoint = read_note(files[CHECKPOINT].decode(), policy)
    yield f"{policy.origin} signed {checkpoint.size} entries."
    yield check_entries(files[ENTRIES], policy, checkpoint)
    if previous is not None:
        yield check_previous(previous, policy, checkpoint, files[CONSISTENCY].decode())
    check_manifest(files)
    check_layout(raw, files)
    if kept is None:
        yield f"Keep {POLICY}: without --policy, the pack's own keys are trusted."


def read_zip(raw: bytes) -> dict[str, bytes]:
    """The files of a pack that is not compressed, whatever their check sums say."""
    files = {}
    at = 0
    while raw[at : at + 4] == b"PK\3\4":
        size, name_size, extra = struct.unpack_from("<L2H", raw, at + 22)
        start = at + 30 + name_size + extra
        name = raw[at + 30 : at + 30 + name_size].decode()
        at = start + size
        files[name] = raw[start:at]
    if tuple(files) != NAMES:
        raise Wrong("The file does not hold the six parts of an evidence pack.")
    return files


def check_layout(raw: bytes, files: Mapping[str, bytes]) -> None:
    """The zip has one possible form, so that no byte of it can be changed unseen."""
    made = BytesIO()
    with ZipFile(made, "w") as pack:
        for name, content in files.items():
            pack.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    if made.getvalue() != raw:
        raise Wrong("The zip itself was changed.")


def check_manifest(files: Mapping[str, bytes]) -> None:
    """Every file is the one that the manifest names by its SHA-256."""
    named = [f"{sha256(b).hex()}  {n}\n" for n, b in files.items() if n != MANIFEST]
    said = files[MANIFEST].decode().splitlines(keepends=True)
    if said != named:
        changed = [line.split()[1] for line in named if line not in said]
        raise Wrong(f"Changed since it was made: {', '.join(changed) or MANIFEST}.")


def read_policy(raw: bytes, kept: bytes | None) -> Policy:
    """The policy of the pack; it must be the kept one when there is one."""
    if kept is not None and raw != kept:
        raise Wrong(f"{POLICY} is not the one you kept: another log, or other keys.")
    read = json.loads(raw)
    if read["format"] != FORMAT or not read["vkeys"]:
        raise Wrong("This pack has a form that this program does not know.")
    return Policy(UUID(read["agency"]), read["origin"], read["vkeys"])


def read_note(note: str, policy: Policy) -> Checkpoint:
    """The checkpoint in a signed note, when every key of the policy signed it."""
    text, _empty, block = note.rpartition("\n\n")
    origin, size, root = text.split("\n")
    if origin != policy.origin or str(int(size)) != size or not block.endswith("\n"):
        raise Wrong("The checkpoint is not one of this log.")
    checkpoint = Checkpoint(int(size), unb64(root))
    signatures = [line.split(" ") for line in block[:-1].split("\n")]
    for vkey in policy.vkeys:
        name, key_id, key = vkey.split("+", 2)
        public = unb64(key)
        if sha256(f"{name}\n".encode() + public)[:4].hex() != key_id:
            raise Wrong("A key of the policy is not spelled as its own name says.")
        mine = [unb64(s) for dash, n, s in signatures if (dash, n) == ("\u2014", name)]
        (signature,) = [s[4:] for s in mine if s[:4].hex() == key_id]
        try:
            check_signature(public, name, signature, (text, checkpoint, origin))
        except InvalidSignature:
            raise Wrong(f"The checkpoint was not signed by {name}.") from None
    return checkpoint


def check_signature(
    public: bytes, name: str, signature: bytes, signed: tuple[str, Checkpoint, str]
) -> None:
    """Refuse unless this is a signature as c2sp.org/tlog-cosignature lays them down."""
    text, checkpoint, origin = signed
    if public[0] == ED25519:
        key = Ed25519PublicKey.from_public_bytes(public[1:])
        key.verify(signature, f"{text}\n".encode())
    elif public[0] == ML_DSA_44:
        time, end = signature[:8], struct.pack(">2Q", 0, checkpoint.size)
        names = [bytes([len(n)]) + n for n in (name.encode(), origin.encode())]
        message = b"subtree/v1\n\0" + names[0] + time + names[1] + end + checkpoint.root
        MLDSA44PublicKey.from_public_bytes(public[1:]).verify(signature[8:], message)
    else:
        raise ValueError("another kind of key")


def check_previous(
    previous: bytes, policy: Policy, checkpoint: Checkpoint, proofs: str
) -> str:
    """The log still begins with what the kept checkpoint covered."""
    note = read_zip(previous)[CHECKPOINT] if previous[:2] == b"PK" else previous
    kept = read_note(note.decode(), policy)
    if kept.size > checkpoint.size:
        raise Wrong(f"The log was cut: it had {kept.size} entries before.")
    known: dict[int, list[str]] = {0: [], checkpoint.size: []}
    known |= {one["size"]: one["proof"] for one in map(json.loads, proofs.splitlines())}
    if kept.size not in known:
        raise Wrong(f"The pack has no proof for the {kept.size} entries you kept.")
    proof = [unb64(step) for step in known[kept.size]]
    roots = (kept.root, checkpoint.root)
    if kept.size and roots != roots_of(kept.root, kept.size, checkpoint.size, proof):
        raise Wrong(f"The first {kept.size} entries are not those you knew.")
    return f"The {kept.size} entries of the checkpoint you kept are unchanged."


def check_entries(raw: bytes, policy: Policy, checkpoint: Checkpoint) -> str:
    """Every entry is right and in its place, and between them none is missing."""
    numbers: list[int] = []
    opened, last = 0, -1
    for place, line in enumerate(raw.splitlines(keepends=True), 1):
        try:
            entry = json.loads(line)
            index, number = entry["index"], entry["sequence"]
            check_entry(entry, policy, checkpoint)
        except Wrong as wrong:
            raise Wrong(f"Line {place}: entry {index} {wrong}.") from None
        except MALFORMED:
            raise Wrong(f"Line {place}, after entry {last}: no entry.") from None
        if numbers and (number != numbers[-1] + 1 or index <= last):
            raise Wrong(f"Line {place}: entry {index} does not follow entry {last}.")
        numbers.append(number)
        opened, last = opened + ("payload" in entry), index
    if not numbers:
        return "It holds no entries."
    which = f"Numbers {numbers[0]} to {numbers[-1]} of this history are all here"
    return f"{which}: {opened} opened, {len(numbers) - opened} closed."


def check_entry(entry: dict[str, Any], policy: Policy, checkpoint: Checkpoint) -> None:
    """What the entry says is what its leaf commits to, and the leaf is in the tree."""
    leaf = entry["leaf"]
    head, sealed, commit, keys, end = leaf.split("\n")
    if (head, end) != ("interact-audit/1", "") or set(entry) not in FORMS:
        raise ValueError
    number = struct.pack(">Q", entry["sequence"])
    parts = (policy.agency.bytes, number, *map(unb64, entry["key"]))
    own = b"".join(struct.pack(">L", len(part)) + part for part in (LABEL, *parts))
    all_keys = sorted([sha256(own), *map(unb64, entry["others"])])
    if b64(sha256(b"".join(all_keys))) != keys:
        raise Wrong("never had this number in this history")
    if "payload_ct" in entry and b64(sha256(unb64(entry["payload_ct"]))) != sealed:
        raise Wrong("is not the one that was sealed")
    if set(entry) == SHUT:
        raise Wrong("did not open when the pack was made")
    if "payload" in entry:
        salt, said = unb64(entry["salt"]), entry["payload"].encode()
        if not hmac.compare_digest(b64(hmac.digest(salt, said, "sha256")), commit):
            raise Wrong("does not say what it said")
    hashed, proof = sha256(b"\0" + leaf.encode()), list(map(unb64, entry["proof"]))
    if root_of(hashed, entry["index"], checkpoint.size, proof) != checkpoint.root:
        raise Wrong("is not in the log at this place")


def root_of(hashed: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """The root that an inclusion proof of RFC 6962 leads to."""
    if not 0 <= index < size:
        raise ValueError
    if size == 1 and not proof:
        return hashed
    half = 1 << (size - 1).bit_length() - 1
    *rest, last = proof
    if index < half:
        return node(root_of(hashed, index, half, rest), last)
    return node(last, root_of(hashed, index - half, size - half, rest))


def roots_of(
    known: bytes, old: int, new: int, proof: list[bytes]
) -> tuple[bytes, bytes]:
    """The old and the new root that a consistency proof of RFC 6962 leads to.

    `known` is the old root, or empty further right, where the proof does not imply it.
    """
    if old == new:
        (same,) = proof if not known else [known, *proof]
        return same, same
    half = 1 << (new - 1).bit_length() - 1
    *rest, last = proof
    if old <= half:
        before, after = roots_of(known, old, half, rest)
        return before, node(after, last)
    before, after = roots_of(b"", old - half, new - half, rest)
    return node(last, before), node(last, after)


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right)


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def b64(content: bytes) -> str:
    return b64encode(content).decode()


def unb64(text: str) -> bytes:
    """Base64 that has only one spelling for every value."""
    content = b64decode(text, validate=True)
    if b64(content) != text:
        raise ValueError
    return content


if __name__ == "__main__":
    sys.exit(main())
