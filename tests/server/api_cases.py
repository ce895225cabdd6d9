"""Recorded API cases, driven by boto3 against a live server and graded.

A response that was recorded as an error is graded by its code and by its message, any other one as
a whole. What is left out is counted with the reason:

- calls of operations that are not built, with `publish` or `versionDescription`, and all after
  them; responses with `variableReferences`;
- all after a step that is no call of Step Functions (`_other`), as what it did is not known, but
  for the log group of a test, whose lines are read from its file;
- errors that botocore raises before anything is sent.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias

from botocore.exceptions import ClientError

from conformance.matching import Matcher, parsed
from tests.server.waiting import until

Json: TypeAlias = Any
Grade: TypeAlias = Literal["code", "message", "response", "log"]

_DROPPED = frozenset({"ResponseMetadata", "billingDetails", "traceHeader", "timestamp"})
_UNBUILT = re.compile(r"alias|version|publish|map_run|redrive|test_state|validate")
_REF = re.compile(r"calls\[(\d+)\]\.(\w+)")
_TOLD = re.compile(r"An error occurred \((\w+)\) when calling the \w+ operation: ", re.DOTALL)
# Recordings before this day do not have the member `encryptionConfiguration` yet.
_ENCRYPTION = "encryptionConfiguration"
_ENCRYPTION_SINCE = datetime(2024, 11, 22)  # noqa: DTZ001 - the recordings tell no zone
_CLOSED = frozenset({"SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"})
# What the steps give that make and find the log group of a test.
_LOG_GROUP = {"arn": "arn:aws:logs:us-east-1:111111111111:log-group:log_group_name:*"}
_OF_LOG_GROUPS = frozenset({"sfn_create_log_group", "logs:describe_log_groups"})
_LOG_FILE = Path("us-east-1", "111111111111", "log_group_name.log")
_LAST_EVENTS = frozenset({"ExecutionSucceeded", "ExecutionFailed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """One grade of one recorded response.

    Attributes:
        case, key: which one.
        grade: what was compared.
        miss: the difference in words; None where there is none.
    """

    case: str
    key: str
    grade: Grade
    miss: str | None


@dataclass(slots=True)
class Report:
    """Grades, and why responses were left out."""

    grades: list[Graded] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def figures(self) -> dict[Grade, tuple[int, int]]:
        """How many are as recorded, of how many, by grade."""
        kinds: tuple[Grade, ...] = ("code", "response", "message", "log")
        return {
            kind: (
                sum(grade.miss is None for grade in self.grades if grade.grade == kind),
                sum(grade.grade == kind for grade in self.grades),
            )
            for kind in kinds
        }

    def lines(self) -> Iterator[str]:
        """The report as text."""
        for kind, (good, all_) in self.figures().items():
            share = 100 * good / all_ if all_ else 100.0
            yield f"{kind:10} {good:4} of {all_:4}  {share:5.1f} %"
        for why, count in self.left_out.most_common():
            yield f"left out   {count:4}  {why}"
        for grade in self.grades:
            if grade.miss is not None:
                yield f"miss       {grade.case} {grade.key}: {grade.grade}: {grade.miss}"


def load(folder: Path) -> list[dict[str, Json]]:
    """All cases of kind `api` and `create_error` below a folder."""
    records = (json.loads(file.read_text()) for file in sorted(folder.glob("*/*.json")))
    return [record for record in records if record["kind"] in ("api", "create_error")]


def run(record: dict[str, Json], client: Any, report: Report, logs: Path) -> None:
    """Drive one case against a server that has nothing stored and logs there, and grade it."""
    if record["kind"] == "create_error":
        _run_create_error(record, client, report)
    else:
        (logs / _LOG_FILE).unlink(missing_ok=True)
        _Case(record, client, report, logs / _LOG_FILE).run()


def _run_create_error(record: dict[str, Json], client: Any, report: Report) -> None:
    """Only the code counts: the message is graded with the definition's diagnostics."""
    text = record.get("definition_text") or json.dumps(record["definition"])
    params = {
        "name": "machine",
        "roleArn": "arn:aws:iam::111111111111:role/sfn-role",
        "type": record.get("type", "STANDARD"),
        **record.get("params", {}),
    }
    expected, _ = _told(record["expected"]["error_response"])
    if expected == "StateMachineAlreadyExists":
        pass_ = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
        client.create_state_machine(**params, definition=json.dumps(pass_))
    try:
        client.create_state_machine(**params, definition=text)
        got = "no error"
    except ClientError as error:
        got = error.response["Error"]["Code"]
    miss = None if got == expected else f"expected {expected}, got {got}"
    report.grades.append(Graded(case=record["id"], key="create_error", grade="code", miss=miss))


