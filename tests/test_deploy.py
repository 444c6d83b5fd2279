"""The examples in `deploy/` are sound, as far as the programs here can tell."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path("deploy")
UNIT = DEPLOY / "systemd" / "interact@.service"
WORKER = DEPLOY / "systemd" / "interact-worker.service"
SITE = (DEPLOY / "nginx" / "interact.conf").read_text(encoding="utf-8")
GRANTS = (DEPLOY / "postgresql" / "grants.sql").read_text(encoding="utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
LOCK = Path("requirements.lock").read_text(encoding="utf-8")

SANDBOX = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "MemoryDenyWriteExecute": "yes",
    "CapabilityBoundingSet": "",
    "LimitCORE": "0",
    "MemorySwapMax": "0",
    "UMask": "0077",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
}


def run(command: list[str], folder: Path) -> tuple[int, str]:
    """The exit code of a program, and what it complained of."""
    done = subprocess.run(
        command, cwd=folder, check=False, capture_output=True, text=True
    )
    return done.returncode, done.stderr


def settings(unit: Path) -> dict[str, str]:
    lines = unit.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if re.match(r"[A-Z]\w+=", line))


@pytest.mark.parametrize("unit", [UNIT, WORKER], ids=lambda unit: unit.stem)
def test_a_service_is_shut_in_and_leaves_no_dumps(unit):
    found = settings(unit)

    assert {name: found.get(name) for name in SANDBOX} == SANDBOX


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_understands_the_unit(tmp_path):
    text = UNIT.read_text(encoding="utf-8")
    # As if it were installed here, for this user.
    text = text.replace("/opt/interact", str(Path.cwd()))
    text = re.sub(r"(?m)^(User|Group)=.*$", r"\1=root", text)
    (tmp_path / "interact@8001.service").write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", "interact@8001.service"]

    assert run(command, tmp_path) == (0, "")


def test_every_program_and_file_of_the_service_is_there():
    command = settings(UNIT)["ExecStart"].split()

    assert command[0].endswith(".venv/bin/gunicorn")
    assert (DEPLOY / "gunicorn.conf.py").exists()
    assert "gunicorn==" in LOCK


def test_the_worker_runs_as_somebody_else_who_reads_no_secret():
    found, server = settings(WORKER), settings(UNIT)
    _program, command, *where = found["ExecStart"].split()

    assert (command, where) == ("worker", ["--data", "/etc/interact-worker"])
    assert found["User"] != server["User"]


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_understands_the_site(tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "fullchain.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
    command += ["-subj", "/CN=x", "-keyout", str(key), "-out", str(certificate)]
    assert run(command, tmp_path)[0] == 0
    site = SITE.replace("/etc/ssl/interact", str(tmp_path))
    site = site.replace("/var/log/nginx", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid;\nerror_log {tmp_path}/log;\nevents {{}}\n"
        f"http {{\n{site}\n}}\n",
        encoding="utf-8",
    )
    code, said = run(["nginx", "-t", "-c", str(whole)], tmp_path)

    assert code == 0, said


def test_nginx_logs_no_address_of_a_page_no_cookie_and_nobody():
    (form,) = re.findall(r"log_format interact '([^']*)'", SITE)

    assert not re.search(r"uri|request\b(?!_)|args|cookie|remote|referer|http_", form)
    assert not re.search(r"access_log (?!off|\S+ interact;)", SITE)
    assert "error_log /var/log/nginx/interact.error.log crit;" in SITE


def test_nginx_takes_tls_1_3_only_and_writes_no_body_to_a_disk():
    assert re.findall(r"ssl_protocols (.*);", SITE) == ["TLSv1.3"]
    (largest,) = re.findall(r"client_max_body_size (\w+);", SITE)
    assert f"client_body_buffer_size {largest};" in SITE
    assert "proxy_max_temp_file_size 0;" in SITE


def test_nginx_says_itself_who_asks_and_keeps_the_counts_inside():
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in SITE
    assert re.search(r"location = /metrics \{\s*return 404;", SITE)


def test_the_container_is_pinned_and_does_not_run_as_root():
    """It is only read here, never built."""
    (source,) = re.findall(r"(?m)^FROM (\S+)", CONTAINER)

    assert re.fullmatch(r"docker\.io/library/python:3\.\d+\.\d+-slim-\w+", source)
    assert re.search(r"(?m)^USER \d+", CONTAINER)
    assert not re.search(r"(?i)secret|password|latest", CONTAINER)
