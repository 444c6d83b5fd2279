"""A value as a row keeps it once it is sealed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sealed:
    """A sealed value: in which epoch of its compartment, and its bytes."""

    epoch: int
    blob: bytes
