"""One's own sessions: which there are, and ending them."""

from html import unescape

import pytest
import time_machine

from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.core.clock import now
from tests.web.test_sign_in import MINUTE, cookie_of, is_in, is_sent_to_sign_in


def named(app, browser):
    """The name of a browser's session, as its page says it."""
    found = app.extensions["session_store"].find(cookie_of(browser), now())
    return found.prefix


def test_the_page_names_every_session_and_which_one_this_is(signed_in, given):
    worker = given.caseworker()
    here, _there = signed_in(worker), signed_in(worker)
    signed_in(given.caseworker())

    page = here.get("/my-sessions").text

    assert page.count("Ends by itself") == 2
    assert page.count("This one") == 1
    assert page.count("End this session") == 1


def test_the_page_says_when_a_session_ends(signed_in, given):
    page = unescape(signed_in(given.caseworker()).get("/my-sessions").text)

    assert "A session ends after 20 minutes without a click." in page
    assert "It ends after 10 hours however much you use it." in page


def test_every_page_says_without_a_script_until_when_one_stays(signed_in, given):
    with time_machine.travel("2031-05-25 08:00:00Z", tick=False):
        page = signed_in(given.caseworker()).get("/cases/search").text

    assert "until 20:00 CEST, less if you do nothing for 20 minutes" in page


def test_every_page_tells_the_script_which_end_comes_first(signed_in, given):
    start = now()
    browser = signed_in(given.caseworker())
    for quarter in range(1, 40):
        with time_machine.travel(start + 15 * quarter * MINUTE, tick=False):
            page = browser.get("/cases/search").text

    assert 'data-seconds="1200"' in page
    left = int(page.split('data-last="')[1].split('"')[0])
    assert 890 <= left <= 900


def test_a_session_on_another_device_is_ended(app, signed_in, given):
    worker = given.caseworker()
    here, there, elsewhere = [signed_in(worker) for _each in range(3)]
    lost = f"/my-sessions/{named(app, there)}/end"

    answer = here.post(lost, follow_redirects=True)

    assert "The session is ended." in answer.text
    assert [is_in(one) for one in (here, there, elsewhere)] == [True, False, True]


def test_nobody_ends_the_session_of_another(app, signed_in, given):
    worker, other = signed_in(given.caseworker()), signed_in(given.caseworker())

    answer = worker.post(f"/my-sessions/{named(app, other)}/end")

    assert answer.status_code == 404
    assert is_in(other)


@pytest.mark.parametrize("name", ["", "00000000", "%", "BCD-2345"])
def test_a_session_that_is_none_cannot_be_ended(signed_in, given, name):
    assert signed_in(given.caseworker()).post(
        f"/my-sessions/{name}/end"
    ).status_code in (
        404,
        308,
    )


def test_all_sessions_but_this_one_are_ended(signed_in, given):
    worker = given.caseworker()
    here, there, elsewhere = [signed_in(worker) for _each in range(3)]

    answer = here.post("/my-sessions/end-others", follow_redirects=True)

    assert "You are signed in here only." in answer.text
    assert [is_in(one) for one in (here, there, elsewhere)] == [True, False, False]


def test_ending_this_session_by_its_name_signs_out(app, signed_in, given):
    here = signed_in(given.caseworker())

    here.post(f"/my-sessions/{named(app, here)}/end")

    assert is_sent_to_sign_in(here.get("/my-sessions"))


def test_the_dpo_sees_which_sessions_were_ended(app, session, signed_in, given):
    agency = given.agency()
    worker, dpo = given.caseworker(agency), given.dpo(agency)
    here, there = signed_in(worker), signed_in(worker)
    lost = named(app, there)

    here.post(f"/my-sessions/{lost}/end")
    here.post("/sign-out/everywhere")

    lines = list_history(session, dpo, HistoryFilter(event=Event.SIGNED_OUT))
    assert [line.details["ended"] for line in lines] == ["all sessions", lost]
