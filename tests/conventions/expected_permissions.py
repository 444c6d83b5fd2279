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
    "case:restrict": {
        "lead": "supervisor",
        "partner": "supervisor",
        "invited": "supervisor",
        "own": "supervisor",
    },
    "lead:offer": {
        "lead": "caseworker supervisor",
    },
    "lead:answer": {
        "invited": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "case:ask": {
        "own": "caseworker supervisor",
    },
    "request:answer": {
        "lead": "caseworker supervisor",
    },
    "assessment:fill": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "task:finish": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "task:take": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "desk:read": {
        "own": "caseworker supervisor",
    },
    "desk:oversee": {
        "own": "supervisor",
    },
    "change:report": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "procedure:start": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "procedure:move": {"lead": "supervisor"},
    "step:take": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "responsibility:offer": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "responsibility:answer": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "responsibility:settle": {"lead": "caseworker supervisor"},
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
    "case:erase": {
        "lead": "supervisor",
    },
    "case:disclose": {
        "lead": "caseworker supervisor",
        "partner": "caseworker supervisor",
    },
    "member:bring_in": {
        "own": "custodian",
    },
    "emergency:open": {
        "lead": "supervisor",
        "partner": "supervisor",
    },
    "partner:compare": {
        "own": "supervisor",
    },
    "identity:accept": {
        "own": "supervisor",
    },
    "comparison:require": {
        "own": "custodian",
    },
    "notice:note": {
        "own": "dpo",
    },
    "members:read": {
        "own": "custodian",
    },
    "member:invite": {
        "own": "custodian",
    },
    "member:confirm": {
        "own": "custodian",
    },
    "account:keep": {
        "own": "caseworker supervisor dpo custodian administrator",
    },
    "recovery_codes:set": {
        "own": "custodian",
    },
    "recovery_codes:try": {
        "own": "custodian",
    },
    "membership:end": {
        "own": "custodian",
    },
    "clearance:change": {
        "own": "custodian",
    },
    "halves:move": {
        "own": "custodian",
    },
    "member:readmit": {
        "own": "custodian",
    },
    "member:vouch_for": {
        "own": "custodian dpo",
    },
    "agencies:oversee": {
        "own": "administrator",
    },
    "agency:create": {
        "own": "administrator",
    },
    "agency:suspend": {
        "own": "administrator",
    },
    "agency:resume": {
        "own": "administrator",
    },
    "history:read": {
        "own": "dpo",
    },
    "evidence:export": {
        "own": "dpo",
    },
}
