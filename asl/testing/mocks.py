"""Stand-ins for tasks, given in Python."""

from __future__ import annotations

import inspect
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from asl.engines.virtual import Answer, returns, throws
from asl.engines.virtual.real_calls import discard
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.host import TaskCall
from asl.runtime.task_error import TaskError
from asl.runtime.values import Unwritable, adopt
from asl.syntax.values import Json
from asl.testing import missing_mocks

# A JSON value, an Answer, an exception (class or instance), a callable, or a list of those, one
# for each invocation.
StandIn: TypeAlias = object

# Answers one invocation.
_Reply: TypeAlias = Callable[[TaskCall], "Answer | Awaitable[Answer]"]

_TAKES_CALL: Final = 2


class Mocks:
    """Stand-ins by the name of a state or the ARN of a resource; the name comes first.

        Mocks({
            "Reserve": {"reservationId": "r-1"},               # the result, at every invocation
            "Charge": [TaskError("Card.Busy"), {"paid": True}],   # one after the other
            "Ship": lambda input: {"parcel": input["orderId"]},   # computed from the input
            "Approve": virtual.never(),                        # waits for ever
            "arn:aws:states:::sns:publish": {"MessageId": "1"},   # whatever state calls it
        })

    A list is a sequence of invocations, counted from 0 with retries and loops; to give an array
    as the result, write `returns([…])`. A callable takes the effective input, and the `TaskCall`
    as well if it takes two parameters; it gives a JSON value, an `Answer` or, being asynchronous,
    an awaitable of one. What it raises is the task's failure, as with an AWS Lambda function: the
    error is the exception's class name and the cause a JSON text of `errorMessage` and
    `errorType`; `TaskError` gives both exactly. Only `AssertionError` is no answer: it ends the
    run, so that a check inside a stand-in fails the test and not the task.

    One object serves one run: it counts the invocations.

    Attributes:
        calls: every call so far, in order.
    """

    def __init__(self, stand_ins: Mapping[str, StandIn]) -> None:
        """Take the stand-ins over.

        Raises:
            ValueError: for a value that is no JSON value.
            TypeError: for a callable that takes neither one nor two parameters, and for one that
                yields.
        """
        self.calls: list[TaskCall] = []
        self._counts: Counter[str] = Counter()
        self._replies = {key: self._prepare(key, value) for key, value in stand_ins.items()}

    def __call__(self, call: TaskCall) -> Answer | Awaitable[Answer]:
        """The answer to a call.

        Raises:
            StatesError: terminal, where nothing stands in for it; its cause says what to add.
        """
        self.calls.append(call)
        key = call.state if call.state in self._replies else call.resource
        replies = self._replies.get(key)
        if replies is None:
            raise StatesError(RUNTIME, missing_mocks.not_in_mapping(call), terminal=True)
        if not isinstance(replies, list):
            return replies(call)
        invocation = self._counts[key]
        self._counts[key] += 1
        if invocation >= len(replies):
            cause = missing_mocks.not_in_list(call, key, invocation)
            raise StatesError(RUNTIME, cause, terminal=True)
        return replies[invocation](call)

    def inputs(self, state: str) -> list[Json]:
        """The effective input of every call that a state has made, in order."""
        return [call.input for call in self.calls if call.state == state]

    def names(self) -> list[str]:
        """The names and ARNs that there are stand-ins for."""
        return list(self._replies)

    def _prepare(self, key: str, value: StandIn) -> _Reply | list[_Reply]:
        if isinstance(value, list):
            return [self._reply(key, item) for item in value]
        return self._reply(key, value)

    def _reply(self, key: str, value: StandIn) -> _Reply:
        if isinstance(value, type) and issubclass(value, Exception):
            value = value()
        if isinstance(value, Exception):
            failure = _failure(value)
            return lambda _call: failure
        if callable(value):
            return _calling(key, value)
        try:
            answer = _answer(value)
        except Unwritable as error:
            raise ValueError(f"the stand-in of {key!r} is no JSON value: {error}") from error
        return lambda _call: answer


def _calling(key: str, function: Callable[..., object]) -> _Reply:
    """A reply that asks a function.

    Raises:
        TypeError: where it yields, or takes neither one nor two parameters.
    """
    if any(
        inspect.isgeneratorfunction(code) or inspect.isasyncgenfunction(code)
        for code in (function, type(function).__call__)
    ):
        raise TypeError(
            f"the stand-in of {key!r} yields, and a task has one answer: return it; for one answer "
            "after the other give a list of stand-ins"
        )
    takes_call = _takes_call(key, function)

    def reply(call: TaskCall) -> Answer | Awaitable[Answer]:
        # The function may do what it likes with its input, the execution's own stays as it is.
        given = replace(call, input=adopt(call.input))
        try:
            result = function(given.input, given) if takes_call else function(given.input)
        except (AssertionError, StatesError):
            raise
        except Exception as error:  # noqa: BLE001 - what a stand-in raises is its task's failure
            return _failure(error)
        if inspect.isawaitable(result):
            return _Arriving(call, result)
        return _checked(call, result)

    return reply


class _Arriving:
    """The answer in what a function gave to be awaited."""

    def __init__(self, call: TaskCall, result: Awaitable[object]) -> None:
        self._call = call
        self._result = result

    def __await__(self) -> Generator[Any, None, Answer]:
        return self._answer().__await__()

    async def _answer(self) -> Answer:
        try:
            value = await self._result
        except (AssertionError, StatesError):
            raise
        except Exception as error:  # noqa: BLE001 - what a stand-in raises is its task's failure
            return _failure(error)
        return _checked(self._call, value)

    def discard(self) -> None:
        discard(self._result)


def _checked(call: TaskCall, result: object) -> Answer:
    try:
        return _answer(result)
    except Unwritable as error:
        cause = f"The stand-in of the state '{call.state}' gave what is no JSON value: {error}."
        raise StatesError(RUNTIME, cause, terminal=True) from error


def _answer(value: object) -> Answer:
    """A value taken over as an answer.

    Raises:
        Unwritable: where it is no JSON value.
    """
    if isinstance(value, Answer):
        return replace(value, value=adopt(value.value), submission=adopt(value.submission))
    return returns(adopt(value))


def _failure(error: Exception) -> Answer:
    """An exception as AWS Lambda's Python runtime reports it.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html
    """
    if isinstance(error, TaskError):
        return throws(error.error, error.cause)
    name = type(error).__name__
    cause = json.dumps({"errorMessage": str(error), "errorType": name})
    return throws(name, cause)


def _takes_call(key: str, function: Callable[..., object]) -> bool:
    """Whether a function takes the call beside the input.

    Raises:
        TypeError: where it takes neither one nor two parameters.
    """
    try:
        signature = inspect.signature(function)
    except ValueError:
        # Some built-in functions do not tell.
        return False
    positional = [
        parameter
        for parameter in signature.parameters.values()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    if len(positional) == _TAKES_CALL:
        return True
    for taken in ((None,), (None, None)):
        try:
            signature.bind(*taken)
        except TypeError:
            continue
        return len(taken) == _TAKES_CALL
    raise TypeError(
        f"the stand-in of {key!r} must take the input, or the input and the call: "
        f"{getattr(function, '__name__', function)}{signature}"
    )
