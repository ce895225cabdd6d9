"""Tags through boto3."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.live import ACCOUNT
from tests.server.machines import create
from tests.server.refusals import refused

HEAD = f"arn:aws:states:us-east-1:{ACCOUNT}"
A, B = {"key": "a", "value": "1"}, {"key": "b", "value": ""}


def tags(client: Any, arn: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = client.list_tags_for_resource(resourceArn=arn)["tags"]
    return found


def test_tags_of_a_machine(client: Any) -> None:
    arn = create(client, "tagged", tags=[A])
    assert tags(client, arn) == [A]
    client.tag_resource(resourceArn=arn, tags=[B, {"key": "a", "value": "2"}])
    assert tags(client, arn) == [{"key": "a", "value": "2"}, B]
    client.tag_resource(resourceArn=arn, tags=[])
    client.untag_resource(resourceArn=arn, tagKeys=["a", "unknown"])
    client.untag_resource(resourceArn=arn, tagKeys=[])
    assert tags(client, arn) == [B]


def test_tags_of_an_activity(client: Any) -> None:
    arn = client.create_activity(name="tagged", tags=[A, B])["activityArn"]
    assert tags(client, arn) == [A, B]


def test_the_last_value_of_a_key_counts(client: Any) -> None:
    arn = create(client, "twice", tags=[A, {"key": "a", "value": "2"}])
    assert tags(client, arn) == [{"key": "a", "value": "2"}]


def test_a_new_machine_has_no_tags_of_one_that_is_gone(client: Any) -> None:
    arn = create(client, "reborn", tags=[A])
    client.delete_state_machine(stateMachineArn=arn)
    assert tags(client, create(client, "reborn")) == []


def test_fifty_and_no_more(client: Any) -> None:
    arn = create(client, "many")
    fifty = [{"key": str(number), "value": "v"} for number in range(50)]
    client.tag_resource(resourceArn=arn, tags=fifty)
    client.tag_resource(resourceArn=arn, tags=fifty[:1])
    code, _ = refused(lambda: client.tag_resource(resourceArn=arn, tags=[A]))
    assert code == "TooManyTags"
    assert len(tags(client, arn)) == 50


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        (f"{HEAD}:stateMachine:none", "ResourceNotFound"),
        (f"{HEAD}:stateMachine:tagged:1", "ResourceNotFound"),
        (f"{HEAD}:activity:none", "ResourceNotFound"),
        (f"{HEAD}:execution:m:e", "ResourceNotFound"),
        (f"{HEAD}:table:t", "InvalidArn"),
        ("t", "InvalidArn"),
    ],
)
def test_nothing_to_tag(client: Any, arn: str, code: str) -> None:
    calls = (
        lambda: client.tag_resource(resourceArn=arn, tags=[A]),
        lambda: client.untag_resource(resourceArn=arn, tagKeys=["a"]),
        lambda: client.list_tags_for_resource(resourceArn=arn),
    )
    assert [refused(call)[0] for call in calls] == [code] * 3


def test_what_is_not_found_is_named(client: Any) -> None:
    arn = f"{HEAD}:activity:none"
    assert refused(lambda: tags(client, arn)) == (
        "ResourceNotFound",
        f"Resource not found: '{arn}'",
    )
