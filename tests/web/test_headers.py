"""What every answer tells the browser, and that looking changes nothing."""

import re
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import select

from interact.app import create_app
from interact.core.db import Base
from tests.web.walking import addresses, values_of, whole_story

# What is written because somebody looked: the record, and keys put on the shelf.
BECAUSE_OF_LOOKING = {"audit_", "partner_pin", "reminder_read"}
SHELF = {"inbox", "shelf"}
SCRIPT = re.compile(r"<script([^>]*)>")
BEHAVIOUR = re.compile(r"<[^>]+\s(on\w+|style)\s*=", re.IGNORECASE)


@pytest.fixture
def story(session, given):
    return whole_story(session, given)


@pytest.fixture
def values(session, story):
    return values_of(session, story.case)


def kept(running):
    """Everything the database holds, but for what looking may write."""
    rows = {}
    with running.database.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if not table.name.startswith(tuple(BECAUSE_OF_LOOKING)):
                columns = [c for c in table.columns if c.name not in SHELF]
                found = connection.execute(select(*columns)).all()
                rows[table.name] = sorted(map(repr, found))
    return rows


def salts(config):
    with closing(sqlite3.connect(config.keyring_url.removeprefix("sqlite:///"))) as db:
        return db.execute("SELECT * FROM shred_salt ORDER BY 1, 2, 3").fetchall()


def test_looking_changes_nothing_but_the_record(
    app, config, running, session, signed_in, given, story, values
):
    agency = given.agency_of(story.worker)
    people = [story.worker, story.officer, story.operator, story.lieutenant]
    people += [given.dpo(agency), given.custodian(agency)]
    browsers = [signed_in(person) for person in people]
    session.commit()
    before, salts_before = kept(running), salts(config)

    seen = [
        browser.get(address).status_code
        for browser in browsers
        for address in addresses(app, "GET", values)
    ]

    assert kept(running) == before
    assert salts(config) == salts_before
    assert set(seen) <= {200, 302, 303, 403, 404, 409}
    assert seen.count(200) > 60


def test_every_page_is_kept_to_itself(app, signed_in, visitor, story, values):
    browsers = [signed_in(story.worker), signed_in(story.officer), visitor]

    answers = [
        browser.get(address)
        for browser in browsers
        for address in addresses(app, "GET", values)
    ]
    answers += [visitor.get("/no/such/page"), visitor.put("/sign-in")]

    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Server" not in answer.headers


def test_no_page_asks_for_what_the_policy_forbids(app, signed_in, story, values):
    browser, nonces = signed_in(story.worker), []

    for address in addresses(app, "GET", values):
        answer = browser.get(address)
        if answer.mimetype != "text/html" or answer.status_code in {302, 303}:
            continue
        policy = answer.headers["Content-Security-Policy"]
        nonce = policy.split("'nonce-")[1].split("'")[0]
        for attributes in SCRIPT.findall(answer.text):
            assert f'nonce="{nonce}"' in attributes or "json" in attributes, address
        assert not BEHAVIOUR.search(answer.text), address
        nonces.append(nonce)

    assert len(set(nonces)) == len(nonces) > 20


def test_what_is_the_same_for_everybody_may_be_kept_by_the_browser(visitor):
    with visitor.get("/static/interact.css") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("public_url", "told"),
    [
        ("https://interact.example", "max-age=31536000; includeSubDomains"),
        ("http://127.0.0.1:8000", None),
    ],
)
def test_an_installation_behind_tls_says_so_to_the_browser(
    config, running, public_url, told
):
    browser = create_app(replace(config, public_url=public_url), running).test_client()

    answer = browser.get("/sign-in")

    assert answer.headers.get("Strict-Transport-Security") == told


# Forms of other sites.


def test_no_form_is_taken_without_the_token_of_our_own_page(
    app, running, session, signed_in, story, values
):
    browser = signed_in(story.worker)
    app.config["WTF_CSRF_ENABLED"] = True
    session.commit()
    before, sent = kept(running), 0

    for address in addresses(app, "POST", values):
        for token in ({}, {"csrf_token": "forged"}):
            assert browser.post(address, data=token).status_code == 400, address
            sent += 1

    assert sent > 40
    assert kept(running) == before
    assert browser.get("/").status_code == 200


def test_a_form_that_another_site_had_sent_is_refused(app, signed_in, given):
    browser = signed_in(given.caseworker())

    for site, status in (
        ("cross-site", 400),
        ("same-site", 400),
        ("none", 204),
        ("same-origin", 204),
    ):
        sent = browser.post("/stay", headers={"Sec-Fetch-Site": site})
        assert sent.status_code == status, site


def test_a_link_on_another_site_leads_here(signed_in, given):
    browser = signed_in(given.caseworker())

    answer = browser.get("/", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 200
