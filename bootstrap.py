"""Sets INTERACT up in .venv, then does what the word after ./run says.

Standard library only: it runs before anything is installed.
"""

import ctypes
import glob
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = str(BIN / "python")
STAMP = VENV / "set-up"

# What Debian's packages bring: a program, or a library to load.
FOR_PDF = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
FOR_TESTS = {
    "chromium": "chromium",
    "libatomic1": "libatomic.so.1",
    "postgresql": "initdb",
    "redis-server": "redis-server",
}

# What each check is called, what it runs, and what to do when it fails.
CHECKS = [
    ("Format", "ruff format --check .", "Mend it with .venv/bin/ruff format ."),
    ("Lint", "ruff check .", "Mend it, perhaps with .venv/bin/ruff check --fix ."),
    ("Types", "mypy", "Mend the types named above."),
    ("Imports", "lint-imports", "A package imports only from those below it."),
    ("Content", "interact check-content", "Mend the file and line named above."),
]

LOCKS = {
    "requirements.lock": "pyproject.toml --extra postgres --group test --group quality",
    "assets/node.lock": "--group node",
}


class StepFailed(Exception):
    """A step of the set-up ended badly: its title, and what it printed."""


def say(text: str, end: str = "\n") -> None:
    """Tell the person who waits; on stderr, so that `./run word > file` stays clean."""
    print(text, end=end, file=sys.stderr, flush=True)


def step(title: str, *command: str) -> None:
    """Run a command quietly; after a second show its title, then dots, then seconds.

    A command that fails raises StepFailed with what it printed.
    """
    begun = time.monotonic()
    unsaid = f"{title} "
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        with subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        ) as process:
            while not ended(process):
                say(f"{unsaid}.", end="")
                unsaid = ""
        if not unsaid:
            say(f" {time.monotonic() - begun:.0f} s")
        if process.returncode:
            output.seek(0)
            raise StepFailed(title, output.read())


def ended(process: subprocess.Popen[bytes]) -> bool:
    """Wait a second at most; whether the process has ended."""
    try:
        process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return False
    return True


def can_apt() -> bool:
    """Whether this is root on a system of the Debian family."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> None:
    """Install Debian packages; raises StepFailed when that is impossible."""
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    apt += ["--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"]
    step("Fetching Debian's package lists", *apt, "update")
    step(f"Installing {' '.join(packages)}", *apt, "install", *packages)


def install_or_name(needs: dict[str, str], without: str) -> None:
    """Install the packages that are missing; else name them, and what is not there."""
    missing = [package for package, thing in needs.items() if not present(thing)]
    if not missing:
        return
    try:
        if can_apt():
            apt_install(*missing)
            return
    except StepFailed as failed:
        say(failed.args[1])
    by_hand = "sudo apt-get install --no-install-recommends"
    say(f"{without} On Debian or Ubuntu: {by_hand} {' '.join(missing)}")


def present(thing: str) -> bool:
    """Whether a library loads, or a program is found (PostgreSQL's are not in PATH)."""
    if ".so." not in thing:
        folders = [os.environ.get("PATH", ""), *glob.glob("/usr/lib/postgresql/*/bin")]
        return shutil.which(thing, path=os.pathsep.join(folders)) is not None
    try:
        ctypes.CDLL(thing)
    except OSError:
        return False
    return True


def venv_works() -> bool:
    """Whether .venv is whole, lies where it was made, and has its Python."""
    if STAMP.is_file() and str(ROOT) not in STAMP.read_text().splitlines():
        return False
    probe = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    try:
        step("Looking at .venv", PYTHON, "-c", probe)
    except (StepFailed, OSError):
        return False
    return True


def make_venv() -> None:
    """Make .venv unless it works; one half made, moved or outlived is made again."""
    if venv_works():
        return
    shutil.rmtree(VENV, ignore_errors=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if find_spec("ensurepip") is None and can_apt():
        apt_install(f"{version}-venv")  # Debian keeps it apart
    # Not sys.executable: that may be the Python of the .venv just removed.
    python = f"{sys.base_prefix}/bin/{version}"
    step("Making .venv", python, "-m", "venv", str(VENV))


def fingerprint() -> str:
    """What the installed packages depend on, and the folder they were installed for."""
    sources = [ROOT / "requirements.lock", ROOT / "pyproject.toml", VENV / "pyvenv.cfg"]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources))
    return f"{digest.hexdigest()}\n{ROOT}\n"


