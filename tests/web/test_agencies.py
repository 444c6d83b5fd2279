"""The page of partners: who takes part, how to call them, whether keys are theirs."""

import pytest

from interact.agencies.rules import Role
from interact.audit.history import HistoryFilter
from interact.audit.notices import list_notices
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.joining.partners import trusted_identity
from interact.keys.certificates import fingerprint
from interact.keys.rules import Compartment
from tests.attacks.attacker import vouch_anew

WHY = "They lost all their keys in the flood of May and began anew"


def test_every_agency_is_listed_by_country_with_its_number(signed_in, given):
    worker, officer = given.caseworker(), given.officer("FR")

    text = signed_in(worker).get("/partners").text

    listed = text[text.index("<h1") :]
    order = ["France", officer.agency_name, "Italy", worker.agency_name]
    places = [listed.index(name) for name in order]
    assert places == sorted(places)
    assert 'href="tel:+39091000000"' in text


def test_a_partner_shows_the_fingerprint_that_it_shows_itself_but_for_its_end(
    signed_in, given
):
    worker, officer = given.caseworker(), given.officer("FR")

    ours, theirs = (
        fingerprint_of(officer, signed_in(actor).get("/partners").text)
        for actor in (worker, officer)
    )

    assert theirs == digits(given.agency_of(officer))
    assert ours == theirs[:48] + "····· ····· ····· ·····"


def test_the_own_agency_is_marked_and_a_stranger_is_not_met_yet(signed_in, given):
    worker, officer = given.caseworker(), given.officer("FR")

    text = signed_in(worker).get("/partners").text

    assert "Your agency</strong>" in part_of(worker, text)
    assert "Not met yet</strong>" in part_of(officer, text)


def test_a_partner_that_was_shared_with_was_met(signed_in, given):
    worker, officer = given.caseworker(), given.officer("FR")
    given.share(worker, given.case(worker), officer, Compartment.IDENTITY)

    text = signed_in(worker).get("/partners").text

    assert "Not yet compared</strong>" in part_of(officer, text)
    assert "First met" in part_of(officer, text)


# Comparing.


@pytest.fixture
def supervisor(given):
    return given.member(given.agency(), Role.SUPERVISOR)


@pytest.fixture
def police(given):
    return given.police("FR")


@pytest.fixture
def address(police):
    return f"/partners/{police.id}/compare"


def digits(agency):
    return fingerprint(agency.identity_public)


def test_one_reads_out_ones_own_digits_and_types_those_one_hears(
    signed_in, given, supervisor, police, address
):
    browser = signed_in(supervisor)
    page = browser.get(address).text
    own = digits(given.agency_of(supervisor)).split(" ")
    assert " ".join(own[:4]) in page
    assert "data:image/svg+xml" in page
    assert digits(police)[-23:] not in page

    sent = {"digits": digits(police)[-23:]}
    answer = browser.post(address, data=sent, follow_redirects=True)

    assert f"Compared: {police.name}." in answer.text
    assert digits(police) in answer.text
    assert supervisor.name in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [("12345", "Type the last 20 digits"), ("1" * 20, "These are not the digits")],
)
def test_other_digits_are_not_taken_and_stay_typed(
    signed_in, supervisor, police, address, typed, said
):
    answer = signed_in(supervisor).post(address, data={"digits": typed})

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed}"' in answer.text


def test_digits_that_differ_are_in_the_history(
    signed_in, session, given, supervisor, address
):
    signed_in(supervisor).post(address, data={"digits": "1" * 20})

    dpo = given.dpo(given.agency_of(supervisor))
    refused = HistoryFilter(event=Event.ACCESS_REFUSED)
    (line,) = list_history(session, dpo, refused)
    assert "not the digits" in line.result


def test_a_caseworker_sees_the_digits_and_does_not_say_they_were_compared(
    signed_in, given, police, address
):
    browser = signed_in(given.caseworker())

    assert "A supervisor of your agency compares." in browser.get(address).text
    assert browser.post(address, data={"digits": digits(police)}).status_code == 403


def test_the_own_fingerprint_is_there_large_and_as_a_code(signed_in, supervisor):
    text = signed_in(supervisor).get(f"/partners/{supervisor.agency_id}/compare").text

    assert "The fingerprint of your agency as a QR code" in text
    assert "<form" not in text[text.index("<h1") : text.index("</main>")]


def test_an_agency_that_is_not_there_is_not_compared(signed_in, supervisor):
    nobody = "/partners/00000000-0000-4000-8000-000000000000/compare"

    assert signed_in(supervisor).get(nobody).status_code == 404


