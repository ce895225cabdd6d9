"""What machines log, through boto3 and in the files of their log groups."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from asl_server.settings import Settings
from tests.cli.command import ASL, environment
from tests.server.live import ACCOUNT, Live, serving
from tests.server.machines import FAILS, LONG_WAIT, TWO_PASSES, create, run
from tests.server.waiting import until

ALL_OF_TWO_PASSES = [
    "ExecutionStarted",
    "PassStateEntered",
    "PassStateExited",
    "PassStateEntered",
    "PassStateExited",
    "ExecutionSucceeded",
]
ENDS = {"ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted"}
DISTRIBUTED = json.dumps(
    {
        "StartAt": "Each",
        "States": {
            "Each": {
                "Type": "Map",
                "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "A",
                    "States": {"A": {"Type": "Fail", "Error": "Ill"}},
                },
                "ToleratedFailurePercentage": 100,
                "End": True,
            }
        },
    }
)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def live(logs: Path) -> Iterator[Live]:
    with serving(Settings(logs=logs)) as started:
        yield started


def logging(group: str, level: str = "ALL", *, data: bool = False) -> dict[str, Any]:
    arn = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{group}:*"
    return {
        "level": level,
        "includeExecutionData": data,
        "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}}],
    }


def lines(logs: Path, group: str) -> list[dict[str, Any]]:
    file = logs / "us-east-1" / ACCOUNT / f"{group}.log"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def written(logs: Path, group: str, execution: str) -> list[dict[str, Any]]:
    """The lines of an execution, once that of its end is there."""

    def there() -> list[dict[str, Any]]:
        found = [line for line in lines(logs, group) if line["execution_arn"] == execution]
        return found if found and found[-1]["type"] in ENDS else []

    return until(there)


@pytest.mark.parametrize("type_", ["STANDARD", "EXPRESS"])
def test_a_line_for_each_event_that_the_history_has(live: Live, logs: Path, type_: str) -> None:
    client, group = live.client(), f"all-{type_}"
    logged = logging(group, data=True)
    machine = create(client, group, TWO_PASSES, type=type_, loggingConfiguration=logged)
    arn = client.start_execution(stateMachineArn=machine, input='{"a": 1}')["executionArn"]
    found = written(logs, group, arn)
    assert [line["type"] for line in found] == ALL_OF_TWO_PASSES
    assert [line["id"] for line in found] == ["1", "2", "3", "4", "5", "6"]
    assert [line["previous_event_id"] for line in found] == ["0", "0", "2", "3", "4", "5"]
    assert found[0]["details"]["input"] == '{"a": 1}'
    assert found[1]["details"] == {
        "name": "A",
        "input": '{"a":1}',
        "inputDetails": {"truncated": False},
    }
    if type_ == "STANDARD":
        history = client.get_execution_history(executionArn=arn)["events"]
        assert [line["event_timestamp"] for line in found] == [
            str(round(event["timestamp"].timestamp() * 1000)) for event in history
        ]


# What of a machine that fails is logged, by level.
LEVELS = {
    "ALL": ["ExecutionStarted", "FailStateEntered", "ExecutionFailed"],
    "ERROR": ["FailStateEntered", "ExecutionFailed"],
    "FATAL": ["ExecutionFailed"],
}


@pytest.mark.parametrize("type_", ["STANDARD", "EXPRESS"])
@pytest.mark.parametrize("level", LEVELS)
def test_a_level_has_its_events(live: Live, logs: Path, level: str, type_: str) -> None:
    client, group = live.client(), f"level-{level}-{type_}"
    logged = logging(group, level)
    machine = create(client, group, FAILS, type=type_, loggingConfiguration=logged)
    arn = client.start_execution(stateMachineArn=machine, input='{"secret": 1}')["executionArn"]
    found = written(logs, group, arn)
    assert [line["type"] for line in found] == LEVELS[level]
    assert "secret" not in str(found)


def test_executions_log_as_the_machine_said_when_they_began(live: Live, logs: Path) -> None:
    """One update turns the log off, another one on again: lines are written in order."""
    client, group = live.client(), "changing"
    machine = create(client, group, FAILS, loggingConfiguration=logging(group))
    first = run(client, machine)["executionArn"]
    client.update_state_machine(stateMachineArn=machine, loggingConfiguration=logging(group, "OFF"))
    silent = run(client, machine)["executionArn"]
    client.update_state_machine(
        stateMachineArn=machine, loggingConfiguration=logging(group, "FATAL")
    )
    last = run(client, machine)["executionArn"]
    assert len(written(logs, group, first)) == 3
    assert len(written(logs, group, last)) == 1
    assert silent not in str(lines(logs, group))


def test_an_execution_that_is_stopped(live: Live, logs: Path) -> None:
    client, group = live.client(), "stopped"
    machine = create(client, group, LONG_WAIT, loggingConfiguration=logging(group, "FATAL"))
    arn = client.start_execution(stateMachineArn=machine)["executionArn"]
    client.stop_execution(executionArn=arn, error="Enough")
    (line,) = written(logs, group, arn)
    assert (line["type"], line["details"]) == ("ExecutionAborted", {"error": "Enough"})


def test_children_of_a_distributed_map_log_to_the_same_group(live: Live, logs: Path) -> None:
    client, group = live.client(), "children"
    machine = create(client, group, DISTRIBUTED, loggingConfiguration=logging(group, "FATAL"))
    ended = run(client, machine, input="[1, 2, 3]")
    assert ended["status"] == "SUCCEEDED"
    found = until(lambda: lines(logs, group) if len(lines(logs, group)) == 3 else [])
    assert len({line["execution_arn"] for line in found}) == 3
    assert all(line["details"] == {"error": "Ill"} for line in found)


def test_a_group_named_like_a_path_stays_in_the_directory(live: Live, logs: Path) -> None:
    client = live.client()
    logged = logging("../../../out/of/it")
    machine = create(client, "path", FAILS, type="EXPRESS", loggingConfiguration=logged)
    arn = client.start_sync_execution(stateMachineArn=machine)["executionArn"]
    assert len(written(logs, "..+..+..+out+of+it", arn)) == 3


def test_events_are_of_the_time_at_which_they_happen(live: Live, logs: Path) -> None:
    """Nothing had happened on this server for a while: its clock is looked at all the same."""
    client, group = live.client(), "times"
    machine = create(client, group, LONG_WAIT, loggingConfiguration=logging(group))
    begun = client.start_execution(stateMachineArn=machine)
    until(lambda: lines(logs, group))
    asked = datetime.now(UTC)
    stopped = client.stop_execution(executionArn=begun["executionArn"])["stopDate"]
    found = written(logs, group, begun["executionArn"])
    assert int(found[0]["event_timestamp"]) >= round(begun["startDate"].timestamp() * 1000)
    assert stopped >= asked.replace(microsecond=asked.microsecond // 1000 * 1000)


def test_a_server_logs_beside_its_database_and_in_its_own_log(tmp_path: Path) -> None:
    """And after a restart what goes on logs as before."""
    group = "kept"
    with served(tmp_path) as client:
        machine = create(client, group, LONG_WAIT, loggingConfiguration=logging(group))
        arn = client.start_execution(stateMachineArn=machine)["executionArn"]
    with served(tmp_path) as client:
        client.stop_execution(executionArn=arn)
    found = lines(tmp_path / "asl.db.logs", group)
    assert [line["type"] for line in found] == [
        "ExecutionStarted",
        "WaitStateEntered",
        "ExecutionAborted",
    ]
    told = [json.loads(line) for line in (tmp_path / "stderr").read_text().splitlines()]
    shown = [line for line in told if line.get("logger") == "asl.executions"]
    assert [{name: line[name] for name in found[0]} for line in shown] == found
    assert [line["level"] for line in shown] == ["info", "info", "error"]


@contextmanager
def served(folder: Path) -> Iterator[Any]:
    """A client of a server of its own, which is told to stop at the end."""
    with (folder / "stderr").open("a") as stderr:
        process = subprocess.Popen(
            [*ASL, "serve", "--port", "0", "--json-logs"],
            cwd=folder,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    assert process.stdout is not None
    try:
        url = process.stdout.readline().removeprefix("asl listens on ").strip()
        client = boto3.client(
            "stepfunctions",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id=ACCOUNT,
            aws_secret_access_key="any",
        )
        yield client
        client.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.communicate()
