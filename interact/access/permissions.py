"""The whole table of who may do what. Read this file to know."""

from interact.agencies.rules import Role
from interact.core.words import Word
from interact.core.words import mark as _


class Permission(Word):
    """Named `<thing>:<verb>`; the action is `<verb>_<thing>`."""

    OPEN_CASE = "case:open", _("Open a case")
    SEARCH_CASES = "cases:search", _("Search the cases they may open")
    READ_CASE = "case:read", _("Look at a case")
    READ_HEADER = "header:read", _("See that a case was offered, and by whom")
    CLAIM_FIELD = "field:claim", _("Record a detail about the child")
    ATTACH_FILE = "file:attach", _("Add a photograph or document")
    WRITE_NOTE = "note:write", _("Write a note")
    SHARE_CASE = "case:share", _("Share parts of a case with an agency")
    ANSWER_SHARE = "share:answer", _("Accept or decline a share")
    WITHDRAW_SHARE = "share:withdraw", _("End a share early")
    FILL_ASSESSMENT = "assessment:fill", _("Fill in a checklist")
    START_PROCEDURE = "procedure:start", _("Start a flowchart")
    TAKE_STEP = "step:take", _("Take a step of a flowchart")
    ISSUE_ALERT = "alert:issue", _("Issue an alert")
    ACKNOWLEDGE_ALERT = "alert:acknowledge", _("Acknowledge an alert")
    WITHDRAW_ALERT = "alert:withdraw", _("Withdraw an alert")
    CONFIRM_WITHDRAWAL = "withdrawal:confirm", _("Confirm a withdrawal")
    RECORD_SIGHTING = "sighting:record", _("Record a sighting")
    DISCLOSE_CASE = "case:disclose", _("Take information out as a document")
    BRING_IN_MEMBER = "member:bring_in", _("Bring a member into their agency")
    READ_HISTORY = "history:read", _("See who looked at what")
    EXPORT_EVIDENCE = "evidence:export", _("Take out an evidence pack")


class Standing(Word):
    """How one agency stands towards one case."""

    LEAD = "lead", _("Lead agency")
    PARTNER = "partner", _("Partner")
    INVITED = "invited", _("Offered a share, not yet answered")
    NONE = "none", _("None")
    OWN = "own", _("Own agency, no single case")


CASEWORK = frozenset({Role.CASEWORKER, Role.SUPERVISOR})
DPO = frozenset({Role.DPO})
Table = dict[Permission, dict[Standing, frozenset[Role]]]

_BOTH = {Standing.LEAD: CASEWORK, Standing.PARTNER: CASEWORK}

ALLOWED: Table = {
    Permission.OPEN_CASE: {Standing.OWN: CASEWORK},
    Permission.SEARCH_CASES: {Standing.OWN: CASEWORK},
    Permission.READ_CASE: _BOTH,
    Permission.READ_HEADER: {**_BOTH, Standing.INVITED: CASEWORK},
    Permission.CLAIM_FIELD: _BOTH,
    Permission.ATTACH_FILE: _BOTH,
    Permission.WRITE_NOTE: _BOTH,
    Permission.SHARE_CASE: _BOTH,
    Permission.ANSWER_SHARE: {Standing.INVITED: CASEWORK, Standing.PARTNER: CASEWORK},
    Permission.WITHDRAW_SHARE: _BOTH,
    Permission.FILL_ASSESSMENT: _BOTH,
    Permission.START_PROCEDURE: _BOTH,
    Permission.TAKE_STEP: _BOTH,
    Permission.ISSUE_ALERT: _BOTH,
    Permission.ACKNOWLEDGE_ALERT: _BOTH,
    Permission.WITHDRAW_ALERT: _BOTH,
    Permission.CONFIRM_WITHDRAWAL: _BOTH,
    Permission.RECORD_SIGHTING: _BOTH,
    Permission.DISCLOSE_CASE: _BOTH,
    Permission.BRING_IN_MEMBER: {Standing.OWN: frozenset({Role.CUSTODIAN})},
    Permission.READ_HISTORY: {Standing.OWN: DPO},
    Permission.EXPORT_EVIDENCE: {Standing.OWN: DPO},
}
