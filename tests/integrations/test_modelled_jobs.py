"""Jobs of every service at a server that answers by botocore's models: each way that one can end.

The server stands in for what moto does not have: `codebuild:startBuildBatch` and `retryBuildBatch`,
`databrew:startJobRun`, `mediaconvert:createJob`, `sagemaker:createLabelingJob`; for what never ends
there: `elasticmapreduce:addStep`, `emr-containers:startJobRun`, `emr-serverless:startJobRun`; for
`bedrock:createModelCustomizationJob`, which moto does not find by its ARN, and for
`states:startExecution`, whose executions moto does not run; and for failures of all the others.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integrations.modelled import modelled
from tests.integrations.modelled_case import Case
from tests.integrations.modelled_jobs import JOBS
from tests.integrations.optimised import run


@pytest.mark.parametrize(("resource", "case"), JOBS.items(), ids=JOBS)
def test_a_job_ends(resource: str, case: Case) -> None:
    ends = [*case.succeeded, *case.failed]
    polls = [case.described(status) for end in ends for status in (*case.running, end)]
    with modelled(case.boto, {case.call: [case.answer], case.poll: polls}) as server:
        made = run(server.url, *[(f"{resource}.sync", case.given)] * len(ends))
    assert server.given(case.poll) == [case.asked] * len(polls)
    found = {}
    for end, one in zip(ends, made, strict=True):
        assert one.error is None or one.error.name == "States.TaskFailed", one.error
        result = one.result if one.error is None else json.loads(one.error.cause or "")
        assert case.status_in(result) == end
        found[end] = one.error is None
    assert found == {end: end in case.succeeded for end in ends}


WHOLE: dict[str, tuple[str, str, Any]] = {
    "the description itself": (
        "databrew:startJobRun",
        "SUCCEEDED",
        {"JobName": "clean", "RunId": "run-1", "State": "SUCCEEDED"},
    ),
    "the one of a list": (
        "batch:submitJob",
        "SUCCEEDED",
        {
            "JobId": "id-1",
            "JobName": "report",
            "JobQueue": "nightly",
            "StartedAt": 1,
            "Status": "SUCCEEDED",
            "JobDefinition": "d",
        },
    ),
    "the one of a list, under a name for one": (
        "codebuild:startBuildBatch",
        "SUCCEEDED",
        {"BuildBatch": {"Id": "b-1", "BuildBatchStatus": "SUCCEEDED"}},
    ),
    "beside what was answered first": (
        "emr-containers:startJobRun",
        "COMPLETED",
        {"Id": "run-1", "JobRun": {"Id": "run-1", "State": "COMPLETED"}, "VirtualClusterId": "v-1"},
    ),
}


@pytest.mark.parametrize(("resource", "status", "result"), WHOLE.values(), ids=WHOLE)
def test_results_have_nothing_else(resource: str, status: str, result: Any) -> None:
    case = JOBS[resource]
    answers = {case.call: [case.answer], case.poll: [case.described(status)]}
    with modelled(case.boto, answers) as server:
        (made,) = run(server.url, (f"{resource}.sync", case.given))
    assert made.result == result
