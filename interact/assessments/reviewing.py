"""Saying that something changed, so that what was filled in is looked at again."""

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.assessments.repeating import ask_again
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.locking import lock_case
from interact.cases.models import Case
from interact.cases.vault import open_vault
from interact.checklists.rules import Trigger


def report_change(
    session: Session, actor: Actor, case: Case, trigger: Trigger
) -> list[str]:
    """Have every checklist filled in again, within 24 hours, that says so of a change.

    Returns their ids; see `ask_again` for which are asked for the first time. What
    changed is kept nowhere. Records `change.reported` with the checklists, where there
    are any.
    """
    require(actor, Permission.REPORT_CHANGE, case)
    vault = open_vault(session, actor, case)
    lock_case(session, case)

    again = ask_again(vault, trigger)
    if again:
        record(session, actor, Event.CHANGE_REPORTED, case, checklists=again)
    return again
