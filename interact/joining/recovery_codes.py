"""An agency's three recovery codes: made, kept shut, and any two of them opened.

Nothing here asks who acts: `recovery.py` and `lost_access.py` do. The codes themselves
are kept nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from interact.agencies.models import Agency, RecoveryEnvelope, RecoveryKey
from interact.agencies.queries import current_group, get_agency
from interact.core.clock import now
from interact.core.errors import CannotOpen
from interact.joining.rules import RecoveryCodesOutdated, RecoveryCodesWrong
from interact.keys.certificates import AgencyIdentity, open_identity, verify_identity
from interact.keys.codes import new_code, print_code, read_code
from interact.keys.recovery import CODES, PAIRS, Envelope, recovery_key_message
from interact.keys.rules import GroupName
from interact.keys.wrapping import KeyPair


@dataclass(frozen=True)
class RecoveryState:
    """Whether an agency could be recovered: when its codes were made and seen to work.

    Moments are in UTC and None where that never happened. `in_force` is whether the
    codes open the keys the agency has now.
    """

    made_at: datetime | None
    tested_at: datetime | None
    in_force: bool


def recovery_state(session: Session, agency: Agency) -> RecoveryState:
    """How an agency stands with its recovery codes."""
    envelopes = _envelopes(session, agency.id)
    epoch = current_group(session, agency.id, GroupName.CUSTODY).epoch
    in_force = len(envelopes) == len(PAIRS) and all(
        envelope.group_epoch == epoch for envelope in envelopes.values()
    )
    keys = list_keys(session, agency.id)
    made_at = keys[0].created_at if keys else None
    return RecoveryState(made_at, agency.recovery_tested_at, in_force)


def make_codes(session: Session, agency: Agency, custody: KeyPair) -> list[str]:
    """Three new codes, as they are printed; the earlier ones open nothing any more.

    `custody` are the keys of the agency's newest custody group. The new codes count as
    not tested. Raises CannotOpen when `custody` does not keep the agency's identity.
    """
    identity = _identity(agency, custody)
    for table in (RecoveryEnvelope, RecoveryKey):
        session.execute(delete(table).where(table.agency_id == agency.id))
    agency.recovery_tested_at = None

    seeds = [new_code() for _each in range(CODES)]
    for number, seed in enumerate(seeds, 1):
        session.add(_key(agency, identity, number, KeyPair(seed).public))
    session.flush()
    close_envelopes(session, agency, custody)
    return [print_code(seed) for seed in seeds]


def close_envelopes(session: Session, agency: Agency, custody: KeyPair) -> None:
    """Put the seed of the newest custody group into the three envelopes.

    Whoever gives the custody group a new epoch calls this with its keys; the printed
    codes stay as they are. Does nothing where there are no codes. Raises CannotOpen for
    a code that the agency did not vouch for.
    """
    publics = {}
    for key in list_keys(session, agency.id):
        message = recovery_key_message(agency.id, key.number, key.public)
        verify_identity(agency.identity_public, key.certificate, message)
        publics[key.number] = key.public
    epoch = current_group(session, agency.id, GroupName.CUSTODY).epoch
    there = _envelopes(session, agency.id)
    for first, second in PAIRS if publics else ():
        envelope = Envelope(agency.id, epoch, first, second)
        sealed = envelope.close(publics[first], publics[second], custody.seed)
        row = there.get((first, second))
        if row is None:
            row = RecoveryEnvelope(agency_id=agency.id, first=first, second=second)
            session.add(row)
        row.group_epoch, row.sealed = epoch, sealed
    session.flush()


def check_recovery(session: Session, agency: Agency, typed: Sequence[str]) -> KeyPair:
    """Open the agency's keys with two codes, and keep when that worked.

    Returns the custody keys. Refuses as `open_custody` does.
    """
    custody = open_custody(session, agency, typed)
    agency.recovery_tested_at = now()
    session.flush()
    return custody


def open_custody(session: Session, agency: Agency, typed: Sequence[str]) -> KeyPair:
    """The custody keys of an agency, with two of its codes in any order.

    They are those that its identity and its newest custody group belong to. Refuses
    as `read_code` does, with RecoveryCodesWrong, or with RecoveryCodesOutdated when the
    custody group was given another key since; CannotOpen when what is stored was
    changed.
    """
    codes = _numbered(session, agency, typed)
    pair = min(codes), max(codes)
    row = _envelopes(session, agency.id).get(pair)
    group = current_group(session, agency.id, GroupName.CUSTODY)
    if row is None or row.group_epoch != group.epoch:
        raise RecoveryCodesOutdated
    envelope = Envelope(agency.id, row.group_epoch, *pair)
    custody = envelope.open(codes[pair[0]], codes[pair[1]], row.sealed)
    if custody.public != group.kem_public:
        raise CannotOpen
    _identity(agency, custody)
    return custody


def lock_agency(session: Session, agency_id: UUID) -> Agency:
    """The agency, kept by this transaction: two people may change it at once."""
    agency = get_agency(session, agency_id)
    session.refresh(agency, with_for_update=True)
    return agency


def list_keys(session: Session, agency_id: UUID) -> list[RecoveryKey]:
    """The public halves of an agency's codes, by number; none before they are made."""
    keys = select(RecoveryKey).where(RecoveryKey.agency_id == agency_id)
    return list(session.scalars(keys.order_by(RecoveryKey.number)))


def _numbered(
    session: Session, agency: Agency, typed: Sequence[str]
) -> dict[int, KeyPair]:
    """The codes that were typed, by the number each was printed with."""
    numbers = {key.public: key.number for key in list_keys(session, agency.id)}
    found = {}
    for code in typed:
        pair = KeyPair(read_code(code))
        if pair.public in numbers:
            found[numbers[pair.public]] = pair
    if len(found) != len(PAIRS[0]):
        raise RecoveryCodesWrong
    return found


def _identity(agency: Agency, custody: KeyPair) -> AgencyIdentity:
    identity = open_identity(custody, agency.identity_sealed, agency.id)
    if identity.public != agency.identity_public:
        raise CannotOpen
    return identity


def _key(
    agency: Agency, identity: AgencyIdentity, number: int, public: bytes
) -> RecoveryKey:
    message = recovery_key_message(agency.id, number, public)
    return RecoveryKey(
        agency_id=agency.id,
        number=number,
        public=public,
        certificate=identity.sign(message),
    )


def _envelopes(
    session: Session, agency_id: UUID
) -> dict[tuple[int, int], RecoveryEnvelope]:
    rows = select(RecoveryEnvelope).where(RecoveryEnvelope.agency_id == agency_id)
    return {(row.first, row.second): row for row in session.scalars(rows)}
