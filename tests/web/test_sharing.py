"""The sharing pages: chosen, seen beforehand, sent once, answered, ended."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from interact.alerts.queries import list_unacknowledged
from interact.cases.queries import list_refusals, read_case, read_profile
from interact.cases.rules import ShareStatus
from interact.core.clock import now
from interact.keys.rules import Compartment
from tests.missing import Story

IDENTITY, WHEREABOUTS = Compartment.IDENTITY, Compartment.WHEREABOUTS


@pytest.fixture
def story(session, given):
    return Story(session, given)


def address(story, path=""):
    return f"/cases/{story.case.reference}/sharing{path}"


def chosen(receiver, *parts, **more):
    """What is typed to share parts with somebody's agency for a week."""
    until = (now() + timedelta(days=7)).date()
    return {
        "agency": str(receiver.agency_id),
        "compartments": [part.value for part in parts],
        "purpose": "locate",
        "basis": "vital interests",
        "until": [str(until.day), str(until.month), str(until.year)],
        **more,
    }


def hidden(page):
    """What the preview sends on, and nothing else."""
    form = page[page.rindex('<form method="post"') :]
    sent = {}
    for name, value in re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', form):
        sent.setdefault(name, []).append(value)
    sent.pop("back", None)
    return sent


def test_nothing_is_chosen_beforehand(signed_in, story):
    text = signed_in(story.worker).get(address(story, "/new")).text

    first = text[text.index("<option") :]
    assert first.startswith('<option value="">Choose an agency</option>')
    assert " selected" not in text
    assert " checked" not in text


def test_the_preview_says_what_goes_and_what_stays_and_sends_nothing(
    signed_in, story, given
):
    given.claim(story.worker, story.case, "hair", "Black")
    typed = chosen(story.lieutenant, IDENTITY)

    text = signed_in(story.worker).post(address(story, "/preview"), data=typed).text

    goes, rest = text.split('interact-column--reduced"')
    stays = rest.split('interact-column--stays"')[1]
    assert "Hair" in goes
    assert "Identity" in goes
    for part in ("Whereabouts and contacts", "Health", "Legal procedure"):
        assert part in stays
    assert "Black" not in text
    assert story.case.shares == []


def test_the_preview_counts_checklists_sightings_and_alerts(signed_in, story):
    story.seen()
    typed = chosen(story.lieutenant, WHEREABOUTS, Compartment.CARE)

    text = signed_in(story.officer).post(address(story, "/preview"), data=typed).text

    for said in (
        "1 sighting",
        "1 checklist",
        "1 alert, as far as what goes",
        "the steps that were taken, with what was noted",
    ):
        assert said in text


def test_what_the_preview_showed_is_what_is_offered(signed_in, story, session):
    browser = signed_in(story.worker)
    typed = chosen(story.lieutenant, IDENTITY, WHEREABOUTS, may_pass_on="y")
    page = browser.post(address(story, "/preview"), data=typed).text

    answer = browser.post(address(story, "/new"), data=hidden(page))

    assert answer.status_code == 303
    (share,) = story.case.shares
    assert share.parts == {IDENTITY, WHEREABOUTS, Compartment.COORDINATION}
    assert share.may_pass_on
    assert share.status is ShareStatus.OFFERED
    rome = share.until + timedelta(hours=1)
    assert str(rome.day) == typed["until"][0]


