"""Why a share was declined or withdrawn, sealed to the other agency."""

from contextlib import suppress
from uuid import UUID

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency, Group
from interact.cases.models import Share
from interact.cases.rules import ShareStatus
from interact.core.errors import CannotOpen
from interact.joining.partners import certified_group
from interact.keys.formats import lp, u32
from interact.keys.rules import GroupName
from interact.keys.wrapping import unwrap, wrap

READERS = GroupName.COORDINATION


def seal_reason(
    session: Session, actor: Actor, share: Share, agency: Agency, text: str
) -> bytes:
    """Seal `text` about a share to the caseworkers of one agency."""
    return seal_text(session, actor, share.id, agency, text)


def seal_text(
    session: Session, actor: Actor, row_id: UUID, agency: Agency, text: str
) -> bytes:
    """Seal `text`, for the row of this id, to the caseworkers of one agency."""
    return seal_to(certified_group(session, actor, agency, READERS), row_id, text)


def seal_to(group: Group, row_id: UUID, text: str) -> bytes:
    """Seal `text`, for the row of this id, to a group that was checked before."""
    bound = _bound(row_id, group.id, group.epoch)
    return wrap(group.kem_public, text.encode(), bound)


def open_reason(actor: Actor, share: Share) -> str:
    """The reason given to the actor's agency; empty when it is not for them.

    Raises CannotOpen when it is not what was sealed.
    """
    declined = share.status is ShareStatus.DECLINED
    reader = share.by_agency_id if declined else share.agency_id
    if share.reason_sealed is None or reader != actor.agency_id:
        return ""
    return open_text(actor, share.id, share.reason_sealed)


def open_text(actor: Actor, row_id: UUID, sealed: bytes) -> str:
    """What was sealed to the actor's agency for this row, whichever key it had then.

    Raises CannotOpen.
    """
    for (name, epoch), keys in sorted(actor.keyring.groups.items(), reverse=True):
        if name is READERS:
            bound = _bound(row_id, keys.group_id, epoch)
            with suppress(CannotOpen):
                return unwrap(keys.keypair, sealed, bound).decode()
    raise CannotOpen


def _bound(share_id: UUID, group_id: UUID, group_epoch: int) -> bytes:
    return lp(b"interact/reason/v1", share_id.bytes, group_id.bytes, u32(group_epoch))
