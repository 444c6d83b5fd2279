"""Partners: the agencies that take part, and what this agency knows of their keys."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from interact.joining.partners import list_partners
from interact.web.request import actor, db

blueprint = Blueprint("agencies", __name__, url_prefix="/partners")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Every agency by country, how to call it, and its fingerprint."""
    partners = list_partners(db(), actor())
    return render_template("agencies/index.html", partners=partners)