def test_a_share_sent_twice_is_offered_once(signed_in, story):
    browser = signed_in(story.worker)
    typed = chosen(story.lieutenant, IDENTITY, submission=str(uuid4()))

    answers = [browser.post(address(story, "/new"), data=typed) for _n in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(story.case.shares) == 1


def test_one_goes_back_and_finds_what_was_chosen(signed_in, story):
    typed = chosen(story.lieutenant, IDENTITY, back="1")

    text = signed_in(story.worker).post(address(story, "/preview"), data=typed).text

    assert "Share with an agency" in text
    assert f'<option value="{story.lieutenant.agency_id}" selected>' in text
    assert text.count("checked") == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"agency": ""}, "Choose the agency to share with"),
        ({"compartments": []}, "Choose at least one part of the case"),
        ({"purpose": ""}, "Choose why they need it"),
        ({"basis": ""}, "Choose the legal basis"),
        ({"until": ["31", "2", "2027"]}, "There is no such day"),
        ({"until": ["1", "1", "2020"]}, "A share must end in the future"),
        ({"until": ["1", "1", "2999"]}, "A share can last 90 days at most"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays_chosen(
    signed_in, story, wrong, said
):
    typed = chosen(story.lieutenant, IDENTITY, may_pass_on="y") | wrong

    answer = signed_in(story.worker).post(address(story, "/preview"), data=typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert re.search(r'name="may_pass_on"[^>]* checked', answer.text)
    assert story.case.shares == []


def test_the_alert_goes_with_a_share_across_the_border(
    signed_in, story, session, given
):
    given.claim(story.worker, story.case, "debt", "2 000 euro")
    alert = story.searching()
    browser = signed_in(story.officer)
    typed = chosen(story.lieutenant, IDENTITY, WHEREABOUTS, with_alert="y")
    page = browser.post(address(story, "/preview"), data=typed).text
    assert "The alert goes with it" in page

    browser.post(address(story, "/new"), data=hidden(page))
    (share,) = story.case.shares_with(story.lieutenant.agency_id)
    answer = {"answer": "accept"}
    abroad = signed_in(story.lieutenant)
    abroad.post(address(story, f"/{share.id}/answer"), data=answer)

    assert list_unacknowledged(session, story.lieutenant) == [alert]
    text = abroad.get(f"/cases/{story.case.reference}/alerts/{alert.id}").text
    assert "Tesfaledet" in text
    assert "Not shared with your agency: Care and safety" in text


def test_no_alert_is_offered_where_none_holds(signed_in, story):
    browser = signed_in(story.worker)
    assert "Send the alert with it" not in browser.get(address(story, "/new")).text

    browser.post(
        address(story, "/new"),
        data=chosen(story.lieutenant, IDENTITY, with_alert="y"),
    )

    assert len(story.case.shares) == 1


def test_an_offer_shows_who_offers_what_and_nothing_of_the_child(
    signed_in, story, given
):
    share = given.offer(story.worker, story.case, story.lieutenant, IDENTITY)

    text = signed_in(story.lieutenant).get(address(story, f"/{share.id}/answer")).text

    assert story.worker.agency_name in text
    assert "Coordination, Identity" in text
    assert "Abena" not in text


def test_an_accepted_offer_opens_what_was_shared_and_nothing_else(
    signed_in, story, given
):
    given.claim(story.worker, story.case, "conditions", "Asthma")
    share = given.offer(story.worker, story.case, story.lieutenant, IDENTITY)
    browser = signed_in(story.lieutenant)

    answer = browser.post(
        address(story, f"/{share.id}/answer"), data={"answer": "accept"}
    )

    assert answer.location == f"/cases/{story.case.reference}"
    vault = read_case(story.session, story.lieutenant, story.case.reference)
    assert set(read_profile(vault)) == {"given_names", "family_name"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose whether to accept or to decline"),
        ({"answer": "decline", "reason": " "}, "Write down the reason."),
    ],
)
def test_an_answer_needs_a_choice_and_a_refusal_its_reason(
    signed_in, story, given, typed, said
):
    share = given.offer(story.worker, story.case, story.lieutenant, IDENTITY)

    answer = signed_in(story.lieutenant).post(
        address(story, f"/{share.id}/answer"), data=typed
    )

    assert answer.status_code == 422
    assert said in answer.text
    assert share.status is ShareStatus.OFFERED


def test_a_refusal_is_read_and_noted_by_who_offered(signed_in, story, given, session):
    share = given.offer(story.worker, story.case, story.lieutenant, IDENTITY)
    refusal = {"answer": "decline", "reason": "Our night desk is closed"}
    signed_in(story.lieutenant).post(
        address(story, f"/{share.id}/answer"), data=refusal
    )
    browser = signed_in(story.worker)

    text = browser.get(address(story, f"/{share.id}/refusal")).text
    browser.post(address(story, f"/{share.id}/refusal"), data={"submission": ""})

    assert "Our night desk is closed" in text
    assert list_refusals(session, story.worker) == []


def test_an_offer_is_answered_once(signed_in, story, given):
    share = given.share(story.worker, story.case, story.lieutenant, IDENTITY)

    answer = signed_in(story.lieutenant).post(
        address(story, f"/{share.id}/answer"),
        data={"answer": "decline", "reason": "Changed our mind"},
    )

    assert answer.status_code in {403, 422}
    assert share.status is ShareStatus.ACCEPTED


def test_a_share_is_ended_with_a_reason(signed_in, story, given):
    share = given.share(story.worker, story.case, story.lieutenant, IDENTITY)
    browser = signed_in(story.worker)

    refused = browser.post(address(story, f"/{share.id}/withdraw"), data={"reason": ""})
    browser.post(address(story, f"/{share.id}/withdraw"), data={"reason": "Back home"})

    assert refused.status_code == 422
    assert share.status is ShareStatus.WITHDRAWN
    gone = signed_in(story.lieutenant).get(f"/cases/{story.case.reference}")
    assert gone.status_code == 404


def test_an_offer_is_taken_back_and_was_not_answered(signed_in, story, given):
    share = given.offer(story.worker, story.case, story.lieutenant, IDENTITY)
    browser, page = signed_in(story.worker), address(story, f"/{share.id}/withdraw")
    assert "opened nothing by it yet" in browser.get(page).text
    assert "Take back the offer" in browser.get(address(story)).text

    browser.post(page, data={"reason": "Sent by mistake"})

    listed = browser.get(address(story)).text
    assert ">Ended</dt>" in listed
    assert ">Answered</dt>" not in listed


def test_a_share_of_others_is_not_there(signed_in, story, given):
    share = given.offer(story.worker, story.case, story.lieutenant, IDENTITY)
    other = given.case(story.worker)
    given.share(story.worker, story.case, story.officer, IDENTITY)

    for actor, reference in (
        (story.officer, story.case.reference),
        (given.officer(), story.case.reference),
        (story.worker, other.reference),
    ):
        for path in ("answer", "withdraw", "refusal"):
            page = f"/cases/{reference}/sharing/{share.id}/{path}"
            assert signed_in(actor).get(page).status_code == 404


def test_an_agency_that_may_not_pass_on_is_told_whom_to_ask(signed_in, story, given):
    given.share(story.worker, story.case, story.lieutenant, IDENTITY)
    browser = signed_in(story.lieutenant)

    listed = browser.get(address(story)).text
    typed = chosen(story.officer, IDENTITY)
    answer = browser.post(address(story, "/new"), data=typed)

    assert f"Ask {story.worker.agency_name}." in listed
    assert answer.status_code == 422
    assert story.case.shares_with(story.officer.agency_id) == []
