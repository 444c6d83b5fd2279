"""Puts the application together. Nothing else knows about everything."""

import hmac
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from interact.config import Config
from interact.core.errors import InteractError
from interact.keys.challenges import Challenges
from interact.keys.local_store import LocalSessions, LocalTallies
from interact.keys.sessions import Limits, Sessions, SessionStore
from interact.keys.shared_link import connect
from interact.keys.shared_store import SharedSessions, SharedTallies
from interact.keys.throttling import Tallies, Throttle
from interact.keys.volatile import fresh_boot
from interact.migrating import require_newest
from interact.running import Running, sessions_folder, start
from interact.web import (
    errors,
    headers,
    health,
    language,
    rendering,
    sessions,
    sign_in,
    step_up,
)
from interact.web.once import once
from interact.web.pages import BLUEPRINTS
from interact.web.request import (
    LOOKING,
    InMemoryRequest,
    limit_texts,
    sign_log_when_due,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

DATA = "INTERACT_DATA"
SETTINGS = "config.toml"
MEGABYTE = 2**20
# Longer than it takes to refuse a case that exists, on a machine that has other work.
NOT_FOUND_SECONDS = 0.15
GIGABYTE = 2**30


class OneProcessOnly(InteractError):
    message = (
        "Several servers need `redis_url`, to find each other's sessions. One alone is "
        "started with `interact serve`."
    )


class Interact(Flask):
    """A Flask that gives each request one transaction, and does each form once.

    A view that returns is committed; a view that raises is rolled back. No other code
    commits, so a change and its audit entry cannot come apart.
    """

    request_class = InMemoryRequest

    def log_exception(self, exc_info: Any) -> None:
        """Tell operators which page failed and where, never its address: some addresses
        let somebody in."""
        self.logger.error("Exception in %s", request.endpoint, exc_info=exc_info)

    def dispatch_request(self) -> ResponseReturnValue:
        answer = once(super().dispatch_request)
        if request.method not in LOOKING:
            sign_log_when_due()
        return answer


def serve() -> "WSGIApplication":
    """The application for gunicorn: `gunicorn "interact.app:serve()"`.

    INTERACT_DATA names the folder with config.toml. A TLS proxy stands in front and
    says who asks. Refuses an installation whose sessions only one process can find,
    and databases of another layout: only their owner may bring them up to date.
    """
    config = Config.read(Path(os.environ.get(DATA, ".")) / SETTINGS)
    if not config.redis_url:
        raise OneProcessOnly
    require_newest(config.database_url)
    app = create_app(config)
    return ProxyFix(app.wsgi_app, x_for=1, x_proto=1)


def create_app(config: Config, running: Running | None = None) -> Interact:
    """The application of one installation.

    Everybody is signed out by a new start, except where servers share their sessions.
    """
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
    for part in (
        health,
        rendering,
        errors,
        headers,
        language,
        sign_in,
        step_up,
        sessions,
    ):
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
        "NOT_FOUND_SECONDS": NOT_FOUND_SECONDS,
        "BABEL_DEFAULT_LOCALE": config.languages[0],
        "BABEL_DEFAULT_TIMEZONE": config.time_zone,
    }


def _open_sessions(app: Flask, config: Config) -> None:
    limits = Limits(
        idle=timedelta(minutes=config.idle_minutes),
        absolute=timedelta(hours=config.absolute_hours),
    )
    stored, tallies, boot = _shared(config) if config.redis_url else _local(config)
    app.extensions["session_store"] = SessionStore(stored, boot, limits)
    app.extensions["throttle"] = Throttle(tallies, boot)
    app.extensions["challenges"] = Challenges(tallies, boot)


def _local(config: Config) -> tuple[Sessions, Tallies, bytes]:
    """What this server alone keeps; a new start signs everybody out."""
    folder = sessions_folder(config)
    boot = fresh_boot(folder)
    sessions = LocalSessions(folder / "sessions.db")
    return sessions, LocalTallies(folder / "throttle.db"), boot


def _shared(config: Config) -> tuple[Sessions, Tallies, bytes]:
    """What all servers of this installation keep together."""
    client = connect(config.redis_url, may_be_on_disk=config.redis_on_disk)
    boot = bytes.fromhex(config.boot_secret)
    return SharedSessions(client, boot), SharedTallies(client, boot), boot
