"""What agencies are, the parts people play in them, and what each opens by default."""

from interact.core.words import Word
from interact.core.words import mark as _
from interact.keys.rules import Compartment, GroupName


class AgencyKind(Word):
    """What an agency does for children; flowcharts name their actors by it."""

    RECEPTION = "reception", _("Reception centre")
    SOCIAL_SERVICES = "social services", _("Social services")
    GUARDIANSHIP = "guardianship", _("Guardianship")
    POLICE = "police", _("Police")
    HOTLINE = "hotline", _("116 000 hotline")
    NGO = "ngo", _("Organisation")
    PLATFORM = "platform", _("Who runs this installation")


class Role(Word):
    """The part a person plays in one agency."""

    CASEWORKER = "caseworker", _("Caseworker")
    SUPERVISOR = "supervisor", _("Supervisor")
    DPO = "dpo", _("Data protection officer")
    CUSTODIAN = "custodian", _("Custodian")
    ADMINISTRATOR = "administrator", _("Administrator of this installation")


_CARE = frozenset(Compartment) - {Compartment.INVESTIGATION}

# After the visibility matrix of the profession; a custodian narrows it per member.
DEFAULT_CLEARANCES: dict[AgencyKind, frozenset[Compartment]] = {
    AgencyKind.RECEPTION: _CARE,
    AgencyKind.SOCIAL_SERVICES: _CARE,
    AgencyKind.GUARDIANSHIP: _CARE,
    AgencyKind.POLICE: frozenset(Compartment),
    AgencyKind.HOTLINE: _CARE - {Compartment.LEGAL, Compartment.HEALTH},
    AgencyKind.NGO: _CARE - {Compartment.LEGAL, Compartment.HEALTH},
    AgencyKind.PLATFORM: frozenset(),
}


def roles_in(kind: AgencyKind) -> tuple[Role, ...]:
    """The parts there are in an agency: administrators only run the installation."""
    if kind is AgencyKind.PLATFORM:
        return (Role.ADMINISTRATOR,)
    return tuple(role for role in Role if role is not Role.ADMINISTRATOR)


def groups_in(kind: AgencyKind) -> tuple[GroupName, ...]:
    """The groups there are in an agency. Who runs the installation has no group that
    a case could be sealed to."""
    if kind is AgencyKind.PLATFORM:
        return (GroupName.AUDIT, GroupName.CUSTODY)
    return tuple(GroupName)


def groups_for(kind: AgencyKind, role: Role) -> frozenset[GroupName]:
    """The groups a new member of this role belongs to, unless a custodian narrows it.

    A DPO opens the audit log and no compartment; a custodian holds the agency's own
    keys and opens no compartment; an administrator is in no group at all. A supervisor
    also holds the emergency group, which opens a part they hold no clearance for, with
    a reason and for three hours.
    """
    if role is Role.ADMINISTRATOR:
        return frozenset()
    if role is Role.DPO:
        return frozenset({GroupName.AUDIT})
    if role is Role.CUSTODIAN:
        return frozenset({GroupName.CUSTODY})
    parts = frozenset(GroupName(c.value) for c in DEFAULT_CLEARANCES[kind])
    return parts | {GroupName.EMERGENCY} if role is Role.SUPERVISOR else parts
