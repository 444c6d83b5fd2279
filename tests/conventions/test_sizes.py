"""How large things may become, and what may not stand in the code at all."""

import ast
from pathlib import Path

import grimp
import pytest

FILES = sorted([*Path("interact").rglob("*.py"), Path("interact_verify.py")])
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}


@pytest.mark.parametrize("path", FILES, ids=str)
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < LONGEST_FUNCTION, node.name


@pytest.mark.parametrize("path", FILES, ids=str)
def test_every_module_says_in_one_line_what_it_holds(path):
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert said
    assert said.splitlines()[0].endswith((".", "`."))


def test_nothing_is_a_drawer():
    assert not {path.stem for path in FILES} & DRAWERS


def test_core_stays_closed():
    """Adding a file here is a decision; say why in docs/decisions."""
    names = {path.stem for path in Path("interact/core").glob("*.py")}
    assert names == {
        "__init__",
        "clock",
        "content",
        "db",
        "errors",
        "pdf",
        "pdf_process",
        "pdf_worker",
        "places",
        "words",
    }


def test_no_module_imports_in_a_circle():
    graph = grimp.build_graph("interact")
    reached = {module: graph.find_upstream_modules(module) for module in graph.modules}
    circles = {
        module
        for module, upstream in reached.items()
        if any(module in reached[other] for other in upstream)
    }
    assert circles == set()


def test_pages_do_not_touch_the_tables():
    for path in Path("interact/web").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith("sqlalchemy")
            for alias in node.names
        }
        assert names <= {
            "Session",
            "OperationalError",
            "DBAPIError",
            "IntegrityError",
            "StaleDataError",
        }, path


def test_nobody_catches_everything():
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else "everything"
                assert caught not in {"Exception", "everything"}, path
