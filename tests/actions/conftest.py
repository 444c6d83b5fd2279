"""Fixtures for tests of actions: two people who act at the same moment."""

from threading import Barrier, Thread

import pytest

from interact.access.permissions import Standing
from interact.cases.models import Case
from interact.core.errors import InteractError

DONE = "done"


@pytest.fixture
def at_once(running, session):
    """`at_once(row, one, other)` does both to a row in two transactions at once.

    Each is given its own session and the row as it was before either began, where the
    database lets two begin: SQLite lets one change things at a time. What became of
    each: "done", or the kind of refusal.
    """
    both = Barrier(2, timeout=30)
    reads_before = running.database.engine.dialect.name == "postgresql"

    def attempt(row, act, outcomes, place):
        if not reads_before:
            both.wait()
        try:
            with running.database.writing() as own:
                seen = own.get_one(type(row), row.id)
                case = seen if isinstance(seen, Case) else seen.case
                assert case.standing_of(case.lead_agency_id) is Standing.LEAD
                assert len(case.shares) >= 0
                if reads_before:
                    both.wait()
                act(own, seen)
            outcomes[place] = DONE
        except InteractError as refusal:
            outcomes[place] = type(refusal)

    def race(row, *acts):
        session.commit()
        outcomes = {}
        runners = [
            Thread(target=attempt, args=(row, act, outcomes, place))
            for place, act in enumerate(acts)
        ]
        for runner in runners:
            runner.start()
        for runner in runners:
            runner.join()
        session.expire_all()
        session.info.pop("vaults", None)
        return [outcomes.get(place) for place in range(len(acts))]

    return race
