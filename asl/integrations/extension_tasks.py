"""Tasks that another package answers for: `arn:aws:states:::acme:send`.

What an entry point names is a function of one parameter, the `TaskCall`, asynchronous or not; it
gives the result as a JSON value, and what it raises fails the Task: `TaskError` with its own error
and cause, any other exception by its class and text. Behind `.waitForTaskToken` the result is what
the service answered to the submission, and `call.token` is to be sent back.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from typing import Any, TypeVar

from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import Returned, Submitted, TaskCall
from asl.runtime.task_error import TaskError
from asl.runtime.values import Unwritable, adopt
from asl.services.extensions import extension
from asl.services.optimised import OPTIMISED
from asl.services.resource import Resource, parse_resource

_Result = TypeVar("_Result")


def extension_resource(text: str) -> Resource | None:
    """A Task's Resource, where another package answers for it; None where none does."""
    resource = parse_resource(text)
    if resource is None or resource.kind != "service" or resource.service in OPTIMISED:
        return None
    return resource


class ExtensionTasks:
    """Makes the calls; what answers for them is loaded with the first."""

    def __init__(self) -> None:
        self._loaded: dict[str, Callable[[TaskCall], Any]] = {}

    def answers(self, call: TaskCall) -> bool:
        """Whether a package that is installed answers."""
        return extension_resource(call.resource) is not None

    def describe(self, call: TaskCall) -> str:
        """The function of the package."""
        resource = extension_resource(call.resource)
        assert resource is not None, "only what another package answers for comes here"
        found = extension(resource.service, resource.action, resource.pattern)
        return "nothing" if found is None else f"{found.value} of another package"

    async def __call__(self, call: TaskCall) -> Submitted | Returned:
        """Make a call.

        Raises:
            StatesError: it failed, or what is installed cannot be called.
        """
        resource = extension_resource(call.resource)
        assert resource is not None, "only what another package answers for comes here"
        function = self._loaded.get(resource.text)
        if function is None:
            function = await _in_thread(lambda: _function(resource))
            self._loaded[resource.text] = function
        result = await _called(function, call)
        try:
            value = adopt(result)
        except Unwritable as error:
            cause = f"{call.resource} gave what is no JSON: {error}"
            raise StatesError(RUNTIME, cause, terminal=True) from error
        if resource.pattern == ".waitForTaskToken":
            return Submitted(output=value)
        return Returned(value=value)


def _function(resource: Resource) -> Callable[[TaskCall], Any]:
    """What a package offers.

    Raises:
        StatesError: it cannot be loaded.
    """
    found = extension(resource.service, resource.action, resource.pattern)
    assert found is not None, "what is recognised is installed"
    try:
        loaded: Callable[[TaskCall], Any] = found.load()
    except (Exception, SystemExit) as error:
        # A module may raise anything as it is loaded.
        cause = f"{resource.text} cannot be called: {found.value} cannot be loaded: {error}"
        raise StatesError(RUNTIME, cause, terminal=True) from error
    return loaded


async def _called(function: Callable[[TaskCall], Any], call: TaskCall) -> Any:
    """The function's result; one that is not asynchronous has a thread to itself."""
    try:
        if inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(
            getattr(function, "__call__", None)  # noqa: B004 - not whether, but how it is called
        ):
            return await function(call)
        result = await _in_thread(lambda: function(call))
        return await result if inspect.isawaitable(result) else result
    except StatesError:
        raise
    except TaskError as error:
        raise StatesError(error.error, error.cause) from error
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise StatesError(type(error).__name__, str(error)) from error
    except (Exception, SystemExit) as error:
        # What would end a program ends its Task, and nothing else here.
        raise StatesError(type(error).__name__, str(error)) from error


async def _in_thread(work: Callable[[], _Result]) -> _Result:
    """What a function gives that may take as long as it likes.

    Its thread is its own: those of the event loop are few, and a stop would wait for them.
    """
    loop, context = asyncio.get_running_loop(), copy_context()
    over: asyncio.Future[None] = loop.create_future()
    given: list[_Result] = []
    raised: list[BaseException] = []

    def tell() -> None:
        if not over.done():
            over.set_result(None)

    def run() -> None:
        try:
            given.append(context.run(work))
        except BaseException as error:  # noqa: BLE001 - the thread's border: it is raised outside
            raised.append(error)
        # Where the loop has ended meanwhile, nobody waits any more.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(tell)

    threading.Thread(target=run, name="asl extension", daemon=True).start()
    await over
    if raised:
        raise raised[0]
    return given[0]
