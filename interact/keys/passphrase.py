"""Locks the seed of a person under a passphrase, or under a long random secret.

    key        Argon2id(passphrase, salt, secret = pepper,
                        associated data = LP("interact/pw/v1", person)), or
               HKDF-SHA256(secret, salt, LP("interact/unlock/v1", person, kind))
    seed       sealed, context LP("interact/seed/v1", person, kind, params)

There is one Argon2id run per sign-in: whether the seed opens is the check.
"""

import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from threading import BoundedSemaphore
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from interact.core.errors import CannotOpen
from interact.keys.formats import KEY_BYTES, lp
from interact.keys.rules import WrongPassphrase
from interact.keys.sealing import seal, unseal

SALT_BYTES = 16
MOST_MEMORY_KIB = 1024 * 1024
MOST_PASSES = 16
MOST_LANES = 16
# Each run takes 64 MiB: without a limit many sign-ins at once would fill the memory.
RUNS = BoundedSemaphore(2 * (os.cpu_count() or 1))

Params = dict[str, Any]


class Kind(StrEnum):
    """What a seed is locked under; part of what the lock is bound to."""

    PASSPHRASE = "pw"  # noqa: S105  the name of a kind
    PASSKEY = "prf"
    CODE = "code"


@dataclass(frozen=True)
class Cost:
    """What one guess costs: memory in KiB, passes over it, lanes at once."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 1

    def check(self) -> None:
        """Refuse costs that no installation would ask for, with CannotOpen.

        They come from the database, where somebody may have changed them.
        """
        least = 8 * self.lanes
        if not (
            1 <= self.lanes <= MOST_LANES
            and least <= self.memory_kib <= MOST_MEMORY_KIB
            and 1 <= self.passes <= MOST_PASSES
        ):
            raise CannotOpen


NORMAL = Cost()


def lock_seed(
    passphrase: str, seed: bytes, person_id: UUID, pepper: bytes, cost: Cost = NORMAL
) -> tuple[Params, bytes]:
    """Lock `seed` under `passphrase`; store both parts of what is returned.

    The first part is plain JSON: cost and salt. The second opens only with the
    passphrase, the pepper of the installation, and for this person.
    """
    cost.check()
    salt = os.urandom(SALT_BYTES)
    key = _stretch(
        passphrase, salt, lp(b"interact/pw/v1", person_id.bytes), pepper, cost
    )
    params: Params = {
        "m": cost.memory_kib,
        "t": cost.passes,
        "p": cost.lanes,
        "salt": salt.hex(),
    }
    return params, seal(key, seed, _context(person_id, Kind.PASSPHRASE, params))


def unlock_seed(
    passphrase: str,
    params: Mapping[str, Any],
    sealed: bytes,
    person_id: UUID,
    pepper: bytes,
) -> bytes:
    """The seed. Raises WrongPassphrase, or CannotOpen when `params` make no sense."""
    cost, salt = _read_params(params)
    key = _stretch(
        passphrase, salt, lp(b"interact/pw/v1", person_id.bytes), pepper, cost
    )
    try:
        return unseal(key, sealed, _context(person_id, Kind.PASSPHRASE, params))
    except CannotOpen:
        raise WrongPassphrase from None


def dummy_run(pepper: bytes, cost: Cost = NORMAL) -> None:
    """Take as long as a real check, so that nobody learns who has an account."""
    _stretch("", os.urandom(SALT_BYTES), b"", pepper, cost)


def lock_with_secret(
    kind: Kind, secret: bytes, seed: bytes, person_id: UUID
) -> tuple[Params, bytes]:
    """Lock `seed` under 32 or more random bytes: a passkey's answer, a printed code."""
    salt = os.urandom(SALT_BYTES)
    params: Params = {"salt": salt.hex()}
    key = _from_secret(kind, secret, salt, person_id)
    return params, seal(key, seed, _context(person_id, kind, params))


def unlock_with_secret(
    kind: Kind,
    secret: bytes,
    params: Mapping[str, Any],
    sealed: bytes,
    person_id: UUID,
) -> bytes:
    """The seed. Raises CannotOpen for another secret, person or kind."""
    if set(params) != {"salt"}:
        raise CannotOpen
    key = _from_secret(kind, secret, _read_salt(params["salt"]), person_id)
    return unseal(key, sealed, _context(person_id, kind, params))


def _stretch(
    passphrase: str, salt: bytes, bound_to: bytes, pepper: bytes, cost: Cost
) -> bytes:
    plain = unicodedata.normalize("NFKC", passphrase).strip()
    argon = Argon2id(
        salt=salt,
        length=KEY_BYTES,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
        ad=bound_to,
        secret=pepper,
    )
    with RUNS:
        return argon.derive(plain.encode())


def _from_secret(kind: Kind, secret: bytes, salt: bytes, person_id: UUID) -> bytes:
    if kind is Kind.PASSPHRASE or len(secret) < KEY_BYTES:
        raise ValueError("a passphrase or a short secret needs lock_seed")
    info = lp(b"interact/unlock/v1", person_id.bytes, kind.encode())
    return HKDF(SHA256(), KEY_BYTES, salt, info).derive(secret)


def _read_params(params: Mapping[str, Any]) -> tuple[Cost, bytes]:
    if set(params) != {"m", "t", "p", "salt"}:
        raise CannotOpen
    numbers = [params["m"], params["t"], params["p"]]
    if any(type(number) is not int for number in numbers):
        raise CannotOpen
    cost = Cost(*numbers)
    cost.check()
    return cost, _read_salt(params["salt"])


def _read_salt(written: object) -> bytes:
    try:
        salt = bytes.fromhex(str(written))
    except ValueError:
        raise CannotOpen from None
    if len(salt) != SALT_BYTES or salt.hex() != written:
        raise CannotOpen
    return salt


def _context(person_id: UUID, kind: Kind, params: Mapping[str, Any]) -> bytes:
    spelled = json.dumps(dict(params), sort_keys=True, separators=(",", ":"))
    return lp(b"interact/seed/v1", person_id.bytes, kind.encode(), spelled.encode())
