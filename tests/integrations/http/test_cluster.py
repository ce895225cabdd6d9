"""`eks:call`: the API of a cluster, as `kubectl proxy` offers it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from asl.integrations.http.settings import Host, HttpSettings
from tests.integrations.http.calling import failure, perform_one, value
from tests.integrations.http.web import answer, web

CALL = "arn:aws:states:::eks:call"
CLUSTER = "https://444455556666.yl4.us-east-1.eks.amazonaws.com"
PODS = "/api/v1/namespaces/default/pods"


def asked(**more: Any) -> dict[str, Any]:
    return {
        "ClusterName": "shop",
        "CertificateAuthority": "LS0t",
        "Endpoint": CLUSTER,
        "Method": "GET",
        "Path": PODS,
        **more,
    }


def proxied(port: int) -> HttpSettings:
    return HttpSettings(hosts=[Host("*.eks.amazonaws.com", f"http://127.0.0.1:{port}")])


def test_what_the_cluster_answers_is_the_result() -> None:
    query = {"labelSelector": ["job-name=example-job"]}
    with web(answer(body='{"kind": "PodList"}')) as server:
        made = perform_one(proxied(server.port), asked(QueryParameters=query), resource=CALL)
    result = value(made)
    assert (result["StatusCode"], result["ResponseBody"]) == (200, {"kind": "PodList"})
    (request,) = server.asked
    assert request.method == "GET"
    assert request.target == f"{PODS}?labelSelector=job-name%3Dexample-job"


def test_a_body_is_json() -> None:
    body = {"kind": "Job", "spec": {"parallelism": 1}}
    with web(answer(status="201 Created")) as server:
        given = asked(
            Method="POST", Path="/apis/batch/v1/namespaces/default/jobs", RequestBody=body
        )
        assert value(perform_one(proxied(server.port), given, resource=CALL))["StatusCode"] == 201
    assert json.loads(server.asked[0].body) == body


def test_what_the_cluster_refuses() -> None:
    status = '{"kind": "Status", "reason": "NotFound"}'
    with web(answer(status="404 Not Found", body=status)) as server:
        made = perform_one(proxied(server.port), asked(), resource=CALL)
    assert failure(made) == ("EKS.404", status)


def test_nobody_listens() -> None:
    name, cause = failure(perform_one(proxied(9), asked(), resource=CALL))
    assert name == "EKS.SdkClientException"
    assert "Connect call failed" in cause or "Connection refused" in cause


FAULTS = {
    "no path": ({"Path": None}, "The field 'Path' is required but was missing"),
    "no endpoint": (
        {"Endpoint": "shop"},
        "The value of the field 'Endpoint' has an invalid format",
    ),
    "a path that cannot be sent": (
        {"Path": "/a b"},
        "The value of the field 'Path' has an invalid format",
    ),
    "a member of others": ({"Headers": {}}, 'The field "Headers" is not supported'),
}


@pytest.mark.parametrize(("more", "reason"), FAULTS.values(), ids=FAULTS)
def test_faults(more: dict[str, Any], reason: str) -> None:
    name, cause = failure(
        perform_one(HttpSettings(hosts=[Host("*")]), asked(**more), resource=CALL)
    )
    assert name == "States.Runtime"
    assert reason in cause
