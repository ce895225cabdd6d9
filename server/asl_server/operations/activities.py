"""Operations on activities and on the tasks that their workers take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from asl.stores.records import ActivityRecord
from asl_server.operations.call import Call, Nothing, operation
from asl_server.operations.configurations import (
    EncryptionConfiguration,
    Tag,
    check_encryption,
    dump,
    load,
)
from asl_server.operations.names import check_name
from asl_server.operations.tags import as_dict, tag_anew
from asl_server.wire import arns, paging
from asl_server.wire.errors import ActivityDoesNotExist, ActivityWorkerLimitExceeded
from asl_server.wire.members import JsonText


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateActivityInput:
    """See the service model."""

    name: str
    tags: tuple[Tag, ...] = ()
    encryption_configuration: EncryptionConfiguration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateActivityOutput:
    """See the service model."""

    activity_arn: str
    creation_date: datetime


@operation("CreateActivity")
async def create_activity(call: Call, request: CreateActivityInput) -> CreateActivityOutput:
    """Create an activity; where the name is taken, answer as before and change nothing.

    Raises: InvalidName; TooManyTags; ValidationException for a tag; InvalidEncryptionConfiguration.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateActivity.html
    """
    arn = arns.activity(call.caller.region, call.caller.account, check_name(request.name))
    check_encryption(request.encryption_configuration)
    tags = as_dict(arn, request.tags)
    async with call.desk.turns.of(arn):
        there = await call.store.activity(arn)
        if there is None:
            there = await call.store.add_activity(
                ActivityRecord(
                    arn=arn,
                    name=request.name,
                    created_at=call.now,
                    encryption=dump(request.encryption_configuration),
                )
            )
            await tag_anew(call, arn, tags)
            call.engine.activity_created(arn)
    return CreateActivityOutput(activity_arn=arn, creation_date=there.created_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeActivityInput:
    """See the service model."""

    activity_arn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeActivityOutput:
    """See the service model."""

    activity_arn: str
    name: str
    creation_date: datetime
    encryption_configuration: EncryptionConfiguration


@operation("DescribeActivity")
async def describe_activity(call: Call, request: DescribeActivityInput) -> DescribeActivityOutput:
    """Show an activity.

    Raises: InvalidArn; ActivityDoesNotExist.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeActivity.html
    """
    there = await _activity(call, request.activity_arn)
    return DescribeActivityOutput(
        activity_arn=there.arn,
        name=there.name,
        creation_date=there.created_at,
        encryption_configuration=load(EncryptionConfiguration, there.encryption),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteActivityInput:
    """See the service model."""

    activity_arn: str


@operation("DeleteActivity")
async def delete_activity(call: Call, request: DeleteActivityInput) -> Nothing:
    """Delete an activity; fine where there is none.

    Raises: InvalidArn.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteActivity.html
    """
    arns.read_activity(request.activity_arn)
    async with call.desk.turns.of(request.activity_arn):
        await call.store.delete_activity(request.activity_arn)
        call.engine.activity_deleted(request.activity_arn)
    return Nothing()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListActivitiesInput:
    """See the service model."""

    max_results: int | None = None
    next_token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityListItem:
    """See the service model."""

    activity_arn: str
    name: str
    creation_date: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListActivitiesOutput:
    """See the service model."""

    activities: tuple[ActivityListItem, ...]
    next_token: str | None = None


@operation("ListActivities")
async def list_activities(call: Call, request: ListActivitiesInput) -> ListActivitiesOutput:
    """List the activities of the account and region, the oldest first.

    Raises: InvalidToken.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListActivities.html
    """
    here = arns.prefix(call.caller.region, call.caller.account)
    found, next_token = await paging.listed(
        call.store.activities,
        lambda activity: activity.arn.startswith(f"{here}:"),
        "activities",
        here,
        max_results=request.max_results,
        next_token=request.next_token,
        now=call.now,
    )
    return ListActivitiesOutput(
        activities=tuple(
            ActivityListItem(
                activity_arn=activity.arn, name=activity.name, creation_date=activity.created_at
            )
            for activity in found
        ),
        next_token=next_token,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GetActivityTaskInput:
    """See the service model."""

    activity_arn: str
    worker_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetActivityTaskOutput:
    """See the service model; without members where no task came."""

    task_token: str | None = None
    input: JsonText | None = None


@operation("GetActivityTask", given_up=GetActivityTaskOutput())
async def get_activity_task(call: Call, request: GetActivityTaskInput) -> GetActivityTaskOutput:
    """Wait a minute for a task of an activity.

    Raises: InvalidArn; ActivityDoesNotExist; ActivityWorkerLimitExceeded where 1,000 wait already.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html
    """
    there = await _activity(call, request.activity_arn)
    with call.desk.pollers.one_more(there.arn) as admitted:
        if not admitted:
            raise ActivityWorkerLimitExceeded(there.arn)
        task = await call.engine.activity_task(
            there.arn, request.worker_name, call.desk.poll_seconds
        )
    if task is None:
        return GetActivityTaskOutput()
    return GetActivityTaskOutput(task_token=task.token, input=JsonText(task.input))


async def _activity(call: Call, arn: str) -> ActivityRecord:
    arns.read_activity(arn)
    there = await call.store.activity(arn)
    if there is None:
        raise ActivityDoesNotExist(arn)
    return there
