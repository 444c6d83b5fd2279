"""A database writer wants to read what is recorded."""

import pytest

from interact.agencies.queries import current_group
from interact.cases.queries import read_case
from interact.core.errors import RecordNotKept
from interact.keys.rules import GroupName
from interact.keys.wrapping import KeyPair

pytestmark = pytest.mark.on_both


def test_nothing_is_recorded_for_a_reader_whom_the_agency_does_not_vouch_for(
    session, running, given, worker, case
):
    session.commit()
    group = current_group(session, worker.agency_id, GroupName.AUDIT)
    group.kem_public = KeyPair.generate().public
    session.commit()
    running.installation.segments.clear()

    with pytest.raises(RecordNotKept), running.database.reading() as looking:
        read_case(looking, worker, case.reference)
