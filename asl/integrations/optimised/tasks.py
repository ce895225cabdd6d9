"""Tasks that call a service in Step Functions' own way: `sqs:sendMessage`, `glue:startJobRun.sync`.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html; the shapes of
results and errors as recorded.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeAlias

from asl.integrations.answer_metadata import answer_metadata
from asl.integrations.apis import Apis
from asl.integrations.optimised import (
    batch,
    bedrock,
    codebuild,
    ecs,
    emr,
    events,
    following,
    sqs,
    states,
)
from asl.integrations.optimised.asking import Asking
from asl.integrations.optimised.following import Pace
from asl.integrations.optimised.given import given_to
from asl.integrations.optimised.unbound import optimised_resource
from asl.integrations.optimised.wanted import wanted
from asl.integrations.sdk.port import Made
from asl.runtime.errors import StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.services.requests import behind
from asl.syntax.values import Json

_log = logging.getLogger(__name__)

_Prepare: TypeAlias = Callable[[Asking, dict[str, Json]], Awaitable[dict[str, Json]]]
_Check: TypeAlias = Callable[[Asking, dict[str, Json]], dict[str, Json]]

# What no table says: how a request is made ready, and what becomes of an answer.
_PREPARE: Final[dict[str, _Prepare]] = {
    "batch:submitJob": batch.marked,
    "bedrock:invokeModel": bedrock.with_body,
    "codebuild:retryBuildBatch": codebuild.known_again,
    "codebuild:startBuild": codebuild.known_again,
    "codebuild:startBuildBatch": codebuild.known_again,
    "elasticmapreduce:modifyInstanceFleetByName": emr.fleet_by_name,
    "elasticmapreduce:modifyInstanceGroupByName": emr.group_by_name,
    "events:putEvents": events.signed,
    "sqs:sendMessage": sqs.addressed,
    "states:startExecution": states.named,
}
_CHECK: Final[dict[str, _Check]] = {
    "ecs:runTask": ecs.all_placed,
    "events:putEvents": events.all_taken,
}
_PACE: Final = Pace()
_MODEL: Final = "bedrock:invokeModel"
_CHILD: Final = "states:startExecution"


class OptimisedTasks:
    """Makes the calls, and follows the jobs that they submit."""

    def __init__(self, apis: Apis, pace: Pace = _PACE) -> None:
        """Nothing is called.

        Args:
            apis: where the services are.
            pace: at which jobs are asked after.
        """
        self._apis = apis
        self._pace = pace

    def answers(self, call: TaskCall) -> bool:
        """Whether a Task calls a service that an endpoint is bound to."""
        resource = optimised_resource(call.resource)
        if resource is None:
            return False
        api, _ = behind(resource.service, resource.action)
        return self._apis.knows(api, call)

    def describe(self, call: TaskCall) -> str:
        """The endpoint."""
        return self._apis.describe(self._asking(call).api, call)

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call.

        Raises:
            StatesError: it failed or cannot be made.
        """
        asking = self._asking(call)
        given = given_to(asking.resource, call.input)
        made, result = await self._made(asking, given)
        pattern = asking.resource.pattern
        output = {**result, **_metadata(asking, made)}
        output = dict(sorted(output.items()))
        if not pattern:
            return Returned(value=output)
        job = asking.action.job
        if job is None or pattern == ".waitForTaskToken":
            return Submitted(output=output)
        return Submitted(output=output, job=following.submitted(job, given, result))

    async def outcome(self, call: TaskCall) -> Json:
        """Wait for a job's end.

        Raises:
            StatesError: it failed.
        """
        asking = self._asking(call)
        job = asking.action.job
        assert job is not None, "what was submitted as a job is one"
        own = self._apis.own if self._apis.is_own(asking.api, call) else None
        if own is not None and _name(asking) == _CHILD:
            asked: Any = call.job
            await own.ended(asked["asks"]["ExecutionArn"])
        result = await following.outcome(job, call.job, asking.ask, self._pace)
        return states.parsed(asking, result)

    async def cancel(self, call: TaskCall) -> None:
        """End a job whose execution is over, as well as that can be done."""
        asking = self._asking(call)
        job, asked = asking.action.job, call.job
        if job is None or not job.cancel or not isinstance(asked, dict):
            return
        try:
            await asking.ask(job.cancel, asked["cancels"])
        except StatesError as error:
            _log.warning("the job of %s could not be ended: %s", call.resource, error.name)

    async def _made(self, asking: Asking, given: dict[str, Json]) -> tuple[Made, dict[str, Json]]:
        """A call and its result, as the integration gives it."""
        name, action = _name(asking), asking.action
        prepare, check = _PREPARE.get(name), _CHECK.get(name)
        request = given if prepare is None else await prepare(asking, given)
        if action.asks is not None:
            request = wanted(action.asks, request=request)
        _, called = behind(asking.resource.service, asking.resource.action)
        try:
            made = await asking.made(called, request)
        except StatesError as error:
            if name != _CHILD:
                raise
            made = await states.started_before(asking, request, error)
        result = made.result
        if action.gives is not None:
            result = wanted(action.gives, request=request, answer=result)
        if name == _MODEL:
            result = await bedrock.with_answer(asking, given, result)
        result = dict(sorted(result.items()))
        return made, result if check is None else check(asking, result)

    def _asking(self, call: TaskCall) -> Asking:
        resource = optimised_resource(call.resource)
        assert resource is not None, "only what calls such an API comes here"
        return Asking(self._apis, call, resource)


def _name(asking: Asking) -> str:
    return f"{asking.resource.service}:{asking.resource.action}"


def _metadata(asking: Asking, made: Made) -> dict[str, Json]:
    if not asking.integration.metadata:
        return {}
    return answer_metadata(made.status, made.headers, made.request_id)
