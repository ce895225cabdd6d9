"""Tags through boto3."""

from __future__ import annotations

from functools import partial
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


PATTERN = r"satisfy regular expression pattern: ^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$"
RESERVED = "not begin with 'aws:'"
# What is wrong with a tag: (key, value, member, what it must)
NO_TAGS: dict[str, tuple[str, str, str, str]] = {
    "a key with a star": ("a*", "v", "key", PATTERN),
    "a key with a line feed": ("a\nb", "v", "key", PATTERN),
    "a key with an emoji": ("a\U0001f600", "v", "key", PATTERN),
    "a value in brackets": ("a", "<v>", "value", PATTERN),
    "a value with a comma": ("a", "1,2", "value", PATTERN),
    "a key of AWS's": ("aws:a", "v", "key", RESERVED),
    "a value of AWS's": ("a", "aws:v", "value", RESERVED),
}


@pytest.mark.parametrize(("key", "value", "member", "must"), NO_TAGS.values(), ids=NO_TAGS)
def test_what_is_no_tag(client: Any, key: str, value: str, member: str, must: str) -> None:
    arn = create(client, "no-tags")
    given = [A, {"key": key, "value": value}]
    shown = {"key": key, "value": value}[member]
    told = (
        "ValidationException",
        f"1 validation error detected: Value '{shown}' at 'tags.2.member.{member}' failed to "
        f"satisfy constraint: Member must {must}",
    )
    assert refused(lambda: client.tag_resource(resourceArn=arn, tags=given)) == told
    assert refused(lambda: create(client, "not-made", tags=given)) == told
    assert refused(lambda: client.create_activity(name="not-made", tags=given)) == told
    assert tags(client, arn) == []
    for arn in (f"{HEAD}:stateMachine:not-made", f"{HEAD}:activity:not-made"):
        assert refused(partial(tags, client, arn))[0] == "ResourceNotFound"


def test_all_that_is_wrong_is_told(client: Any) -> None:
    arn = create(client, "no-tags")
    given = [{"key": "a*", "value": "*"}, {"key": "aws:b", "value": "v"}]
    _, message = refused(lambda: client.tag_resource(resourceArn=arn, tags=given))
    assert message.startswith("3 validation errors detected: Value 'a*' at 'tags.1.member.key'")


@pytest.mark.parametrize(
    "text", ["_.:/=+-@", "a b", "\u00e4\u4e2d\u0663", "\u00a0", "saws:", "AWS", "aws"]
)
def test_what_may_be_a_tag(client: Any, text: str) -> None:
    tag = {"key": text, "value": text}
    arn = client.create_activity(name="any-text")["activityArn"]
    client.tag_resource(resourceArn=arn, tags=[tag])
    assert tag in tags(client, arn)


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
