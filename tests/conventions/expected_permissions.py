"""Who may do what, written down a second time: a change must be meant twice."""

EXPECTED = {
    "case:open": {
        "own": "caseworker supervisor",
    },
    "cases:search": {
        "own": "caseworker supervisor",
    },
    "case:read": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "header:read": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
        "invited": "caseworker supervisor",
    },
    "field:claim": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "file:attach": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "note:write": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "case:share": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "share:answer": {
        "invited": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "share:withdraw": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "assessment:fill": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "procedure:start": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "step:take": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "alert:issue": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "alert:acknowledge": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "alert:withdraw": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "withdrawal:confirm": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "sighting:record": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "case:disclose": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "member:bring_in": {
        "own": "custodian",
    },
    "history:read": {
        "own": "dpo",
    },
    "evidence:export": {
        "own": "dpo",
    },
}
