"""The events that INTERACT records, what an entry is about, and what may be wrong."""

from typing import Protocol, runtime_checkable
from uuid import UUID

from interact.core.errors import InteractError
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
    AGENCY_FOUNDED = "agency.founded", _("founded the agency")
    MEMBER_JOINED = "member.joined", _("brought in a member")
    SIGNED_IN = "session.started", _("signed in")
    SIGNED_OUT = "session.ended", _("signed out")
    PARTNER_PINNED = "partner.pinned", _("met a partner agency for the first time")
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
    ASSESSMENT_STARTED = "assessment.started", _("started a checklist")
    ASSESSMENT_ANSWERED = "assessment.answered", _("answered questions")
    ASSESSMENT_FINISHED = "assessment.finished", _("finished a checklist")
    LEVEL_SET = "level.set", _("set another level")
    PROCEDURE_STARTED = "procedure.started", _("started a flowchart")
    STEP_TAKEN = "step.taken", _("took a step")
    ALERT_ISSUED = "alert.issued", _("issued an alert")
    ALERT_ACKNOWLEDGED = "alert.acknowledged", _("acknowledged an alert")
    ALERT_WITHDRAWN = "alert.withdrawn", _("withdrew an alert")
    WITHDRAWAL_CONFIRMED = "withdrawal.confirmed", _("confirmed a withdrawal")
    SIGHTING_RECORDED = "sighting.recorded", _("recorded a sighting")
    CASE_DISCLOSED = "case.disclosed", _("took information out as a document")
    HISTORY_READ = "history.read", _("read the history")
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
