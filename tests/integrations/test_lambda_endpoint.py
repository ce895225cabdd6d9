"""Tasks that call Lambda at an endpoint: results, failures, and what is sent."""

from __future__ import annotations

import base64
import json
from typing import Any, Final

import pytest

from asl.integrations.bindings import Binding, Bindings, EndpointTarget
from asl.runtime.host import Submitted
from asl.syntax.values import Json
from tests.integrations.answering import Answer, answering
from tests.integrations.calling import ARN, INVOKE, call, endpoint, failure, value

TOKEN: Final = "arn:aws:states:::lambda:invoke.waitForTaskToken"
# As the Python runtime writes it, spaces included.
RAISED: Final = (
    '{"errorMessage": "Some exception was raised.", "errorType": "Exception", "requestId": "r-1", '
    '"stackTrace": ["  File \\"/var/task/handler.py\\", line 2, in handler\\n"]}'
)
COMPACT: Final = json.dumps(json.loads(RAISED), separators=(",", ":"))


def succeeds(body: str) -> Answer:
    return Answer(body=body, headers={"X-Amz-Executed-Version": "7"})


# what it answers: (body, the result)
RESULTS: dict[str, tuple[str, Json]] = {
    "an object": ('{"paid": true}', {"paid": True}),
    "a number in its own form": ("1.0", 1.0),
    "null": ("null", None),
    "what is no JSON stays text": ("<html>", "<html>"),
    "nothing at all": ("", ""),
}


@pytest.mark.parametrize(("body", "result"), RESULTS.values(), ids=RESULTS)
def test_an_arn_gives_the_functions_result_alone(body: str, result: Json) -> None:
    with answering(succeeds(body)) as lambda_:
        assert value(call(endpoint(lambda_.url), ARN, {"a": 1})) == result


@pytest.mark.parametrize(("body", "result"), RESULTS.values(), ids=RESULTS)
def test_invoke_gives_it_as_payload(body: str, result: Json) -> None:
    with answering(succeeds(body)) as lambda_:
        given: Any = value(call(endpoint(lambda_.url), INVOKE, {"FunctionName": "charge"}))
    assert (given["Payload"], given["StatusCode"], given["ExecutedVersion"]) == (result, 200, "7")


UNTOLD: Final = (
    "The cause could not be determined because Lambda did not return an error type. "
    "Returned payload: "
)
# how it fails: (answer, error of both styles, cause by ARN, cause of invoke)
FAILURES: dict[str, tuple[Answer, str, str, str]] = {
    "an exception": (
        Answer(body=RAISED, headers={"X-Amz-Function-Error": "Unhandled"}),
        "Exception",
        RAISED,
        COMPACT,
    ),
    "one that the runtime calls handled": (
        Answer(body=RAISED, headers={"X-Amz-Function-Error": "Handled"}),
        "Exception",
        RAISED,
        COMPACT,
    ),
    "one without a type": (
        Answer(body='{"errorMessage": "gone"}', headers={"X-Amz-Function-Error": "Unhandled"}),
        "Lambda.Unknown",
        UNTOLD + '{"errorMessage": "gone"}',
        UNTOLD + '{"errorMessage": "gone"}',
    ),
    "one that is no JSON": (
        Answer(body="Killed", headers={"X-Amz-Function-Error": "Unhandled"}),
        "Lambda.Unknown",
        UNTOLD + "Killed",
        UNTOLD + "Killed",
    ),
}


@pytest.mark.parametrize(
    ("answer", "error", "by_arn", "of_invoke"), FAILURES.values(), ids=FAILURES
)
def test_functions_that_fail(answer: Answer, error: str, by_arn: str, of_invoke: str) -> None:
    with answering(answer) as lambda_:
        bound = endpoint(lambda_.url)
        assert failure(call(bound, ARN, {})) == (error, by_arn)
        assert failure(call(bound, INVOKE, {"FunctionName": "charge"})) == (error, of_invoke)


def refuses(status: int, code: str, message: str) -> Answer:
    headers = {"x-amzn-ErrorType": f"{code}:http://x/", "x-amzn-RequestId": "r-1"}
    return Answer(status=status, body=json.dumps({"Message": message}), headers=headers)


def cause(status: int, code: str, message: str) -> str:
    return (
        f"{message} (Service: AWSLambda; Status Code: {status}; Error Code: {code}; "
        "Request ID: r-1; Proxy: null)"
    )


MISSING: Final = f"Function not found: {ARN}:$LATEST"
# what Lambda says: (answer, error, cause)
REFUSALS: dict[str, tuple[Answer, str, str]] = {
    "no such function (recorded)": (
        refuses(404, "ResourceNotFoundException", MISSING),
        "Lambda.ResourceNotFoundException",
        cause(404, "ResourceNotFoundException", MISSING),
    ),
    "too many calls": (
        refuses(429, "TooManyRequestsException", "Rate Exceeded."),
        "Lambda.TooManyRequestsException",
        cause(429, "TooManyRequestsException", "Rate Exceeded."),
    ),
    "a fault of the service": (
        refuses(500, "ServiceException", "An error occurred"),
        "Lambda.ServiceException",
        cause(500, "ServiceException", "An error occurred"),
    ),
    "an error that its model does not know": (
        refuses(403, "AccessDeniedException", "not authorized"),
        "Lambda.AWSLambdaException",
        cause(403, "AccessDeniedException", "not authorized"),
    ),
    "a server that leaves out the end of the code": (
        refuses(404, "ResourceNotFound", "Function not found"),
        "Lambda.ResourceNotFoundException",
        cause(404, "ResourceNotFoundException", "Function not found"),
    ),
    "a code in the body": (
        Answer(status=429, body='{"__type": "x#TooManyRequestsException", "message": "slow"}'),
        "Lambda.TooManyRequestsException",
        cause(429, "TooManyRequestsException", "slow").replace("r-1", "null"),
    ),
    "no code and no JSON": (
        Answer(status=502, body="bad gateway"),
        "Lambda.AWSLambdaException",
        cause(502, "null", "bad gateway").replace("r-1", "null"),
    ),
    "a way to elsewhere is not taken": (
        Answer(status=302, headers={"Location": "http://169.254.169.254/"}),
        "Lambda.AWSLambdaException",
        cause(302, "null", "Found").replace("r-1", "null"),
    ),
}


