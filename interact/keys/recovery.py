"""How the keys of an agency are found again: two of three printed codes together.

    code       a 32-byte seed; its public key stays with the agency, vouched for by
               LP("interact/recovery-key/v1", agency, number, public key)
    envelope   wrap(second code, wrap(first code, custody seed)), inner and outer both
               bound to LP("interact/recovery/v1", agency, custody epoch, first number,
               second number, the number of the code that opens it)
    platform   who runs the installation vouches with the seed
               expand(directory key, LP("interact/platform/v1", deployment)); its own
               group has the seed expand(..., LP("interact/platform-custody/v1", ...))

There are three codes and so three envelopes. One code opens only an outer wrap.
"""

from dataclasses import dataclass
from uuid import UUID

from interact.core.errors import CannotOpen
from interact.keys.certificates import AgencyIdentity
from interact.keys.formats import KEY_BYTES, lp, u32
from interact.keys.installation import Installation
from interact.keys.sealing import expand
from interact.keys.wrapping import KeyPair, unwrap, wrap

CODES = 3
PAIRS = ((1, 2), (1, 3), (2, 3))


@dataclass(frozen=True)
class Envelope:
    """The custody seed of one epoch of an agency, for two of its codes together.

    `first` and `second` are the numbers of the codes, the smaller one first.
    """

    agency_id: UUID
    custody_epoch: int
    first: int
    second: int

    def __post_init__(self) -> None:
        if (self.first, self.second) not in PAIRS:
            raise ValueError("an envelope is for two of the three codes")

    def close(self, first_public: bytes, second_public: bytes, seed: bytes) -> bytes:
        """The seed inside both wraps. Check first that the agency vouches for the keys.

        Raises CannotOpen for a malformed public key.
        """
        inner = wrap(first_public, seed, self._info(self.first))
        return wrap(second_public, inner, self._info(self.second))

    def open(self, first: KeyPair, second: KeyPair, sealed: bytes) -> KeyPair:
        """The custody keys. Raises CannotOpen for other codes or changed bytes.

        Check the keys against the certificate of the group: a wrap does not say who
        made it.
        """
        inner = unwrap(second, sealed, self._info(self.second))
        seed = unwrap(first, inner, self._info(self.first))
        if len(seed) != KEY_BYTES:
            raise CannotOpen
        return KeyPair(seed)

    def _info(self, opened_by: int) -> bytes:
        return lp(
            b"interact/recovery/v1",
            self.agency_id.bytes,
            u32(self.custody_epoch),
            u32(self.first),
            u32(self.second),
            u32(opened_by),
        )


def recovery_key_message(agency_id: UUID, number: int, public: bytes) -> bytes:
    """What an agency signs about one of its codes, so that nobody adds their own."""
    return lp(b"interact/recovery-key/v1", agency_id.bytes, u32(number), public)


def platform_identity(installation: Installation) -> AgencyIdentity:
    """The identity of those who run an installation, made from its settings.

    It vouches for administrators only; nothing of a case is ever sealed to it.
    """
    return AgencyIdentity(_of_settings(installation, b"interact/platform/v1"))


def platform_custody(installation: Installation) -> KeyPair:
    """The keys of the group that keeps that identity; whoever has the settings, has it.

    There is nothing to recover, and no code to lose.
    """
    return KeyPair(_of_settings(installation, b"interact/platform-custody/v1"))


def _of_settings(installation: Installation, label: bytes) -> bytes:
    return expand(installation.directory_key, lp(label, installation.deployment))
