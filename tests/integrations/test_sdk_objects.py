"""Objects of S3, as `aws-sdk` integrations write and copy them."""

from __future__ import annotations

from typing import Any

import pytest

from asl.runtime.errors import StatesError
from asl.runtime.host import Returned
from asl.syntax.values import Json
from tests.integrations.aws import Endpoint, Step

BUCKET: Step = ("s3:createBucket", {"Bucket": "orders"})


def put(key: str, body: Json) -> Step:
    """An object, written."""
    return "s3:putObject", {"Bucket": "orders", "Key": key, "Body": body}


def content(aws: Endpoint, key: str) -> bytes:
    """What an object has."""
    read: bytes = aws.client("s3").get_object(Bucket="orders", Key=key)["Body"].read()
    return read


# a body, what of it becomes the object, and what AWS was recorded to answer
PUT: dict[str, tuple[Json, bytes, str, str]] = {
    "str": ("text data", b'"text data"', "2b5df3712557f503a9977a8ea893b2c9", "KUmHvQ=="),
    "num": (0, b"0", "cfcd208495d565ef66e7dff9f98764da", "9NvfIQ=="),
    "dict": (
        {"Dict": "Value"},
        b'{"Dict":"Value"}',
        "49e31cee5aec8faf3345893addb14346",
        "hnEfWw==",
    ),
}


@pytest.mark.parametrize(("body", "written", "tag", "checksum"), PUT.values(), ids=PUT)
def test_objects_are_as_recorded(
    body: Json, written: bytes, tag: str, checksum: str, aws: Endpoint
) -> None:
    made = aws.perform(BUCKET, put("k", body))[-1]
    assert isinstance(made, Returned), made
    assert (made.value["ETag"], made.value["ChecksumCRC32"]) == (f'"{tag}"', checksum)
    assert content(aws, "k") == written


# what is copied, by its name
SOURCES: dict[str, dict[str, Any]] = {
    "encoded already, as the SDK for Java asks for it": {"CopySource": "orders/a%20b"},
    "in parts, as they are": {"SourceBucket": "orders", "SourceKey": "a b"},
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_copies(source: dict[str, Any], aws: Endpoint) -> None:
    copied: Step = ("s3:copyObject", {"Bucket": "orders", "Key": "copy", **source})
    made = aws.perform(BUCKET, put("a b", 1), copied)[-1]
    assert isinstance(made, Returned), made
    assert content(aws, "copy") == b"1"


# a key that there is not: (what is given, cause)
KEYS: dict[str, tuple[Json, str]] = {
    "empty": ("", "Parameter 'Key' must not be empty"),
    "null": (None, "Parameter 'Key' must not be null"),
}


@pytest.mark.parametrize(("key", "cause"), KEYS.values(), ids=KEYS)
def test_without_its_key_the_bucket_is_not_meant(key: Json, cause: str, aws: Endpoint) -> None:
    made = aws.perform(BUCKET, ("s3:deleteObject", {"Bucket": "orders", "Key": key}))[-1]
    assert isinstance(made, StatesError), made
    assert (made.name, made.cause) == ("S3.SdkClientException", cause)
    assert len(aws.client("s3").list_buckets()["Buckets"]) == 1
