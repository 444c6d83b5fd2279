"""The laws of sharing, without a database: which status may follow which."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact.cases.rules import (
    MAY_FOLLOW,
    ShareNotOpen,
    ShareStatus,
    check_follows,
)

OFFERED, ACCEPTED = ShareStatus.OFFERED, ShareStatus.ACCEPTED
DECLINED, WITHDRAWN = ShareStatus.DECLINED, ShareStatus.WITHDRAWN

LAWFUL = {
    (OFFERED, ACCEPTED),
    (OFFERED, DECLINED),
    (OFFERED, WITHDRAWN),
    (ACCEPTED, WITHDRAWN),
}


@pytest.mark.parametrize(
    ("before", "after"), list(product(ShareStatus, ShareStatus)), ids=str
)
def test_a_status_follows_another_only_if_the_law_says_so(before, after):
    if (before, after) in LAWFUL:
        check_follows(before, after)
    else:
        with pytest.raises(ShareNotOpen):
            check_follows(before, after)


def test_the_law_speaks_of_every_status():
    assert set(MAY_FOLLOW) == set(ShareStatus)


@given(st.lists(st.sampled_from(ShareStatus), max_size=12))
def test_whatever_is_tried_a_share_ends_once_and_stays_ended(tried):
    history = [OFFERED]
    for status in tried:
        try:
            check_follows(history[-1], status)
        except ShareNotOpen:
            continue
        history.append(status)

    assert len(history) <= 3
    assert len(set(history)) == len(history)
    for ended in (DECLINED, WITHDRAWN):
        assert ended not in history[:-1]
    assert DECLINED not in history or ACCEPTED not in history
