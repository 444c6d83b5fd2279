"""The headers every answer carries, the nonce of its scripts, who may send forms."""

import gzip
import secrets

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import BadRequest

from interact.web.request import LOOKING

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}

# What a browser says of a form that our own page sent, or a person by themselves.
OURS = {"same-origin", "none"}

OK = 200
COMPRESSED = {"text/css", "text/javascript", "image/svg+xml"}

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


def csp_nonce() -> str:
    """The nonce of this answer's scripts."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def refuse_foreign() -> None:
    """Refuse a form that a page of another site had the browser send."""
    sent_from = request.headers.get("Sec-Fetch-Site", "none")
    if request.method not in LOOKING and sent_from not in OURS:
        raise BadRequest


def harden(response: Response) -> Response:
    """Add what a browser needs to know to keep the page to itself."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY.format(nonce=csp_nonce()))
    for name, value in FIXED.items():
        headers.setdefault(name, value)
    if request.endpoint == "static":
        headers["Cache-Control"] = "public, max-age=3600"
        _compress(response)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def _compress(response: Response) -> None:
    """Shrink what is the same for everybody; never a page, whose size would tell."""
    asked = request.accept_encodings["gzip"] > 0
    if asked and response.status_code == OK and response.mimetype in COMPRESSED:
        response.direct_passthrough = False
        response.set_data(gzip.compress(response.get_data(), 6))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"


def register(app: Flask) -> None:
    """Put the headers on every answer, and take forms from our own pages only."""
    app.before_request(refuse_foreign)
    app.after_request(harden)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