class _Case:
    def __init__(
        self, record: dict[str, Json], client: Any, report: Report, log_file: Path
    ) -> None:
        self.record = record
        self.client = client
        self.report = report
        self.log_file = log_file
        self.results: dict[int, Json] = {}
        self.matcher = Matcher(record.get("placeholders", ()))

    def run(self) -> None:
        """Make the calls in order, up to the first that cannot be made here."""
        stopped: str | None = None
        for index, call in enumerate(self.record["calls"]):
            stopped = stopped or self._out_of_reach(call)
            if stopped is None:
                self.results[index] = self._make(index, call)
            for response in self.record["expected"]["responses"]:
                if response["from_calls"][-1] == index:
                    self._grade(response, call, index, stopped)

    def _out_of_reach(self, call: dict[str, Json]) -> str | None:
        params = call.get("params", {})
        if call["op"] == "_other" and call["service"] not in _OF_LOG_GROUPS:
            return f"after a step that is no call: {call['service']}"
        if _UNBUILT.search(call["op"] if call["op"] != "_wait" else call["for"]):
            return "after a call of an operation that is not built"
        if params.get("publish") or "versionDescription" in params:
            return "after a call with publish or versionDescription"
        return None

    def _make(self, index: int, call: dict[str, Json]) -> Json:
        params = self._resolved(call.get("params", {}))
        if call["op"] == "_other":
            return _LOG_GROUP
        if call["op"] == "_wait" and call["for"] == "await_on_execution_logs":
            return self._logged()
        if call["op"] == "_wait":
            return _WAITS[call["for"]](self.client, params)
        if call["op"] == "start_execution" and "name" not in params:
            # The recorder named those that had no name after the call.
            params["name"] = f"exec-{index}"
        if call["op"] == "update_state_machine" and "roleArn" in params:
            # The tests update to a second role; the extraction gave all roles one name.
            params["roleArn"] += "-2"
        try:
            return getattr(self.client, call["op"])(**params)
        except ClientError as error:
            return error
        except Exception as error:  # noqa: BLE001 - botocore's own; it is graded as one
            return error

    def _logged(self) -> list[Json]:
        """The lines of the log group, up to that of the end of the execution."""

        def lines() -> list[Json]:
            if not self.log_file.exists():
                return []
            return [json.loads(line) for line in self.log_file.read_text().splitlines()]

        until(lambda: any(line["type"] in _LAST_EVENTS for line in lines()))
        return lines()

    def _resolved(self, value: Json) -> Json:
        if isinstance(value, dict):
            if "$ref" in value:
                found = _REF.fullmatch(value["$ref"])
                assert found is not None, value
                return self.results[int(found[1])][found[2]]
            return {key: self._resolved(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._resolved(item) for item in value]
        return value

    def _grade(
        self, response: dict[str, Json], call: dict[str, Json], index: int, stopped: str | None
    ) -> None:
        expected = response["value"]
        left_out = stopped or _not_graded(response)
        if left_out is not None:
            self.report.left_out[left_out] += 1
            return
        got = self.results[index]
        if call["op"] == "_wait":
            # A test keeps all lines, or the last one.
            shown = _shown(got if isinstance(expected, list) else got[-1])
            difference = self.matcher.difference(_shown(expected), shown, "log")
            self._add(response["key"], "log", difference)
        elif response["is_error"]:
            self._grade_error(response["key"], expected, got)
        else:
            self._add(response["key"], "response", self._difference(expected, got))

    def _grade_error(self, key: str, expected: Json, got: Json) -> None:
        code, message = _told(expected)
        if not isinstance(got, ClientError):
            self._add(key, "code", f"expected {code}, got {got!r}")
            self._add(key, "message", f"expected {message!r}, got no error")
            return
        error = got.response["Error"]
        same = error["Code"] == code
        self._add(key, "code", None if same else f"expected {code}, got {error['Code']}")
        self._add(key, "message", self.matcher.difference(message, error["Message"], "message"))

    def _difference(self, expected: Json, got: Json) -> str | None:
        if isinstance(got, Exception):
            return f"got an error: {got}"
        shown = _shown(got)
        if isinstance(expected, list):
            # The recorder kept the list alone, and of it what the test had made.
            (shown,) = (value for value in shown.values() if isinstance(value, list))
        recorded = datetime.strptime(self.record["recorded_date"], "%d-%m-%Y, %H:%M:%S")  # noqa: DTZ007 - as above
        wanted = _shown(expected)
        if isinstance(wanted, dict):
            if recorded < _ENCRYPTION_SINCE and _ENCRYPTION not in wanted:
                shown.pop(_ENCRYPTION, None)
            if "roleArn" in wanted:
                wanted["roleArn"] = shown.get("roleArn")
        return self.matcher.difference(wanted, shown, "response")

    def _add(self, key: str, grade: Grade, miss: str | None) -> None:
        self.report.grades.append(Graded(case=self.record["id"], key=key, grade=grade, miss=miss))


def _not_graded(response: dict[str, Json]) -> str | None:
    value = response["value"]
    if response["is_error"]:
        if isinstance(value, str) or value.get("exception_typename") == "ParamValidationError":
            return "botocore refuses it before anything is sent"
    elif "variableReferences" in value:
        return "variableReferences"
    return None


def _told(value: dict[str, Json]) -> tuple[str, str]:
    """Code and message of a recorded error, in either of botocore's forms."""
    if "Error" in value:
        return value["Error"]["Code"], value["Error"]["Message"]
    told = _TOLD.match(value["exception_value"])
    assert told is not None, value
    return told[1], value["exception_value"][told.end() :]


def _shown(value: Json) -> Json:
    """A response as the recorder kept it."""
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items() if key not in _DROPPED}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return parsed(value)


