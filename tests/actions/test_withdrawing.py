"""An agency is taken out of a case: what is written from then on is not theirs."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from sqlalchemy import select

from interact.assessments.models import Answer
from interact.audit.rules import Event as Happened
from interact.cases.actions import write_note
from interact.cases.files import NewFile, attach_file, list_files
from interact.cases.models import Case, Epoch, File, Note, Share
from interact.cases.queries import list_notes, read_case, read_profile
from interact.cases.rules import CompartmentNotHeld, FileKind, ShareStatus
from interact.cases.search import Wanted, find_like_cases
from interact.cases.shareable import list_shareable
from interact.cases.sharing import accept_share, share_case, withdraw_share
from interact.core.clock import now
from interact.core.errors import InteractError, NotFound
from interact.joining.rules import IdentityChanged
from interact.keys.certificates import AgencyIdentity
from interact.keys.rules import Compartment
from interact.sightings.actions import record_sighting
from interact.sightings.models import Sighting
from tests.actions.filling import events
from tests.actions.thief import Thief
from tests.attacks.attacker import forget, read_again, wraps_of
from tests.missing import Story, account

pytestmark = pytest.mark.on_both

IDENTITY, CARE, HEALTH = Compartment.IDENTITY, Compartment.CARE, Compartment.HEALTH
WHEREABOUTS = Compartment.WHEREABOUTS
INVESTIGATION = Compartment.INVESTIGATION
PARTS = (IDENTITY, CARE, WHEREABOUTS)


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def officer(given):
    return given.officer()


@pytest.fixture
def case(given, worker):
    made = given.case(worker)
    given.named(worker, made, "Abena", "Tesfaledet")
    return made


def withdraw(session, actor, share):
    withdraw_share(session, actor, share, "No longer needed")
    forget(session)


def write(session, actor, case, part, text="Sleeps badly"):
    forget(session)
    return write_note(session, actor, case, part, text)


def texts(session, actor, case):
    return [note.text for note in list_notes(read_again(session, actor, case))]


def numbers(session, case, part):
    begun = select(Epoch.number).where(
        Epoch.case_id == case.id, Epoch.compartment == part
    )
    return sorted(session.scalars(begun))


def test_who_was_taken_out_opens_nothing_written_later(session, given):
    story = Story(session, given)
    story.seen()
    share = given.share(story.worker, story.case, story.lieutenant, *PARTS)
    thief = Thief(session, story.lieutenant)

    withdraw(session, story.worker, share)
    given.claim(story.worker, story.case, "conditions", "Asthma")
    write(session, story.worker, story.case, CARE)
    photograph(session, story.worker, story.case)
    story.fill(story.worker, "CL-11")
    forget(session)
    record_sighting(session, story.officer, story.case, account())
    thief.look()

    later = newest_of(session, Note, File, Sighting, Answer)
    assert {row.epoch for row in later} == {2}
    for row in later:
        assert not thief.opens(story.case, row.compartment, row.epoch)
        assert thief.opens(story.case, row.compartment, 1)


def test_nothing_is_sealed_again_and_the_others_read_on(session, given, worker, case):
    officer, operator = given.officer(), given.member(given.hotline())
    share = given.share(worker, case, officer, CARE)
    given.share(worker, case, operator, CARE)
    write(session, worker, case, CARE, "Before")

    withdraw(session, worker, share)
    write(session, operator, case, CARE, "After")

    assert texts(session, worker, case) == ["After", "Before"]
    assert texts(session, operator, case) == ["After", "Before"]
    with pytest.raises(NotFound):
        read_again(session, officer, case)


def test_a_new_key_is_made_once_and_not_for_every_note(
    session, given, worker, officer, case
):
    withdraw(session, worker, given.share(worker, case, officer, CARE))

    for _time in range(3):
        write(session, worker, case, CARE)

    assert numbers(session, case, CARE) == [1]
    assert numbers(session, case, Compartment.COORDINATION) == [1]


def test_withdrawing_makes_no_key_and_says_who_got_the_next(
    session, given, worker, officer, case
):
    operator = given.member(given.hotline())
    given.share(worker, case, operator, IDENTITY)
    withdraw(session, worker, given.share(worker, case, officer, IDENTITY))
    assert numbers(session, case, IDENTITY) == [1]

    given.claim(worker, case, "hair", "Black")

    begun = [e for e in session.info["pending"] if e.event is Happened.EPOCH_STARTED]
    assert begun[-1].details["recipients"] == [
        worker.agency_name,
        operator.agency_name,
    ]
    assert numbers(session, case, IDENTITY) == [1, 2]


def test_what_lay_here_for_them_is_deleted(session, given, worker, officer, case):
    share = given.share(worker, case, officer, IDENTITY)
    assert wraps_of(session, officer) != []

    withdraw(session, worker, share)

    assert wraps_of(session, officer) == []


def test_a_part_that_another_share_covers_stays_open(
    session, given, worker, officer, case
):
    first = given.share(worker, case, officer, CARE)
    given.share(worker, case, officer, CARE, HEALTH)
    write(session, worker, case, CARE, "Before")

    withdraw(session, worker, first)
    write(session, worker, case, CARE, "After")

    assert texts(session, officer, case) == ["After", "Before"]
    assert numbers(session, case, CARE) == [1]


def test_what_police_began_themselves_stays_theirs(
    session, given, worker, officer, case
):
    share = given.share(worker, case, officer, IDENTITY)
    write(session, officer, case, INVESTIGATION, "A grey van")

    withdraw(session, worker, share)
    given.share(worker, case, officer, IDENTITY)

    assert texts(session, officer, case) == ["A grey van"]


def test_an_investigation_goes_on_under_a_new_key_with_its_owner(
    session, given, worker, officer, case
):
    lieutenant, other = given.officer("FR"), given.officer("DE")
    for police in (officer, lieutenant, other):
        given.share(worker, case, police, IDENTITY)
    write(session, officer, case, INVESTIGATION, "A grey van")
    given.share(officer, case, lieutenant, INVESTIGATION)
    shared = given.share(officer, case, other, INVESTIGATION)
    thief = Thief(session, other)

    withdraw(session, officer, shared)
    write(session, lieutenant, case, INVESTIGATION, "Seen near Lyon")
    thief.look()

    assert texts(session, officer, case) == ["Seen near Lyon", "A grey van"]
    assert texts(session, worker, case) == []
    began_anew = read_again(session, lieutenant, case)
    assert INVESTIGATION not in list_shareable(began_anew)
    assert not thief.opens(case, INVESTIGATION, 2)


def test_a_share_that_ran_out_is_over_for_what_is_written_next(
    session, given, worker, officer, case
):
    share = given.share(worker, case, officer, CARE)
    write(session, worker, case, CARE, "Before")
    thief = Thief(session, officer)
    share.until = now()

    write(session, worker, case, CARE, "After")
    thief.look()

    assert wraps_of_part(session, officer, CARE) == []
    assert not thief.opens(case, CARE, 2)
    assert texts(session, worker, case) == ["After", "Before"]


def test_an_offer_that_was_declined_is_over_too(session, given, worker, officer, case):
    share = given.offer(worker, case, officer, CARE)
    write(session, worker, case, CARE, "Before")
    thief = Thief(session, officer)
    share.status = ShareStatus.DECLINED

    write(session, worker, case, CARE, "After")
    thief.look()

    assert thief.opens(case, CARE, 1)
    assert not thief.opens(case, CARE, 2)


def test_who_is_let_in_again_reads_everything(session, given, worker, officer, case):
    withdraw(session, worker, given.share(worker, case, officer, CARE))
    write(session, worker, case, CARE, "While they were out")

    given.share(worker, case, officer, CARE)
    write(session, officer, case, CARE, "Back again")

    assert texts(session, officer, case) == ["Back again", "While they were out"]


def test_what_was_passed_on_ends_with_the_share_it_came_by(
    session, given, worker, officer, case
):
    lieutenant = given.officer("FR")
    terms = given.terms(CARE, pass_on=True)
    first = share_case(session, worker, case, given.agency_of(officer), terms)
    accept_share(session, officer, first)
    write(session, worker, case, CARE, "Before")
    given.share(officer, case, lieutenant, CARE)
    thief = Thief(session, lieutenant)

    withdraw(session, worker, first)
    write(session, worker, case, CARE, "After")
    thief.look()

    assert wraps_of(session, lieutenant) == []
    assert not thief.opens(case, CARE, 2)
    with pytest.raises(NotFound):
        read_again(session, lieutenant, case)


def test_the_child_is_found_by_search_under_the_new_key(
    session, given, worker, officer, case
):
    withdraw(session, worker, given.share(worker, case, officer, IDENTITY))
    given.named(worker, case, "Saba")
    forget(session)

    found = find_like_cases(session, worker, Wanted(["Saba Tesfaledet"]))
    assert [like.case for like in found] == [case]
    assert find_like_cases(session, officer, Wanted(["Saba Tesfaledet"])) == []


def test_a_partner_with_other_keys_than_known_does_not_stop_the_others(
    session, given, worker, officer, case
):
    operator = given.member(given.hotline())
    given.share(worker, case, operator, CARE)
    withdraw(session, worker, given.share(worker, case, officer, CARE))
    write(session, worker, case, CARE, "Before")
    withdraw(session, worker, given.share(worker, case, officer, CARE))
    thief = Thief(session, operator)
    given.agency_of(operator).identity_public = AgencyIdentity.generate().public

    write(session, worker, case, CARE, "After")
    thief.look()

    assert Happened.PARTNER_CHANGED in events(session)
    assert not thief.opens(case, CARE, 2)
    assert texts(session, worker, case) == ["After", "Before"]


def test_nothing_is_written_under_a_key_that_the_lead_is_not_given(
    session, given, worker, officer, case
):
    operator = given.member(given.hotline())
    given.share(worker, case, operator, CARE)
    withdraw(session, worker, given.share(worker, case, officer, CARE))
    write(session, operator, case, CARE, "Before")
    withdraw(session, worker, given.share(worker, case, officer, CARE))
    given.agency_of(worker).identity_public = AgencyIdentity.generate().public

    with pytest.raises(IdentityChanged):
        write(session, operator, case, CARE, "After")


def test_a_share_is_ended_although_the_partner_shows_other_keys(
    session, given, worker, officer, case
):
    share = given.share(worker, case, officer, CARE)
    given.agency_of(officer).identity_public = AgencyIdentity.generate().public
    forget(session)

    withdraw(session, worker, share)

    assert share.status is ShareStatus.WITHDRAWN
    assert share.reason_sealed is None
    assert wraps_of(session, officer) == []


def test_a_suspended_partner_is_given_no_new_key(session, given, worker, officer, case):
    given.share(worker, case, officer, CARE)
    write(session, worker, case, CARE, "Before")
    thief = Thief(session, officer)
    given.agency_of(officer).suspended_at = now()

    write(session, worker, case, CARE, "After")
    write(session, worker, case, CARE, "Later")
    thief.look()

    assert thief.opens(case, CARE, 1)
    assert not thief.opens(case, CARE, 2)
    assert numbers(session, case, CARE) == [1, 2]


def test_an_epoch_that_leaves_out_the_one_before_is_not_read(
    session, given, worker, officer, case
):
    withdraw(session, worker, given.share(worker, case, officer, CARE))
    given.share(worker, case, officer, IDENTITY)
    second = session.scalars(
        select(Epoch).where(Epoch.compartment == IDENTITY).order_by(Epoch.number)
    ).all()[-1]
    second.previous = b"another"
    forget(session)

    with pytest.raises(InteractError):
        read_profile(read_case(session, officer, case.reference))


def test_a_writer_who_is_taken_out_meanwhile_writes_nothing_afterwards(
    session, running, given, worker, officer, case
):
    share = given.share(worker, case, officer, CARE)
    write(session, worker, case, CARE, "Before")
    reference, share_id = case.reference, share.id
    session.commit()
    opened, withdrawn = Event(), Event()

    def write_slowly():
        with running.database.writing() as writing:
            theirs = read_case(writing, officer, reference)
            assert theirs.may_write(CARE)
            opened.set()
            # SQLite lets nobody else write meanwhile: then the note comes first.
            withdrawn.wait(1)
            write_note(writing, officer, theirs.case, CARE, "In between")

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write_slowly)
        opened.wait(20)
        with running.database.writing() as writing:
            ended = writing.get_one(Share, share_id)
            withdraw_share(writing, worker, ended, "No longer needed")
        withdrawn.set()
        refused = writer.exception()

    write(session, worker, case, CARE, "After")
    assert refused is None or isinstance(refused, (NotFound, CompartmentNotHeld))
    written = [note for note in session.scalars(select(Note)) if note.epoch == 2]
    assert [note.agency_id for note in written] == [worker.agency_id]
    expected = ["After", "Before"] if refused else ["After", "In between", "Before"]
    assert texts(session, worker, case) == expected


def test_two_who_write_at_once_begin_one_key(
    session, running, given, worker, officer, case
):
    operator = given.member(given.hotline())
    given.share(worker, case, operator, CARE)
    write(session, worker, case, CARE, "Before")
    withdraw(session, worker, given.share(worker, case, officer, CARE))
    case_id = case.id
    session.commit()
    both = Barrier(2)

    def write_at_once(actor):
        both.wait()
        with running.database.writing() as writing:
            here = writing.get_one(Case, case_id)
            write_note(writing, actor, here, CARE, actor.name)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write_at_once, [worker, operator]))

    expected = {"Before", worker.name, operator.name}
    for reader in (worker, operator):
        assert set(texts(session, reader, case)) == expected
    assert numbers(session, case, CARE) == [1, 2]


def photograph(session, actor, case):
    forget(session)
    new = NewFile(
        kind=FileKind.DOCUMENT,
        compartment=IDENTITY,
        media_type="application/pdf",
        name="passport.pdf",
        content=b"%PDF-1.7",
    )
    attach_file(read_case(session, actor, case.reference), new)
    forget(session)
    assert list_files(read_case(session, actor, case.reference)) != []


def newest_of(session, *tables):
    """The last row of each table."""
    session.flush()
    rows = []
    for table in tables:
        newest = select(table).order_by(table.created_at.desc(), table.id).limit(1)
        rows.append(session.scalars(newest).one())
    return rows


def wraps_of_part(session, actor, part):
    return [w for w in wraps_of(session, actor) if w.epoch.compartment is part]
