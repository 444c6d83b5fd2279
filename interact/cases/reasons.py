"""Why a share was declined or withdrawn, sealed to the other agency."""

from uuid import UUID

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency
from interact.cases.models import Share
from interact.cases.rules import ShareStatus
from interact.joining.partners import certified_group
from interact.keys.formats import lp, u32
from interact.keys.rules import GroupName
from interact.keys.wrapping import unwrap, wrap

READERS = GroupName.COORDINATION


def seal_reason(
    session: Session, actor: Actor, share: Share, agency: Agency, text: str
) -> bytes:
    """Seal `text` about a share to the caseworkers of one agency."""
    group = certified_group(session, actor, agency, READERS)
    bound = _bound(share.id, group.id, group.epoch)
    return wrap(group.kem_public, text.encode(), bound)


def open_reason(actor: Actor, share: Share) -> str:
    """The reason given to the actor's agency; empty when it is not for them.

    Raises CannotOpen when it is not what was sealed.
    """
    declined = share.status is ShareStatus.DECLINED
    reader = share.by_agency_id if declined else share.agency_id
    if share.reason_sealed is None or reader != actor.agency_id:
        return ""
    epoch = actor.keyring.latest(READERS)
    keys = actor.keyring.group(READERS, epoch)
    bound = _bound(share.id, keys.group_id, epoch)
    return unwrap(keys.keypair, share.reason_sealed, bound).decode()


def _bound(share_id: UUID, group_id: UUID, group_epoch: int) -> bytes:
    return lp(b"interact/reason/v1", share_id.bytes, group_id.bytes, u32(group_epoch))
