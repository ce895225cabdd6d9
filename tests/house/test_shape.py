"""What a file and a function may not be."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.source import modules, shown, tree

LONGEST_MODULE = 400
LONGEST_FUNCTION = 50
NAMELESS = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"})

# Where anything at all may be caught, and why.
BORDERS = {
    "asl/activities/slot.py": "what a function raises is the failure of its task",
    "asl/engines/scheduler.py": "a fault of ours fails the execution that meets it, or is raised",
    "asl/integrations/extension_tasks.py": "what another package raises is the Task's failure",
    "asl/integrations/functions/python_worker.py": "what a handler raises is its answer",
    "asl/stores/sql/writer.py": "a fault of ours is logged and fails the request that meets it",
    "server/asl_server/asgi.py": "a fault of ours is logged and answered with 500",
    "asl/testing/mocks.py": "what a stand-in of a test raises is the failure of its task",
}


def test_no_module_is_too_long() -> None:
    lengths = {shown(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the name to the end, those of the docstring aside."""
    first = node.body[0]
    said = ast.get_docstring(node) is not None
    told = (first.end_lineno or first.lineno) - first.lineno + 1 if said else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - told


def test_no_function_is_too_long() -> None:
    found = {
        f"{shown(path)}:{node.name}": _length(node)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    assert {name: length for name, length in found.items() if length > LONGEST_FUNCTION} == {}


def test_every_module_is_called_after_what_is_in_it() -> None:
    parts = {part for path in modules() for part in path.relative_to(path.anchor).parts}
    names = {part.removesuffix(".py").strip("_").lower() for part in parts}
    assert names & NAMELESS == set()


def _catches_all(handler: ast.ExceptHandler) -> bool:
    """Whether anything at all is caught, and kept: what is raised again at the end is not."""
    last = handler.body[-1]
    if isinstance(last, ast.Raise) and last.exc is None:
        return False
    if handler.type is None:
        return True
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        isinstance(name, ast.Name) and name.id in ("Exception", "BaseException") for name in caught
    )


def test_nothing_catches_everything_but_at_a_border() -> None:
    catching = {
        shown(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and _catches_all(node)
    }
    assert catching <= BORDERS.keys()


@pytest.mark.parametrize("border", BORDERS)
def test_a_border_that_is_none_any_more_goes(border: str) -> None:
    path = next(path for path in modules() if shown(path) == border)
    handlers = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
    assert any(_catches_all(handler) for handler in handlers)


SUPPRESSION = re.compile(r"# (?:noqa|type: ignore)(?P<rest>.*)$", re.MULTILINE)
REASONED = re.compile(r"(?:: [A-Z]+[0-9]+(?:, [A-Z]+[0-9]+)*|\[[a-z-, ]+\])  ?(?:-|#) \S.*")


def test_a_suppression_has_a_code_and_a_reason() -> None:
    bare = [
        f"{shown(path)}: {match.group()}"
        for path in modules()
        for match in SUPPRESSION.finditer(path.read_text("utf-8"))
        if not REASONED.fullmatch(match["rest"])
    ]
    assert bare == []
