"""For those who watch the service: whether it works, and how it is used. No secrets."""

import hmac
from collections.abc import Callable
from ipaddress import ip_address
from time import perf_counter
from typing import cast
from uuid import uuid4

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import NotFound as NoSuchPage

from interact.audit.actions import is_checkpoint_due
from interact.audit.stored_tree import StoredTree
from interact.config import Config
from interact.core.db import Database
from interact.core.errors import InteractError
from interact.keys.sessions import SessionStore
from interact.running import Running
from interact.web.request import db, sign_log_when_due
from interact.worker.deadlines import seconds_late

REGISTRY = CollectorRegistry()
REQUESTS = Counter(
    "interact_requests",
    "Requests answered, by page and status.",
    ("page", "status"),
    registry=REGISTRY,
)
SECONDS = Histogram(
    "interact_request_seconds",
    "How long an answer took, by page.",
    ("page",),
    registry=REGISTRY,
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
SECONDS_LATE = Gauge(
    "interact_seconds_late",
    "How long the oldest deadline has waited for a worker.",
    registry=REGISTRY,
)
FAILED_SIGN_INS = Counter(
    "interact_failed_sign_ins",
    "Passphrases, codes and passkeys that were not right.",
    registry=REGISTRY,
)
AUDIT_ENTRIES = Gauge(
    "interact_audit_entries", "Entries of the audit log.", registry=REGISTRY
)

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def show() -> ResponseReturnValue:
    """Whether each part answers: 200 when all do, else 503. For a load balancer."""
    parts: dict[str, Callable[[], object]] = {
        "database": _read_database,
        "keyring": _read_keyring,
        "sessions": _sessions().ping,
        "log": _require_signed,
    }
    found = {name: _works(name, check) for name, check in parts.items()}
    return jsonify(found), 200 if all(found.values()) else 503


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Counts for Prometheus, without a person, a case or an address in them."""
    if not _may_watch():
        raise NoSuchPage
    AUDIT_ENTRIES.set(StoredTree(db()).size())
    SECONDS_LATE.set(seconds_late(db()))
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def register(app: Flask) -> None:
    """Count every request."""
    app.before_request(_begin)
    app.after_request(_count)


def count_failed_sign_in() -> None:
    """Somebody typed what was not right."""
    FAILED_SIGN_INS.inc()


class LogUnsigned(InteractError):
    message = "entries of the audit log are not signed"


def _begin() -> None:
    g.begun = perf_counter()


def _count(response: Response) -> Response:
    page = request.endpoint or "none"
    REQUESTS.labels(page, str(response.status_code)).inc()
    if "begun" in g:  # else something refused the request before all of us
        SECONDS.labels(page).observe(perf_counter() - g.begun)
    return response


def _works(name: str, check: Callable[[], object]) -> bool:
    """Whether a part answers; the operators are told why it does not."""
    try:
        check()
    except (DBAPIError, InteractError) as failure:
        _tell_operators(name, failure)
        return False
    return True


def _tell_operators(name: str, failure: Exception) -> None:
    reason = getattr(failure, "orig", failure)
    current_app.logger.error("The %s does not work: %s", name, reason)


def _read_database() -> None:
    StoredTree(db()).size()


def _read_keyring() -> None:
    running = cast(Running, current_app.extensions["running"])
    running.installation.salts.find_many(uuid4())


def _require_signed() -> None:
    """Being asked is a time to sign: when people only look, nothing else would."""
    sign_log_when_due()
    database = cast(Database, current_app.extensions["database"])
    with database.reading() as session:  # not in the snapshot from before signing
        if is_checkpoint_due(session):
            raise LogUnsigned


def _may_watch() -> bool:
    token = cast(Config, current_app.extensions["config"]).metrics_token
    said = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(said.encode(), token.encode()):
        return True
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _sessions() -> SessionStore:
    return cast(SessionStore, current_app.extensions["session_store"])
