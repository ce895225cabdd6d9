"""The table of optimised integrations, held against botocore's models of the APIs behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import botocore.session
import pytest

from asl.integrations.sdk.members import capital
from asl.services import index
from asl.services.integration import Action, Job, Wanted
from asl.services.integration_table import TABLE
from asl.services.naming import action_name
from asl.services.requests import behind, request
from asl.services.resource import parse_resource

# Called in ways of their own: at hosts, at a cluster.
ELSEWHERE = {"apigateway:invoke", "http:invoke", "eks:call", "eks:runJob"}
ACTIONS = {
    f"{service}:{name}": (service, name, action)
    for service, integration in TABLE.items()
    for name, action in integration.actions.items()
    if f"{service}:{name}" not in ELSEWHERE
}
JOBS = {name: action.job for name, (_, _, action) in ACTIONS.items() if action.job is not None}
# Statuses that pass by themselves.
PASSING = set(
    """
    BOOTSTRAPPING CANCELLING CANCEL_PENDING CREATING Deleting DELETING InProgress Initializing
    IN_PROGRESS PENDING PENDING_REDRIVE PROGRESSING QUEUED RUNNABLE RUNNING SCHEDULED STARTING
    STOPPING SUBMITTED Stopping TERMINATING UPDATING
    """.split()  # noqa: SIM905 - words, as they are read
)
# Those that last, where the call that is waited for is yet to change them; a run of Glue waits for
# others.
BEFORE = {
    "eks:deleteNodegroup": {"ACTIVE", "CREATE_FAILED", "DEGRADED"},
    "eks:deleteFargateProfile": {"ACTIVE", "CREATE_FAILED"},
    "elasticmapreduce:terminateCluster": {"WAITING"},
    "emr-serverless:startApplication": {"CREATED", "STOPPED"},
    "emr-serverless:stopApplication": {"STARTED"},
    "emr-serverless:deleteApplication": {"CREATED", "STARTED", "STOPPED"},
    "glue:startJobRun": {"WAITING"},
}


@cache
def model_of(resource: str) -> Any:
    """botocore's model of the API behind an integration."""
    service, name, _ = ACTIONS[resource]
    known = index.service(behind(service, name)[0])
    assert known is not None
    return botocore.session.get_session().get_service_model(known.boto)


def operation(resource: str, action: str) -> Any:
    """An operation of that API."""
    model = model_of(resource)
    names = {action_name(name): name for name in model.operation_names}
    assert action in names, f"{action} is no action of {model.service_name}"
    return model.operation_model(names[action])


def at(shape: Any, path: str) -> Any:
    """The shape at a path; None where there is none."""
    for step in path.split(".") if path else ():
        if shape is None:
            return None
        if shape.type_name == "list":
            shape = shape.member if step.isdigit() else None
        else:
            members = {capital(wire): member for wire, member in shape.members.items()}
            shape = members.get(step)
    return shape


def paths(asked: Mapping[str, Wanted]) -> Iterator[tuple[str, str]]:
    """The values that are looked for: where, and at which path."""
    for one in asked.values():
        for value in one if isinstance(one, list) else [one]:
            root, _, path = value.partition(".")
            if root in ("request", "answer"):
                yield root, path


@pytest.mark.parametrize("resource", ACTIONS)
def test_an_action_is_one_of_its_api(resource: str) -> None:
    service, name, _ = ACTIONS[resource]
    api, called = behind(service, name)
    known = index.service(api)
    assert known is not None
    assert known.action(called) is not None
    operation(resource, called)


@pytest.mark.parametrize("resource", ACTIONS)
def test_what_a_call_needs_is_there(resource: str) -> None:
    service, name, action = ACTIONS[resource]
    _, called = behind(service, name)
    for asked, shape in _calls(resource, action, called):
        given = set(asked)
        required = {capital(wire) for wire in shape.required_members}
        assert given >= required
        assert not [member for member in given if at(shape, member) is None]


def _calls(
    resource: str, action: Action, called: str
) -> Iterator[tuple[Mapping[str, Wanted], Any]]:
    if action.asks is not None:
        yield action.asks, operation(resource, called).input_shape
    if action.job is not None:
        yield action.job.asks, operation(resource, action.job.poll).input_shape
        if action.job.cancel:
            yield action.job.cancels, operation(resource, action.job.cancel).input_shape


@pytest.mark.parametrize("resource", ACTIONS)
def test_every_path_leads_somewhere(resource: str) -> None:
    service, name, action = ACTIONS[resource]
    parsed = parse_resource(f"arn:aws:states:::{resource}")
    given = None if parsed is None else request(parsed)
    assert given is not None
    answered = operation(resource, behind(service, name)[1]).output_shape
    job = action.job
    for root, path in paths(action.gives or {}):
        assert at(answered, path) is not None, path
        assert root == "answer"
    known = (job.asks, job.cancels) if job is not None else ()
    for asked in (action.asks or {}, *known):
        for root, path in paths(asked):
            if root == "request":
                assert path in given.members
            elif action.gives is not None:
                assert path in action.gives
            else:
                assert at(answered, path) is not None, path


@pytest.mark.parametrize(("resource", "job"), JOBS.items(), ids=JOBS)
def test_a_job_is_found_in_what_is_told_of_it(resource: str, job: Job) -> None:
    told = operation(resource, job.poll).output_shape
    assert at(told, job.status) is not None
    assert at(told, job.result) is not None
    assert job.status.startswith(job.result)


@pytest.mark.parametrize(("resource", "job"), JOBS.items(), ids=JOBS)
def test_every_way_to_end_is_known(resource: str, job: Job) -> None:
    told = at(operation(resource, job.poll).output_shape, job.status)
    statuses = set(told.metadata.get("enum", ()))
    if resource == "ecs:runTask":
        # Its model names none; those of the guide to a task's life are PROVISIONING to DELETED.
        assert not statuses
        assert job.succeeded == {"STOPPED", "DELETED"}
        return
    ends = job.succeeded | job.failed
    assert not job.succeeded & job.failed
    assert ends <= statuses
    assert statuses - ends - PASSING == BEFORE.get(resource, set())
    assert job.succeeded or job.gone


@pytest.mark.parametrize(("resource", "job"), JOBS.items(), ids=JOBS)
def test_the_error_of_what_is_gone_is_one_of_the_poll(resource: str, job: Job) -> None:
    names = {shape.name for shape in operation(resource, job.poll).error_shapes}
    assert not job.gone or job.gone in names


@pytest.mark.parametrize("resource", ACTIONS)
def test_only_what_can_be_waited_for_has_sync(resource: str) -> None:
    action = ACTIONS[resource][2]
    assert (action.job is not None) == (".sync" in action.patterns)
