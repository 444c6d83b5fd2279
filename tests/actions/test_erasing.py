"""Erasing a case: for good, in one order, whatever stops it in between."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Uuid, select
from sqlalchemy.exc import IntegrityError

import interact.web.pages  # noqa: F401  every table is known once the pages are
from interact.agencies.rules import Role
from interact.audit.history import HistoryFilter
from interact.audit.models import Notice
from interact.audit.queries import list_history, verify_log
from interact.audit.rules import Event
from interact.cases import actions as case_actions
from interact.cases.actions import open_case, write_note
from interact.cases.models import Claim
from interact.cases.queries import find_case, list_cases, read_case
from interact.cases.rules import LegalBasis
from interact.core.db import Base
from interact.core.errors import CannotOpen, NotFound, NotPermitted
from interact.erasing import finishing
from interact.erasing.actions import erase_case
from interact.erasing.finishing import finish_erasures, replay_tombstones
from interact.erasing.models import Erasure
from interact.erasing.rows import CASE, conditions
from interact.erasing.rules import (
    ErasureBasis,
    ErasureDecided,
    ErasureNeedsReason,
    ErasureNotFinished,
)
from interact.keys.installation import Installation
from interact.keys.rules import Compartment
from tests.missing import Story

BASIS = ErasureBasis.NO_LONGER_NEEDED
WHY = "The time for keeping it is over"
KEPT = {"agency", "person", "membership", "group", "grant", "erasure", "notice"}


class Killed(BaseException):
    """The process is gone at this very place."""


@pytest.fixture
def story(session, given):
    return Story(session, given)


@pytest.fixture
def supervisor(story, given):
    return given.member(given.agency_of(story.worker), Role.SUPERVISOR)


@pytest.fixture
def salts(session):
    return Installation.of(session).salts


@pytest.fixture
def erase(session, supervisor):
    def done(case):
        session.commit()
        erase_case(session, supervisor, case, BASIS, WHY)
        session.commit()
        session.expire_all()
        session.info.pop("vaults", None)

    return done


def rows_of(session, case_id):
    """How many rows of this case each table still holds."""
    picked = conditions(Base.metadata, case_id).items()
    session.rollback()
    return {
        table.name: len(session.execute(select(table).where(which)).all())
        for table, which in picked
    }


def history_of(session, dpo, reference):
    lines = list_history(session, dpo, HistoryFilter(reference=reference))
    return [line.event for line in lines]


@pytest.mark.on_both
def test_nothing_of_an_erased_case_is_left(session, story, erase, salts):
    story.seen()
    session.commit()
    case_id = story.case.id
    before = rows_of(session, case_id)

    erase(story.case)

    full = {"claim", "epoch", "wrap", "alert", "assessment", "answer", "procedure"}
    full |= {"task"}
    assert full <= {name for name, number in before.items() if number}
    assert set(rows_of(session, case_id).values()) == {0}
    assert salts.find_many(case_id) == {}
    assert case_id in salts.list_tombstones()
    erasure = session.scalars(select(Erasure)).one()
    assert erasure.rows == sum(before.values())
    assert erasure.finished_at is not None
    assert verify_log(session).whole


@pytest.mark.on_both
def test_other_cases_stay_as_they_are(session, story, given, erase):
    other = given.case(story.worker)
    given.claim(story.worker, other)

    erase(story.case)

    vault = read_case(session, story.worker, other.reference)
    claim = session.scalars(select(Claim)).one()
    assert claim.case_id == vault.case.id
    assert list_cases(session, story.worker) == [other]


def test_the_ciphertext_is_in_no_file_any_more(
    session, story, given, erase, tmp_path, running
):
    note = write_note(
        session, story.worker, story.case, Compartment.CARE, "She likes the sea"
    )
    session.commit()
    sealed = note.sealed
    assert sealed in everything_in(tmp_path)

    erase(story.case)

    running.database.engine.dispose()
    assert sealed not in everything_in(tmp_path)


def everything_in(folder):
    return b"".join(path.read_bytes() for path in folder.glob("*.db*"))


# Who may, and why.


def test_a_caseworker_a_partner_and_a_stranger_erase_nothing(session, story, given):
    chief = given.member(given.agency_of(story.officer), Role.SUPERVISOR)
    given.share(story.worker, story.case, story.officer)
    stranger = given.member(given.agency(), Role.SUPERVISOR)

    for actor, refusal in (
        (story.worker, NotPermitted),
        (chief, NotPermitted),
        (stranger, NotFound),
    ):
        with pytest.raises(refusal):
            erase_case(session, actor, story.case, BASIS, WHY)
    assert session.scalars(select(Erasure)).all() == []


def test_an_erasure_needs_a_reason(session, story, supervisor):
    with pytest.raises(ErasureNeedsReason):
        erase_case(session, supervisor, story.case, BASIS, "  ")


def test_a_case_is_decided_on_once(session, story, supervisor):
    erase_case(session, supervisor, story.case, BASIS, WHY)

    with pytest.raises(ErasureDecided):
        erase_case(session, supervisor, story.case, BASIS, WHY)


def test_a_decision_that_is_not_kept_erases_nothing(session, story, supervisor, salts):
    case_id, reference = story.case.id, story.case.reference
    session.commit()
    erase_case(session, supervisor, story.case, BASIS, WHY)
    session.rollback()

    assert session.scalars(select(Erasure)).all() == []
    assert salts.find_many(case_id) != {}
    assert find_case(session, reference) is not None


# What remains.


def test_the_basis_of_an_erasure_is_never_taken_for_that_of_a_share():
    assert not {one.value for one in ErasureBasis} & {one.value for one in LegalBasis}


@pytest.mark.on_both
def test_the_history_keeps_that_it_was_erased_for_every_agency_that_had_a_part(
    session, story, given, erase
):
    given.share(story.worker, story.case, story.officer)
    reference = story.case.reference
    lead, partner = map(given.agency_of, (story.worker, story.officer))
    dpos = [given.dpo(agency) for agency in (lead, partner)]
    stranger = given.dpo(given.agency())

    erase(story.case)

    for dpo in dpos:
        assert history_of(session, dpo, reference)[0] is Event.CASE_ERASED
    assert Event.ERASURE_DECIDED in history_of(session, dpos[0], reference)
    assert Event.CASE_OPENED in history_of(session, dpos[0], reference)
    assert history_of(session, stranger, reference) == []
    told = session.scalars(select(Notice).where(Notice.event == Event.CASE_ERASED))
    assert {notice.agency_id for notice in told} == {lead.id, partner.id}


def test_the_reference_of_an_erased_case_is_never_given_again(
    session, story, erase, monkeypatch
):
    old, new = story.case.reference, "BCD-2345"
    erase(story.case)
    given_out = iter([old, new])
    monkeypatch.setattr(case_actions, "new_reference", lambda: next(given_out))

    assert open_case(session, story.worker).reference == new


def test_an_erased_case_is_found_no_more_than_a_wrong_reference(session, story, erase):
    reference = story.case.reference
    erase(story.case)

    assert find_case(session, reference) is None
    assert list_cases(session, story.worker) == []
    with pytest.raises(NotFound):
        read_case(session, story.worker, reference)


# Whatever stops it.


@pytest.mark.on_both
@pytest.mark.parametrize(
    "step", ["shred", "_delete_rows", "delete_case", "_empty_journal", "_note_finished"]
)
def test_an_erasure_that_was_stopped_anywhere_is_finished(
    session, story, given, supervisor, running, monkeypatch, step
):
    def stop(*_arguments):
        raise Killed

    case_id, reference = story.case.id, story.case.reference
    dpo = given.dpo(given.agency_of(story.worker))
    erase_case(session, supervisor, story.case, BASIS, WHY)
    salts = running.installation.salts
    with monkeypatch.context() as broken:
        broken.setattr(salts if step == "shred" else finishing, step, stop)
        with pytest.raises(Killed):
            session.commit()
    assert session.scalars(select(Erasure)).one().finished_at is None
    session.rollback()

    assert finish_erasures(running.database, salts) == 1

    assert finish_erasures(running.database, salts) == 0
    assert set(rows_of(session, case_id).values()) == {0}
    assert salts.find_many(case_id) == {}
    session.expire_all()
    assert session.scalars(select(Erasure)).one().rows > 0
    assert history_of(session, dpo, reference).count(Event.CASE_ERASED) == 1


def test_when_a_store_is_away_the_decision_stands_and_a_sentence_says_so(
    session, story, supervisor, running, monkeypatch
):
    def away(_case_id):
        raise CannotOpen

    erase_case(session, supervisor, story.case, BASIS, WHY)
    with monkeypatch.context() as broken:
        broken.setattr(running.installation.salts, "shred", away)
        with pytest.raises(ErasureNotFinished):
            session.commit()

    assert session.scalars(select(Erasure)).one().finished_at is None


@pytest.mark.on_both
def test_a_case_that_an_old_copy_brings_back_is_erased_again(
    session, story, given, running, salts
):
    given.share(story.worker, story.case, story.officer)
    session.commit()
    dpo = given.dpo(given.agency_of(story.worker))
    session.commit()
    case_id, reference = story.case.id, story.case.reference
    salts.shred(case_id)

    assert replay_tombstones(running.database, salts) == [reference]

    session.expire_all()
    assert replay_tombstones(running.database, salts) == []
    assert set(rows_of(session, case_id).values()) == {0}
    assert session.scalars(select(Erasure)).one().reference == reference
    assert history_of(session, dpo, reference)[0] is Event.CASE_ERASED


def test_an_old_keyring_learns_what_the_main_store_knows_to_be_erased(
    session, story, running, salts, supervisor
):
    session.add(
        Erasure(
            case_id=story.case.id,
            reference=story.case.reference,
            agency_id=supervisor.agency_id,
        )
    )
    session.commit()

    replay_tombstones(running.database, salts)

    assert story.case.id in salts.list_tombstones()
    assert salts.find_many(story.case.id) == {}


# Which tables.


def test_a_table_that_is_added_later_is_covered_by_itself(story):
    later = MetaData()
    for name, columns in {
        "person": [],
        CASE: [Column("lead_id", ForeignKey("person.id"))],
        "visit": [Column("case_id", ForeignKey("case.id"))],
        "remark": [Column("visit_id", ForeignKey("visit.id"))],
        "weather": [],
    }.items():
        Table(name, later, Column("id", Uuid, primary_key=True), *columns)

    found = [table.name for table in conditions(later, story.case.id)]

    assert found == [CASE, "visit", "remark"]


def test_people_keys_and_the_log_are_never_erased_with_a_case(story):
    found = {table.name for table in conditions(Base.metadata, story.case.id)}

    assert not found & KEPT
    assert not any(name.startswith("audit_") for name in found)


def test_whatever_names_a_case_goes_with_it_or_is_meant_to_stay(story):
    found = {table.name for table in conditions(Base.metadata, story.case.id)}
    naming = {t.name for t in Base.metadata.sorted_tables if "case_id" in t.columns}

    assert naming - found == {"erasure", "notice"}


def test_a_table_whose_rows_refer_to_each_other_is_found_once(story):
    later = MetaData()
    key = Column("id", Integer, primary_key=True)
    Table(CASE, later, Column("id", Uuid, primary_key=True))
    before = Column("before_id", ForeignKey("visit.id"))
    of_case = Column("case_id", ForeignKey("case.id"))
    Table("visit", later, key, before, of_case)

    assert len(conditions(later, story.case.id)) == 2


@pytest.mark.on_both
def test_who_still_writes_while_a_case_is_erased_leaves_nothing_behind(
    session, story, erase, running
):
    case_id, reference = story.case.id, story.case.reference
    session.commit()
    written, gone = Flag(), []

    def write():
        while not gone:
            try:
                with running.database.writing() as other:
                    vault = read_case(other, story.worker, reference)
                    write_note(other, story.worker, vault.case, Compartment.CARE, WHY)
                written.set()
            except (NotFound, CannotOpen, IntegrityError) as refused:
                gone.append(refused)

    with ThreadPoolExecutor(2) as pool:
        writers = [pool.submit(write) for _each in range(2)]
        assert written.wait(30)
        erase(story.case)
        for writer in writers:
            writer.result(60)

    assert gone
    assert set(rows_of(session, case_id).values()) == {0}
    assert running.installation.salts.find_many(case_id) == {}
    assert verify_log(session).whole
