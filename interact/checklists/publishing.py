"""Which version of a checklist an assessment was started with, kept as it was."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.checklists.definitions import Checklist
from interact.checklists.models import PublishedChecklist
from interact.core.errors import ContentInvalid, NotFound
from interact.core.words import mark as _

CHANGED = _("version %(version)s was in use already and differs; make a new version")


def publish(session: Session, checklists: Mapping[str, Checklist]) -> None:
    """Keep every version that is new here, so that assessments can be read for ever.

    Refuses with ContentInvalid when a version that is in use says something else now.
    Needs a session that may write.
    """
    known = {
        (one.checklist_id, one.version): one.sha256
        for one in session.scalars(select(PublishedChecklist))
    }
    for checklist in checklists.values():
        body = _canonical(checklist)
        digest = _digest(body)
        before = known.get((checklist.id, checklist.version))
        if before is None:
            session.add(
                PublishedChecklist(
                    checklist_id=checklist.id,
                    version=checklist.version,
                    sha256=digest,
                    body=body,
                )
            )
        elif before != digest:
            problem = CHANGED % {"version": checklist.version}
            raise ContentInvalid(file=f"{checklist.id}.yaml", line=1, problem=problem)
    session.flush()


def newest_published(session: Session, checklist_id: str) -> PublishedChecklist:
    """The version an assessment started now is pinned to; NotFound if there is none."""
    current = session.info["checklists"].get(checklist_id)
    if current is None:
        raise NotFound
    found = session.scalar(
        select(PublishedChecklist).where(
            PublishedChecklist.checklist_id == current.id,
            PublishedChecklist.version == current.version,
        )
    )
    if found is None:
        raise NotFound
    return found


def definition_of(session: Session, published: PublishedChecklist) -> Checklist:
    """The checklist as it was published; read anew only when it is an older version."""
    current: Checklist | None = session.info["checklists"].get(published.checklist_id)
    if current is not None and current.version == published.version:
        return current
    return Checklist.model_validate(published.body)


def _canonical(checklist: Checklist) -> dict[str, Any]:
    """What the file says and nothing it leaves open.

    So a checklist does not differ only because a later INTERACT knows one key more.
    """
    return checklist.model_dump(mode="json", exclude_defaults=True)


def _digest(body: dict[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
