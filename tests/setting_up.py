"""A real installation, made by `interact init` as somebody at a terminal makes it."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from interact.keys.codes import ALPHABET

PYTHON = sys.executable
ANSWERS = {
    "--agency": "Centro Example",
    "--kind": "reception",
    "--country": "IT",
    "--place": "Palermo",
    "--phone": "+39 091 000000",
    "--time-zone": "Europe/Rome",
    "--custodian-name": "Nadia",
    "--custodian-email": "nadia@example.org",
    "--administrator-name": "Ines",
    "--administrator-email": "ines@example.org",
    "--public-url": "http://127.0.0.1:8000",
}
LINE = rf"^[{ALPHABET}]{{4}}(?: [{ALPHABET}]{{4}}){{3}}$"
ASKED_FOR_CODES = "Now type two of the three codes"


@dataclass(frozen=True)
class Made:
    """What `interact init` printed: all of it, its codes, the tokens of its links."""

    said: str
    codes: list[str]
    tokens: list[str]


def init(data: Path, typed: tuple[int, int] = (1, 3), **changed: str | None) -> Made:
    """Run `interact init` and type two of its codes back, by the numbers printed.

    `changed` are options with other answers; None leaves one to be asked for.
    """
    options = {f"--{name.replace('_', '-')}": said for name, said in changed.items()}
    words = [
        word
        for option, said in (ANSWERS | options).items()
        if said is not None
        for word in (option, said)
    ]
    command = [PYTHON, "-m", "interact.cli", "init", "--data", str(data), *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        said = ""
        while ASKED_FOR_CODES not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        codes = codes_in(said)
        rest, _none = process.communicate("".join(f"{codes[n - 1]}\n" for n in typed))
    assert process.returncode == 0, said + rest
    return Made(said + rest, codes, re.findall(r"/join/(\S+)", rest))


def codes_in(said: str) -> list[str]:
    """The codes of four lines that were printed."""
    lines = re.findall(LINE, said, re.MULTILINE)
    return ["\n".join(lines[start : start + 4]) for start in range(0, len(lines), 4)]
