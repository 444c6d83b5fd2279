"""What a browser is asked about passkeys, and whether its answer holds.

The only module that imports `webauthn`. The device must have checked who holds it (a
finger, a face, its own code), and must keep the passkey so that it is found without our
naming it: nobody learns from our pages which passkeys an address has.

    unlocking  the PRF extension: the device answers our fixed input with 32 bytes only
               it can make; `passphrase.lock_with_secret` locks the person's seed there.
"""

import hashlib
import json
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.exceptions import UnsupportedAlgorithm
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json,
    parse_client_data_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from interact.keys.formats import KEY_BYTES
from interact.keys.rules import PasskeyRefused

PRF_INPUT = hashlib.sha256(b"interact/prf/v1").digest()
LONGEST_ANSWER = 20_000
PATIENCE_MS = 120_000
USUAL_PORTS = {"http": 80, "https": 443}

# What the library raises on bytes that are no answer at all.
MALFORMED = (
    WebAuthnException,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
)
WRONG = (*MALFORMED, UnsupportedAlgorithm)

Options = dict[str, Any]


@dataclass(frozen=True)
class Site:
    """Where passkeys are good: the host's name, and the origin of its pages."""

    host: str
    origin: str

    @classmethod
    def of(cls, public_url: str) -> "Site":
        """The site people type as `public_url`."""
        parts = urlsplit(public_url)
        host = parts.hostname or ""
        usual = {None, USUAL_PORTS.get(parts.scheme)}
        port = "" if parts.port in usual else f":{parts.port}"
        return cls(host, f"{parts.scheme}://{host}{port}")

    @property
    def takes_passkeys(self) -> bool:
        """Browsers know passkeys over TLS or on this machine, and never by number."""
        try:
            ip_address(self.host)
        except ValueError:
            return self.origin.startswith("https:") or self.host == "localhost"
        return False


@dataclass(frozen=True)
class Holder:
    """Who a passkey is made for: what their device will show, and nobody else."""

    person_id: UUID
    email: str
    name: str
    passkeys: tuple[bytes, ...]


@dataclass(frozen=True)
class Shown:
    """What a device answered: the browser's JSON, and what the PRF extension gave."""

    response: str = field(repr=False)
    challenge: bytes
    secret: bytes = field(default=b"", repr=False)

    @property
    def credential_id(self) -> bytes:
        """Which passkey the browser says it used. Raises PasskeyRefused."""
        try:
            return _decode(_read(self.response)["rawId"])
        except MALFORMED:
            raise PasskeyRefused from None


@dataclass(frozen=True)
class Made:
    """A new passkey, as its device made it."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def ask_to_make(site: Site, holder: Holder, challenge: bytes) -> Options:
    """What a browser needs to make a passkey; not on a device that has one already."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="INTERACT",
        user_id=holder.person_id.bytes,
        user_name=holder.email,
        user_display_name=holder.name,
        challenge=challenge,
        timeout=PATIENCE_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_named(holder.passkeys),
    )
    return _with_prf(json.loads(options_to_json(options)))


def ask_to_use(
    site: Site, challenge: bytes, passkeys: tuple[bytes, ...] = ()
) -> Options:
    """What a browser needs to use a passkey: one of `passkeys`, or any it has."""
    options = generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        timeout=PATIENCE_MS,
        allow_credentials=_named(passkeys),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _with_prf(json.loads(options_to_json(options)))


def check_made(site: Site, shown: Shown) -> Made:
    """The passkey a device made for our challenge. Raises PasskeyRefused."""
    _check_unframed(shown.response)
    try:
        made = verify_registration_response(
            credential=shown.response,
            expected_challenge=shown.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except WRONG:
        raise PasskeyRefused from None
    return Made(made.credential_id, made.credential_public_key, made.sign_count)


def check_used(site: Site, shown: Shown, public_key: bytes, person_id: UUID) -> int:
    """How often the device says it signed by now. Raises PasskeyRefused.

    0 from devices that do not count. Whether it went backwards is for the caller.
    """
    _check_unframed(shown.response)
    if _said(shown.response, "userHandle") not in {b"", person_id.bytes}:
        raise PasskeyRefused
    try:
        used = verify_authentication_response(
            credential=shown.response,
            expected_challenge=shown.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except WRONG:
        raise PasskeyRefused from None
    return used.new_sign_count


def challenge_in(response: str) -> bytes:
    """The challenge a browser says it answers. Raises PasskeyRefused."""
    return _client_of(response).challenge


def secret_in(text: str) -> bytes:
    """What the PRF extension gave, empty if nothing. Raises PasskeyRefused."""
    try:
        secret = _decode(text)
    except MALFORMED:
        raise PasskeyRefused from None
    if len(secret) not in {0, KEY_BYTES}:
        raise PasskeyRefused
    return secret


def _check_unframed(response: str) -> None:
    """No page of another site has ours in a frame; the library does not look."""
    if _client_of(response).cross_origin:
        raise PasskeyRefused


def _client_of(response: str) -> CollectedClientData:
    try:
        return parse_client_data_json(_said(response, "clientDataJSON"))
    except MALFORMED:
        raise PasskeyRefused from None


def _said(response: str, part: str) -> bytes:
    try:
        return _decode(_read(response)["response"].get(part) or "")
    except MALFORMED:
        raise PasskeyRefused from None


def _decode(text: object) -> bytes:
    if not isinstance(text, str):
        raise TypeError
    return base64url_to_bytes(text)


def _read(response: str) -> dict[str, Any]:
    if len(response) > LONGEST_ANSWER:
        raise PasskeyRefused
    read: dict[str, Any] = json.loads(response)
    return read


def _named(passkeys: tuple[bytes, ...]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=one) for one in passkeys]


def _with_prf(options: Options) -> Options:
    """The library knows no extensions; they go into the JSON as browsers read it."""
    asked = {"prf": {"eval": {"first": bytes_to_base64url(PRF_INPUT)}}}
    return {**options, "extensions": asked}