def install_packages() -> None:
    """Install the locked packages and INTERACT, unless nothing changed since."""
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    # Wheels only: building would run code of packages that no hash covers.
    locked = ["--only-binary=:all:", "--require-hashes", "-r", "requirements.lock"]
    step("Installing the packages of requirements.lock", *pip, *locked)
    itself = ["--no-deps", "--no-build-isolation", "-e", "."]
    step("Installing INTERACT in .venv", *pip, *itself)
    STAMP.write_text(wanted)


def set_up() -> None:
    """Make everything ready to start; quick and silent when it is."""
    if not STAMP.is_file():
        say("Setting INTERACT up: a minute or two, the first time only.")
    make_venv()
    install_packages()
    step("Building the styles and fonts of the pages", PYTHON, "assets/build.py")
    if sys.platform == "linux":
        install_or_name(FOR_PDF, "PDF forms cannot be made here yet.")


def hand_over(program: str, *arguments: str) -> NoReturn:
    """Become a program of .venv: its output, its exit code, its Ctrl-C."""
    os.execv(BIN / program, [str(BIN / program), *arguments])  # noqa: S606


def serve_training(arguments: list[str]) -> NoReturn:
    """Make the training installation if there is none, and serve it."""
    set_up()
    data = ["--data", str(ROOT / "training")]
    demo = [str(BIN / "interact"), "demo", *data, "--if-empty"]
    if code := subprocess.run(demo, check=False).returncode:
        sys.exit(code)
    hand_over("interact", "serve", *data, *arguments)


def run_tests(arguments: list[str]) -> NoReturn:
    """Run the tests; what some of them drive is installed first, or named."""
    set_up()
    install_or_name(FOR_TESTS, "Some tests will be skipped.")
    os.chdir(ROOT)
    # Every worker must see a set in the same order, or they collect other tests.
    os.environ.setdefault("PYTHONHASHSEED", "0")
    # All of them on all cores; a choice of some is usually too few to share out.
    hand_over("python", "-m", "pytest", *(arguments or ["-n", "auto"]))


def check() -> None:
    """Everything but the tests; stops at the first failure and says what to do."""
    set_up()
    for title, line, advice in CHECKS:
        print(f"== {title}: {line}", flush=True)
        program, *rest = line.split()
        done = subprocess.run([str(BIN / program), *rest], cwd=ROOT, check=False)
        if done.returncode:
            sys.exit(f"== {title} failed. {advice}")


def lock(arguments: list[str]) -> None:
    """Make the lock files again: for every system, with hashes, naming no host."""
    make_venv()
    install_packages()
    uv = [str(BIN / "uv"), "pip", "compile", "--quiet", "--universal"]
    uv += ["--no-config", "--python", PYTHON, "--python-version", "3.11"]
    uv += ["--generate-hashes", "--custom-compile-command", "./run lock", *arguments]
    for name, sources in LOCKS.items():
        step(f"Making {name}", *uv, *sources.split(), "--output-file", name)


def start(arguments: list[str]) -> None:
    """Do what the first word says; an unknown word is one of interact's own."""
    match arguments:
        case ["test", *rest]:
            run_tests(rest)
        case ["check"]:
            check()
        case ["sure"]:
            check()
            print("== Tests: pytest", flush=True)
            run_tests([])
        case ["benchmarks", *rest]:
            set_up()
            os.chdir(ROOT)
            hand_over("python", "-m", "benchmarks", *rest)
        case ["lock", *rest]:
            lock(rest)
        case [word, *_] if not word.startswith("-"):
            set_up()
            hand_over("interact", *arguments)
        case _:
            serve_training(arguments)


def main() -> None:
    """Start, and end with a plain sentence when that cannot be done."""
    try:
        start(sys.argv[1:])
    except StepFailed as failed:
        title, output = failed.args
        say("\n".join(output.splitlines()[-30:]))
        sys.exit(f"{title} failed: see above. Then start ./run again.")
    except OSError as fault:
        sys.exit(f"INTERACT cannot be set up here: {fault}")
    except KeyboardInterrupt:
        say("\nStopped. ./run goes on from here.")
        sys.exit(130)


if __name__ == "__main__":
    main()
