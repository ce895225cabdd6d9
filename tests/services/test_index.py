"""The index of AWS's services: what it says, and that it says what the installed botocore says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import botocore
import pytest

from asl.services import index
from asl.services.index import CONTAINER, ListOf, MapOf, Service, Shape, Structure
from asl.services.optimised import OPTIMISED
from asl.services.requests import request
from asl.services.resource import parse_resource
from asl.services.sdk import NOT_OFFERED, SDK_SERVICES
from tools.services_index import texts


def _service(word: str) -> Service:
    found = index.service(word)
    assert found is not None
    return found


def _input(word: str, name: str) -> Structure:
    action = _service(word).action(name)
    assert action is not None
    assert action.input is not None
    return action.input


def test_an_action() -> None:
    action = _service("dynamodb").action("putItem")
    assert action is not None
    assert action.input is not None
    assert [member.name for member in action.input.required()] == ["TableName", "Item"]
    assert "DynamoDb.ConditionalCheckFailedException" in action.errors
    assert not action.streaming


def test_shapes_inside() -> None:
    item = _input("dynamodb", "putItem").members["Item"].shape.shape()
    assert isinstance(item, MapOf)
    value = item.value.shape()
    assert isinstance(value, Structure)
    assert {"S", "N", "BOOL", "Bool", "NULL", "L", "M"} <= value.members.keys()
    inside = value.members["L"].shape.shape()
    assert isinstance(inside, ListOf)
    # A value may hold values: the shape is the same one.
    assert inside.element.shape() is value


# what is said: (service, action, member, type)
PLAIN = {
    "text": ("s3", "putObject", "Key", "text"),
    "a number": ("sqs", "sendMessage", "DelaySeconds", "integer"),
    "yes or no": ("dynamodb", "getItem", "ConsistentRead", "boolean"),
    "bytes": ("s3", "putObject", "Body", "bytes"),
    "a time": ("s3", "putObject", "ObjectLockRetainUntilDate", "time"),
}


@pytest.mark.parametrize(("word", "action", "member", "kind"), PLAIN.values(), ids=PLAIN)
def test_plain_values(word: str, action: str, member: str, kind: str) -> None:
    assert _input(word, action).members[member].shape.shape() == kind


def test_a_token_is_told_from_what_must_be_given() -> None:
    asked = _input("emrserverless", "startJobRun")
    assert [member.name for member in asked.required()] == [
        "ApplicationId",
        "ClientToken",
        "ExecutionRoleArn",
    ]
    assert [member.name for member in asked.required() if member.token] == ["ClientToken"]


def test_what_the_sdk_for_java_has_beside_the_model() -> None:
    asked = _input("s3", "copyObject")
    assert asked.members["DestinationBucket"] is asked.members["Bucket"]
    assert "SourceKey" in asked.members
    assert [member.name for member in asked.required()] == ["Bucket", "Key"]


def test_what_streams() -> None:
    action = _service("kinesis").action("subscribeToShard")
    assert action is not None
    assert action.streaming


@pytest.mark.parametrize(("boto", "word"), [("logs", "cloudwatchlogs"), ("s3", "s3")])
def test_names_in_botocore(boto: str, word: str) -> None:
    assert index.words()[boto] == word
    assert _service(word).boto == boto


def test_what_there_is_not() -> None:
    assert index.service("nothing") is None
    assert _service("s3").action("nothing") is None


def test_every_service_has_a_word_that_a_resource_may_have() -> None:
    assert set(index.words().values()) <= SDK_SERVICES


@pytest.mark.parametrize("action", sorted(NOT_OFFERED))
def test_what_is_not_offered_is_there(action: str) -> None:
    word, _, name = action.partition(":")
    assert name in _service(word).actions


OPTIMISED_ACTIONS = [
    f"{service}:{action}" for service, actions in OPTIMISED.items() for action in actions
]


@pytest.mark.parametrize("action", OPTIMISED_ACTIONS)
def test_the_request_of_every_optimised_integration_is_known(action: str) -> None:
    resource = parse_resource(f"arn:aws:states:::{action}")
    assert resource is not None
    asked = request(resource)
    assert asked is not None
    assert asked.members
    assert not any(member.token for member in asked.members.values())


def test_it_ships_small() -> None:
    assert CONTAINER.stat().st_size < 1_500_000


@cache
def _here() -> dict[str, str]:
    return texts()


def _names(text: str) -> Iterator[tuple[str, str]]:
    """Every action with every member of its request, and of what these hold."""
    service = Service(text)
    for name in service.actions:
        action = service.action(name)
        assert action is not None
        yield name, ""
        if action.input is not None:
            yield from ((name, path) for path in _paths(action.input, "", 2))


def _paths(shape: Shape, path: str, deep: int) -> Iterator[str]:
    match shape:
        case Structure():
            for name, member in shape.members.items():
                yield f"{path}/{name}"
                if deep:
                    yield from _paths(member.shape.shape(), f"{path}/{name}", deep - 1)
        case ListOf():
            yield from _paths(shape.element.shape(), path, deep)
        case MapOf():
            yield from _paths(shape.value.shape(), path, deep)
        case _:
            return


def _origin() -> tuple[int, ...]:
    with CONTAINER.open(encoding="utf-8", errors="replace") as file:
        return _version(file.readline().split()[-1])


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


OLDER = _version(botocore.__version__) < _origin()
SAME = _version(botocore.__version__) == _origin()


@pytest.mark.skipif(not SAME, reason="the index is made from another botocore")
def test_it_is_made_from_the_botocore_that_is_installed() -> None:
    shipped = {word: _whole(word) for word in index.words().values()}
    assert shipped == _here(), "run python -m tools.services_index"


@pytest.mark.skipif(OLDER, reason="the index is made from a newer botocore")
def test_a_newer_botocore_still_has_all_that_is_in_it(
    record_property: Callable[[str, object], None],
) -> None:
    """What is new there is told in the report of the tests, and no failure."""
    gone, new = set[str](), set[str]()
    for word in {*index.words().values(), *_here()}:
        known, there = index.service(word), _here().get(word)
        ours = {f"{word}:{name}" for name in (() if known is None else known.actions)}
        theirs = {f"{word}:{name}" for name in (() if there is None else Service(there).actions)}
        gone |= ours - theirs
        new |= theirs - ours
    record_property("new", sorted(new))
    assert gone == set()


@pytest.mark.skipif(OLDER, reason="the index is made from a newer botocore")
@pytest.mark.parametrize("word", ["dynamodb", "ecs", "lambda", "s3", "sagemaker", "sfn"])
def test_and_every_parameter(word: str) -> None:
    assert set(_names(_whole(word))) - set(_names(_here()[word])) == set()


def _whole(word: str) -> str:
    """A service's part of the file, as text."""
    place, length = index._directory().places[word]
    return index.unpacked(CONTAINER.read_bytes()[place : place + length])
