"""SARIF 2.1.0, by what the standard asks for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.render_sarif import render_sarif
from tests.diagnostics.reports import ERROR, INFO, WARNING

ALL = [ERROR, WARNING, INFO]


def run(diagnostics: Sequence[Diagnostic]) -> Any:
    """The one run, as a program reads it."""
    log = json.loads(json.dumps(render_sarif(diagnostics, "1.2.3"), ensure_ascii=False).encode())
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (only,) = log["runs"]
    return only


def test_the_tool() -> None:
    driver = run(ALL)["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("asl validate", "1.2.3")
    assert run(ALL)["columnKind"] == "unicodeCodePoints"


def test_a_rule_for_each_code_that_is_met() -> None:
    rules = {rule["id"]: rule for rule in run([*ALL, ERROR])["tool"]["driver"]["rules"]}
    assert set(rules) == {found.code for found in ALL}
    rule = rules[ERROR.code]
    assert rule["shortDescription"]["text"] == CATALOGUE[ERROR.code].title
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["fullDescription"]["text"]
    assert rule["help"]["text"]
    assert rule["help"]["markdown"].startswith(f"# {ERROR.code}\n")
    assert rules["no-effect"]["defaultConfiguration"] == {"level": "warning"}
    assert rules["deprecated-field"]["defaultConfiguration"] == {"level": "note"}


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_rule_has_what_is_shown_of_it(code: str) -> None:
    (rule,) = run([replace(ERROR, code=code)])["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"]
    assert rule["help"]["markdown"]


def test_a_result() -> None:
    results = run(ALL)["results"]
    rules = run(ALL)["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in results] == [
        result["ruleId"] for result in results
    ]
    assert [result["level"] for result in results] == ["error", "warning", "note"]
    first = results[0]
    assert first["message"] == {"text": f"{ERROR.message}\nhint: {ERROR.hint}"}
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "src/order%20machine.asl.json"},
                "region": {"startLine": 5, "startColumn": 21, "endColumn": 27},
                "contextRegion": {"startLine": 5, "snippet": {"text": ERROR.source}},
            },
            "logicalLocations": [{"fullyQualifiedName": "/States/Pay/Next"}],
        }
    ]
    assert "logicalLocations" not in results[2]["locations"][0]
    assert results[2]["message"]["text"].startswith("old \ufffd")


def fingerprints(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """What results are told apart by."""
    return [
        result["partialFingerprints"]["findingIdentity/v1"]
        for result in run(diagnostics)["results"]
    ]


def test_a_finding_is_the_same_when_the_text_around_it_moves() -> None:
    assert fingerprints([ERROR]) == fingerprints([replace(ERROR, line=70, column=2)])


def test_findings_are_told_apart() -> None:
    several = [ERROR, WARNING, replace(ERROR, pointer="/x"), replace(ERROR, file="y"), ERROR]
    assert len(set(fingerprints(several))) == len(several)


# what a file is called: its URI
URIS = {
    "./a.json": "a.json",
    "a\\b.json": "a/b.json",
    "/abs/ü.json": "/abs/%C3%BC.json",
    "50%#?.json": "50%25%23%3F.json",
}


@pytest.mark.parametrize(("file", "uri"), URIS.items())
def test_files(file: str, uri: str) -> None:
    (result,) = run([replace(ERROR, file=file)])["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_nothing_found() -> None:
    assert run([])["results"] == []
