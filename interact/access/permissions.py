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
    RESTRICT_CASE = "case:restrict", _("Say which members of their agency see a case")
    OFFER_LEAD = "lead:offer", _("Offer the lead of a case to another agency")
    ANSWER_LEAD = "lead:answer", _("Accept or decline the lead of a case")
    ASK_FOR_CASE = "case:ask", _("Ask for a case by its reference")
    ANSWER_REQUEST = "request:answer", _("Grant or refuse what an agency asks for")
    FILL_ASSESSMENT = "assessment:fill", _("Fill in a checklist")
    FINISH_TASK = "task:finish", _("Say that a task of a checklist is done")
    TAKE_TASK = "task:take", _("Take a task, hand it to a colleague, or give it back")
    READ_DESK = "desk:read", _("See what waits for them and for their agency")
    OVERSEE_DESK = (
        "desk:oversee",
        _("See who in the agency has which tasks, and hand over those of others"),
    )
    REPORT_CHANGE = "change:report", _("Say that something about the child changed")
    START_PROCEDURE = "procedure:start", _("Start a flowchart")
    MOVE_PROCEDURE = "procedure:move", _("Move a flowchart to another version")
    TAKE_STEP = "step:take", _("Take a step of a flowchart")
    OFFER_RESPONSIBILITY = (
        "responsibility:offer",
        _("Ask another agency to answer for a next step"),
    )
    ANSWER_RESPONSIBILITY = (
        "responsibility:answer",
        _("Accept or decline to answer for a next step"),
    )
    SETTLE_RESPONSIBILITY = (
        "responsibility:settle",
        _("Give a next step to who answers for it by law"),
    )
    ISSUE_ALERT = "alert:issue", _("Issue an alert")
    ACKNOWLEDGE_ALERT = "alert:acknowledge", _("Acknowledge an alert")
    WITHDRAW_ALERT = "alert:withdraw", _("Withdraw an alert")
    CONFIRM_WITHDRAWAL = "withdrawal:confirm", _("Confirm a withdrawal")
    RECORD_SIGHTING = "sighting:record", _("Record a sighting")
    ERASE_CASE = "case:erase", _("Erase a case for good")
    DISCLOSE_CASE = "case:disclose", _("Take information out as a document")
    BRING_IN_MEMBER = "member:bring_in", _("Bring a member into their agency")
    OPEN_EMERGENCY = "emergency:open", _("Open a part of a case in an emergency")
    COMPARE_PARTNER = "partner:compare", _("Compare a partner's fingerprint")
    ACCEPT_IDENTITY = "identity:accept", _("Accept new keys of a partner agency")
    REQUIRE_COMPARISON = (
        "comparison:require",
        _("Let the agency seal to compared partners only"),
    )
    NOTE_NOTICE = "notice:note", _("Take note of notices, and review emergencies")
    READ_MEMBERS = "members:read", _("See the members and open invitations")
    INVITE_MEMBER = "member:invite", _("Invite a member, or take the invitation back")
    CONFIRM_MEMBER = "member:confirm", _("Confirm a new member, or refuse them")
    KEEP_ACCOUNT = "account:keep", _("Change how they themselves sign in")
    SET_RECOVERY_CODES = "recovery_codes:set", _("Make new recovery codes")
    TRY_RECOVERY_CODES = "recovery_codes:try", _("See whether recovery codes work")
    END_MEMBERSHIP = "membership:end", _("Take a member out of their agency")
    CHANGE_CLEARANCE = "clearance:change", _("Change what a member may open")
    MOVE_HALVES = "halves:move", _("Move what the agency holds to its new keys")
    READMIT_MEMBER = "member:readmit", _("Bring back a member whose keys are lost")
    VOUCH_FOR_MEMBER = "member:vouch_for", _("Vouch for a member who comes back")
    OVERSEE_AGENCIES = "agencies:oversee", _("See the state of all agencies")
    CREATE_AGENCY = "agency:create", _("Bring an agency into this installation")
    SUSPEND_AGENCY = "agency:suspend", _("Keep out the members of an agency")
    RESUME_AGENCY = "agency:resume", _("Let the members of an agency in again")
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
SUPERVISOR = frozenset({Role.SUPERVISOR})
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
    Permission.RESTRICT_CASE: {
        Standing.LEAD: SUPERVISOR,
        Standing.PARTNER: SUPERVISOR,
        Standing.INVITED: SUPERVISOR,
        Standing.OWN: SUPERVISOR,
    },
    Permission.OFFER_LEAD: {Standing.LEAD: CASEWORK},
    Permission.ANSWER_LEAD: {Standing.INVITED: CASEWORK, Standing.PARTNER: CASEWORK},
    Permission.ASK_FOR_CASE: {Standing.OWN: CASEWORK},
    Permission.ANSWER_REQUEST: {Standing.LEAD: CASEWORK},
    Permission.FILL_ASSESSMENT: _BOTH,
    Permission.FINISH_TASK: _BOTH,
    Permission.TAKE_TASK: _BOTH,
    Permission.READ_DESK: {Standing.OWN: CASEWORK},
    Permission.OVERSEE_DESK: {Standing.OWN: SUPERVISOR},
    Permission.REPORT_CHANGE: _BOTH,
    Permission.START_PROCEDURE: _BOTH,
    Permission.MOVE_PROCEDURE: {Standing.LEAD: frozenset({Role.SUPERVISOR})},
    Permission.TAKE_STEP: _BOTH,
    Permission.OFFER_RESPONSIBILITY: _BOTH,
    Permission.ANSWER_RESPONSIBILITY: _BOTH,
    Permission.SETTLE_RESPONSIBILITY: {Standing.LEAD: CASEWORK},
    Permission.ISSUE_ALERT: _BOTH,
    Permission.ACKNOWLEDGE_ALERT: _BOTH,
    Permission.WITHDRAW_ALERT: _BOTH,
    Permission.CONFIRM_WITHDRAWAL: _BOTH,
    Permission.RECORD_SIGHTING: _BOTH,
    Permission.ERASE_CASE: {Standing.LEAD: frozenset({Role.SUPERVISOR})},
    Permission.DISCLOSE_CASE: _BOTH,
    Permission.BRING_IN_MEMBER: {Standing.OWN: frozenset({Role.CUSTODIAN})},
    Permission.OPEN_EMERGENCY: {
        Standing.LEAD: frozenset({Role.SUPERVISOR}),
        Standing.PARTNER: frozenset({Role.SUPERVISOR}),
    },
    Permission.COMPARE_PARTNER: {Standing.OWN: frozenset({Role.SUPERVISOR})},
    Permission.ACCEPT_IDENTITY: {Standing.OWN: frozenset({Role.SUPERVISOR})},
    Permission.REQUIRE_COMPARISON: {Standing.OWN: frozenset({Role.CUSTODIAN})},
    Permission.NOTE_NOTICE: {Standing.OWN: DPO},
    Permission.READ_MEMBERS: {Standing.OWN: frozenset({Role.CUSTODIAN})},
    Permission.INVITE_MEMBER: {Standing.OWN: frozenset({Role.CUSTODIAN})},
    Permission.CONFIRM_MEMBER: {Standing.OWN: frozenset({Role.CUSTODIAN})},
    Permission.KEEP_ACCOUNT: {Standing.OWN: frozenset(Role)},
    Permission.SET_RECOVERY_CODES: {Standing.OWN: frozenset({Role.CUSTODIAN})},
    Permission.TRY_RECOVERY_CODES: {Standing.OWN: frozenset({Role.CUSTODIAN})},
    Permission.END_MEMBERSHIP: {Standing.OWN: frozenset({Role.CUSTODIAN})},
    Permission.CHANGE_CLEARANCE: {Standing.OWN: frozenset({Role.CUSTODIAN})},
    Permission.MOVE_HALVES: {Standing.OWN: frozenset({Role.CUSTODIAN})},
    Permission.READMIT_MEMBER: {Standing.OWN: frozenset({Role.CUSTODIAN})},
    Permission.VOUCH_FOR_MEMBER: {Standing.OWN: frozenset({Role.CUSTODIAN, Role.DPO})},
    Permission.OVERSEE_AGENCIES: {Standing.OWN: frozenset({Role.ADMINISTRATOR})},
    Permission.CREATE_AGENCY: {Standing.OWN: frozenset({Role.ADMINISTRATOR})},
    Permission.SUSPEND_AGENCY: {Standing.OWN: frozenset({Role.ADMINISTRATOR})},
    Permission.RESUME_AGENCY: {Standing.OWN: frozenset({Role.ADMINISTRATOR})},
    Permission.READ_HISTORY: {Standing.OWN: DPO},
    Permission.EXPORT_EVIDENCE: {Standing.OWN: DPO},
}
