"""The set-up: the lock is whole and names no place, and ./run does what it lists."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import bootstrap
from interact.cli import main

ROOT = Path(__file__).resolve().parent.parent
LOCKS = [ROOT / name for name in bootstrap.LOCKS]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
BOOTSTRAP = ast.parse((ROOT / "bootstrap.py").read_text())


def locked() -> dict[str, Requirement]:
    """Each package of the lock files with its version."""
    pins = [
        Requirement(line.rstrip("\\ "))
        for path in LOCKS
        for line in path.read_text().splitlines()
        if line[:1].isalnum()
    ]
    return {canonicalize_name(pin.name): pin for pin in pins}


def declared() -> Iterator[Requirement]:
    """What pyproject.toml asks for: to run, to build, to test, to check."""
    lists = [PROJECT["project"]["dependencies"], PROJECT["build-system"]["requires"]]
    lists += PROJECT["project"]["optional-dependencies"].values()
    lists += PROJECT["dependency-groups"].values()
    for names in lists:
        yield from map(Requirement, names)


def allows(wanted: Requirement, pin: Requirement | None) -> bool:
    """Whether what is locked is a version that was asked for."""
    return pin is not None and all(
        wanted.specifier.contains(exact.version) for exact in pin.specifier
    )


def listed() -> list[list[str]]:
    """The words of each command that `./run help` lists, without its arguments."""
    shown = run_it("help").stdout.splitlines()
    commands = [line.split("  ")[0].split()[1:] for line in shown]
    return [list(takewhile(str.isalpha, command)) for command in commands]


def run_it(word: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """`./run` with a word, on this machine or on one with only the programs in path."""
    return subprocess.run(
        ["/bin/sh", str(ROOT / "run"), word],
        env={"PATH": path} if path else None,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_names_no_host_and_no_folder(path: Path) -> None:
    pins = re.sub(r"(?m)^ *#.*", "", path.read_text())

    places = re.findall(r"\S*(?:/|@|--(?!hash=sha256:))\S*", pins)

    assert pins.strip()
    assert places == []
    assert "://" not in path.read_text()


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_package_of_a_lock_file_has_its_hashes(path: Path) -> None:
    packages = re.split(r"(?m)^(?=[a-z])", path.read_text())[1:]

    without = [package for package in packages if "--hash=sha256:" not in package]

    assert packages
    assert without == []


def test_everything_asked_for_is_locked_in_a_version_that_was_asked_for() -> None:
    pins = locked()

    missing = [
        str(wanted)
        for wanted in declared()
        if not allows(wanted, pins.get(canonicalize_name(wanted.name)))
    ]

    assert missing == []


def test_the_help_lists_ten_commands_at_most_and_the_bare_one_first() -> None:
    commands = listed()

    assert commands[0] == []
    assert commands[-1] == ["help"]
    assert len(commands) <= 10


@pytest.mark.parametrize("command", listed()[1:-1], ids=" ".join)
def test_every_listed_command_exists(command: list[str]) -> None:
    own = re.findall(r'case \["(\w+)"', (ROOT / "bootstrap.py").read_text())

    asked = CliRunner().invoke(main, [*command, "--help"])

    assert command[0] in own or asked.exit_code == 0


def test_without_python_it_says_what_is_needed(tmp_path: Path) -> None:
    for program in ("dirname", "id"):
        (tmp_path / program).symlink_to(shutil.which(program) or "")

    refused = run_it("permissions", path=str(tmp_path))

    assert refused.returncode == 1
    assert "Python 3.11" in refused.stderr


def test_the_bootstrap_needs_nothing_but_python() -> None:
    nodes = [
        n for n in ast.walk(BOOTSTRAP) if isinstance(n, ast.Import | ast.ImportFrom)
    ]

    names = {
        (getattr(node, "module", None) or alias.name).split(".")[0]
        for node in nodes
        for alias in node.names
    }

    assert names
    assert names <= sys.stdlib_module_names


def test_no_function_of_the_bootstrap_is_over_forty_lines() -> None:
    functions = [n for n in ast.walk(BOOTSTRAP) if isinstance(n, ast.FunctionDef)]

    long = [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= 40]

    assert functions
    assert long == []


def test_a_step_that_fails_tells_what_it_printed() -> None:
    command = [sys.executable, "-c", "print('no room'); raise SystemExit(3)"]

    with pytest.raises(bootstrap.StepFailed) as failed:
        bootstrap.step("Packing", *command)

    assert failed.value.args == ("Packing", "no room\n")


def test_a_step_that_takes_long_shows_that_it_is_at_work(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bootstrap.step("Waiting", sys.executable, "-c", "import time; time.sleep(1.1)")

    assert re.fullmatch(r"Waiting \.+ \d+ s\n", capsys.readouterr().err)


def test_a_short_step_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    bootstrap.step("Blinking", sys.executable, "-c", "print('noise')")

    assert capsys.readouterr() == ("", "")


def test_an_environment_that_was_moved_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "PYTHON", sys.executable)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "set-up")
    bootstrap.STAMP.write_text(f"fingerprint\n{ROOT}\n")
    assert bootstrap.venv_works()

    bootstrap.STAMP.write_text("fingerprint\n/where/it/was\n")

    assert not bootstrap.venv_works()


def test_an_environment_that_was_half_made_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "set-up")

    monkeypatch.setattr(bootstrap, "PYTHON", str(tmp_path / "bin" / "python"))

    assert not bootstrap.venv_works()


@pytest.mark.parametrize(
    "changed", ["requirements.lock", "pyproject.toml", ".venv/pyvenv.cfg"]
)
def test_packages_are_installed_again_when_what_they_depend_on_changed(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    (tmp_path / ".venv").mkdir()
    for name in ("requirements.lock", "pyproject.toml", ".venv/pyvenv.cfg"):
        (tmp_path / name).write_text("as it was")
    before = bootstrap.fingerprint()

    (tmp_path / changed).write_text("as it is")

    assert bootstrap.fingerprint() != before
