"""The events that INTERACT records, what an entry is about, and what may be wrong."""

from typing import Protocol, runtime_checkable
from uuid import UUID

from interact.core.errors import InteractError, RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _


@runtime_checkable
class Subject(Protocol):
    """What an entry is about: a case. Its lead agency's DPO may read the entry."""

    @property
    def id(self) -> UUID: ...
    @property
    def reference(self) -> str: ...
    @property
    def lead_agency_id(self) -> UUID: ...


class Event(Word):
    """Named `<thing>.<past tense>`: what happened, once it has happened."""

    ACCESS_REFUSED = "access.refused", _("was refused")
    STORED_CHANGED = "stored.changed", _("met something stored that does not open")
    AGENCY_FOUNDED = "agency.founded", _("founded the agency")
    MEMBER_JOINED = "member.joined", _("brought in a member")
    MEMBER_INVITED = "member.invited", _("invited a member")
    INVITATION_WITHDRAWN = "invitation.withdrawn", _("withdrew an invitation")
    INVITATION_ACCEPTED = "invitation.accepted", _("came in by an invitation")
    MEMBER_CONFIRMED = "member.confirmed", _("confirmed a new member")
    MEMBER_REFUSED = "member.refused", _("refused somebody who had come in")
    PASSPHRASE_CHANGED = "passphrase.changed", _("changed their passphrase")
    CODE_MADE = "code.made", _("made a new personal code")
    FACTOR_SET = "factor.set", _("set up an authenticator app")
    PASSKEY_REGISTERED = "passkey.registered", _("registered a passkey")
    PASSKEY_RENAMED = "passkey.renamed", _("renamed a passkey")
    PASSKEY_REMOVED = "passkey.removed", _("removed a passkey")
    PASSKEY_COPIED = "passkey.copied", _("used a passkey that may be a copy")
    RECOVERY_CODES_SET = "recovery_codes.set", _("made new recovery codes")
    RECOVERY_TESTED = "recovery.tested", _("saw that two recovery codes work")
    AGENCY_RECOVERED = "agency.recovered", _("opened the agency's keys with two codes")
    PASSPHRASE_RECOVERED = (
        "passphrase.recovered",
        _("chose a new passphrase with the personal code"),
    )
    READMISSION_BEGUN = (
        "readmission.begun",
        _("began to bring back a member whose keys are lost"),
    )
    MEMBER_VOUCHED_FOR = "member.vouched_for", _("vouched for a member who comes back")
    MEMBER_LEFT = "member.left", _("ended a membership")
    CLEARANCE_CHANGED = "clearance.changed", _("changed what a member may open")
    GROUP_ROTATED = "group.rotated", _("gave groups of the agency new keys")
    HALVES_MOVED = "halves.moved", _("moved what the agency holds to its new keys")
    AGENCY_SUSPENDED = "agency.suspended", _("suspended the agency")
    AGENCY_RESUMED = "agency.resumed", _("let the agency in again")
    SIGNED_IN = "session.started", _("signed in")
    SIGNED_OUT = "session.ended", _("signed out")
    STEPPED_UP = "session.stepped_up", _("showed anew who they are")
    PARTNER_PINNED = "partner.pinned", _("met a partner agency for the first time")
    PARTNER_CHANGED = (
        "partner.changed",
        _("was shown other keys of a partner agency than the ones known"),
    )
    PARTNER_COMPARED = "partner.compared", _("compared a partner's fingerprint")
    IDENTITY_ACCEPTED = "identity.accepted", _("accepted new keys of a partner agency")
    COMPARISON_REQUIRED = (
        "comparison.required",
        _("decided whether to seal to partners that were not compared"),
    )
    EMERGENCY_OPENED = (
        "emergency.opened",
        _("opened a part of the case in an emergency"),
    )
    EMERGENCY_REVIEWED = "emergency.reviewed", _("reviewed an emergency access")
    NOTICE_NOTED = "notice.noted", _("took note of a notice")
    CASE_OPENED = "case.opened", _("opened the case")
    CASE_READ = "case.read", _("looked at the case")
    CASES_SEARCHED = "cases.searched", _("searched the cases")
    HEADER_READ = "header.read", _("looked at an offer")
    EPOCH_STARTED = "epoch.started", _("made a new key for a part of the case")
    FIELD_CLAIMED = "field.claimed", _("recorded a detail")
    FILE_ATTACHED = "file.attached", _("added a file")
    FILE_READ = "file.read", _("looked at a file")
    NOTE_WRITTEN = "note.written", _("wrote a note")
    CASE_SHARED = "case.shared", _("shared the case")
    SHARE_ACCEPTED = "share.accepted", _("accepted a share")
    SHARE_DECLINED = "share.declined", _("declined a share")
    SHARE_WITHDRAWN = "share.withdrawn", _("withdrew a share")
    SHARE_UNVOUCHED = (
        "share.unvouched",
        _("met a share that nobody entitled has signed, and gave it no key"),
    )
    SHARE_SHORTENED = "share.shortened", _("let a share end earlier")
    CASE_RESTRICTED = "case.restricted", _("named the members who see the case")
    RESTRICTION_LIFTED = (
        "restriction.lifted",
        _("let all members of the agency see the case again"),
    )
    LEAD_OFFERED = "lead.offered", _("offered the lead of the case")
    LEAD_ACCEPTED = "lead.accepted", _("took over the lead of the case")
    LEAD_DECLINED = "lead.declined", _("declined the lead of the case")
    LEAD_OFFER_WITHDRAWN = "lead_offer.withdrawn", _("withdrew an offer of the lead")
    CASE_ASKED_FOR = "case.asked_for", _("asked for a case")
    REQUEST_GRANTED = "request.granted", _("granted what was asked for")
    REQUEST_REFUSED = "request.refused", _("refused what was asked for")
    ANSWER_NOTED = "answer.noted", _("took note of an answer")
    ASSESSMENT_STARTED = "assessment.started", _("started a checklist")
    ASSESSMENT_WIDENED = (
        "assessment.widened",
        _("asked for the whole of a checklist begun as a short form"),
    )
    ASSESSMENT_ANSWERED = "assessment.answered", _("answered questions")
    ASSESSMENT_FINISHED = "assessment.finished", _("finished a checklist")
    LEVEL_SET = "level.set", _("set another level")
    ANSWER_DECIDED = "answer.decided", _("decided between answers that differed")
    LOWERING_PROPOSED = "lowering.proposed", _("proposed a lower level")
    LOWERING_AGREED = "lowering.agreed", _("agreed to a lower level")
    LOWERING_DECLINED = "lowering.declined", _("did not agree to a lower level")
    ASSESSMENT_MOVED = "assessment.moved", _("moved a checklist to another version")
    TASK_FINISHED = "task.finished", _("did what a checklist asked for")
    TASK_TAKEN = "task.taken", _("took a task")
    TASK_HANDED_OVER = "task.handed_over", _("handed a task over to a colleague")
    TASK_GIVEN_BACK = "task.given_back", _("gave a task back")
    REMINDERS_CHOSEN = "reminders.chosen", _("chose how they are reminded")
    FAILURES_NOTED = "failures.noted", _("took note of e-mails that did not arrive")
    CHANGE_REPORTED = (
        "change.reported",
        _("had checklists filled in again, because something changed"),
    )
    PROCEDURE_STARTED = "procedure.started", _("started a flowchart")
    PROCEDURE_MOVED = (
        "procedure.moved",
        _("moved a flowchart to another version"),
    )
    STEP_TAKEN = "step.taken", _("took a step")
    RESPONSIBILITY_OFFERED = (
        "responsibility.offered",
        _("asked an agency to answer for a next step"),
    )
    RESPONSIBILITY_ACCEPTED = (
        "responsibility.accepted",
        _("said that they answer for a next step"),
    )
    RESPONSIBILITY_DECLINED = (
        "responsibility.declined",
        _("declined to answer for a next step"),
    )
    RESPONSIBILITY_SETTLED = (
        "responsibility.settled",
        _("gave a next step to who answers for it by law"),
    )
    ALERT_ISSUED = "alert.issued", _("issued an alert")
    ALERT_ACKNOWLEDGED = "alert.acknowledged", _("acknowledged an alert")
    ALERT_WITHDRAWN = "alert.withdrawn", _("withdrew an alert")
    WITHDRAWAL_CONFIRMED = "withdrawal.confirmed", _("confirmed a withdrawal")
    SIGHTING_RECORDED = "sighting.recorded", _("recorded a sighting")
    ERASURE_DECIDED = "erasure.decided", _("decided to erase the case")
    CASE_ERASED = "case.erased", _("erased the case")
    CASE_DISCLOSED = "case.disclosed", _("took information out as a document")
    HISTORY_READ = "history.read", _("read the history")
    LOG_CHECKED = "log.checked", _("checked whether the log is whole")
    EVIDENCE_EXPORTED = "evidence.exported", _("took out an evidence pack")
    ENTRY_UNREADABLE = "entry.unreadable", _("left an entry that does not open")


