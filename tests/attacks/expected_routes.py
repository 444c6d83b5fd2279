"""Who gets through to which page: said by hand, and compared with what is so."""

PEOPLE = (
    "lead caseworker",
    "lead supervisor",
    "lead dpo",
    "lead custodian",
    "partner caseworker",
    "partner dpo",
    "invited caseworker",
    "stranger caseworker",
    "stranger supervisor",
    "stranger dpo",
    "administrator",
    "nobody",
)

EVERYBODY = frozenset(PEOPLE)
SIGNED_IN = EVERYBODY - {"nobody"}
CASEWORK: frozenset[str] = frozenset(
    {"lead caseworker", "lead supervisor", "partner caseworker"}
)
CASEWORK_AND_INVITED: frozenset[str] = frozenset(
    {"lead caseworker", "lead supervisor", "partner caseworker", "invited caseworker"}
)
OWN_CASEWORK: frozenset[str] = frozenset(
    {
        "lead caseworker",
        "lead supervisor",
        "partner caseworker",
        "invited caseworker",
        "stranger caseworker",
        "stranger supervisor",
    }
)
LEAD: frozenset[str] = frozenset({"lead caseworker", "lead supervisor"})
LEAD_SUPERVISOR: frozenset[str] = frozenset({"lead supervisor"})
SUPERVISORS: frozenset[str] = frozenset({"lead supervisor", "stranger supervisor"})
CUSTODIAN: frozenset[str] = frozenset({"lead custodian"})
DPOS: frozenset[str] = frozenset({"lead dpo", "partner dpo", "stranger dpo"})
DPOS_AND_CUSTODIAN: frozenset[str] = frozenset(
    {"lead dpo", "lead custodian", "partner dpo", "stranger dpo"}
)
ADMINISTRATOR: frozenset[str] = frozenset({"administrator"})
# Only with the number of something of their own, which nobody here has.
NOT_THEIRS: frozenset[str] = frozenset()

FOR = {
    EVERYBODY: (
        "check.show",
        "health.show",
        "passkeys.ask",
        "passkeys.use",
        "recovery.agency",
        "recovery.index",
        "recovery.passphrase",
        "sign_in.new",
    ),
    SIGNED_IN: (
        "account.app",
        "account.code",
        "account.passphrase",
        "account.show",
        "agencies.accept",
        "agencies.compare",
        "agencies.index",
        "checklists.booklet",
        "checklists.form",
        "checklists.index",
        "checklists.library",
        "checklists.show",
        "flowcharts.booklet",
        "flowcharts.index",
        "flowcharts.library",
        "flowcharts.show",
        "home.show",
        "passkeys.index",
        "passkeys.make",
        "passkeys.new",
        "passkeys.presence",
        "sessions.end_others",
        "sessions.index",
        "sign_in.stay",
        "step_up.new",
    ),
    CASEWORK: (
        "alerts.acknowledge",
        "alerts.document",
        "alerts.index",
        "alerts.pass_on",
        "alerts.reissue",
        "alerts.report",
        "alerts.show",
        "assessments.check",
        "assessments.fill",
        "assessments.index",
        "assessments.keep",
        "assessments.show",
        "assessments.start",
        "changes.new",
        "comparing.show",
        "deciding.decide",
        "files.index",
        "files.new",
        "files.show",
        "lowering.answer",
        "moving.back",
        "moving.onward",
        "notes.new",
        "printing.form",
        "procedures.acknowledge",
        "procedures.begin",
        "procedures.endings",
        "procedures.index",
        "procedures.show",
        "procedures.start",
        "procedures.take",
        "profile.change",
        "profile.show",
        "responsibility.answer",
        "responsibility.offer",
        "sharing.index",
        "sharing.new",
        "sharing.preview",
        "sharing.shorten",
        "sharing.withdraw",
        "sightings.index",
        "sightings.new",
        "tasks.finish",
        "tasks.give_back",
        "tasks.hand_over",
        "tasks.index",
        "tasks.take",
        "timeline.show",
    ),
    CASEWORK_AND_INVITED: (
        "cases.show",
        "sharing.answer",
    ),
    OWN_CASEWORK: (
        "cases.new",
        "cases.search",
        "desk.index",
        "reminders.index",
        "reminders.note",
        "reminders.read",
        "reminders.wishes",
        "requests.index",
        "requests.new",
    ),
    LEAD: (
        "leading.offer",
        "leading.withdraw",
        "requests.answer",
        "responsibility.settle",
        "sharing.refusal",
    ),
    LEAD_SUPERVISOR: (
        "emergencies.new",
        "erasing.new",
        "restricting.change",
        "restricting.lift",
        "versions.back",
        "versions.onward",
    ),
    SUPERVISORS: ("overseeing.show", "restricting.index"),
    CUSTODIAN: (
        "agencies.only_compared",
        "leaving.progress",
        "members.index",
        "members.invite",
        "recovery.codes",
        "recovery.try_codes",
    ),
    DPOS: (
        "history.check",
        "history.evidence",
        "history.index",
        "notices.index",
    ),
    DPOS_AND_CUSTODIAN: ("recovery.members",),
    ADMINISTRATOR: (
        "platform.index",
        "platform.new",
        "platform.resume",
        "platform.suspend",
    ),
    NOT_THEIRS: (
        "alerts.confirm",
        "joining.accept",
        "joining.show",
        "leading.answer",
        "leading.refusal",
        "leaving.change",
        "leaving.end",
        "members.confirm",
        "members.refuse",
        "members.withdraw",
        "notices.note",
        "notices.review",
        "overseeing.person",
        "passkeys.remove",
        "passkeys.rename",
        "recovery.readmit",
        "recovery.vouch",
        "reminders.show",
        "requests.show",
        "sessions.end",
        "sign_in.training",
    ),
}
EXPECTED = {page: those for those, pages in FOR.items() for page in pages}
