"""Our own format: YAML or JSON, one file a case, one folder a feature.

A file reads like this; `<any>` within an expected text stands for anything.

    title: what is said, as a sentence
    source: what says so; a reference, or the specification's section
    definition: {…}
    input: {…}                       # {} unless given
    type: EXPRESS                    # STANDARD unless given
    mocks:                           # by state; taken in order, or by `item` inside a Map
      Charge:
        - {throw: {error: Declined, cause: no funds}, after: 3, times: 2}
        - {return: {paid: true}, submit: {id: 7}, worker: till-1}
        - {never: true, heartbeat_every: 10, forever: true}
    missing_activities: [arn:…]      # activities that are not there
    actions:                         # from outside, at seconds after the start
      - {at: 5, stop: {error: Operator, cause: enough}}
      - {at: 7, success: {paid: true}}
      - {at: 8, failure: {error: Refused}}
      - {at: 9, heartbeat: true}
    expect: {status: FAILED, error: Declined, cause: no funds, ends_at: 3}
    history: |                       # see `notation`
      1<-0 ExecutionStarted
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from asl.syntax.values import Json
from conformance.case import Action, BadCase, Case, Expected, Operation
from conformance.notation import UNSPOKEN, read_history
from conformance.own_mocks import OwnMocks

_NEEDED: Final = frozenset({"title", "source", "definition", "expect", "history"})
_KNOWN: Final = _NEEDED | {"input", "type", "mocks", "missing_activities", "actions", "watched_for"}
_EXPECTED: Final = frozenset({"status", "output", "error", "cause", "ends_at"})
_OPERATIONS: Final[tuple[Operation, ...]] = ("stop", "success", "failure", "heartbeat")


def read_file(path: Path) -> Case:
    """The case of a file.

    Raises:
        BadCase: where the file is no case of ours.
    """
    try:
        return _case(_load(path), path)
    except BadCase as error:
        raise BadCase(f"{path}: {error}") from error


def _load(path: Path) -> dict[str, Json]:
    try:
        # JSON is YAML, too.
        value = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise BadCase(f"not YAML: {error}") from error
    if not isinstance(value, dict):
        raise BadCase("a case is a mapping")
    return value


def _case(given: dict[str, Json], path: Path) -> Case:
    _only(given, _KNOWN, "the case")
    missing = sorted(_NEEDED - given.keys())
    if missing:
        raise BadCase(f"missing: {', '.join(missing)}")
    area = path.parent.name
    mocks = given.get("mocks", {})
    OwnMocks(mocks)
    gone = set(given.get("missing_activities", ()))
    return Case(
        id=f"{area}/{path.stem}",
        area=area,
        kind="execution",
        source=given["source"],
        title=given["title"],
        definition=json.dumps(given["definition"]),
        expected=_expected(given),
        value=given.get("input", {}),
        express=given.get("type", "STANDARD") == "EXPRESS",
        watched_for=float(given.get("watched_for", 1)),
        tasks=lambda: OwnMocks(mocks),
        activity_exists=lambda arn: arn not in gone,
        actions=tuple(_actions(given)),
        placeholders=("<any>",),
    )


def _expected(given: dict[str, Json]) -> Expected:
    expect = given["expect"]
    _only(expect, _EXPECTED, "expect")
    if "status" not in expect or ("output" in expect) != (expect["status"] == "SUCCEEDED"):
        raise BadCase("expect has a status, and an output where that is SUCCEEDED")
    ends_at = expect.get("ends_at")
    return Expected(
        status=expect["status"],
        output=expect.get("output"),
        error=expect.get("error"),
        cause=expect.get("cause"),
        history=read_history(given["history"]),
        unspoken=UNSPOKEN,
        ends_at=None if ends_at is None else float(ends_at),
    )


def _actions(given: dict[str, Json]) -> Iterator[Action]:
    for action in given.get("actions", ()):
        named = [op for op in _OPERATIONS if op in action]
        if len(named) != 1 or action.keys() != {"at", *named}:
            raise BadCase(f"an action has `at` and one of {', '.join(_OPERATIONS)}: {action}")
        op = named[0]
        told = action[op] if op in ("stop", "failure") else {}
        _only(told, frozenset({"error", "cause"}), op)
        yield Action(
            at=float(action["at"]),
            op=op,
            output=action[op] if op == "success" else None,
            error=told.get("error"),
            cause=told.get("cause"),
        )


def _only(given: Json, known: frozenset[str], where: str) -> None:
    if not isinstance(given, dict):
        raise BadCase(f"{where}: a mapping was expected")
    strange = sorted(given.keys() - known)
    if strange:
        raise BadCase(f"{where}: unknown {', '.join(strange)}")
