"""What stands on a desk, for tests: the lines of its first page."""

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.tasks.desk_lines import DueTask
from interact.tasks.desks import read_desk
from interact.tasks.rules import Pile


def on_desk(session: Session, actor: Actor) -> list[DueTask]:
    """What waits for the actor's agency."""
    return read_desk(session, actor, Pile.AGENCY).lines


def of_others(session: Session, actor: Actor) -> list[DueTask]:
    """What waits for others, in cases the actor's agency leads."""
    return read_desk(session, actor, Pile.OTHERS).lines
