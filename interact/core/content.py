"""Reads a checklist or flowchart file; says file and line when it is wrong."""

import hashlib
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from interact.core.errors import ContentInvalid

M = TypeVar("M", bound=BaseModel)
Place = tuple[int | str, ...]

# A checklist is some ten thousand characters; more is not a checklist.
LARGEST = 1_000_000

SPACES = "look at the spaces at the beginning of this line and of those around it"


class Content(NamedTuple, Generic[M]):
    """One file as read: what it defines, the SHA-256 of its bytes, and its text."""

    definition: M
    sha256: str
    body: str


def read_content(path: Path, model: type[M], context: object = None) -> Content[M]:
    """Read one file as `model`, strictly as YAML 1.2: `no` and `NO` are words.

    Refuses with ContentInvalid, naming file and line, a file that is missing, not
    YAML, holds a key twice, an unknown key, an anchor or an alias, or breaks a rule
    of the model; what the file holds is not repeated in the refusal. `context` goes
    to the model's validators.
    """
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise _invalid(path.name, 0, "the file cannot be read") from fault
    if len(raw) > LARGEST:
        raise _invalid(path.name, 0, "the file is too large")
    try:
        body = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise _invalid(path.name, line, "this is not UTF-8 text") from None
    definition = parse_content(body, model, path.name, context)
    return Content(definition, hashlib.sha256(raw).hexdigest(), body)


def read_folder(
    folder: Path, model: type[M], pattern: str = "*.yaml", context: object = None
) -> list[Content[M]]:
    """Read every file of a folder, in the order of their names.

    Refuses with ContentInvalid a folder without such files: an installation with a
    misspelt folder must not start with no checklists at all.
    """
    paths = sorted(folder.glob(pattern))
    if not paths:
        raise _invalid(folder.name, 0, f"there is no file {pattern} in this folder")
    return [read_content(path, model, context) for path in paths]


def parse_content(body: str, model: type[M], file: str, context: object = None) -> M:
    """Read a text as `model`; refuses like `read_content` and names `file`."""
    loaded = _load(body, file)
    if not isinstance(loaded, dict):
        raise _invalid(file, 1, "the file must hold keys and their values")
    try:
        return model.model_validate(loaded, context=context)
    except ValidationError as invalid:
        wrong = _innermost(invalid.errors(include_url=False, include_input=False))
        lines = [line_of(body, _place(error)) for error in wrong]
        first = min(range(len(wrong)), key=lambda number: lines[number])
        # The cause holds what the file says, which belongs in no log.
        raise _invalid(file, lines[first], _in_words(wrong[first])) from None


def _innermost(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without those that only follow from an error further in."""
    places = [error["loc"] for error in errors]
    return [
        error
        for error in errors
        if not any(
            len(place) > len(error["loc"])
            and place[: len(error["loc"])] == error["loc"]
            for place in places
        )
    ]


class TakenFromElsewhere(MarkedYAMLError):
    """A file names one of its parts to repeat it: a small one could grow for ever."""


class PlainComposer(Composer):
    """Puts a file together from what stands there, and from nothing twice."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        if event.anchor is not None:
            raise TakenFromElsewhere(problem_mark=event.start_mark)
        return super().compose_node(parent, index)


def _load(body: str, file: str) -> object:
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = PlainComposer
    try:
        return yaml.load(body)
    except DuplicateKeyError as twice:
        problem = "this key is there twice"
        raise _invalid(file, _marked(twice), problem) from None
    except TakenFromElsewhere as repeated:
        problem = "“&” and “*” are not understood here; write it out, or in quotes"
        raise _invalid(file, _marked(repeated), problem) from None
    except MarkedYAMLError as fault:
        problem = f"this is not YAML ({fault.problem}); {SPACES}"
        raise _invalid(file, _marked(fault), problem) from None
    except (YAMLError, ValueError, RecursionError):
        raise _invalid(file, 1, "this is not YAML that INTERACT can read") from None


def _marked(fault: MarkedYAMLError) -> int:
    return fault.problem_mark.line + 1 if fault.problem_mark else 1


class Misplaced(ValueError):
    """A rule of a whole file that one part breaks; `place` leads on from the rule."""

    def __init__(self, problem: str, place: Place) -> None:
        super().__init__(problem)
        self.place = place


def _place(error: ErrorDetails) -> Place:
    cause = error.get("ctx", {}).get("error")
    return (*error["loc"], *(cause.place if isinstance(cause, Misplaced) else ()))


def line_of(body: str, place: Place) -> int:
    """The line of the key or entry that is wrong, or of the nearest thing around it.

    Reads the text a second time, which only happens when something is wrong.
    """
    node: Node | None = YAML(typ="safe", pure=True).compose(body)
    line = 1
    for step in place:
        found = _step(node, step)
        if found is None:
            break
        line, node = found
    return line


def _step(node: Node | None, step: int | str) -> tuple[int, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    elif isinstance(node, SequenceNode) and isinstance(step, int):
        entry = node.value[step]
        return entry.start_mark.line + 1, entry
    return None


WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a key that is known here",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long",
    "string_pattern_mismatch": "is not spelled as it must be",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "too_short": "must hold at least one entry",
    "dict_type": "must hold keys and their values",
    "model_type": "must hold keys and their values",
}


def _in_words(error: ErrorDetails) -> str:
    """One sentence for the person who wrote the file, without what they wrote."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(context["error"])
    keys = [step for step in error["loc"] if isinstance(step, str)]
    name = keys[-1] if keys and keys[-1] != "[key]" else "this"
    if error["type"] in ("enum", "literal_error"):
        return f"“{name}” must be one of {context['expected']}"
    if error["type"] in WORDS:
        return f"“{name}” {WORDS[error['type']]}"
    return f"“{name}”: {error['msg'].removeprefix('Input ')}"


def _invalid(file: str, line: int, problem: str) -> ContentInvalid:
    return ContentInvalid(file=file, line=line, problem=problem)
