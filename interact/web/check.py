"""The public page behind a QR code: whether a printed alert still holds."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from interact.alerts.queries import find_public_state
from interact.core.errors import NotFound
from interact.web.request import db

blueprint = Blueprint("check", __name__, url_prefix="/v")


@blueprint.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    """Who issued the alert, when, and whether it holds; nothing about the child."""
    try:
        alert = find_public_state(db(), UUID(hex=token))
    except (ValueError, NotFound):
        # Somebody holds a paper: they must hear what that means for it.
        return render_template("check/show.html", alert=None), 404
    return render_template("check/show.html", alert=alert)
