"""Puts the application together. Nothing else knows about everything."""

import hmac
from datetime import timedelta

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect

from interact.config import Config
from interact.keys.sessions import Limits, SessionStore
from interact.keys.throttling import Throttle
from interact.keys.volatile import fresh_boot
from interact.running import Running, sessions_folder, start
from interact.web import errors, headers, language, rendering, sign_in
from interact.web.once import once
from interact.web.pages import BLUEPRINTS
from interact.web.request import (
    LOOKING,
    InMemoryRequest,
    limit_texts,
    sign_log_when_due,
)

MEGABYTE = 2**20
GIGABYTE = 2**30


class Interact(Flask):
    """A Flask that gives each request one transaction, and does each form once.

    A view that returns is committed; a view that raises is rolled back. No other code
    commits, so a change and its audit entry cannot come apart.
    """

    request_class = InMemoryRequest

    def dispatch_request(self) -> ResponseReturnValue:
        answer = once(super().dispatch_request)
        if request.method not in LOOKING:
            sign_log_when_due()
        return answer


def create_app(config: Config, running: Running | None = None) -> Interact:
    """The application of one installation. Everybody is signed out by a new start."""
    running = running or start(config)
    app = Interact(__name__)
    app.config.update(_settings(config))
    app.extensions |= {
        "config": config,
        "running": running,
        "database": running.database,
    }
    _open_sessions(app, config)
    app.before_request(limit_texts)
    CSRFProtect(app)
    for part in (rendering, errors, headers, language, sign_in):
        part.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def server_options(config: Config, host: str) -> dict[str, object]:
    """How waitress serves an installation that listens on `host`.

    Whole requests and answers stay in memory: past its own limits waitress would put
    them into temporary files, in clear. What is somewhat too large still arrives, so
    that a page can say so. A TLS proxy on this machine says who really asks, or one
    stranger's guessing would slow down everybody's sign-in.
    """
    largest = 2 * config.upload_megabytes * MEGABYTE
    options: dict[str, object] = {
        "max_request_body_size": largest,
        "inbuf_overflow": 2 * largest,
        "outbuf_overflow": GIGABYTE,
        "threads": 8,
        "ident": None,
    }
    if config.public_url.startswith("https:"):
        options["trusted_proxy"] = host
        options["trusted_proxy_headers"] = {"x-forwarded-for", "x-forwarded-proto"}
    return options


def _settings(config: Config) -> dict[str, object]:
    secure = config.public_url.startswith("https:")
    secret = bytes.fromhex(config.secret)
    return {
        "SECRET_KEY": hmac.digest(secret, b"interact/forms/v1", "sha256"),
        "SESSION_COOKIE_NAME": "__Host-interact-form" if secure else "interact-form",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_SAMESITE": "Strict",
        "MAX_CONTENT_LENGTH": config.upload_megabytes * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 4 * MEGABYTE,
        "MAX_FORM_PARTS": 2000,
        # Our pages send no referrer: the token and SameSite=Strict protect forms.
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_TIME_LIMIT": config.absolute_hours * 3600,
        "BABEL_DEFAULT_LOCALE": config.languages[0],
        "BABEL_DEFAULT_TIMEZONE": config.time_zone,
    }


def _open_sessions(app: Flask, config: Config) -> None:
    folder = sessions_folder(config)
    boot = fresh_boot(folder)
    limits = Limits(
        idle=timedelta(minutes=config.idle_minutes),
        absolute=timedelta(hours=config.absolute_hours),
    )
    app.extensions["session_store"] = SessionStore(folder / "sessions.db", boot, limits)
    app.extensions["throttle"] = Throttle(folder / "throttle.db", boot)
