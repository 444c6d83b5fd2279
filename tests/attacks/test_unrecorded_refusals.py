"""Learning something about answers from a page that refuses, without a record."""

import pytest
from sqlalchemy import func, select

from interact.audit.models import AuditLeaf
from tests.actions.filling import NO, YES, fill
from tests.web.filling import address

pytestmark = pytest.mark.on_both


@pytest.fixture
def looked(session):
    """`looked()` is how often somebody looked, as far as the record says."""
    entries = select(func.count()).select_from(AuditLeaf)
    return lambda: session.scalar(entries)


@pytest.fixture
def browser(signed_in, worker):
    browser = signed_in(worker)
    browser.get("/")
    return browser


@pytest.fixture
def assessment(session, worker, case):
    made = fill(session, worker, case, "CL-05", gm03=YES, gm05=NO)
    session.commit()
    return made


@pytest.mark.parametrize(
    ("method", "page"), [("GET", "deciding"), ("POST", "deciding"), ("GET", "moving")]
)
def test_what_a_refusal_tells_of_a_case_is_recorded_once(
    browser, looked, assessment, method, page
):
    parts = ("deciding", "gm03") if page == "deciding" else (page,)
    before = looked()

    answer = browser.open(
        address(assessment.case, assessment.id, *parts), method=method
    )

    assert answer.status_code == 409
    assert looked() == before + 1


def test_that_a_case_was_looked_at_is_recorded_though_a_page_of_it_is_not_there(
    browser, looked, assessment
):
    before, case = looked(), assessment.case

    answer = browser.get(address(case, case.id, "check"))

    assert answer.status_code == 404
    assert looked() == before + 2
