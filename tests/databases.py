"""The real databases tests run on: SQLite files, and a PostgreSQL server of our own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from redis import Redis
from redis.exceptions import RedisError

MUST_RUN = os.environ.get("INTERACT_MUST_RUN", "").split(",")


def find_program(name: str) -> Path | None:
    """A PostgreSQL program on the PATH, or where Debian keeps it."""
    on_path = shutil.which(name)
    if on_path and name != "pg_ctl":
        return Path(on_path)
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return kept[-1] if kept else None


@contextmanager
def postgresql_server() -> Iterator[str]:
    """A server that listens on a socket only; yields the address of its first base."""
    with TemporaryDirectory(prefix="interact-pg-", dir="/tmp") as folder:
        place = Path(folder)
        if os.geteuid() == 0:
            shutil.chown(place, "nobody", "nogroup")
        store = place / "store"
        _run(place, "initdb", "-D", store, "-U", "interact", "-A", "trust", "--no-sync")
        options = f"-k {place} -c listen_addresses='' -c fsync=off"
        _run(
            place,
            "pg_ctl",
            "-D",
            store,
            "-w",
            "-o",
            options,
            "-l",
            place / "log",
            "start",
        )
        try:
            yield f"postgresql+psycopg://interact@/postgres?host={place}"
        finally:
            _run(place, "pg_ctl", "-D", store, "-m", "immediate", "stop")


@contextmanager
def redis_server(*settings: str) -> Iterator[str]:
    """A Redis in memory that listens on a socket only; yields its address."""
    with TemporaryDirectory(prefix="interact-redis-", dir="/tmp") as folder:
        socket = Path(folder) / "redis.sock"
        command = ["redis-server", "--port", "0", "--unixsocket", str(socket)]
        command += ["--save", "", "--appendonly", "no", "--dir", folder, *settings]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
            try:
                _wait_for(socket)
                yield f"unix://{socket}"
            finally:
                server.terminate()


def _wait_for(socket: Path) -> None:
    with closing(Redis(unix_socket_path=str(socket))) as client:
        for _try in range(200):
            with suppress(RedisError):
                client.ping()
                return
            sleep(0.05)
    raise TimeoutError(f"nothing answers at {socket}")


def _run(place: Path, program: str, *arguments: object) -> None:
    found = find_program(program)
    assert found is not None
    command = [str(found), *map(str, arguments)]
    if os.geteuid() == 0:
        drop = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        command = [*drop, *command]
    subprocess.run(command, check=True, cwd=place, stdout=subprocess.DEVNULL)
