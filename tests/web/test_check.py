"""The public page behind the QR code of a printed alert."""

from datetime import timedelta

import pytest
import time_machine

from interact.alerts.rules import ALERT_LIFETIME
from interact.core.clock import now
from tests.missing import Story


@pytest.fixture
def story(session, given):
    return Story(session, given)


@pytest.fixture
def shown(visitor, session):
    """What anybody reads who scans the code of this alert."""

    def look(alert):
        session.commit()
        return visitor.get(f"/v/{alert.token.hex}")

    return look


def test_a_valid_alert_says_who_issued_it_and_until_when(shown, story):
    answer = shown(story.reported())

    assert answer.status_code == 200
    assert ">Valid</strong>" in answer.text
    assert story.worker.agency_name in answer.text


def test_an_alert_that_has_expired_says_so(shown, story):
    alert = story.reported()

    with time_machine.travel(now() + ALERT_LIFETIME + timedelta(minutes=1)):
        text = shown(alert).text

    assert ">Expired</strong>" in text
    assert "Destroy every copy" in text


def test_an_alert_that_was_withdrawn_says_so_and_not_why(shown, story):
    text = shown(story.located()).text

    assert ">Withdrawn</strong>" in text
    assert "Destroy every copy" in text
    assert "located" not in text.lower()


def test_nothing_about_the_child_or_the_case_is_shown(shown, story, given):
    given.claim(story.worker, story.case, "hair", "Black")

    text = shown(story.reported()).text

    for said in ("Abena", "Tesfaledet", "Black", story.case.reference):
        assert said not in text


@pytest.mark.parametrize(
    "token", ["386938590e4f46a3b49046f1db5cbdac", "x", "0" * 31, "%00", "é", "9" * 4000]
)
def test_a_number_that_no_alert_has_is_unknown(visitor, token):
    answer = visitor.get(f"/v/{token}")

    assert answer.status_code == 404
    assert ">Unknown</strong>" in answer.text
    assert "do not rely on the paper" in answer.text


def test_who_looked_is_not_kept(shown, story, session):
    alert = story.reported()

    answer = shown(alert)

    assert "Set-Cookie" not in answer.headers
