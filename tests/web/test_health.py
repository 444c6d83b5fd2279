"""What the service says about itself to those who watch it, and what it keeps back."""

import re
from dataclasses import replace

import pytest
import time_machine
from redis import Redis
from sqlalchemy import text

from interact.app import create_app
from interact.audit.models import AuditCheckpoint
from interact.core.clock import now
from interact.keys.cookies import new_cookie
from interact.keys.sessions import SessionStore
from interact.keys.shared_store import SharedSessions
from tests.given import PASSPHRASE
from tests.web.test_sign_in import COOKIE, EMAIL, MINUTE, enter, join

TOKEN = "a token of the watchers"
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.7"}


def read_count(page, line):
    found = re.search(rf"(?m)^{re.escape(line)} (\S+)$", page)
    return float(found[1]) if found else 0.0


@pytest.mark.on_both
def test_a_service_that_works_says_so_of_each_part(visitor):
    answer = visitor.get("/health")

    assert answer.status_code == 200
    assert answer.json == dict.fromkeys(
        ["database", "keyring", "sessions", "log"], True
    )


def test_being_asked_keeps_the_log_signed(visitor, session, given):
    given.case()
    session.commit()
    assert session.query(AuditCheckpoint).count() == 0
    session.commit()

    with time_machine.travel(now() + 2 * MINUTE):
        assert visitor.get("/health").json["log"] is True

    session.expire_all()
    assert session.query(AuditCheckpoint).count() == 1


def test_a_log_that_cannot_be_signed_is_not_well(visitor, session, given):
    given.case()
    session.commit()
    visitor.get("/health")
    session.execute(text("DROP TRIGGER audit_checkpoint_update"))
    session.execute(text("UPDATE audit_checkpoint SET note = 'forged'"))
    given.case()
    session.commit()

    with time_machine.travel(now() + 2 * MINUTE):
        answer = visitor.get("/health")

    assert answer.status_code == 503
    assert answer.json["log"] is False
    assert answer.json["database"] is True


def test_a_database_that_is_away_is_named_and_nothing_else(visitor, session):
    session.execute(text("ALTER TABLE audit_leaf RENAME TO gone"))
    session.commit()

    answer = visitor.get("/health")

    assert answer.status_code == 503
    assert answer.json["database"] is False
    assert answer.json["keyring"] is answer.json["sessions"] is True
    assert "audit_leaf" not in answer.text


def test_a_keyring_that_is_away_is_named(visitor, running):
    running.installation.salts.close()
    path = running.config.keyring_url.removeprefix("sqlite:///")
    with open(path, "wb") as file:
        file.write(b"not a database" * 100)

    answer = visitor.get("/health")

    assert (answer.status_code, answer.json["keyring"]) == (503, False)


def test_the_health_page_tells_no_version_and_sets_no_cookie(visitor):
    answer = visitor.get("/health")

    assert "Set-Cookie" not in answer.headers
    assert set(answer.json) == {"database", "keyring", "sessions", "log"}


def test_requests_and_entries_are_counted(visitor, session, given):
    given.case()
    session.commit()
    line = 'interact_requests_total{page="sign_in.new",status="200"}'
    before = read_count(visitor.get("/metrics").text, line)

    visitor.get("/sign-in")

    page = visitor.get("/metrics").text
    assert read_count(page, line) == before + 1
    assert read_count(page, "interact_audit_entries") > 0
    assert 'interact_request_seconds_bucket{le="0.1",page="sign_in.new"}' in page


def test_failed_sign_ins_are_counted(visitor, session, given):
    join(session, given, PASSPHRASE)
    line = "interact_failed_sign_ins_total"
    before = read_count(visitor.get("/metrics").text, line)

    enter(visitor, "a guess")
    enter(visitor)

    assert read_count(visitor.get("/metrics").text, line) == before + 1


def test_the_counts_name_no_person_no_case_and_no_address(signed_in, given):
    worker = given.caseworker()
    case = given.case(worker)
    browser = signed_in(worker)
    browser.get(f"/cases/{case.reference}")
    browser.get("/cases/NOT-THER")
    browser.post("/sign-in", data={"email": EMAIL, "passphrase": "x"})

    page = browser.get("/metrics").text

    secrets = [case.reference, "NOT-THER", worker.name, EMAIL, "127.0.0"]
    assert 'page="cases.show"' in page
    assert not [secret for secret in secrets if secret in page]


def test_from_elsewhere_the_counts_are_not_there(visitor):
    assert visitor.get("/metrics", environ_base=ELSEWHERE).status_code == 404
    told = {"Authorization": "Bearer "}
    answer = visitor.get("/metrics", environ_base=ELSEWHERE, headers=told)
    assert answer.status_code == 404


@pytest.mark.parametrize(("said", "status"), [(TOKEN, 200), ("another", 404)])
def test_from_elsewhere_the_token_opens_them(config, running, said, status):
    watched = create_app(replace(config, metrics_token=TOKEN), running)
    told = {"Authorization": f"Bearer {said}"}

    answer = watched.test_client().get("/metrics", environ_base=ELSEWHERE, headers=told)

    assert answer.status_code == status


@pytest.mark.redis
def test_without_the_sessions_nothing_is_shown_and_a_page_says_so(
    app, visitor, tmp_path
):
    gone = Redis.from_url(f"unix://{tmp_path}/nowhere.sock")
    stored = SharedSessions(gone, b"b" * 32)
    app.extensions["session_store"] = SessionStore(stored, b"b" * 32)
    visitor.set_cookie(COOKIE, new_cookie()[0])

    page = visitor.get("/cases/search")
    health = visitor.get("/health")

    assert page.status_code == 503
    assert "cannot look up at the moment who is signed in" in page.text
    assert (health.status_code, health.json["sessions"]) == (503, False)
