"""Executions that wait for executions they have started, on a server that is killed with -9."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from benchmarks.served import Caller, launch

Json = Any
CHILDREN = 8
KILLS = 4
CHILD: Json = {
    "QueryLanguage": "JSONata",
    "StartAt": "Sleep",
    "States": {
        "Sleep": {"Type": "Wait", "Seconds": "{% $states.input.seconds %}", "Next": "Double"},
        "Double": {"Type": "Pass", "Output": "{% $states.input.n * 2 %}", "End": True},
    },
}


def _parent(child: str) -> Json:
    start = {
        "Type": "Task",
        "Resource": "arn:aws:states:::states:startExecution.sync:2",
        "Arguments": {"StateMachineArn": child, "Input": "{% $states.input %}"},
        "Output": "{% $states.result.Output %}",
        "End": True,
    }
    return {
        "QueryLanguage": "JSONata",
        "StartAt": "All",
        "States": {
            "All": {
                "Type": "Map",
                "ItemProcessor": {"StartAt": "Start", "States": {"Start": start}},
                "End": True,
            }
        },
    }


def test_every_child_is_started_once_and_waited_for(tmp_path: Path) -> None:
    database, log = str(tmp_path / "asl.db"), tmp_path / "log"
    server = launch(database, log=log)
    caller = Caller(server.url)
    child = caller.machine("child", CHILD)
    parent = caller.machine("parent", _parent(child))
    items = [{"n": number, "seconds": number % 4} for number in range(CHILDREN)]
    execution = caller.call("StartExecution", stateMachineArn=parent, input=json.dumps(items))
    for kill in range(KILLS):
        # Before, while and after children begin and end.
        time.sleep(0.05 + 0.4 * kill)
        caller.close()
        server.kill()
        server = launch(database, log=log)
        caller = Caller(server.url)
    said: Json = {"status": "RUNNING"}
    for _ in range(600):
        said = caller.call("DescribeExecution", executionArn=execution["executionArn"])
        if said["status"] != "RUNNING":
            break
        time.sleep(0.05)
    listed = caller.call("ListExecutions", stateMachineArn=child, maxResults=100)["executions"]
    caller.close()
    server.kill()
    assert said["status"] == "SUCCEEDED", said
    assert json.loads(said["output"]) == [2 * number for number in range(CHILDREN)]
    assert [one["status"] for one in listed] == ["SUCCEEDED"] * CHILDREN
    assert "Traceback" not in log.read_text("utf-8")
