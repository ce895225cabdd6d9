"""How a call fails: names and causes of the SDK for Java, as Step Functions gives them.

Source: recorded (conformance area error_handling, aws_sdk); AwsServiceException of aws-sdk-java-v2.
"""

from __future__ import annotations

from typing import Any, Final

from asl.runtime.errors import StatesError
from asl.services.naming import error_name

_IDS: Final = ("x-amzn-requestid", "x-amz-request-id")


def sdk_failure(prefix: str, operation: Any, answer: dict[str, Any]) -> StatesError:
    """The error of a call that the service refused.

    Args:
        prefix: of the service's errors: `DynamoDb`.
        operation: OperationModel of botocore.
        answer: what botocore has read of the refusal.
    """
    error, metadata = answer.get("Error", {}), answer.get("ResponseMetadata", {})
    status = metadata.get("HTTPStatusCode")
    shape = error_shape(operation, str(status), error)
    # An error that the model does not have is the service's own base class.
    name = f"{prefix}Exception" if shape is None else error_name(shape.name)
    message = None if error.get("Code") == str(status) else error.get("Message")
    # JSON may have half of a character by itself, which no text of ours may.
    message = None if message is None else str(message).encode("utf-8", "replace").decode()
    said = f"Service: {prefix}, Status Code: {status}, Request ID: {request_id(metadata)}"
    if metadata.get("HostId"):
        said += f", Extended Request ID: {metadata['HostId']}"
    return StatesError(f"{prefix}.{name}", f"{message or 'null'} ({said})")


def error_shape(operation: Any, status: str, error: dict[str, Any]) -> Any:
    """The model of an error; None where it has none."""
    service = operation.service_model
    for key in ("Code", "QueryErrorCode"):
        code = error.get(key)
        found = None if code is None else service.shape_for_error_code(code)
        if found is not None:
            return found
    if error.get("Code") == status == "404" and len(operation.error_shapes) == 1:
        # The answer to HEAD has no body to name the error in.
        return operation.error_shapes[0]
    return None


def request_id(metadata: dict[str, Any]) -> str:
    """The request's ID; an answer without a body has it in its headers alone."""
    headers = metadata.get("HTTPHeaders", {})
    found = metadata.get("RequestId") or next((headers[one] for one in _IDS if one in headers), "")
    return found or "null"
