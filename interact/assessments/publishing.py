"""Which version of a checklist an assessment was started with, kept as it was."""

import hashlib
import hmac
import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import ObjectDeletedError

from interact.assessments.models import Assessment, PublishedChecklist
from interact.checklists.definitions import Checklist, edition_of
from interact.checklists.reading import Checklists
from interact.checklists.rules import EditionVanished
from interact.core.clock import now
from interact.core.errors import CannotOpen, ContentInvalid, NotFound, RuleBroken
from interact.core.words import mark as _
from interact.keys.formats import lp
from interact.keys.installation import Installation
from interact.keys.sealing import expand

STAMP = b"interact/edition/v1"
CHANGED = _("version %(version)s was in use already and differs; make a new version")


class EditionNotFilledIn(RuleBroken):
    message = _(
        "This was begun with a version of “%(checklist)s” that is only read by now. "
        "Go on with the version in use; your answers are kept."
    )


def publish(session: Session, checklists: Checklists) -> None:
    """Keep every version that is new here, so that assessments can be read for ever.

    Each is stamped: what somebody else wrote into the table is not filled in. Refuses
    with ContentInvalid when a version that is in use says something else now. Needs a
    session that may write.
    """
    known = {
        (one.checklist_id, one.edition): one
        for one in session.scalars(select(PublishedChecklist))
    }
    for checklist in checklists.editions():
        body = _canonical(checklist)
        digest = _digest(body)
        edition = edition_of(checklist)
        kept = known.get((checklist.id, edition))
        if kept is None:
            kept = PublishedChecklist(
                checklist_id=checklist.id,
                version=checklist.version,
                edition=edition,
                sha256=digest,
                body=body,
            )
            session.add(kept)
        elif kept.sha256 != digest:
            problem = CHANGED % {"version": edition}
            file = _file_of(checklist)
            raise ContentInvalid(file=file, line=1, problem=problem)
        kept.stamp = _stamp(session, kept)
    session.flush()


def current_edition(session: Session, checklist_id: str, country: str) -> Checklist:
    """What is filled in today in a country; NotFound where there is no such list."""
    checklists: Checklists = session.info["checklists"]
    if checklist_id not in checklists:
        raise NotFound
    return checklists.in_country(checklist_id, country, now().date())


def newest_published(
    session: Session, checklist_id: str, country: str
) -> PublishedChecklist:
    """The edition an assessment started now is pinned to; NotFound if there is none."""
    current = current_edition(session, checklist_id, country)
    found = session.scalar(
        select(PublishedChecklist).where(
            PublishedChecklist.checklist_id == current.id,
            PublishedChecklist.edition == edition_of(current),
        )
    )
    if found is None:
        raise NotFound
    return found


def definition_of(session: Session, published: PublishedChecklist | None) -> Checklist:
    """The checklist as it was published: of the files, or an older one as it was kept.

    Refuses with EditionVanished one that is not, or not any more, what was published.
    """
    if published is None:
        raise EditionVanished(checklist="CL")
    in_files = _in_files(session, published)
    if in_files is not None:
        return in_files
    try:
        if _digest(published.body) == published.sha256:
            return Checklist.model_validate(published.body)
    except (ValueError, ObjectDeletedError):
        pass  # it is no checklist, or gone
    raise EditionVanished(checklist=published.checklist_id)


def definition_to_fill(session: Session, assessment: Assessment) -> Checklist:
    """The checklist of an assessment, to write by: it says where an answer is sealed.

    Refuses as `vouched_definition`, and with CannotOpen where the result would be in
    another part of the case than the checklist says.
    """
    checklist = vouched_definition(session, assessment.published)
    if assessment.compartment is not checklist.compartment:
        raise CannotOpen
    return checklist


def vouched_definition(
    session: Session, published: PublishedChecklist | None
) -> Checklist:
    """The checklist as it was published by this installation, not by its database.

    Refuses with EditionVanished, and with EditionNotFilledIn what an earlier INTERACT
    published, without a stamp, and the files do not hold any more.
    """
    checklist = definition_of(session, published)
    if published is None or _in_files(session, published) is not None:
        return checklist
    if not hmac.compare_digest(published.stamp or b"", _stamp(session, published)):
        raise EditionNotFilledIn(checklist=checklist.title)
    return checklist


def described_by(session: Session, assessment: Assessment) -> Checklist:
    """The checklist of an assessment for a line of a list; it never stops a page.

    Where its edition vanished it is the one in use now; refuses with EditionVanished
    where that is gone, too.
    """
    try:
        return definition_of(session, assessment.published)
    except EditionVanished:
        checklists: Checklists = session.info["checklists"]
        if assessment.checklist_id not in checklists:
            raise
        return checklists[assessment.checklist_id]


def _in_files(session: Session, published: PublishedChecklist) -> Checklist | None:
    checklists: Checklists = session.info["checklists"]
    return checklists.find_edition(published.checklist_id, published.edition)


def _stamp(session: Session, published: PublishedChecklist) -> bytes:
    """What only who has the settings can make of an edition and what it says."""
    installation = Installation.of(session)
    which = (published.checklist_id, published.edition, published.sha256)
    said = lp(STAMP, installation.deployment, *(one.encode() for one in which))
    return expand(installation.directory_key, said)


def _file_of(checklist: Checklist) -> str:
    folder, name = ("countries/", checklist.country), ("", checklist.id)
    return "{}{}.yaml".format(*(folder if checklist.country else name))


def _canonical(checklist: Checklist) -> dict[str, Any]:
    """What the file says and nothing it leaves open.

    So a checklist does not differ only because a later INTERACT knows one key more.
    """
    return checklist.model_dump(mode="json", exclude_defaults=True)


def _digest(body: dict[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
