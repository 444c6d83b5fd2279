"""The shape every action keeps: it asks permission, and it leaves a record."""

import ast
from pathlib import Path

import pytest

STEMS = {
    "accounts",
    "actions",
    "confirming",
    "disclosing",
    "inviting",
    "leaving",
    "platform",
    "readmission",
    "recovery",
    "comparing",
    "emergencies",
    "passing_on",
    "passkeys",
    "sharing",
    "reporting",
    "restricting",
    "handing_over",
    "requesting",
    "reshelving",
    "taking",
    "taking_over",
    "claiming",
    "deciding",
    "lowering",
    "moving",
    "reviewing",
}
ASKS = {"require", "open_vault"}
# What follows from a step, which asked and is recorded.
FOLLOWS = {"pass_on"}
# `found_agency` and `sign_in` come before anybody has a part that could be asked for.
NOT_ACTIONS = {"audit", "keys", "web"}


def modules() -> list[Path]:
    return [
        path
        for path in sorted(Path("interact").glob("*/*.py"))
        if path.stem in STEMS and path.parent.name not in NOT_ACTIONS
    ]


def functions(path: Path) -> list[ast.FunctionDef]:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return [node for node in body if isinstance(node, ast.FunctionDef)]


ALL = {function.name: function for path in modules() for function in functions(path)}
ACTIONS = [
    pytest.param(function, id=name)
    for name, function in ALL.items()
    if not name.startswith(("_", "list_", "find_", "check_", "hold_"))
    and name not in FOLLOWS
]


def calls(function: ast.FunctionDef) -> set[str]:
    return {
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def records(function: ast.FunctionDef, seen: frozenset[str] = frozenset()) -> bool:
    called = calls(function) - seen
    return "record" in called or any(
        records(ALL[name], seen | called) for name in called & ALL.keys()
    )


def test_there_are_actions_to_check():
    assert len(ACTIONS) > 15


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_asks_permission_before_anything_else(action):
    statements = [
        line
        for line in action.body
        if not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
    ]
    first = ast.unparse(statements[0]) + ast.unparse(statements[1])
    assert any(f"{name}(" in first for name in ASKS)


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_leaves_a_record(action):
    assert records(action)


def test_nobody_but_the_request_and_the_commands_commits():
    found = {
        str(path)
        for path in Path("interact").rglob("*.py")
        if ".commit(" in path.read_text(encoding="utf-8")
    }
    # The log appends in a transaction of its own when nothing else is written.
    assert found <= {"interact/audit/writing.py"}
