"""Every group of pages there is."""

from interact.web import sign_in

BLUEPRINTS = (sign_in.blueprint,)
