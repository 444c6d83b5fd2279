"""How templates are found: our own strictly, those of the library leniently."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    Undefined,
)

from interact.core.places import TEMPLATES


class LibraryLoader(PrefixLoader):
    """Loads the macros of the front-end library, which leave out what they can."""

    def load(
        self,
        environment: Environment,
        name: str,
        globals: Mapping[str, Any] | None = None,
    ) -> Template:
        lenient = environment.overlay(undefined=Undefined)
        return super().load(lenient, name, dict(globals or {}))


def register(app: Flask) -> None:
    """Let a misspelt name in a template of ours fail instead of showing nothing."""
    WTFormsHelpers(app)
    packages = ("govuk_frontend_jinja", "govuk_frontend_wtf")
    library = LibraryLoader({name: PackageLoader(name) for name in packages})
    app.jinja_env.loader = ChoiceLoader([FileSystemLoader(TEMPLATES), library])
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.pop("config", None)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
