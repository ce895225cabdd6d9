"""The cases that were recorded of AWS with mocked services, as test cases of a live server."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from asl.testing.watched_mocks import WatchedMocks
from conformance.case import Case, Outcome
from conformance.grading import grade
from conformance.loading import load
from conformance.moments import moment_of
from tests.server.live import ROLE, Live, serving
from tests.server.machines import run

Json = Any

CASES: Final = os.environ.get("ASL_CONFORMANCE_CASES")
RECORDED: Final = load([Path(CASES) / "local_mocking"]) if CASES else []
TESTED: Final = "AsRecorded"


def entries(answers: list[Json]) -> Json:
    """A mocked response that answers as the services did, one invocation after the other."""
    return {str(number): entry(answer) for number, answer in enumerate(answers)}


def entry(answer: Json) -> Json:
    if "return" in answer:
        return {"Return": answer["return"]}
    return {"Throw": {"Error": answer["throw"]["error"], "Cause": answer["throw"]["cause"]}}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    machines: dict[str, Json] = {}
    responses: dict[str, Json] = {}
    for number, case in enumerate(RECORDED):
        assert case.record is not None, "a recorded case has its record"
        answers = case.record["mocks"]
        responses |= {f"{number}.{state}": entries(given) for state, given in answers.items()}
        named = {state: f"{number}.{state}" for state in answers}
        machines[f"recorded-{number}"] = {"TestCases": {TESTED: named}}
    file = tmp_path_factory.mktemp("mocks") / "MockConfigFile.json"
    file.write_text(json.dumps({"StateMachines": machines, "MockedResponses": responses}))
    with serving(mocks=WatchedMocks(str(file))) as served:
        yield served


def outcome(client: Any, case: Case) -> Outcome:
    """What becomes of the case at the server."""
    made = client.create_state_machine(
        name=f"recorded-{RECORDED.index(case)}", definition=case.definition, roleArn=ROLE
    )
    arn = f"{made['stateMachineArn']}#{TESTED}"
    ended = run(client, arn, input=json.dumps(case.value))
    history = client.get_execution_history(executionArn=ended["executionArn"])["events"]
    return Outcome(
        status=ended["status"],
        output=json.loads(ended.get("output", "null")),
        error=ended.get("error"),
        cause=ended.get("cause"),
        history=tuple(moment_of(event) for event in history),
    )


@pytest.mark.skipif(not RECORDED, reason="ASL_CONFORMANCE_CASES names no folder of cases")
@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case.id)
def test_as_recorded(case: Case, live: Live) -> None:
    found = outcome(live.client(), case)
    expected = [moment.type for moment in case.expected.history or ()]
    refused = "TaskFailed" in expected
    if "TaskSubmitted" in expected:
        # A mock does not say what the service answered to the submission, and where it throws
        # an error nothing was submitted.
        assert grade(case, found).tier == 3
    else:
        assert grade(case, found).miss is None
    submitted = [name for name in expected if not (refused and name == "TaskSubmitted")]
    assert [moment.type for moment in found.history] == submitted
