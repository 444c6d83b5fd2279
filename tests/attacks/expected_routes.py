"""Who gets through to which page."""

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
EXPECTED: dict[str, tuple[str, ...]] = {}
