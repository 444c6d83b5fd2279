"""What an alert says: taken from the profile when it is issued, opened when read."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from interact.alerts.models import Alert, AlertPart
from interact.alerts.rules import ALERT_PARTS, NOT_FOR_SEARCH
from interact.cases.fields import SealedColumn
from interact.cases.files import find_photograph
from interact.cases.queries import Profile, conflicts, read_profile
from interact.cases.sealed import Sealed
from interact.cases.statements import Statement
from interact.cases.vault import Vault
from interact.keys.rules import Compartment

# What makes it urgent was answered in this part; coordination goes to everybody.
URGENCY = Compartment.CARE


@dataclass(frozen=True)
class Message:
    """What whoever issues an alert says with it.

    `urgency` are the reasons why it is urgent, marked for translation; `note` is what
    to know first.
    """

    urgency: list[str] = field(default_factory=list, repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True)
class AlertContent:
    """What an alert says, as far as the reader may open it.

    `statements` are by field name: the newest, then those that said something else.
    `withheld` are the parts this reader cannot open.
    """

    statements: dict[str, list[Statement]] = field(repr=False)
    message: Message
    photograph_id: UUID | None
    withheld: frozenset[Compartment]


def seal_content(vault: Vault, alert: Alert, message: Message) -> list[AlertPart]:
    """Seal what the alert says now, each compartment on its own."""
    profile = read_profile(vault)
    photograph = find_photograph(vault)
    if message.urgency and vault.may_write(URGENCY):
        vault.begin(URGENCY)
    parts = []
    for compartment in sorted(ALERT_PARTS & vault.held):
        said: dict[str, Any] = {"claims": _told(profile, compartment)}
        if compartment is Compartment.IDENTITY and photograph:
            said["photograph"] = str(photograph.id)
        if compartment is URGENCY:
            said["urgency"] = message.urgency
        if compartment is Compartment.COORDINATION:
            said["note"] = message.note
        parts.append(_seal_part(vault, alert, compartment, said))
    return parts


def open_content(vault: Vault, alert: Alert) -> AlertContent:
    """Open what the alert says, as it was at the moment of issue."""
    opened: dict[str, list[Statement]] = {}
    urgency: list[str] = []
    note, photograph = "", None
    for part in alert.parts:
        if not vault.holds(part.compartment):
            continue
        sealed = Sealed(part.epoch, part.sealed)
        column = SealedColumn.ALERT_PART
        said = vault.unseal(part.compartment, column, part.id, sealed)
        claims = said["claims"].items()
        opened |= {name: list(map(Statement.from_value, told)) for name, told in claims}
        urgency = said.get("urgency", urgency)
        note = said.get("note", note)
        photograph = said.get("photograph", photograph)
    withheld = {part.compartment for part in alert.parts} - vault.held
    return AlertContent(
        statements=opened,
        message=Message(urgency, note),
        photograph_id=UUID(photograph) if photograph else None,
        withheld=frozenset(withheld),
    )


def _told(profile: Profile, compartment: Compartment) -> dict[str, Any]:
    """By field, what is said of it. A search must not miss a second name or age."""
    return {
        name: [one.statement.as_value() for one in (*claims[:1], *conflicts(claims))]
        for name, claims in profile.items()
        if claims[0].field.compartment is compartment and name not in NOT_FOR_SEARCH
    }


def _seal_part(
    vault: Vault, alert: Alert, compartment: Compartment, said: dict[str, Any]
) -> AlertPart:
    row_id = uuid4()
    sealed = vault.seal(compartment, SealedColumn.ALERT_PART, row_id, said)
    return AlertPart(
        id=row_id,
        alert_id=alert.id,
        compartment=compartment,
        epoch=sealed.epoch,
        sealed=sealed.blob,
    )
