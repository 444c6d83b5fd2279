"""Who gets through to which page: every route there is, for every part and standing.

A route that is not on the list fails here: somebody has to say who it is for.
"""

from collections.abc import Iterator
from itertools import product

import pytest

from interact.agencies.rules import AgencyKind, Role
from interact.joining.setting_up import found_platform, invite_administrator
from tests.actions.test_platform import HOST, come_in, new_agency
from tests.attacks.expected_routes import EXPECTED, PEOPLE
from tests.web.walking import NOTHING, values_of, whole_story

OUTSIDE = {"static", "health.metrics", "sign_in.leave", "sign_in.leave_everywhere"}
SHUT = {403, 404}


@pytest.fixture
def people(session, given):
    """Somebody of every part and standing towards one case, by what they are called."""
    story = whole_story(session, given)
    lead, partner = story.given.agency_of(story.worker), given.agency_of(story.officer)
    invited, stranger = given.agency(), given.agency(AgencyKind.NGO)
    guest = given.caseworker(invited)
    given.offer(story.worker, story.case, guest)
    found_platform(session, new_agency())
    found = {
        "lead caseworker": story.worker,
        "lead supervisor": given.member(lead, Role.SUPERVISOR),
        "lead dpo": given.dpo(lead),
        "lead custodian": given.custodian(lead),
        "partner caseworker": story.officer,
        "partner dpo": given.dpo(partner),
        "invited caseworker": guest,
        "stranger caseworker": given.caseworker(stranger),
        "stranger supervisor": given.member(stranger, Role.SUPERVISOR),
        "stranger dpo": given.dpo(stranger),
        "administrator": come_in(
            session, invite_administrator(session, HOST), HOST.email
        ),
        "nobody": None,
    }
    assert list(found) == list(PEOPLE)
    session.commit()
    return story, found


def routes(app) -> Iterator[tuple[str, str, list[str]]]:
    """Every endpoint with how it is asked: looked at if it can be, else sent to."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OUTSIDE:
            method = "GET" if "GET" in rule.methods else "POST"
            yield rule.endpoint, method, sorted(rule.arguments)


def gets_through(answer) -> bool:
    """Whether the door was open; what was sent may still be refused inside."""
    sent_away = answer.status_code == 303 and answer.location == "/sign-in"
    return answer.status_code not in SHUT and not sent_away


@pytest.mark.parametrize("who", PEOPLE)
def test_a_page_is_for_those_it_is_for_and_nobody_else(
    app, session, signed_in, people, who
):
    story, found = people
    values = values_of(session, story.case)
    adapter = app.url_map.bind("localhost")

    opened = set()
    for endpoint, method, places in routes(app):
        browser = signed_in(found[who]) if found[who] else app.test_client()
        for filled in product(*(values.get(place, NOTHING) for place in places)):
            named = dict(zip(places, filled, strict=True))
            answer = browser.open(adapter.build(endpoint, named), method=method)
            if gets_through(answer):
                opened.add(endpoint)
                break

    assert opened == {page for page, those in EXPECTED.items() if who in those}


def test_somebody_said_of_every_route_who_it_is_for(app):
    assert {endpoint for endpoint, _method, _places in routes(app)} == set(EXPECTED)
