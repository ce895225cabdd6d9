"""All Tasks that something real can answer for, and who answers for each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from asl.integrations.apis import SERVED, Apis, OwnApi
from asl.integrations.bindings import Functions, Way
from asl.integrations.extension_tasks import ExtensionTasks
from asl.integrations.family import Family, JobFamily
from asl.integrations.http.settings import HttpSettings
from asl.integrations.http.tasks import HttpTasks
from asl.integrations.jobs.settings import JobSettings
from asl.integrations.jobs.tasks import JobTasks
from asl.integrations.lambda_tasks import LambdaTasks, Tell
from asl.integrations.optimised.tasks import OptimisedTasks
from asl.integrations.region import usual_region
from asl.integrations.sdk.tasks import SdkTasks
from asl.integrations.unbound import unbound
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.services.resource import parse_resource
from asl.syntax.values import Json

# What calls Step Functions: the optimised integration, and that of the SDK.
_SFN: Final = "sfn"
_OWN: Final = frozenset({("service", "states"), ("aws-sdk", _SFN)})


class IntegrationTasks:
    """Makes the calls of Tasks: each goes to the family that answers for it."""

    def __init__(
        self,
        functions: Functions,
        tell: Tell,
        region: str | None = None,
        *,
        http: HttpSettings | None = None,
        jobs: JobSettings | None = None,
    ) -> None:
        """Nothing is called.

        Args:
            functions: what is bound.
            tell: is told what functions print.
            region: that requests are signed for; None for the environment's.
            http: the hosts that may be called; None for none.
            jobs: what runs on this machine; None for nothing.
        """
        bindings, region = functions.bindings, region or usual_region()
        self._bindings = bindings
        self._apis = Apis(bindings, region)
        self._lambda = LambdaTasks(functions, tell, region)
        sdk = SdkTasks(self._apis)
        apis: list[Family] = [OptimisedTasks(self._apis), sdk]
        self._http = HttpTasks(http or HttpSettings(), sdk, region)
        self._job_settings = jobs or JobSettings()
        self._jobs = JobTasks(self._job_settings)
        extensions = ExtensionTasks()
        self._any: Sequence[Family] = [self._jobs, self._lambda, *apis, self._http, extensions]
        self._ways: Mapping[Way, Sequence[Family]] = {
            "mock": [],
            "function": [self._lambda, extensions],
            "host": [self._http],
            "job": [self._jobs],
            "endpoint": [self._lambda, *apis],
        }

    def serve(self, own: OwnApi) -> None:
        """Have Step Functions' own API called in this process, where no endpoint is bound to it."""
        self._apis.own = own
        # What runs here may be asked after by the process that comes after this one.
        self._jobs.lasting = True

    def answers(self, call: TaskCall) -> bool:
        """Whether something is bound to what a Task calls."""
        return self._family(call) is not None

    def describe(self, call: TaskCall) -> str | None:
        """What would be called for a Task, in a few words; None where nothing is bound to it."""
        choice = self._bindings.choice(call.state, call.resource)
        if choice is not None and choice.way == "mock":
            return "a mock"
        family = self._family(call)
        if family is not None:
            return family.describe(call)
        resource = parse_resource(call.resource)
        is_own = resource is not None and (resource.kind, resource.service) in _OWN
        return SERVED if is_own and self._apis.is_of_a_server(_SFN, call) else None

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call.

        Raises:
            StatesError: it failed or cannot be made, or nothing is bound to what is called.
        """
        return await self._answering(call)(call)

    async def outcome(self, call: TaskCall) -> Json:
        """Wait for the job that a call has submitted.

        Raises:
            StatesError: it failed, or nobody can be asked after it any more.
        """
        family = self._jobs if self._jobs.is_own(call) else self._answering(call)
        if not isinstance(family, JobFamily):
            raise self._unbound(call)
        return await family.outcome(call)

    async def cancel(self, call: TaskCall) -> None:
        """End the job that a call has submitted."""
        family = self._jobs if self._jobs.is_own(call) else self._family(call)
        if isinstance(family, JobFamily):
            await family.cancel(call)

    def _family(self, call: TaskCall) -> Family | None:
        choice = self._bindings.choice(call.state, call.resource)
        families = self._any if choice is None else self._ways[choice.way]
        return next((family for family in families if family.answers(call)), None)

    def _answering(self, call: TaskCall) -> Family:
        family = self._family(call)
        if family is None:
            raise self._unbound(call)
        return family

    def _unbound(self, call: TaskCall) -> StatesError:
        said = unbound(call, self._bindings, self._job_settings)
        return StatesError(RUNTIME, said, terminal=True)

    async def settle(self) -> None:
        """Wait until what no Task waits for has ended."""
        await self._lambda.settle()

    async def close(self) -> None:
        """End whatever runs for the Tasks."""
        # Together, so that none stays open where another one fails to close.
        opened = (self._lambda, self._http, self._jobs, self._apis)
        await asyncio.gather(*(one.close() for one in opened))
