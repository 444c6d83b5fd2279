"""Asking a browser for a passkey, and reading what it answered with a form."""

from typing import cast
from uuid import UUID

from flask import current_app, request

from interact.config import Config
from interact.core.clock import now
from interact.keys.challenges import Challenges, Purpose
from interact.keys.webauthn_checks import Shown, Site, challenge_in, secret_in


def new_challenge(purpose: Purpose, person_id: UUID | None = None) -> bytes:
    """A challenge for one purpose, and for one person if they are known."""
    return _challenges().issue(purpose, _bound_to(person_id), now())


def shown(purpose: Purpose, person_id: UUID | None = None) -> Shown:
    """What a passkey answered with this form; its challenge is used up by that.

    Raises PasskeyTooLate when the challenge is not a good one for this purpose and
    person, and PasskeyRefused for what is no answer. Nothing else is checked yet.
    """
    response = request.form.get("response", "")
    challenge = challenge_in(response)
    _challenges().redeem(challenge, purpose, _bound_to(person_id), now())
    return Shown(response, challenge, secret_in(request.form.get("secret", "")))


def site() -> Site:
    """Where the passkeys of this installation are good."""
    return Site.of(cast(Config, current_app.extensions["config"]).public_url)


def _bound_to(person_id: UUID | None) -> bytes:
    return person_id.bytes if person_id else b""


def _challenges() -> Challenges:
    return cast(Challenges, current_app.extensions["challenges"])
