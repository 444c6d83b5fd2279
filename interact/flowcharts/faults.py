"""What a linter says is wrong with a flowchart, and on which line that is."""

import re
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from typing import NamedTuple

STEPS, TRACKS, FORBIDDEN = "steps", "tracks", "forbidden"


class Fault(NamedTuple):
    """What is wrong with the part of this id, what to do, and the section it is in."""

    at: str
    problem: str
    advice: str
    section: str = ""


@dataclass(frozen=True)
class Finding:
    """A fault as it is told: the file, its line, what is wrong and what to do."""

    file: str
    line: int
    problem: str
    advice: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.problem}. {self.advice}"


def line_of(body: str, fault: Fault, within: str = "") -> int:
    """The line that gives the part its id, or else names it first.

    `within` is the key of the part of a country file that is about one flowchart. Its
    line is told of a part that is not named there, and without it line 1.
    """
    lines, begins = list(enumerate(body.splitlines(), start=1)), 1
    if within:
        lines = _below(lines, f"  {within}:", "  ")
        begins = lines[0][0] if lines else 1
    elif fault.section:
        lines = _below(lines, f"{fault.section}:", "") or lines
    for key in ("id: ", "state: ", "step: ", ""):
        names = re.compile(rf"[\s{{-]*{key}{re.escape(fault.at)}\b")
        for number, line in lines:
            if names.match(line):
                return number
    return begins


def _below(
    lines: list[tuple[int, str]], key: str, indent: str
) -> list[tuple[int, str]]:
    """The line of a key, and those that belong to it."""
    rest = list(dropwhile(lambda one: one[1] != key, lines))
    deeper = re.compile(rf"{indent}(\s|#|-|$)|\s*$")
    return [*rest[:1], *takewhile(lambda one: deeper.match(one[1]), rest[1:])]
