"""What a refusal gives away, and whom it is told."""

from time import perf_counter

from sqlalchemy import func, select

from interact.audit.models import Notice
from interact.audit.rules import Event
from interact.keys.rules import Compartment
from tests.attacks.attacker import claim_of, flip

LEAST = 0.3


def test_a_case_that_exists_is_not_told_by_the_time_it_takes(
    app, signed_in, given, case
):
    app.config["NOT_FOUND_SECONDS"] = LEAST
    stranger = signed_in(given.caseworker())

    for reference in (case.reference, "BCD-2345"):
        begun = perf_counter()
        answer = stranger.get(f"/cases/{reference}")

        assert answer.status_code == 404
        assert perf_counter() - begun >= LEAST


def test_the_dpo_is_told_once_a_day_of_what_was_changed_from_outside(
    session, signed_in, given, worker, case
):
    claim = claim_of(session, case, Compartment.IDENTITY)
    claim.sealed = flip(claim.sealed)
    browser = signed_in(worker)

    for _twice in range(2):
        assert browser.get(f"/cases/{case.reference}/profile").status_code == 500

    told = select(func.count()).where(Notice.event == Event.STORED_CHANGED)
    assert session.scalar(told) == 1
    dpo = signed_in(given.dpo(given.agency_of(worker)))
    page = dpo.get("/notices").text
    assert "met something stored that does not open" in page
    history = dpo.get("/history?event=stored.changed").text
    assert history.count("met something stored that does not open") > 1
