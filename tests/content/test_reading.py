"""Reading a content file: what is refused, with which file, line and words."""

import hashlib

import pytest
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from interact.checklists.rules import RiskLevel
from interact.core.content import LARGEST, parse_content, read_content, read_folder
from interact.core.errors import ContentInvalid


class Leaf(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1)
    weight: int = 0
    level: RiskLevel = RiskLevel.LOW
    open: StrictBool = False


class Tree(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    leaves: list[Leaf] = Field(default_factory=list)


def refused(body, model=Tree):
    with pytest.raises(ContentInvalid) as refusal:
        parse_content(body, model, "tree.yaml")
    return refusal.value


def test_a_file_is_read_with_the_hash_of_its_bytes(tmp_path):
    path = tmp_path / "tree.yaml"
    path.write_text("title: Birch\nleaves:\n  - name: Été\n", "utf-8")

    tree, sha256, body = read_content(path, Tree)

    assert tree.leaves[0].name == "Été"
    assert sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert body == path.read_text("utf-8")


@pytest.mark.parametrize("word", ["no", "yes", "NO", "on", "12:30"])
def test_words_that_older_yaml_took_for_other_things_stay_words(word):
    assert parse_content(f"title: {word}\n", Tree, "tree.yaml").title == word


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("title: Birch\ntitel: x\n", 2, "“titel” is not a key that is known here"),
        ("leaves: []\n", 1, "“title” is missing"),
        ("title: A\nleaves:\n  - name: B\n  - weight: 2\n", 4, "“name” is missing"),
        ("title: A\nleaves:\n  - name: ''\n", 3, "“name” must not be empty"),
        (
            "title: A\nleaves:\n  - name: B\n    weight: many\n",
            4,
            "“weight” must be a whole number",
        ),
        (
            "title: A\nleaves:\n  - name: B\n\n    level: dire\n",
            5,
            "“level” must be one of 'low', 'medium', 'high' or 'immediate'",
        ),
        (
            "title: A\nleaves:\n  - name: B\n    open: yes\n",
            4,
            "“open” must be true or false",
        ),
        ("title: A\nleaves: B\n", 2, "“leaves” must be a list"),
        ("title: A\nleaves: [B]\n", 2, "“leaves” must hold keys and their values"),
        ("title: 2026-03-01\n", 1, "“title” must be text"),
        ("title: A\ntitle: B\n", 2, "this key is there twice"),
        ("- A\n- B\n", 1, "the file must hold keys and their values"),
        ("", 1, "the file must hold keys and their values"),
        ("title: 2026-02-31\n", 1, "this is not YAML that INTERACT can read"),
        ("title: \x00\n", 1, "this is not YAML that INTERACT can read"),
        ("[" * 1000, 1, "this is not YAML that INTERACT can read"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_in_plain_words(body, line, words):
    refusal = refused(body)

    assert refusal.values == {"file": "tree.yaml", "line": line, "problem": words}


@pytest.mark.parametrize(
    ("body", "line"),
    [("title: A\nleaves: {x\n", 3), ("title: A: B\n", 1), ("title: !run ls\n", 1)],
)
def test_what_is_not_yaml_is_said_with_its_line(body, line):
    refusal = refused(body)

    assert refusal.values["line"] == line
    assert "this is not YAML" in str(refusal)


def test_the_first_of_several_mistakes_is_named():
    assert refused("x: 1\nleaves:\n  - weight: many\n").values["line"] == 1


@pytest.mark.parametrize(
    "body",
    [
        "title: A\nleaves:\n  - name: B\n    weight: Amina\n",
        "title: A\nleaves:\n  - name: B\n    level: Amina\n",
        "title: {Amina: 1}\n",
        "title: B\ntitle: Amina\n",
    ],
)
def test_a_refusal_never_repeats_what_the_file_holds(body):
    refusal = refused(body)

    assert "Amina" not in str(refusal)
    assert refusal.__cause__ is None


def test_a_missing_file_is_refused_by_its_name_without_its_folder(tmp_path):
    with pytest.raises(ContentInvalid, match=r"gone\.yaml, line 0") as refusal:
        read_content(tmp_path / "gone.yaml", Tree)

    assert str(tmp_path) not in str(refusal.value)


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path):
    (tmp_path / "tree.yaml").write_bytes(b"title: A\nleaves: \xff\xfe\n")

    with pytest.raises(ContentInvalid, match="line 2: this is not UTF-8 text"):
        read_content(tmp_path / "tree.yaml", Tree)


def test_a_file_too_large_to_be_content_is_refused(tmp_path):
    (tmp_path / "tree.yaml").write_bytes(b"#" * (LARGEST + 1))

    with pytest.raises(ContentInvalid, match="too large"):
        read_content(tmp_path / "tree.yaml", Tree)


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path):
    for name in ("b", "a"):
        (tmp_path / f"{name}.yaml").write_text(f"title: {name}\n")

    assert [one.definition.title for one in read_folder(tmp_path, Tree)] == ["a", "b"]


def test_a_folder_without_files_is_refused(tmp_path):
    with pytest.raises(ContentInvalid, match="there is no file"):
        read_folder(tmp_path, Tree)
