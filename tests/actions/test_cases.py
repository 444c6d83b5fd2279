"""Opening a case, claims that stand side by side, notes, and what stands above them."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine

from interact.agencies.rules import AgencyKind, Role
from interact.cases.actions import (
    check_unchanged,
    claim_field,
    claim_fields,
    open_case,
    write_note,
)
from interact.cases.fields import AgeBasis, field_by_name
from interact.cases.header import Why, case_header, withheld_parts
from interact.cases.models import Episode
from interact.cases.queries import (
    conflicts,
    filled_fields,
    list_cases,
    list_notes,
    read_case,
    read_claims,
    read_profile,
)
from interact.cases.rules import (
    ChangedMeanwhile,
    CompartmentNotHeld,
    EpisodeStatus,
    InvestigationIsForPolice,
    NothingWritten,
    TextTooLong,
)
from interact.cases.statements import Confidence, Source
from interact.cases.timeline import case_timeline
from interact.cases.values import DetailDoesNotFit
from interact.core.clock import now
from interact.core.errors import NotFound, NotPermitted
from interact.keys.rules import Compartment

pytestmark = pytest.mark.on_both
HAIR, SEX, HEALTH = map(field_by_name, ("hair", "sex", "conditions"))


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


def test_whoever_opens_a_case_leads_it(session, worker):
    case = open_case(session, worker)

    assert case.lead_agency_id == worker.agency_id
    assert list_cases(session, worker) == [case]


@pytest.mark.parametrize("role", [Role.DPO, Role.CUSTODIAN])
def test_only_caseworkers_open_cases(session, given, role):
    member = given.member(given.agency(), role)

    with pytest.raises(NotPermitted):
        open_case(session, member)


def test_a_new_claim_stands_beside_the_older_one(session, given, worker, case):
    given.claim(worker, case, "hair", "Black")
    given.claim(worker, case, "hair", "Brown")

    claims = read_claims(read_case(session, worker, case.reference), HAIR)

    assert [claim.statement.value for claim in claims] == ["Brown", "Black"]
    assert conflicts(claims) == claims[1:]


def test_saying_the_same_again_is_no_conflict(session, given, worker, case):
    for said in ("Black", "Brown", "Black", "Brown"):
        given.claim(worker, case, "hair", said)

    claims = read_claims(read_case(session, worker, case.reference), HAIR)

    assert [claim.statement.value for claim in conflicts(claims)] == ["Black"]


def test_a_claim_keeps_who_said_it_and_how_sure_it_is(session, given, worker, case):
    given.claim(worker, case)

    (claim,) = read_claims(read_case(session, worker, case.reference), HAIR)

    assert claim.statement.source is Source.CHILD
    assert claim.statement.confidence is Confidence.SURE
    assert claim.agency_name == worker.agency_name


def test_an_impossible_detail_leaves_nothing_of_its_form(session, given, worker, case):
    said = {HAIR: given.statement("Black"), SEX: given.statement("unheard of")}

    with pytest.raises(DetailDoesNotFit), session.begin_nested():
        claim_fields(session, worker, case, said)

    assert read_profile(read_case(session, worker, case.reference)) == {}


def test_a_stranger_records_nothing_and_does_not_learn_of_the_case(
    session, given, case
):
    stranger = given.caseworker()

    with pytest.raises(NotFound):
        claim_field(session, stranger, case, HAIR, given.statement("Black"))


def test_a_partner_records_only_in_parts_it_holds(session, given, worker, case):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)

    claim_field(session, officer, case, HAIR, given.statement("Black"))
    with pytest.raises(CompartmentNotHeld):
        claim_field(session, officer, case, HEALTH, given.statement("Asthma"))

    assert filled_fields(read_case(session, worker, case.reference)) == {"hair"}


def test_what_somebody_else_recorded_meanwhile_is_noticed(session, given, worker, case):
    seen = given.claim(worker, case)
    check_unchanged(session, case, HAIR, seen.id)
    given.claim(worker, case, "hair", "Brown")

    for stale in (seen.id, None, uuid4()):
        with pytest.raises(ChangedMeanwhile):
            check_unchanged(session, case, HAIR, stale)


def test_a_note_needs_words_and_not_too_many(session, worker, case):
    for text, refusal in (("  \n", NothingWritten), ("a" * 3_000_000, TextTooLong)):
        with pytest.raises(refusal):
            write_note(session, worker, case, Compartment.CARE, text)

    assert list_notes(read_case(session, worker, case.reference)) == []


def test_the_newest_notes_come_first(session, worker, case):
    with time_machine.travel(now(), tick=False) as clock:
        for text in ("First", "Second", "Third"):
            write_note(session, worker, case, Compartment.CARE, text)
            session.flush()
            clock.shift(1)

    vault = read_case(session, worker, case.reference)

    assert [note.text for note in list_notes(vault, 2)] == ["Third", "Second"]


def test_only_police_begin_the_investigation(session, given, case):
    police_lead = given.officer()
    theirs = given.case(police_lead)

    write_note(session, police_lead, theirs, Compartment.INVESTIGATION, "A witness")
    reception = given.caseworker()
    with pytest.raises((CompartmentNotHeld, InvestigationIsForPolice)):
        write_note(
            session,
            reception,
            given.case(reception),
            Compartment.INVESTIGATION,
            "A witness",
        )


def test_the_header_shows_the_newest_name_and_age(session, given, worker, case):
    given.claim(worker, case, "given_names", {"latin": "Abena", "script": "አቤና"})
    given.claim(worker, case, "family_name", {"latin": "Mensah", "script": ""})
    born = {"exact": "2011-11-22", "age": None, "recorded_on": "2026-01-01"}
    given.claim(worker, case, "birth_date", born | {"basis": "document"})

    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        header = case_header(read_case(session, worker, case.reference))

    assert (header.name, header.script) == ("Abena Mensah", "አቤና")
    assert (header.age.years, header.age.exact) == (14, True)
    assert (header.lead, header.agencies) == (worker.agency_name, 0)


@pytest.mark.parametrize("claimed", [(16, 19), (19, 16)])
def test_a_doubted_age_is_headed_by_the_lower_one_and_never_by_the_upper_alone(
    session, given, worker, case, claimed
):
    for years in claimed:
        basis = "assessed" if years == 19 else "stated"
        said = {"exact": None, "age": years, "recorded_on": now().date().isoformat()}
        given.claim(worker, case, "birth_date", said | {"basis": basis})

    age = case_header(read_case(session, worker, case.reference)).age

    assert (age.years, age.up_to, age.basis) == (16, 19, AgeBasis.STATED)


def test_a_name_only_in_its_own_script_is_the_name(session, given, worker, case):
    given.claim(worker, case, "given_names", {"latin": "", "script": "አቤና"})

    header = case_header(read_case(session, worker, case.reference))

    assert (header.name, header.script) == ("አቤና", "")


def test_the_name_is_withheld_from_whom_identity_was_not_shared_with(
    session, given, worker, case
):
    given.named(worker, case, "Abena")
    officer = given.officer()
    given.share(worker, case, officer, Compartment.WHEREABOUTS)

    header = case_header(read_case(session, officer, case.reference))

    assert (header.name, header.script, header.age) == (None, "", None)
    assert header.agencies == 1


def test_a_case_without_a_name_yet_withholds_nothing(session, worker, case):
    assert case_header(read_case(session, worker, case.reference)).name == ""


def test_the_header_says_that_the_child_is_being_looked_for(session, worker, case):
    case.episodes.append(
        Episode(
            number=1,
            status=EpisodeStatus.LOCAL_CHECKS,
            country="IT",
            noticed_at=now(),
        )
    )
    session.flush()

    header = case_header(read_case(session, worker, case.reference))

    assert (header.missing, header.status) == (True, EpisodeStatus.LOCAL_CHECKS)


def test_every_part_a_partner_cannot_open_is_named_with_the_reason(
    session, given, worker, case
):
    hotline = given.member(given.hotline("FR"))
    given.share(worker, case, hotline, Compartment.IDENTITY, Compartment.HEALTH)

    withheld = withheld_parts(read_case(session, hotline, case.reference))

    assert {part.compartment: part.why for part in withheld} == {
        Compartment.WHEREABOUTS: Why.NOT_SHARED,
        Compartment.CARE: Why.NOT_SHARED,
        Compartment.HEALTH: Why.NOT_CLEARED,
        Compartment.LEGAL: Why.NOT_SHARED,
        Compartment.INVESTIGATION: Why.POLICE_ONLY,
    }


def test_nothing_but_the_investigation_is_withheld_from_the_lead(session, worker, case):
    withheld = withheld_parts(read_case(session, worker, case.reference))

    assert [part.why for part in withheld] == [Why.POLICE_ONLY]


def test_the_timeline_tells_in_order_what_was_done(session, given, worker, case):
    with time_machine.travel(now(), tick=False) as clock:
        for name in ("hair", "eyes"):
            given.claim(worker, case, name, "Brown")
        clock.shift(3600)
        given.claim(worker, case, "hair", "Black")
        clock.shift(60)
        write_note(session, worker, case, Compartment.CARE, "Went to school")
        clock.shift(60)
        given.share(worker, case, given.officer(), Compartment.IDENTITY)
        told = case_timeline(read_case(session, worker, case.reference))

    assert [entry.title for entry in told] == [
        "Case opened",
        "Details recorded",
        "Details recorded",
        "Note in “%(part)s”",
        "Offered to %(agency)s",
        "%(agency)s accepted what was shared",
    ]
    assert [thing.label for thing in told[1].things] == ["Hair", "Eyes"]


def test_the_timeline_tells_a_partner_nothing_of_closed_parts(
    session, given, worker, case
):
    given.claim(worker, case)
    given.claim(worker, case, "conditions", "Asthma")
    write_note(session, worker, case, Compartment.CARE, "Went to school")
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)

    told = case_timeline(read_case(session, officer, case.reference))

    assert {thing.label for entry in told for thing in entry.things} == {
        "Hair",
        "Coordination",
        "Identity",
    }
    assert not any(entry.text for entry in told)


def test_a_hotline_may_lead_a_case_too(session, given):
    worker = given.member(given.agency(AgencyKind.HOTLINE))

    assert open_case(session, worker).lead_agency_id == worker.agency_id
