"""JSON Schemas of checklist files, so that an editor helps who writes one."""

import json
from collections.abc import Collection
from typing import Any

from pydantic import BaseModel

from interact.checklists.countries import Country
from interact.checklists.definitions import PASSED_DOWN, Checklist

# Made while reading, never written by hand.
MADE = ("country", "edition")


def schemas() -> dict[str, str]:
    """The schema of each kind of file as JSON text, by the name of its own file."""
    return {
        "checklist.json": written(Checklist, "A checklist", MADE),
        "country.json": written(Country, "What a country changes in checklists", ()),
    }


def written(model: type[BaseModel], title: str, made: Collection[str]) -> str:
    """The schema of one kind of file as JSON text, without the keys `made`."""
    schema = model.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = title
    for name in made:
        del schema["properties"][name]
    definitions = schema["$defs"]
    if "Section" in definitions:
        _pass_down(definitions["Section"], definitions["Question"])
    _without_docstrings(schema)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _pass_down(section: dict[str, Any], question: dict[str, Any]) -> None:
    """A section may say what questions leave out; a field names its question."""
    for key in PASSED_DOWN:
        section["properties"][key] = question["properties"][key]
    given = {"id", *PASSED_DOWN}
    question["required"] = [one for one in question["required"] if one not in given]


def _without_docstrings(node: Any) -> None:
    """What is meant for programmers would only fill the editor's hints."""
    for part in node.values() if isinstance(node, dict) else node:
        if isinstance(part, (dict, list)):
            _without_docstrings(part)
    if isinstance(node, dict) and isinstance(node.get("description"), str):
        node["description"] = node["description"].split("\n")[0]
