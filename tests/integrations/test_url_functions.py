"""Functions behind a URL of their own."""

from __future__ import annotations

import asyncio

import pytest

from asl.integrations.functions.http_url import UrlFunction
from asl.integrations.functions.port import Invocation
from asl.syntax.values import Json
from tests.integrations.answering import Answer, answering
from tests.integrations.calling import ARN, at_url, call, failure, value

PATH = "/2015-03-31/functions/function/invocations"
ERROR = '{"errorMessage": "no", "errorType": "Card.Declined", "stackTrace": []}'

# what it answers: (answer, the result)
RESULTS: dict[str, tuple[Answer, Json]] = {
    "JSON": (Answer(body='{"a": 1}'), {"a": 1}),
    "text": (Answer(body="done"), "done"),
    "an object that only looks like an error": (
        Answer(body='{"errorMessage": "", "errorType": "x", "orders": []}'),
        {"errorMessage": "", "errorType": "x", "orders": []},
    ),
}

# how it fails: (answer, error, cause; {url} is its own)
FAILURES: dict[str, tuple[Answer, str, str]] = {
    "an error that the emulator marks by nothing": (Answer(body=ERROR), "Card.Declined", ERROR),
    "one with a status": (Answer(status=502, body=ERROR), "Card.Declined", ERROR),
    "one that is marked": (
        Answer(body='{"errorType": "E"}', headers={"X-Amz-Function-Error": "Unhandled"}),
        "E",
        '{"errorType": "E"}',
    ),
    "no such function": (
        Answer(status=404, body="not found"),
        "Lambda.ResourceNotFoundException",
        "{url} answered with status 404: not found",
    ),
    "too many calls": (
        Answer(status=429),
        "Lambda.TooManyRequestsException",
        "{url} answered with status 429",
    ),
    "a gateway's fault": (
        Answer(status=503, body="busy"),
        "Lambda.ServiceException",
        "{url} answered with status 503: busy",
    ),
    "a way to elsewhere": (
        Answer(status=307, headers={"Location": "http://169.254.169.254/"}),
        "Lambda.AWSLambdaException",
        "{url} answered with status 307",
    ),
}


@pytest.mark.parametrize(("answer", "result"), RESULTS.values(), ids=RESULTS)
def test_results(answer: Answer, result: Json) -> None:
    with answering(answer) as server:
        assert value(call(at_url(f"{server.url}{PATH}"), ARN, {"amount": 1.0})) == result
    assert (server.asked[0].path, server.asked[0].body) == (PATH, '{"amount":1.0}')


@pytest.mark.parametrize(("answer", "error", "cause"), FAILURES.values(), ids=FAILURES)
def test_failures(answer: Answer, error: str, cause: str) -> None:
    with answering(answer) as server:
        url = f"{server.url}{PATH}"
        told = failure(call(at_url(url), ARN, {}))
    assert told == (error, cause.replace("{url}", url))


def test_a_password_in_the_url_is_not_told() -> None:
    with answering(Answer(status=500)) as server:
        url = server.url.replace("http://", "http://me:secret@")
        _, cause = failure(call(at_url(f"{url}/f?key=hidden"), ARN, {}))
    assert cause == f"{server.url}/f answered with status 500"
    assert server.asked[0].headers["authorization"] == "Basic bWU6c2VjcmV0"


def test_one_that_does_not_answer_in_time() -> None:
    with answering(Answer(silent=True)) as server:
        error, _ = failure(call(at_url(f"{server.url}/f", timeout=0.2), ARN, {}))
    assert error == "Sandbox.Timedout"


# what the first call meets, before the second finds an answer
BEFORE = {
    "an answer": Answer(body="1"),
    "a server that closes": Answer(body="1", headers={"Connection": "close"}),
    "a server that does not answer": Answer(silent=True),
    "a refusal": Answer(status=500),
}


@pytest.mark.parametrize("first", BEFORE.values(), ids=BEFORE)
def test_one_call_after_another(first: Answer) -> None:
    invocation = Invocation(name="f", arn=ARN, qualifier=None, payload={}, seconds=None)

    async def second() -> str:
        function = UrlFunction(f"{server.url}/f", 0.5)
        try:
            await asyncio.gather(
                *(function.invoke(invocation) for _ in range(3)), return_exceptions=True
            )
            server.answer = Answer(body="2")
            answered = await asyncio.gather(*(function.invoke(invocation) for _ in range(3)))
            return "".join(one.payload for one in answered)
        finally:
            await function.close()

    with answering(first) as server:
        assert asyncio.run(second()) == "222"
    assert len(server.asked) == 6
