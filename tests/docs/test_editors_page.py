"""docs/editors.md says what the language server and the schemas are."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from asl.cli.main import COMMANDS
from asl.lsp import shipped
from asl.lsp.buffer import Buffer
from asl.lsp.draft import Draft, format_of
from tests.docs.pages import DOCS, names, rows, section
from tests.house.source import ROOT

TEXT = (DOCS / "editors.md").read_text("utf-8")


def test_every_schema_is_told() -> None:
    told = {names(row[0])[0] for row in rows(section("editors.md", "Without the server"))}
    assert told == {path.name for path in shipped.folder().glob("*.json")}


def test_the_extra_is_there() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "optional-dependencies"
    ]
    assert 'pip install "asl-runtime[lsp]"' in TEXT
    assert [need.partition(">")[0] for need in extras["lsp"]] == ["pygls"]
    assert set(extras["lsp"]) <= set(extras["dev"])
    assert "lsp" in COMMANDS


@pytest.mark.parametrize("block", re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL))
def test_what_is_to_be_copied_is_json(block: str) -> None:
    assert isinstance(json.loads(block), dict)


def test_what_is_to_be_copied_is_toml() -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert tomllib.loads(block)["language-server"]["asl"] == {"command": "asl", "args": ["lsp"]}


@pytest.mark.parametrize("pattern", re.findall(r"`(\*\.asl[.a-z]*)`", TEXT.split("## VS Code")[0]))
def test_files_are_taken_for_definitions_by_their_names(pattern: str) -> None:
    file = pattern.replace("*", "order")
    assert Draft(file, Buffer("{}"), format_of(file)).is_definition
