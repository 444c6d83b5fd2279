"""The documentation says what is so: packages, paths, commands, words, reasons."""

import json
import re
import shlex
import tomllib
from itertools import pairwise
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement

import interact_verify
from interact.cli import main

DOCS = sorted([*Path().glob("*.md"), *Path("docs").rglob("*.md")])
DECISIONS = sorted(Path("docs/decisions").glob("*.md"))
PROJECT = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
NODE = json.loads(Path("package.json").read_text(encoding="utf-8"))
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in [*Path("interact").rglob("*.py"), Path("interact_verify.py")]
)

LONGEST_DOC = 120
LONGEST_GLOSSARY = 180  # looked up, not read
NOT_PACKAGES = {"__init__", "__pycache__", "static"}
RUN = Path("run").read_text(encoding="utf-8")
OWN_WORDS = set(re.findall(r"(?m)^# \./run (\w+)", RUN))
PLACE = re.compile(
    r"((?:interact|templates|tests|checklists|flowcharts|docs)/[\w./-]*|interact_\w+\.py)"
    r"(?::(\w+))?"
)
COMMAND = re.compile(r"(?m)(?:`|^ {4})((?:\./run|interact(?:-verify)?) [^`\n]+)")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def in_code(path: Path) -> list[str]:
    """What a document sets in code: within its sentences, and in blocks of its own."""
    said, *blocks = re.split(r"```\w*\n", read(path))
    outside, inside = [said, *blocks[1::2]], blocks[0::2]
    return [
        *re.findall(r"`([^`\n]+)`", "\n".join(outside)),
        *re.findall(r"[\w./:-]+", "\n".join(inside)),
    ]


def rows(text: str) -> list[list[str]]:
    """The rows of the tables in a text, without headings."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    kept = [
        line
        for line, after in pairwise([*lines, ""])
        if not {line[:4], after[:4]} & {"|---"}
    ]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in kept]


def each(found, wanted):
    """One case for each thing that is found in a document and wanted."""
    return [
        pytest.param(path, thing, id=f"{path}: {thing}")
        for path in DOCS
        for thing in dict.fromkeys(found(path))
        if wanted(thing)
    ]


def links(path: Path) -> list[str]:
    return re.findall(r"\]\(([^)#]+)", read(path))


def commands(path: Path) -> list[str]:
    """The commands a document names, without what it says about them."""
    return [one.split("  ")[0].strip() for one in COMMAND.findall(read(path))]


def words_of(line: str) -> tuple[list[str], list[str]]:
    """The words of a command, and its options."""
    said = shlex.split(line)
    return [w for w in said if w[0] != "-"], [w for w in said if w.startswith("--")]


def options_of(words: list[str]) -> set[str]:
    """The options of a command of interact; KeyError when there is no such command."""
    command: click.Command = main
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
    return {name for parameter in command.params for name in parameter.opts}


def named_packages() -> dict[int, set[str]]:
    """The floors of the architecture's table, by number."""
    floors: dict[int, set[str]] = {}
    for first, second, *_rest in rows(read(Path("docs/architecture.md"))):
        if first.isdigit():
            floors.setdefault(int(first), set()).add(second.strip("`"))
    return floors


def test_the_architecture_names_every_package_and_no_other():
    there = {path.stem for path in Path("interact").iterdir()} - NOT_PACKAGES

    named = [name for floor in named_packages().values() for name in floor]

    assert len(named) == len(set(named))
    assert set(named) == there


def test_the_floors_of_the_architecture_are_those_that_are_enforced():
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (layers,) = [one["layers"] for one in contracts if one["type"] == "layers"]

    from_below = [set(layer.split(" | ")) for layer in reversed(layers)]

    assert named_packages() == dict(enumerate(from_below, start=1))


@pytest.mark.parametrize(("path", "link"), each(links, lambda one: "://" not in one))
def test_a_link_leads_somewhere(path, link):
    assert (path.parent / link).exists()


@pytest.mark.parametrize(("path", "said"), each(in_code, PLACE.fullmatch))
def test_a_place_in_the_code_is_there(path, said):
    place, name = PLACE.fullmatch(said).groups()

    assert Path(place).exists()
    if name:
        assert re.search(rf"(?m)^(def|class) {name}\b", read(Path(place)))


@pytest.mark.parametrize(("path", "line"), each(commands, lambda _line: True))
def test_a_command_exists_with_its_options(path, line, capsys):
    (program, *words), options = words_of(line)

    if program == "interact-verify":
        with pytest.raises(SystemExit):
            interact_verify.main(["--help"])
        known = set(re.findall(r"--\w+", capsys.readouterr().out))
    elif program == "./run" and words[0] in OWN_WORDS - set(main.commands):
        known = set(re.findall(rf"(?m)^# \./run {words[0]} \[(--\w+)\]", RUN))
    else:
        known = options_of(words)

    assert set(options) <= known


@pytest.mark.parametrize("path", DOCS, ids=str)
def test_a_document_is_short_and_does_not_shout(path):
    text = read(path)

    longest = LONGEST_GLOSSARY if path.name == "glossary.md" else LONGEST_DOC
    assert len(text.splitlines()) <= longest
    assert not re.search(r"!(?!\[)", text)


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_why_what_and_what_follows(path):
    headings = re.findall(r"(?m)^#+ (.+)", read(path))

    assert headings[0].startswith(f"{path.stem[:4]}: ")
    assert headings[1:] == ["Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_a_gap():
    numbers = [int(path.stem[:4]) for path in DECISIONS]

    assert numbers == list(range(1, len(numbers) + 1))


def test_a_decision_that_the_code_names_exists():
    named = set(re.findall(r"\((0\d{3})\)", CODE))

    assert named
    assert named <= {path.stem[:4] for path in DECISIONS}


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            name
            for row in rows(read(Path("docs/glossary.md")))
            for name in re.findall(r"`(\w+)`", row[2])
        }
    ),
)
def test_a_word_of_the_glossary_is_one_of_the_code(name):
    assert re.search(rf"\b{name}\b", CODE)


def test_every_word_of_the_glossary_has_its_four_cells():
    for row in rows(read(Path("docs/glossary.md"))):
        assert len(row) == 4, row
        assert all(row[:3]), row


def test_every_dependency_has_its_reason():
    project = PROJECT["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    lists += [PROJECT["build-system"]["requires"]]
    lists += PROJECT["dependency-groups"].values()
    wanted = {Requirement(one).name.lower() for asked in lists for one in asked}
    wanted |= {*NODE["dependencies"], *NODE["devDependencies"]}

    told = rows(read(Path("CONTRIBUTING.md")))
    reasoned = [name for names, _why in told for name in names.split(", ")]

    assert all(why for _names, why in told)
    assert len(reasoned) == len(set(reasoned))
    assert set(reasoned) == wanted
