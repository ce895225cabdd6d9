"""Every code of the catalogue is raised somewhere, and has a case that says how."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from asl.definition import examine
from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.explanations.carriers import CARRIERS
from tests.house.source import ROOT, modules, shown, tree
from tests.linter import test_settings
from tests.model import test_expressions, test_members
from tests.rules import (
    test_judgements,
    test_lost_paths,
    test_services,
    test_transitions,
    test_warnings,
)

_TENFOLD = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n".encode() for n in range(1, 9)]

# One text for every code of the syntax; tests/syntax tells them all.
SYNTAX: dict[str, tuple[str, bytes, int, int]] = {
    "empty-document": ("d.json", b" ", 1, 1),
    "json-syntax": ("d.json", b'{"StartAt" "S"}', 1, 12),
    "not-utf8": ("d.json", b'{"StartAt": "\xff"}', 1, 14),
    "too-deep": ("d.json", b"[" * 501, 1, 501),
    "document-too-large": ("d.yaml", b" " * (4 * 1024 * 1024 + 1), 1, 1),
    "number-out-of-range": ("d.json", b'{"TimeoutSeconds": 1e999}', 1, 20),
    "not-a-number": ("d.json", b'{"TimeoutSeconds": NaN}', 1, 20),
    "lone-surrogate": ("d.json", b'{"Comment": "\\ud800"}', 1, 14),
    "yaml-syntax": ("d.yaml", b"StartAt: [S", 1, 12),
    "yaml-tag": ("d.yaml", b"StartAt: !!python/name:os.system S", 1, 10),
    "yaml-key": ("d.yaml", b"[a]: S", 1, 1),
    "yaml-alias-bomb": ("d.yaml", b"a0: &a0 [x]\n" + b"".join(_TENFOLD), 6, 25),
}


@pytest.mark.parametrize(("code", "given"), SYNTAX.items(), ids=SYNTAX)
def test_syntax(code: str, given: tuple[str, bytes, int, int]) -> None:
    name, text, line, column = given
    what = examine(text, name=name)
    assert [item.code for item in what.diagnostics] == [code]
    first = what.diagnostics[0]
    assert (first.line, first.column) == (line, column)
    assert (first.file, what.document, what.machine) == (name, None, None)


def _told() -> set[str]:
    """The codes that a case tells."""
    tables = (
        test_members.FINDINGS,
        test_expressions.FINDINGS,
        test_transitions.FINDINGS,
        test_judgements.FINDINGS,
        test_services.FINDINGS,
        test_warnings.FINDINGS,
        test_lost_paths.FINDINGS,
    )
    settings = {code for _, code, *_ in test_settings.WRONG.values()}
    return {case.code for table in tables for case in table.values()} | SYNTAX.keys() | settings


def test_every_code_of_a_definition_has_a_case() -> None:
    others = {code for code in CATALOGUE if code.startswith("mock-")} | CARRIERS.keys()
    assert CATALOGUE.keys() - others - _told() == set()


@pytest.mark.parametrize("code", CARRIERS)
def test_every_code_of_a_carrier_has_a_case(code: str) -> None:
    files = sorted((ROOT / "tests" / "carriers").rglob("*.py"))
    texts = "".join(path.read_text("utf-8") for path in files)
    assert re.search(rf"(?<![\w-]){code}(?![\w-])", texts)


def test_every_code_of_a_file_of_mocks_has_a_case() -> None:
    texts = "".join(
        path.read_text("utf-8") for path in sorted((ROOT / "tests" / "testing").rglob("*.py"))
    )
    mocks = {code for code in CATALOGUE if code.startswith("mock-")}
    assert {code for code in mocks if f'"{code}"' not in texts} == set()


# The calls whose first argument, and the members whose value, is a code.
_CALLS = frozenset({"report", "fault", "_fault", "SyntaxFault"})


def _raised() -> Iterator[tuple[str, str]]:
    """Every code in the source, with the module that raises it."""
    for path in modules():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else None
            called = node.func.id if isinstance(node.func, ast.Name) else called
            given = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            if called in _CALLS and node.args:
                given.append(node.args[0])
            for value in given:
                for code in _texts(value):
                    yield code, shown(path)


def _texts(value: ast.expr) -> Iterator[str]:
    """The texts that an expression may be; a condition has two."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _texts(value.body)
        yield from _texts(value.orelse)


def test_every_code_that_is_raised_is_in_a_catalogue() -> None:
    assert sorted({place for place in _raised() if place[0] not in CATALOGUE}) == []


def test_every_code_of_the_catalogue_is_raised() -> None:
    assert CATALOGUE.keys() - {code for code, _ in _raised()} == set()


def test_no_two_codes_have_one_title() -> None:
    titles = [code.title for code in CATALOGUE.values()]
    assert len(titles) == len(set(titles))


def test_what_is_a_warning() -> None:
    warnings = {name for name, code in CATALOGUE.items() if code.severity != "error"}
    assert {name for name in warnings if not name.startswith("mock-")} == {
        "unknown-error-name",
        "variable-shadowed",
        "deprecated-field",
        "no-effect",
        "unknown-version",
        "substitution-unused",
        "definition-elsewhere",
        "value-unknown",
        *(case.code for case in test_warnings.FINDINGS.values()),
        "path-leads-nowhere",
        *(case.code for case in test_services.WARNINGS.values()),
    }
