"""Finding a case again by name, across scripts, among the cases one may open."""

import pytest
from sqlalchemy import select

from interact.agencies.rules import Role
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.matching import Reason
from interact.cases.models import SearchRow
from interact.cases.search import Wanted, find_like_cases
from interact.core.errors import NotPermitted
from interact.keys.rules import Compartment

pytestmark = pytest.mark.on_both
BIRTH = {"exact": "2011-03-27", "age": None, "recorded_on": "2026-01-01"}


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    case = given.case(worker)
    given.claim(worker, case, "given_names", {"latin": "Abena", "script": ""})
    given.claim(worker, case, "family_name", {"latin": "Mensah", "script": ""})
    return case


def found(session, actor, *names, **more):
    like = find_like_cases(session, actor, Wanted(list(names), **more))
    return [one.case for one in like]


@pytest.mark.parametrize(
    "typed", ["Abena Mensah", "mensah abena", "ابينا منساه", "Abenna Mensa"]
)
def test_a_name_is_found_in_any_script_and_spelling(session, worker, case, typed):
    assert found(session, worker, typed) == [case]


def test_another_name_is_not_found(session, worker, case):
    assert found(session, worker, "Dilan Kaya") == []


def test_why_a_case_was_found_is_said(session, given, worker, case):
    given.claim(worker, case, "birth_date", BIRTH | {"basis": "document"})

    wanted = Wanted(["Abena Mensah"], birth_year=2011, sex="female")
    (like,) = find_like_cases(session, worker, wanted)

    assert like.why == [Reason.SAME_NAME, Reason.SAME_YEAR]


def test_every_name_that_was_ever_claimed_finds_the_child(session, given, worker, case):
    given.claim(worker, case, "given_names", {"latin": "Zuhra", "script": ""})
    given.claim(worker, case, "other_names", {"latin": "Little Star", "script": ""})

    for typed in ("Abena Mensah", "Zuhra Mensah", "Little Star"):
        assert found(session, worker, typed) == [case]


def test_a_stranger_finds_nothing(session, given, case):
    assert found(session, given.caseworker(), "Abena Mensah") == []


def test_only_a_partner_who_accepted_identity_finds_the_child(
    session, given, worker, case
):
    invited, partner, other = (given.officer(country) for country in ("FR", "SE", "GR"))
    given.offer(worker, case, invited, Compartment.IDENTITY)
    given.share(worker, case, partner, Compartment.IDENTITY)
    given.share(worker, case, other, Compartment.WHEREABOUTS)

    assert found(session, partner, "Abena Mensah") == [case]
    assert found(session, invited, "Abena Mensah") == []
    assert found(session, other, "Abena Mensah") == []


def test_a_dpo_does_not_search(session, given, worker, case):
    dpo = given.member(given.agency_of(worker), Role.DPO)

    with pytest.raises(NotPermitted):
        found(session, dpo, "Abena Mensah")


def test_what_a_search_compares_is_sealed(session, case):
    row = session.scalar(select(SearchRow).where(SearchRow.case_id == case.id))

    assert b"bena" not in row.sealed.lower()
    assert row.version == 2


def test_a_search_is_recorded_without_the_name(session, given, worker, case):
    found(session, worker, "Abena Mensah")
    dpo = given.dpo(given.agency_of(worker))
    session.commit()

    lines = list_history(session, dpo, HistoryFilter(event=Event.CASES_SEARCHED))

    assert len(lines) == 1
    assert "Abena" not in str(lines)
    assert case.reference in str(lines)
