"""The tasks of a case: what is shown to whom, saying that it is done, what changed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from interact.agencies.rules import AgencyKind
from interact.core.clock import now
from interact.core.db import Base
from interact.keys.rules import Compartment
from interact.tasks.rules import TaskKind
from tests.actions.filling import NO, YES
from tests.actions.planning import ask, finish, plan, rows, use

SCHOOL = "Ask three schools near the centre for a place."
DOCTOR = "See a doctor about the burns."


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def guardian(given):
    return given.member(given.agency(AgencyKind.GUARDIANSHIP))


@pytest.fixture
def case(session, given, worker, guardian):
    """A plan in which nothing is done yet; the guardian holds care only."""
    case = given.case(worker)
    doctor = ask("doctor", DOCTOR, compartment="health")
    school = ask("school", SCHOOL, owner="guardianship")
    school["to_do"][0] |= {"step": "report_missing", "refer": "A school advisor"}
    use(session, plan(school, doctor))
    given.share(worker, case, guardian, Compartment.CARE)
    finish(session, worker, case, school=NO, doctor=NO)
    return case


@pytest.fixture
def school(session, case):
    return next(task for task in rows(session) if task.compartment == "care")


def address(case, *parts):
    return "/".join(["", "cases", case.reference, "tasks", *map(str, parts)])


def test_who_holds_the_part_reads_what_is_to_be_done_by_whom_and_by_when(
    signed_in, worker, guardian, case
):
    page = signed_in(worker).get(address(case)).text

    assert SCHOOL in page
    assert DOCTOR in page
    assert guardian.agency_name in page
    assert "in 1 day" in page or "in 24 hours" in page
    assert "Refer to: A school advisor" in page
    assert f"/cases/{case.reference}/procedure" in page


def test_who_does_not_hold_a_part_reads_that_what_is_asked_in_it_is_not_listed(
    signed_in, guardian, case
):
    page = signed_in(guardian).get(address(case)).text

    assert SCHOOL in page
    assert DOCTOR not in page
    assert "parts of the case that your agency was not given is not listed" in page
    assert "Health" not in page.partition("<main")[2]


def test_what_is_overdue_says_so(session, signed_in, worker, case, school):
    school.due_at = now() - timedelta(hours=2)

    assert "2 hours overdue" in signed_in(worker).get(address(case)).text


def test_a_task_is_said_to_be_done_with_a_note(signed_in, guardian, case, school):
    browser = signed_in(guardian)
    form = browser.get(address(case, school.id, "done"))
    assert SCHOOL in form.text

    typed = {"note": "From Monday on", "submission": str(uuid4())}
    answer = browser.post(address(case, school.id, "done"), data=typed)

    assert (answer.status_code, answer.location) == (303, address(case))
    page = browser.get(address(case)).text
    assert "From Monday on" in page
    assert "Ended" in page


def test_a_task_is_taken_handed_over_and_given_back(
    given, signed_in, guardian, case, school
):
    colleague = given.member(given.agency_of(guardian))
    browser = signed_in(guardian)
    assert "Take<" in browser.get(address(case)).text

    answer = browser.post(address(case, school.id, "take"))
    assert (answer.status_code, answer.location) == (303, "/tasks?pile=mine")
    assert f"{guardian.name} has this" in signed_in(colleague).get(address(case)).text

    form = browser.get(address(case, school.id, "hand-over")).text
    assert colleague.name in form
    typed = {"colleague": str(colleague.membership_id), "submission": str(uuid4())}
    assert browser.post(address(case, school.id, "hand-over"), data=typed).location
    assert "You have this" in signed_in(colleague).get(address(case)).text

    theirs = signed_in(colleague)
    assert theirs.post(address(case, school.id, "give-back")).status_code == 303
    assert "You have this" not in theirs.get(address(case)).text


def test_what_a_colleague_took_meanwhile_is_said_so(
    given, signed_in, guardian, case, school
):
    colleague = given.member(given.agency_of(guardian))
    signed_in(colleague).post(address(case, school.id, "take"))

    answer = signed_in(guardian).post(address(case, school.id, "take"))

    assert answer.status_code == 409
    assert f"{colleague.name} has this task" in answer.text


def test_a_task_is_handed_to_nobody_elses_colleague(
    signed_in, worker, guardian, case, school
):
    typed = {"colleague": str(worker.membership_id)}

    answer = signed_in(guardian).post(address(case, school.id, "hand-over"), data=typed)

    assert answer.status_code == 422
    assert "Choose one of the answers listed" in answer.text


def test_a_note_that_is_too_long_is_kept_on_the_page(signed_in, guardian, case, school):
    typed = {"note": "a" * 20_001}

    answer = signed_in(guardian).post(address(case, school.id, "done"), data=typed)

    assert answer.status_code == 422
    assert "This text is too long" in answer.text
    assert typed["note"] in answer.text


def test_what_was_done_meanwhile_is_not_done_twice(
    signed_in, worker, guardian, case, school
):
    for actor in (worker, guardian):
        answer = signed_in(actor).post(address(case, school.id, "done"), data={})

    assert answer.status_code == 422
    assert "This task has ended already" in answer.text


def test_what_waits_lies_on_the_desk_and_says_nothing_of_the_child(
    signed_in, guardian, case
):
    page = signed_in(guardian).get("/").text

    assert "The checklist “CL-90” asks for something: see what" in page
    assert f'href="{address(case)}"' in page
    assert "school" not in page


def test_a_checklist_to_fill_in_again_leads_to_it(session, signed_in, worker, case):
    finish(session, worker, case, "CL-05", gm03=YES)

    page = signed_in(worker).get("/").text

    assert "Fill in “Likelihood of going missing” again" in page
    assert f"/cases/{case.reference}/assessments/start/CL-05" in page


def test_what_is_noted_cannot_be_found_in_the_database_file(
    signed_in, guardian, case, school, tmp_path
):
    note = "From Monday on at nine"
    typed = {"note": note, "submission": str(uuid4())}
    signed_in(guardian).post(address(case, school.id, "done"), data=typed)

    kept = b"".join(one.read_bytes() for one in tmp_path.rglob("interact.db*"))

    assert case.reference.encode() in kept
    assert note.encode() not in kept
    assert b"Monday" not in kept


def test_what_is_asked_for_stands_in_clear_only_where_the_checklist_was_published(
    session, case
):
    session.flush()
    holding = {
        table.name
        for table in Base.metadata.sorted_tables
        for row in session.execute(select(table))
        if SCHOOL in str(tuple(row)) or SCHOOL.encode() in b"".join(blobs(row))
    }

    assert holding == {"published_checklist"}


def blobs(row):
    return [value for value in row if isinstance(value, bytes)]


def test_a_change_is_reported_and_checklists_wait(session, signed_in, worker, case):
    browser = signed_in(worker)
    changed = f"/cases/{case.reference}/changes/new"
    assert "The guardian changes" in browser.get(changed).text

    answer = browser.post(changed, data={"what": "guardian"})

    assert (answer.status_code, answer.location) == (303, address(case))
    assert rows(session, TaskKind.FILL_IN)
    assert "to be filled in within 24 hours" in browser.get(address(case)).text


@pytest.mark.parametrize("what", ["", "nearly adult", "everything"])
def test_a_change_that_is_not_listed_is_refused(session, signed_in, worker, case, what):
    answer = signed_in(worker).post(
        f"/cases/{case.reference}/changes/new", data={"what": what}
    )

    assert answer.status_code == 422
    assert rows(session, TaskKind.FILL_IN) == []


def test_a_child_who_is_nearly_18_is_prepared_for_it(
    given, signed_in, worker, guardian, case
):
    born = (now() - timedelta(days=17 * 365 + 300)).date().isoformat()
    today = now().date().isoformat()
    value = {"exact": born, "age": None, "recorded_on": today, "basis": "stated"}
    given.claim(worker, case, "birth_date", value)
    overview, listed = (
        f"/cases/{case.reference}",
        f"/cases/{case.reference}/assessments",
    )

    told = "The child turns eighteen within half a year"
    browser = signed_in(worker)
    assert "Fill in the checklist “Turning 18”" in browser.get(overview).text
    assert told in browser.get(listed).text
    assert told not in signed_in(guardian).get(listed).text


def test_a_stranger_finds_no_tasks(signed_in, given, case, school):
    browser = signed_in(given.caseworker())

    assert browser.get(address(case)).status_code == 404
    assert browser.post(address(case, school.id, "done")).status_code == 404
