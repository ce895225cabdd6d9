"""Amazon SQS. Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html."""

from __future__ import annotations

from asl.integrations.optimised.asking import Asking
from asl.syntax.values import Json


async def addressed(asking: Asking, given: dict[str, Json]) -> dict[str, Json]:
    """A queue is called at its own URL; one that names no queue can only name a host.

    Source: recorded (task_service_sqs.send_message_no_such_queue)

    Raises:
        StatesError: SQS.SdkClientException
    """
    url = given.get("QueueUrl")
    if not isinstance(url, str):
        return given
    host, _, queue = url.partition("://")[2].partition("/")
    if not queue:
        cause = f"Unable to execute HTTP request: {host or url}: Name or service not known"
        raise asking.refused("SdkClientException", cause)
    return given
