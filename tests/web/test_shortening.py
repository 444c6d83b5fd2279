"""The page on which a share is made to end earlier."""

from datetime import timedelta

import pytest

from interact.core.clock import now
from interact.keys.rules import Compartment


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def share(given, worker):
    return given.share(worker, given.case(worker), given.officer(), Compartment.CARE)


def page(share):
    return f"/cases/{share.case.reference}/sharing/{share.id}/shorten"


def typed(day):
    return {"until": [str(day.day), str(day.month), str(day.year)]}


def test_a_share_is_made_to_end_earlier(signed_in, worker, share):
    browser, soon = signed_in(worker), (now() + timedelta(days=3)).date()
    assert page(share) in browser.get(page(share).rsplit("/", 2)[0]).text
    assert "ends by itself on" in browser.get(page(share)).text

    sent = browser.post(page(share), data=typed(soon))

    assert sent.status_code == 303
    assert share.until.date() in {soon, soon - timedelta(days=1)}


def test_a_later_day_is_refused_on_the_form(signed_in, worker, share):
    late = (share.until + timedelta(days=3)).date()

    answer = signed_in(worker).post(page(share), data=typed(late))

    assert answer.status_code == 422
    assert "can only be made to end earlier" in answer.text
    empty = signed_in(worker).post(page(share), data={})
    assert "Enter the day on which the share ends" in empty.text
