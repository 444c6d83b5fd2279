"""Slowing down who guesses: at sign-in, and wherever a passphrase is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import current_app

from interact.core.clock import now
from interact.core.errors import RuleBroken
from interact.joining.rules import SignInRefused, TryAgainLater
from interact.keys.throttling import Throttle
from interact.web.health import count_failed_sign_in
from interact.web.request import network


@contextmanager
def throttled(account: str) -> Iterator[None]:
    """Look at a passphrase, code or passkey of `account` in this block, if in time.

    Refuses with TryAgainLater before the block begins. The attempt counts as failed
    while it is looked at, so that many at once are no way round; a block that ends
    well was a success, and one that is refused for another reason was no guess.
    """
    throttle = cast(Throttle, current_app.extensions["throttle"])
    where = network()
    wait = throttle.attempt(account, where, now())
    if wait > 0:
        raise TryAgainLater(seconds=int(wait) + 1)
    try:
        yield
    except SignInRefused:
        count_failed_sign_in()
        raise
    except RuleBroken:
        throttle.take_back(account, where, now())
        raise
    throttle.note_success(account, where, now())
