"""Checks an evidence pack of INTERACT: no server, no database, no other part of it.

Standard library and `cryptography` only. It reads and prints; it changes nothing.
"""

import argparse
import hashlib
import hmac
import json
import struct
import sys
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

FORMAT = "interact-evidence/1"
MANIFEST = "manifest.txt"
NAMES = ("README.txt", "policy.json", "checkpoint.txt", "consistency.jsonl",
         "entries.jsonl", MANIFEST)  # fmt: skip
ED25519, ML_DSA_44 = 1, 6
MALFORMED = (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError)


class Wrong(Exception):
    """Something in the pack is not as it must be; the text says what."""


@dataclass(frozen=True)
class Checkpoint:
    """What the log signed: how many entries it has, and their root."""

    size: int
    root: bytes


def main(arguments: list[str] | None = None) -> int:
    """Check a pack, print what was found; 0 when it is whole, 1 when it is not."""
    parser = argparse.ArgumentParser(prog="interact-verify", description=__doc__)
    parser.add_argument("pack", type=Path, help="the evidence pack, a zip file")
    parser.add_argument(
        "--previous", type=Path, help="the checkpoint.txt or the pack you kept earlier"
    )
    parser.add_argument("--policy", type=Path, help="the policy.json you kept earlier")
    chosen = parser.parse_args(arguments)
    check = PackCheck()
    try:
        check.run(chosen.pack, chosen.previous, chosen.policy)
    except OSError as failure:
        check.wrong.append(f"{failure.filename} cannot be read: {failure.strerror}.")
    for sentence in (*check.right, *check.wrong):
        print(sentence)
    print("This pack is NOT whole." if check.wrong else "This pack is whole.")
    return 1 if check.wrong else 0


class PackCheck:
    """Goes through a pack and collects what is right and what is wrong with it."""

    def __init__(self) -> None:
        self.right: list[str] = []
        self.wrong: list[str] = []

    def run(self, pack: Path, previous: Path | None, policy: Path | None) -> None:
        """Check everything; a wrong file does not keep the entries from being named."""
        raw = pack.read_bytes()
        files = self._try(read_zip, raw)
        if files is None:
            return
        checkpoint = self._try(self._check_signed, files, policy)
        if previous is not None:
            self._try(self._check_previous, files, checkpoint, previous.read_bytes())
        self._try(self._check_entries, files, checkpoint)
        self._try(check_manifest, files)
        self._try(check_layout, raw, files)