@pytest.mark.parametrize(("answer", "error", "said"), REFUSALS.values(), ids=REFUSALS)
def test_what_lambda_refuses(answer: Answer, error: str, said: str) -> None:
    with answering(answer) as lambda_:
        assert failure(call(endpoint(lambda_.url), ARN, {})) == (error, said)


def test_an_endpoint_that_is_not_there() -> None:
    with answering(Answer()) as lambda_:
        url = lambda_.url
    error, said = failure(call(endpoint(url), ARN, {}))
    assert error == "Lambda.SdkClientException"
    assert said.startswith(f"Unable to execute HTTP request: {url}/2015-03-31/functions/charge/")


def test_one_that_does_not_answer_in_time() -> None:
    with answering(Answer(silent=True)) as lambda_:
        error, said = failure(call(endpoint(lambda_.url, timeout=0.2), ARN, {}))
    assert error == "Sandbox.Timedout"
    assert "Task timed out after 0.20 seconds" in said


def test_what_is_sent() -> None:
    given: Json = {
        "FunctionName": "arn:aws:lambda:eu-west-1:123456789012:function:charge:live",
        "Payload": {"amount": 1.0},
        "ClientContext": "e30=",
    }
    with answering(succeeds("{}")) as lambda_:
        call(endpoint(lambda_.url), INVOKE, given)
    (asked,) = lambda_.asked
    assert asked.path == "/2015-03-31/functions/charge/invocations?Qualifier=live"
    assert asked.body == '{"amount":1.0}'
    assert asked.headers["x-amz-invocation-type"] == "RequestResponse"
    assert asked.headers["x-amz-client-context"] == "e30="
    assert "/eu-west-1/lambda/aws4_request" in asked.headers["authorization"]


def test_a_placeholder_that_is_bound_to_an_endpoint_is_one_part_of_the_path() -> None:
    with answering(succeeds("{}")) as lambda_:
        bindings = Bindings(functions=[Binding("${*", EndpointTarget(url=lambda_.url))])
        call(bindings, "${Charge/../..}", {})
    path = "/2015-03-31/functions/%24%7BCharge%2F..%2F..%7D/invocations"
    assert [asked.path for asked in lambda_.asked] == [path]


def test_the_credentials_of_the_environment_go_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "realsecret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "realtoken")
    with answering(succeeds("{}")) as lambda_:
        call(endpoint(lambda_.url), ARN, {})
    assert not {"AKIAREAL", "realsecret", "realtoken"} & set(
        " ".join(lambda_.asked[0].headers.values()).replace("/", " ").split()
    )


# the type: (what Lambda answers, the status of the result)
QUEUED = {"Event": (Answer(status=202), 202), "DryRun": (Answer(status=204), 204)}


@pytest.mark.parametrize(("type_", "answer", "status"), [(t, *r) for t, r in QUEUED.items()])
def test_calls_that_nobody_waits_for(type_: str, answer: Answer, status: int) -> None:
    with answering(answer) as lambda_:
        given: Any = value(
            call(endpoint(lambda_.url), INVOKE, {"FunctionName": "f", "InvocationType": type_})
        )
    assert (given["Payload"], given["StatusCode"]) == ("", status)
    assert "ExecutedVersion" not in given
    assert lambda_.asked[0].headers["x-amz-invocation-type"] == type_


def test_the_end_of_the_log() -> None:
    log = base64.b64encode(b"START\ncharging\n").decode()
    answer = Answer(body="{}", headers={"X-Amz-Log-Result": log})
    printed: list[tuple[str, str]] = []
    given: Json = {"FunctionName": "charge", "LogType": "Tail"}
    with answering(answer) as lambda_:
        told: Any = value(call(endpoint(lambda_.url), INVOKE, given, printed=printed))
        plain: Any = value(call(endpoint(lambda_.url), INVOKE, {"FunctionName": "charge"}))
    assert (told["LogResult"], "LogResult" in plain) == (log, False)
    assert printed == [("charge", "START\ncharging\n")]


@pytest.mark.parametrize("log", ["é", "a", "a="])
def test_a_log_that_cannot_be_read_fails_nothing(log: str) -> None:
    answer = Answer(body="1", headers={"X-Amz-Log-Result": log})
    with answering(answer) as lambda_:
        assert value(call(endpoint(lambda_.url), ARN, {})) == 1


def test_a_task_token_is_submitted_with_the_answer() -> None:
    with answering(succeeds('{"queued": 1}')) as lambda_:
        made = call(endpoint(lambda_.url), TOKEN, {"FunctionName": "charge"})
    assert isinstance(made, Submitted)
    assert made.output["Payload"] == {"queued": 1}
