"""Operations on tags."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from asl_server.operations.call import Call, Nothing, operation
from asl_server.operations.configurations import Tag
from asl_server.wire import arns
from asl_server.wire.errors import ConstraintViolations, InvalidArn, ResourceNotFound, TooManyTags

_MOST: Final = 50
# Letters, white space and digits of all scripts, and symbols.
# Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_Tag.html
_ALLOWED: Final = frozenset("LZN")
_SYMBOLS: Final = frozenset("_.:/=+-@")
_PATTERN: Final = r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$"
_RESERVED: Final = "aws:"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagResourceInput:
    """See the service model."""

    resource_arn: str
    tags: tuple[Tag, ...]


@operation("TagResource")
async def tag_resource(call: Call, request: TagResourceInput) -> Nothing:
    """Set tags of a state machine or an activity; a key that is there gets the new value.

    Raises: InvalidArn; ResourceNotFound; TooManyTags past 50; ValidationException for what no tag
    may be.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html
    """
    arn = await _tagged(call, request.resource_arn)
    tags = as_dict(arn, request.tags)
    async with call.desk.turns.of(arn):
        if len(await call.store.tags(arn) | tags) > _MOST:
            raise TooManyTags(arn, resourceName=arn)
        if tags:
            await call.store.tag(arn, tags)
    return Nothing()


@dataclass(frozen=True, slots=True, kw_only=True)
class UntagResourceInput:
    """See the service model."""

    resource_arn: str
    tag_keys: tuple[str, ...]


@operation("UntagResource")
async def untag_resource(call: Call, request: UntagResourceInput) -> Nothing:
    """Remove tags; unknown keys are fine.

    Raises: InvalidArn; ResourceNotFound.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html
    """
    arn = await _tagged(call, request.resource_arn)
    if request.tag_keys:
        await call.store.untag(arn, request.tag_keys)
    return Nothing()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTagsForResourceInput:
    """See the service model."""

    resource_arn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTagsForResourceOutput:
    """See the service model."""

    tags: tuple[Tag, ...]


@operation("ListTagsForResource")
async def list_tags_for_resource(
    call: Call, request: ListTagsForResourceInput
) -> ListTagsForResourceOutput:
    """List the tags of a state machine or an activity.

    Raises: InvalidArn; ResourceNotFound.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListTagsForResource.html
    """
    tags = await call.store.tags(await _tagged(call, request.resource_arn))
    return ListTagsForResourceOutput(
        tags=tuple(Tag(key=key, value=value) for key, value in tags.items())
    )


def as_dict(arn: str, tags: Iterable[Tag]) -> dict[str, str]:
    """Tags by key; the last one of a key counts.

    Raises:
        TooManyTags: past 50.
        ConstraintViolations: for a character that no tag may have, or AWS's own prefix.
    """
    tags = tuple(tags)
    _check(tags)
    found = {tag.key or "": tag.value or "" for tag in tags}
    if len(found) > _MOST:
        raise TooManyTags(arn, resourceName=arn)
    return found


def _check(tags: Iterable[Tag]) -> None:
    faults = [
        fault
        for position, tag in enumerate(tags, start=1)
        for member, text in (("key", tag.key or ""), ("value", tag.value or ""))
        if (fault := _fault(f"tags.{position}.member.{member}", text)) is not None
    ]
    if faults:
        noun = "error" if len(faults) == 1 else "errors"
        raise ConstraintViolations(f"{len(faults)} validation {noun} detected: {'; '.join(faults)}")


def _fault(where: str, text: str) -> str | None:
    """What is wrong with a key or a value; None where nothing is."""
    told = f"Value '{text}' at '{where}' failed to satisfy constraint: Member must"
    if not all(one in _SYMBOLS or unicodedata.category(one)[0] in _ALLOWED for one in text):
        return f"{told} satisfy regular expression pattern: {_PATTERN}"
    if text.startswith(_RESERVED):
        return f"{told} not begin with '{_RESERVED}'"
    return None


async def tag_anew(call: Call, arn: str, tags: dict[str, str]) -> None:
    """Give a new resource its tags, and none of one of that name that is gone."""
    stale = [key for key in await call.store.tags(arn) if key not in tags]
    if stale:
        await call.store.untag(arn, stale)
    if tags:
        await call.store.tag(arn, tags)


async def _tagged(call: Call, arn: str) -> str:
    """The ARN of something that has tags: versions and executions have none."""
    match arns.kind_of(arn):
        case "stateMachine":
            there = await call.store.machine(arn) is not None
        case "activity":
            there = await call.store.activity(arn) is not None
        case "execution" | "express" | "mapRun":
            there = False
        case kind:
            raise InvalidArn(f"Resource type not valid in this context: {kind}")
    if not there:
        raise ResourceNotFound(arn, resourceName=arn)
    return arn