# -- waiting


def _status(client: Any, arn: str) -> str:
    status: str = client.describe_execution(executionArn=arn)["status"]
    return status


def _await_closed(client: Any, params: dict[str, str]) -> None:
    arn = params["execution_arn"]
    until(lambda: _status(client, arn) in _CLOSED, 70)


def _await_events(client: Any, params: dict[str, str]) -> None:
    """What the check looks for is not recorded: the first state has been entered in all of them."""
    arn = params["execution_arn"]
    until(lambda: len(client.get_execution_history(executionArn=arn)["events"]) > 1)


def _await_status(client: Any, params: dict[str, str]) -> None:
    machine, status = params["state_machine_arn"], params["status"]
    until(
        lambda: client.list_executions(stateMachineArn=machine, statusFilter=status)["executions"]
    )


def _await_listed(client: Any, params: dict[str, str]) -> None:
    until(lambda: params["state_machine_arn"] in _machines(client))


def _await_not_listed(client: Any, params: dict[str, str]) -> None:
    until(lambda: params["state_machine_arn"] not in _machines(client))


def _machines(client: Any) -> list[str]:
    return [item["stateMachineArn"] for item in client.list_state_machines()["stateMachines"]]


_WAITS: dict[str, Callable[[Any, dict[str, str]], None]] = {
    "await_execution_success": _await_closed,
    "await_execution_aborted": _await_closed,
    "await_execution_terminated": _await_closed,
    "await_execution_lists_terminated": _await_closed,
    "await_list_execution_status": _await_status,
    "await_on_execution_events": _await_events,
    "await_state_machine_listed": _await_listed,
    "await_state_machine_not_listed": _await_not_listed,
}