def test_a_custodian_lets_the_agency_send_to_compared_partners_only(
    signed_in, given, supervisor, police
):
    officer = given.member(police)
    case = given.case(supervisor)
    given.claim(supervisor, case)
    browser = signed_in(given.custodian(given.agency_of(supervisor)))
    asked = {"only_compared": "yes"}

    page = browser.post("/partners/only-compared", data=asked, follow_redirects=True)

    assert "Your agency sends only to partners it has compared." in page.text
    refused = share(signed_in(supervisor), case, officer)
    assert refused.status_code == 422
    assert "it has not compared" in refused.text


def test_nobody_but_a_custodian_decides_that(signed_in, supervisor):
    answer = signed_in(supervisor).post("/partners/only-compared")

    assert answer.status_code == 403


# A partner shows other keys than before.


@pytest.fixture
def dpos(given, supervisor, police):
    """Of both sides, who joined before anything changed."""
    return given.dpo(given.agency_of(supervisor)), given.dpo(police)


@pytest.fixture
def officer(session, given, supervisor, dpos, police):
    """Of the police, who were met, and show other keys by now."""
    member = given.member(police)
    trusted_identity(session, supervisor, police)
    vouch_anew(session, police)
    return member


@pytest.fixture
def case(given, supervisor):
    made = given.case(supervisor)
    given.claim(supervisor, made)
    return made


def share(browser, case, receiver):
    sent = {
        "agency": receiver.agency_id,
        "compartments": "identity",
        "purpose": "locate",
        "basis": "vital interests",
        "until": ["1", "1", "2100"],
    }
    page = browser.get(f"/cases/{case.reference}/sharing/new").text
    start = page.index('name="until"')
    days = [part.split('"')[0] for part in page[start:].split('value="')[1:4]]
    sent["until"] = days
    return browser.post(f"/cases/{case.reference}/sharing/new", data=sent)


def test_sharing_with_it_says_that_nothing_was_sent_and_tells_both_officers(
    session, signed_in, supervisor, dpos, officer, case
):
    browser = signed_in(supervisor)

    for _time in range(2):
        answer = share(browser, case, officer)

    assert answer.status_code == 422
    assert "Nothing was sent to them" in answer.text
    for dpo in dpos:
        events = [notice.event for notice in list_notices(session, dpo)]
        assert events.count(Event.PARTNER_CHANGED) == 1
    told = HistoryFilter(event=Event.PARTNER_CHANGED)
    assert len(list_history(session, dpos[0], told)) == 1


def test_the_partner_is_shown_as_changed_and_led_to_accepting(
    signed_in, supervisor, police, officer, address
):
    browser = signed_in(supervisor)

    assert "Fingerprint changed" in browser.get("/partners").text
    page = browser.get(address).text
    assert "These are not the keys your agency knows" in page
    assert f"/partners/{police.id}/accept" in page


def test_new_keys_are_accepted_with_their_digits_and_a_reason(
    signed_in, supervisor, police, officer, case
):
    browser, address = signed_in(supervisor), f"/partners/{police.id}/accept"
    assert "Only if somebody you know there told you" in browser.get(address).text
    assert digits(police)[-23:] not in browser.get(address).text
    sent = {"digits": digits(police)[-23:], "reason": WHY}

    answer = browser.post(address, data=sent, follow_redirects=True)

    assert f"The new keys of {police.name} are accepted." in answer.text
    assert share(browser, case, officer).status_code == 303


def test_new_digits_are_not_to_be_copied_though_the_old_ones_were_compared(
    session, signed_in, supervisor, dpos, police, address
):
    browser = signed_in(supervisor)
    browser.post(address, data={"digits": digits(police)})
    vouch_anew(session, police)

    for page in ("/partners", address, address.replace("compare", "accept")):
        assert digits(police)[-23:] not in browser.get(page).text


def test_a_refusal_outside_a_form_is_a_page_that_says_whom_to_call(
    session, signed_in, given, supervisor, police, dpos
):
    officer = given.member(police)
    theirs = given.case(officer)
    given.share(officer, theirs, supervisor, Compartment.HEALTH)
    given.claim(officer, theirs, "medication", "Insulin")
    trusted_identity(session, supervisor, police)
    vouch_anew(session, police)

    answer = signed_in(supervisor).get(f"/cases/{theirs.reference}/profile")

    assert answer.status_code == 409
    assert "on a number you have from elsewhere" in answer.text
    assert f"/partners/{police.id}/compare" in answer.text
    events = [notice.event for notice in list_notices(session, dpos[0])]
    assert Event.PARTNER_CHANGED in events


def part_of(actor, text):
    start = text.index(f"<strong>{actor.agency_name}</strong>")
    return text[start : text.index("</details>", start)]


def fingerprint_of(actor, text):
    part = part_of(actor, text)
    tag = '<code class="interact-fingerprint" dir="ltr">'
    return part.split(tag)[1].split("</code>")[0]
