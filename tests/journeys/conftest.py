"""A real training installation on a real port, and a real browser to walk it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.databases import MUST_RUN
from tests.journeys.visitor import Visitor

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LONGEST_START = 60


@dataclass(frozen=True)
class Site:
    """A served training installation: its address, its folder, all it wrote out."""

    address: str
    data: Path
    sessions: Path
    written: Path


def interact(*arguments: object) -> list[str]:
    """The command line of an installation."""
    return [sys.executable, "-m", "interact.cli", *map(str, arguments)]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A new training installation, served by its own process until the test ends."""
    data, sessions = tmp_path / "data", tmp_path / "sessions"
    subprocess.run(interact("demo", "--data", data), check=True)
    settings = data / "config.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace('sessions_folder = ""', f'sessions_folder = "{sessions}"')
    port = free_port()
    # By name: browsers know passkeys at no address that is a number.
    address = f"http://localhost:{port}"
    text = text.replace("http://127.0.0.1:8000", address)
    settings.write_text(text, encoding="utf-8")
    written = tmp_path / "written.log"
    with written.open("wb") as out:
        server = subprocess.Popen(
            interact("serve", "--data", data, "--port", port),
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
        try:
            wait_for(f"{address}/sign-in", server)
            yield Site(address, data, sessions, written)
        finally:
            server.terminate()
            server.wait(10)


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Headless Chromium. Skipped with a reason where there is none."""
    if not Path(CHROMIUM).exists():
        if "browser" in MUST_RUN:
            pytest.fail("Chromium must run here and is not installed")
        pytest.skip("Chromium is not installed: apt-get install chromium libatomic1")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield started
        started.close()


@pytest.fixture
def visit(site: Site, browser: Browser) -> Callable[..., Visitor]:
    """`visit("Giulia Ferrante", 390)` is that person at a device of that width."""

    def visitor(name: str, width: int = 1200, *, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        arrived = Visitor(context.new_page(), site.address)
        arrived.sign_in(name)
        return arrived

    return visitor


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until the server answers; fails when it ends before, or takes too long."""
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended before it answered"
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail("the server did not answer in time")
