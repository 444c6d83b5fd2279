"""Published checklists are kept as they were; what was changed from outside is noticed.

A file that is wrong stops the start and leaves what was published before.
"""

from shutil import copytree

import pytest
from sqlalchemy import delete, select, update

from interact.assessments.actions import answer_questions, finish_assessment
from interact.assessments.models import PublishedChecklist
from interact.assessments.moving import move_assessment, move_back
from interact.assessments.publishing import publish
from interact.assessments.queries import (
    current_level,
    list_assessments,
    urgent_reasons,
)
from interact.cases.queries import read_case
from interact.checklists.reading import Checklists
from interact.checklists.rules import EditionVanished, RiskLevel
from interact.core.errors import ContentInvalid
from interact.core.places import CHECKLISTS as FOLDER
from interact.running import read_files, start
from tests.actions.editions import changed, use
from tests.actions.filling import NO, YES, fill, missing, view
from tests.content.published import CHECKLISTS

pytestmark = pytest.mark.on_both


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def old(session, worker, case):
    """An assessment in a version that is in use no more."""
    assessment = fill(session, worker, case, "CL-05", gm03=YES, gm05=YES)
    use(session, changed("CL-05", lambda question: question))
    return assessment


def of(assessment):
    """The row that keeps the version of an assessment."""
    return PublishedChecklist.id == assessment.published_id


CHANGES = {
    "a changed body": {"body": {"title": "Something else"}},
    "no body": {"body": {}},
    "another hash": {"sha256": "0" * 64},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_version_that_was_changed_in_the_database_is_not_shown(
    session, worker, case, old, change
):
    session.execute(update(PublishedChecklist).where(of(old)).values(**change))
    session.expire_all()

    for refused in (
        lambda: view(session, worker, case, old),
        lambda: answer_questions(session, worker, old, {"gm01": NO}),
        lambda: finish_assessment(session, worker, old),
    ):
        with pytest.raises(EditionVanished, match="CL-05"):
            refused()


def test_what_is_no_longer_a_checklist_is_not_shown_though_its_hash_fits(
    session, worker, case, old
):
    empty = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    gone = update(PublishedChecklist).where(of(old)).values(body={}, sha256=empty)
    session.execute(gone)
    session.expire_all()

    with pytest.raises(EditionVanished):
        view(session, worker, case, old)


def test_a_version_that_is_gone_is_not_shown(session, worker, case, old):
    session.commit()
    outside = session.bind.raw_connection()
    unchecked = {
        "sqlite": "PRAGMA foreign_keys = OFF",
        "postgresql": "SET session_replication_role = replica",
    }
    outside.cursor().execute(unchecked[session.bind.dialect.name])
    gone = delete(PublishedChecklist).where(of(old))
    literal = {"literal_binds": True}
    outside.cursor().execute(str(gone.compile(session.bind, compile_kwargs=literal)))
    outside.commit()
    outside.invalidate()
    session.expire_all()
    session.info.pop("vaults", None)

    with pytest.raises(EditionVanished):
        view(session, worker, case, old)
    assert len(list_assessments(read_case(session, worker, case.reference))) == 1


def test_the_other_pages_of_the_case_go_on_without_it(session, worker, case, old):
    finish_assessment(session, worker, old)
    open_one = fill(session, worker, case, "CL-05", gm03=YES)
    episode = missing(session, case)
    use(session, changed("CL-05", lambda question: question, version=10))
    session.execute(update(PublishedChecklist).values(body={}))
    session.expire_all()

    vault = read_case(session, worker, case.reference)

    assert current_level(vault) is RiskLevel.IMMEDIATE
    assert [one.checklist.id for one in list_assessments(vault)] == ["CL-05"] * 2
    assert urgent_reasons(vault, episode) == [CHECKLISTS["CL-05"].title]
    with pytest.raises(EditionVanished):
        view(session, worker, case, open_one)


def test_nothing_is_moved_back_to_a_version_that_vanished(session, worker, old):
    move_assessment(session, worker, old, "9")
    before = PublishedChecklist.id == old.moved_from_id
    session.execute(update(PublishedChecklist).where(before).values(body={}))
    session.expire_all()

    with pytest.raises(EditionVanished):
        move_back(session, worker, old)


def test_a_country_file_in_use_cannot_say_something_else(session):
    country = CHECKLISTS.countries["GB"]
    checklist_id = next(iter(country.checklists))
    publish(session, CHECKLISTS)
    *before, last = country.checklists[checklist_id]
    other = last.model_copy(update={"grades": {RiskLevel.LOW: "Something else"}})
    lists = {**country.checklists, checklist_id: (*before, other)}
    rewritten = country.model_copy(update={"checklists": lists})

    with pytest.raises(ContentInvalid) as refused:
        publish(session, Checklists(CHECKLISTS.general, {"GB": rewritten}))

    assert refused.value.values["file"] == "countries/GB.yaml"


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The folder of checklists that the next start reads, to be broken."""
    folder = copytree(FOLDER, tmp_path / "checklists")
    monkeypatch.setattr("interact.running.CHECKLISTS", folder)
    read_files.cache_clear()
    yield folder
    read_files.cache_clear()


def broken(file, before, after):
    """Break a file, and say in which line."""
    lines = file.read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if before in line)
    lines[number] = lines[number].replace(before, after)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    read_files.cache_clear()
    return number + 1


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("CL-05.yaml", "weight: 3", "weight: 30"),
        ("CL-05.yaml", "mark: S", "mark: Q"),
        ("countries/GB.yaml", "version: 1", "version: one"),
    ],
)
def test_a_broken_file_stops_the_start_with_file_and_line_and_changes_nothing(
    config, files, session, worker, case, name, before, after
):
    assessment = fill(session, worker, case, "CL-05", gm03=YES)
    kept = published(session)
    session.commit()
    line = broken(files / name, before, after)

    with pytest.raises(ContentInvalid) as refused:
        start(config)

    said = refused.value.values
    assert (said["file"], said["line"]) == (name.rpartition("/")[2], line)
    assert published(session) == kept
    assert view(session, worker, case, assessment).items["gm03"].answer == YES


def test_a_file_changed_without_a_new_version_stops_the_start_and_changes_nothing(
    config, files, session, worker, case
):
    assessment = fill(session, worker, case, "CL-05", gm03=YES)
    kept = published(session)
    session.commit()
    broken(files / "CL-05.yaml", "title:", "title: Another")
    broken(files / "CL-02.yaml", "version: ", "version: 9")

    with pytest.raises(ContentInvalid, match=r"CL-05\.yaml") as refused:
        start(config)

    assert "make a new version" in str(refused.value)
    assert published(session) == kept
    assert view(session, worker, case, assessment).items["gm03"].answer == YES


def published(session):
    """Every version that is kept, with its hash."""
    session.expire_all()
    found = session.scalars(select(PublishedChecklist))
    return {(one.checklist_id, one.edition): one.sha256 for one in found}
