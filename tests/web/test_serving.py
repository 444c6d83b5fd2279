"""The application as it is really served: in memory only, behind a proxy."""

import tempfile
from dataclasses import replace
from http.client import HTTPConnection
from threading import Thread
from urllib.parse import urlencode

import pytest
import time_machine
import waitress

from interact.app import create_app, server_options
from interact.cases.files import list_files
from interact.core.clock import now
from interact.keys.sessions import SignIn
from tests.attacks.attacker import read_again
from tests.given import PASSPHRASE
from tests.web.test_sign_in import COOKIE, EMAIL, join
from tests.web.uploading import PDF, multipart, upload

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def serve(config, running):
    """`serve(public_url=...)` is a connection to the server of that installation."""
    connections, servers, threads = [], [], []

    def served(**settings):
        changed = replace(config, **settings)
        app = create_app(changed, running)
        app.config["WTF_CSRF_ENABLED"] = False
        options = server_options(changed, "127.0.0.1")
        server = waitress.create_server(app, host="127.0.0.1", port=0, **options)
        servers.append(server)
        threads.append(Thread(target=server.run))
        threads[-1].start()
        port = server.effective_port
        connections.append(HTTPConnection("127.0.0.1", port, timeout=30))
        return app, connections[-1]

    yield served
    for connection in connections:
        connection.close()
    for server, thread in zip(servers, threads, strict=True):
        server.task_dispatcher.shutdown(timeout=5)
        server.trigger.pull_trigger(server.close)  # where its own loop does it
        thread.join(10)


@pytest.fixture
def no_temporary_files(monkeypatch, tmp_path):
    """Whoever makes a temporary file from now on fails."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError):
        tempfile.mkstemp()


@pytest.mark.usefixtures("no_temporary_files")
def test_an_upload_is_never_put_on_a_disk(session, signed_in, given):
    worker = given.caseworker()
    browser, case = signed_in(worker), given.case(worker)

    assert upload(browser, case).status_code == 303

    (file,) = list_files(read_again(session, worker, case))
    assert browser.get(f"/cases/{case.reference}/files/{file.id}").data == PDF


@pytest.mark.usefixtures("no_temporary_files")
def test_the_server_keeps_what_is_sent_and_what_it_answers_in_memory(
    session, given, serve
):
    worker = given.caseworker()
    case = given.case(worker)
    session.commit()
    app, connection = serve()
    body, kind = multipart(PDF)
    told = {"Cookie": f"{COOKIE}={start_session(app, worker)}", "Content-Type": kind}

    connection.request("POST", f"/cases/{case.reference}/files/new", body, told)
    sent = connection.getresponse()
    sent.read()

    assert (sent.status, sent.getheader("Location")) == (
        303,
        f"/cases/{case.reference}/files",
    )
    (file,) = list_files(read_again(session, worker, case))
    session.commit()
    connection.request("GET", f"/cases/{case.reference}/files/{file.id}", headers=told)
    assert connection.getresponse().read() == PDF


def start_session(app, actor):
    unlocked = SignIn(
        actor.person_id, actor.membership_id, actor.auth_level, actor.keyring.pack()
    )
    return app.extensions["session_store"].start(unlocked, now())


def test_what_is_somewhat_too_large_is_answered_with_a_page(serve):
    _app, connection = serve(upload_megabytes=1)
    body, kind = multipart(b"a" * 1_500_000)

    connection.request("POST", "/sign-in", body, {"Content-Type": kind})

    answer = connection.getresponse()
    assert answer.status == 413
    assert b"What you sent is too large." in answer.read()


def test_what_is_far_too_large_is_refused_before_it_is_read(serve):
    _app, connection = serve()
    connection.putrequest("POST", "/sign-in")
    connection.putheader("Content-Length", str(10**10))
    connection.endheaders()

    assert connection.getresponse().status == 413


@pytest.mark.parametrize(
    ("public_url", "is_slowed"),
    [("https://interact.example", False), ("http://127.0.0.1:8000", True)],
)
def test_the_guessing_of_a_stranger_slows_others_only_where_no_proxy_tells_them_apart(
    session, given, serve, public_url, is_slowed
):
    join(session, given, PASSPHRASE)
    _app, connection = serve(public_url=public_url)

    def enter(passphrase, address):
        typed = urlencode({"email": EMAIL, "passphrase": passphrase})
        told = FORM | {"X-Forwarded-For": address}
        connection.request("POST", "/sign-in", typed, told)
        return connection.getresponse().read()

    with time_machine.travel(now(), tick=False):
        for _guess in range(4):
            enter("a guess", "198.51.100.7")
        assert b"Too many tries" in enter(PASSPHRASE, "198.51.100.7")

        assert (b"Too many tries" in enter(PASSPHRASE, "203.0.113.9")) == is_slowed
