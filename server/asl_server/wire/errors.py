"""The errors of the API: each code once, with its words.

Texts are AWS's where a recording or its documentation shows them, and our own elsewhere.
"""

from __future__ import annotations

from typing import ClassVar

from asl.syntax.values import Json

_SERVICE = "com.amazon.coral.service"
_VALIDATE = "com.amazon.coral.validate"


class ServiceError(Exception):
    """What a caller did wrong or asked too much, in the words of the API.

    Attributes:
        CODE: what clients know it by; the class's own name where None.
        STATUS: of HTTP.
        SPACE: what stands before the code in `__type`.
        TEXT: the message, with one hole for its subject.
        members: what the error's shape has beyond its message.

    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html
    """

    CODE: ClassVar[str | None] = None
    STATUS: ClassVar[int] = 400
    SPACE: ClassVar[str] = "com.amazonaws.swf.service.v2.model"
    TEXT: ClassVar[str] = "{}"

    def __init__(self, subject: str = "", **members: Json) -> None:
        super().__init__(self.TEXT.format(subject))
        self.members = members

    @property
    def code(self) -> str:
        """What clients know it by."""
        return self.CODE or type(self).__name__

    @property
    def message(self) -> str:
        """The message."""
        return str(self)

    def body(self) -> dict[str, Json]:
        """The error as JSON."""
        return {"__type": f"{self.SPACE}#{self.code}", "message": self.message, **self.members}

    def rest_body(self) -> dict[str, Json]:
        """The error as REST tells it."""
        return {"code": self.code, "message": self.message}


# -- of the framework: the request itself


class UnknownOperationException(ServiceError):
    """There is no such operation."""

    SPACE = _SERVICE


class SerializationException(ServiceError):
    """The body is no JSON object, or a member is of another type."""

    SPACE = _SERVICE


class ConstraintViolations(ServiceError):
    """Members outside of their ranges, as the framework words them."""

    CODE = "ValidationException"
    SPACE = _VALIDATE


class UnsupportedOperationException(ServiceError):
    """An operation, or a member of one, that is not built yet."""

    STATUS = 501
    SPACE = _SERVICE
    TEXT = "{} is not built yet in this server"


class UnusableTestCaseException(ServiceError):
    """A test case that is not in the file of mocks, or a file that cannot be used."""

    CODE = "ValidationException"
    SPACE = _VALIDATE


class RequestEntityTooLargeException(ServiceError):
    """The body is over the limit."""

    STATUS = 413
    SPACE = _SERVICE


class UnsupportedMediaTypeException(ServiceError):
    """The body is of a kind that is not read here."""

    STATUS = 415
    SPACE = _SERVICE


class AccessDeniedException(ServiceError):
    """The request came from where none may come from."""

    STATUS = 403
    SPACE = _SERVICE


class InternalFailure(ServiceError):
    """Our own fault."""

    STATUS = 500
    SPACE = _SERVICE


class ServiceUnavailableException(ServiceError):
    """The store could not do it, and nothing was changed; or the server stops."""

    STATUS = 503
    SPACE = _SERVICE


# -- of the signature


class MissingAuthenticationTokenException(ServiceError):
    """The request is not signed."""

    SPACE = _SERVICE
    TEXT = "Request is missing Authentication Token"


class IncompleteSignatureException(ServiceError):
    """The Authorization header lacks a part."""

    SPACE = _SERVICE


class InvalidSignatureException(ServiceError):
    """The signature is of another request, another key or another time."""

    SPACE = _SERVICE


class UnrecognizedClientException(ServiceError):
    """The access key is not known."""

    SPACE = _SERVICE
    TEXT = "The security token included in the request is invalid."


# -- of the service


class ValidationException(ServiceError):
    """Members that do not go together."""


class MissingRequiredParameter(ServiceError):
    """None of several members is there, one of which must be."""


class InvalidArn(ServiceError):
    """A text that is no ARN, or the ARN of another kind of resource."""

    TEXT = "Invalid Arn: '{}'"


class InvalidName(ServiceError):
    """A name with characters that a name may not have."""

    TEXT = "Invalid Name: '{}'"


class InvalidToken(ServiceError):
    """A task token that was never given out, or a page token of another list."""

    TEXT = "Invalid Token: '{}'"

    def __init__(self, subject: str = "Invalid token", **members: Json) -> None:
        super().__init__(subject, **members)


class InvalidDefinition(ServiceError):
    """A definition that cannot run."""

    TEXT = "Invalid State Machine Definition: '{}'"


class InvalidExecutionInput(ServiceError):
    """An input that is no JSON."""

    TEXT = "Invalid State Machine Execution Input: '{}'"


class InvalidOutput(ServiceError):
    """An output that is no JSON."""

    TEXT = "Invalid Output: '{}'"


class InvalidLoggingConfiguration(ServiceError):
    """A logging configuration that could not log."""

    TEXT = "Invalid Logging Configuration: {}"


class InvalidEncryptionConfiguration(ServiceError):
    """An encryption configuration whose members do not go together."""

    TEXT = "Invalid Encryption Configuration: {}"


class StateMachineDoesNotExist(ServiceError):
    """There is no state machine of that ARN."""

    TEXT = "State Machine Does Not Exist: '{}'"


class StateMachineAlreadyExists(ServiceError):
    """There is a state machine of that name, and it is another one."""

    TEXT = "State Machine Already Exists: '{}'"


class StateMachineDeleting(ServiceError):
    """The state machine is about to go."""

    TEXT = "State Machine is being deleted: '{}'"


class StateMachineTypeNotSupported(ServiceError):
    """Not for STANDARD, or not for EXPRESS machines."""

    TEXT = "This operation is not supported by this type of state machine"


class ExecutionDoesNotExist(ServiceError):
    """There is no execution of that ARN."""

    TEXT = "Execution Does Not Exist: '{}'"


class ExecutionAlreadyExists(ServiceError):
    """The name is taken by a closed execution, or by one with another input."""

    TEXT = "Execution Already Exists: '{}'"


class ActivityDoesNotExist(ServiceError):
    """There is no activity of that ARN."""

    TEXT = "Activity Does Not Exist: '{}'"


class ActivityWorkerLimitExceeded(ServiceError):
    """Too many workers wait for a task of one activity."""

    TEXT = "Activity Worker Limit Exceeded: '{}'"


class TaskTimedOut(ServiceError):
    """The call of that token has ended."""

    TEXT = "Task Timed Out: 'Provided task does not exist anymore'"


class ResourceNotFound(ServiceError):
    """There is nothing of that ARN that could have tags, or no such Map Run."""

    TEXT = "Resource not found: '{}'"


class TooManyTags(ServiceError):
    """More than 50 tags."""

    TEXT = "The resource '{}' would have more than 50 tags"
