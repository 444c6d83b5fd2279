"""A version that was followed does not say something else one day."""

from shutil import copytree

import pytest

from interact import running
from interact.core.clock import now
from interact.core.errors import ContentInvalid
from interact.core.places import FLOWCHARTS
from interact.flowcharts.actions import begin_procedure, notice_absence
from interact.flowcharts.published import Flowcharts
from interact.flowcharts.versions import refuse_changed
from interact.running import read_files, start
from tests.actions.small_flowcharts import publish
from tests.rules.flowchart_examples import flowchart, state, step

pytestmark = pytest.mark.on_both


def version(number, title="A test"):
    states = [state("open"), state("closed", final=True)]
    close = step("close", ["open"], "closed")
    return flowchart(states, [close], follows="case", version=number, title=title)


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def followed(session, given, worker):
    """The first version of a flowchart was followed in a country without a file."""
    published = session.info["flowcharts"]
    session.info["flowcharts"] = Flowcharts(published.general, {})
    publish(session, version(1))
    return begin_procedure(session, worker, given.case(worker), "FM-TEST")


def test_what_says_the_same_is_followed_on(session, followed):
    refuse_changed(session, session.info["flowcharts"])


def test_what_says_something_else_under_the_same_version_is_refused(session, followed):
    publish(session, version(1, "Another title"))

    with pytest.raises(ContentInvalid, match="version 1 was followed already") as no:
        refuse_changed(session, session.info["flowcharts"])

    assert no.value.values["file"] == "FM-TEST.yaml"


def test_a_new_version_may_say_something_else(session, followed):
    publish(session, version(2, "Another title"))

    refuse_changed(session, session.info["flowcharts"])


def test_a_version_nobody_followed_may_still_be_changed(session):
    publish(session, version(1, "Another title"))

    refuse_changed(session, session.info["flowcharts"])


def test_a_country_changed_without_a_new_version_stops_the_start(
    config, session, given, worker, tmp_path, monkeypatch
):
    notice_absence(session, worker, given.case(worker), now())
    session.commit()
    there = copytree(FLOWCHARTS, tmp_path / "flowcharts")
    monkeypatch.setattr(running, "FLOWCHARTS", there)
    read_files.cache_clear()
    path = there / "countries" / "IT.yaml"
    path.write_text(
        path.read_text("utf-8").replace("[The Extra", "[The other Extra", 1)
    )

    try:
        with pytest.raises(ContentInvalid, match="make a new version") as refused:
            start(config)
    finally:
        read_files.cache_clear()

    assert refused.value.values["file"] == "countries/IT.yaml"
