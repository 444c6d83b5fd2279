"""What one installation has of its own: its id, its secrets, its log, its salts."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Self
from uuid import UUID

from sqlalchemy.orm import Session

from interact.keys.formats import KEY_BYTES, lp
from interact.keys.notes import LogSigner
from interact.keys.salts import SaltStore
from interact.keys.sealing import expand


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Everything of an installation that keys are bound to; lives as long as it runs.

    `pepper` goes into every passphrase key and `directory_key` seals names and e-mail
    addresses of staff; neither is in the database. `segments` holds the keys that the
    audit log seals with today, in memory only, by segment, day and number: take `lock`
    before changing it.
    """

    deployment: bytes
    pepper: bytes = field(repr=False)
    directory_key: bytes = field(repr=False)
    log: LogSigner
    salts: SaltStore
    training: bool
    public_url: str
    segments: dict[tuple[UUID, str, int], bytes] = field(
        default_factory=dict, repr=False
    )
    lock: Lock = field(default_factory=Lock, repr=False)

    @classmethod
    def from_secrets(  # noqa: PLR0913  one argument for each setting
        cls,
        *,
        deployment: UUID,
        secret: bytes,
        log_seed: bytes,
        log_origin: str,
        keyring_url: str,
        training: bool,
        public_url: str,
    ) -> Self:
        """The installation its settings describe. Opens the store of salts.

        `secret` and `log_seed` are 32 random bytes each; ValueError otherwise.
        """
        if len(secret) != KEY_BYTES or len(log_seed) != KEY_BYTES:
            raise ValueError("the secrets of an installation have 32 bytes")
        return cls(
            deployment=deployment.bytes,
            pepper=expand(secret, lp(b"interact/pepper/v1", deployment.bytes)),
            directory_key=expand(
                secret, lp(b"interact/directory-key/v1", deployment.bytes)
            ),
            log=LogSigner(log_seed, log_origin),
            salts=SaltStore(keyring_url),
            training=training,
            public_url=public_url,
        )

    @classmethod
    def of(cls, session: Session) -> Self:
        """The installation that a database session belongs to."""
        found = session.info["installation"]
        if not isinstance(found, cls):
            raise TypeError("this session was opened without its installation")
        return found

    def close(self) -> None:
        """Let go of the store of salts and forget the keys of today's log."""
        with self.lock:
            self.segments.clear()
        self.salts.close()
