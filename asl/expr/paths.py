"""JSONPath as expressions: what `$`, `$$` and `$name` are looked up in, and AWS's error texts."""

from __future__ import annotations

from asl.expr.expression import Evaluate
from asl.expr.jsonpath import Path, PathLimit, PathMissing
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.frame import Frame
from asl.runtime.values import text_of
from asl.syntax.values import Json


def lookup(path: Path, *, retryable: bool = False) -> Evaluate:
    """Evaluate a path; raises PathMissing and PathLimit as they come.

    Args:
        path: from `compile_path`.
        retryable: whether the state can retry, which its Context Object shows.
    """
    find = path.find
    if path.root == "input":
        return lambda root, _frame: find(root)
    if path.root == "context":
        return lambda _root, frame: find(frame.context(retryable=retryable))
    name = path.variable

    def find_variable(_root: Json, frame: Frame) -> Json:
        if name not in frame.variables:
            raise PathMissing(f"No results for path: $['{name}']")
        return find(frame.variables[name])

    return find_variable


def plain(path: Path, pointer: str, *, retryable: bool = False) -> Evaluate:
    """A path in a field of its own (`InputPath`, `TimeoutSecondsPath`): `Invalid path '…' : …`."""
    find = lookup(path, retryable=retryable)
    if path.text == "$":
        return find

    def run(root: Json, frame: Frame) -> Json:
        try:
            return find(root, frame)
        except (PathMissing, PathLimit) as error:
            cause = frame.blame(f"Invalid path '{path.text}' : {error.reason}")
            raise StatesError(RUNTIME, cause, pointer=pointer) from error

    return run


def in_field(path: Path, field: str, pointer: str, *, retryable: bool = False) -> Evaluate:
    """A path in a template or in ErrorPath and CausePath: the cause shows what was searched."""
    find = lookup(path, retryable=retryable)

    def run(root: Json, frame: Frame) -> Json:
        try:
            return find(root, frame)
        except PathMissing as error:
            searched = frame.context(retryable=retryable) if path.root == "context" else root
            cause = frame.blame(
                f"The JSONPath '{path.text}' specified for the field '{field}' could not be "
                f"found in the input '{text_of(searched)}'"
            )
            raise StatesError(RUNTIME, cause, pointer=pointer) from error
        except PathLimit as error:
            cause = frame.blame(f"Invalid path '{path.text}' : {error.reason}")
            raise StatesError(RUNTIME, cause, pointer=pointer) from error

    return run
