"""One decision at a time about who is let into a case."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.cases.models import Case, Share
from interact.core.errors import NotFound


def lock_case(session: Session, case: Case) -> None:
    """Let nobody else decide who sees this case until this transaction ends.

    What others decided meanwhile is seen from here on. Raises NotFound when the case
    was erased meanwhile.
    """
    session.flush()
    # A lock that leaves others free to write rows which only point to the case.
    held = select(Case.id).where(Case.id == case.id).with_for_update(key_share=True)
    if session.scalar(held) is None:
        raise NotFound
    loaded = [row for row in session.identity_map.values() if isinstance(row, Share)]
    for share in loaded:
        if share.case_id == case.id:
            session.expire(share)
    session.expire(case)
