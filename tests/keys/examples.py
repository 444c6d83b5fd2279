"""Ids, keys and epochs that the tests of `keys` share. All fictional."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import strategies

from interact.keys.formats import EpochId
from interact.keys.rules import Compartment

VECTORS = Path(__file__).parents[1] / "vectors"
CASE = UUID("11111111-1111-4111-8111-111111111111")
ROW = UUID("22222222-2222-4222-8222-222222222222")
GROUP = UUID("33333333-3333-4333-8333-333333333333")
AGENCY = UUID("44444444-4444-4444-8444-444444444444")
PERSON = UUID("55555555-5555-4555-8555-555555555555")
EPOCH = EpochId(b"D" * 16, CASE, Compartment.HEALTH, 1)

KEYS = strategies.binary(min_size=32, max_size=32)
EPOCHS = strategies.builds(
    EpochId,
    strategies.binary(min_size=16, max_size=16),
    strategies.uuids(),
    strategies.sampled_from(Compartment),
    strategies.integers(1, 2**32 - 1),
)


def published(name: str) -> Any:
    """A test vector that others published."""
    return json.loads((VECTORS / "published.json").read_text("utf-8"))[name]


def frozen(name: str) -> Any:
    """The examples of our own formats, as they were made once."""
    return json.loads((VECTORS / "v1" / f"{name}.json").read_text("utf-8"))