# These happened even if what followed was refused or undone.
HAPPENED_ANYWAY = frozenset(
    {
        Event.ACCESS_REFUSED,
        Event.CASE_READ,
        Event.CASES_SEARCHED,
        Event.HEADER_READ,
        Event.FILE_READ,
        Event.HISTORY_READ,
        Event.PARTNER_CHANGED,
        Event.PASSKEY_COPIED,
    }
)


class Fault(Word):
    """What is wrong with the log, in a sentence with places for the entries."""

    MISSING = "missing", _("Entry %(first)s is missing.")
    LEAF = "leaf", _("The line of entry %(first)s in the tree was changed.")
    PAYLOAD = "payload", _("What entry %(first)s says was changed.")
    KEYS = "keys", _("The keys of entry %(first)s were changed.")
    UNREADABLE = "unreadable", _("What is stored of entry %(first)s makes no sense.")
    REORDERED = "reordered", _("Entry %(first)s stands in the place of another.")
    NODE = "node", _("The tree over the entries %(first)s to %(last)s was changed.")
    SIGNATURE = (
        "signature",
        _("The signature over the entries %(first)s to %(last)s is not the log's."),
    )
    UNSIGNED = (
        "unsigned",
        _("A signature over the entries %(first)s to %(last)s is missing."),
    )
    CHECKPOINT = (
        "checkpoint",
        _("The entries %(first)s to %(last)s are not those that were signed."),
    )


class LogBroken(InteractError):
    """The tree is not the one that was signed before; nothing new may be signed."""

    message = _(
        "The record of this installation was changed from outside. Tell the people "
        "who run it, and keep the evidence packs you have."
    )


class AlreadyNoted(RuleBroken):
    message = _("Somebody dealt with this notice already. Nothing was changed.")


class ReviewNeeded(RuleBroken):
    message = _("An emergency access is reviewed: write down what you found.")
