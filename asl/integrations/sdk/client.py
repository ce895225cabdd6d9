"""A service as botocore has it: requests are made and answers read here, and nothing is sent.

botocore's own handlers take part in both (checksums, S3's addressing, tokens, SigV4), so the
request stands as any of its clients would send it. `before-send` takes it out, and in a second run
of the same call puts the answer in.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import orjson
from botocore import handlers, xform_name
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from asl.integrations.quiet_loggers import hush
from asl.integrations.sdk.session import Keys, signed_by
from asl.integrations.shown_url import shown
from asl.services.naming import action_name

hush("botocore")

# Where botocore does for Python's users what the SDK for Java leaves to its own.
_NOT_OURS: Final = (
    ("after-call.iam", handlers.json_decode_policies),
    ("after-call.cloudformation.GetTemplate", handlers.json_decode_template_body),
    ("after-call.ec2.GetConsoleOutput", handlers.decode_console_output),
    ("before-parameter-build.ec2.RunInstances", handlers.base64_encode_user_data),
    (
        "before-parameter-build.autoscaling.CreateLaunchConfiguration",
        handlers.base64_encode_user_data,
    ),
    *(
        (f"before-parameter-build.s3.{listing}", handlers.set_list_objects_encoding_type_url)
        for listing in (
            "ListMultipartUploads",
            "ListObjectVersions",
            "ListObjects",
            "ListObjectsV2",
        )
    ),
)
# httpcore frames by itself and waits for no permission to send.
_HOP: Final = frozenset({"expect", "transfer-encoding", "connection"})

# What botocore and its handlers raise where they can make nothing of what they are given.
_FAULTS: Final = (
    ArithmeticError,
    AttributeError,
    BotoCoreError,
    LookupError,
    MemoryError,
    RecursionError,
    ResponseParserError,
    TypeError,
    ValueError,
    struct.error,
)
# Statuses from here on say that a call has failed.
_REFUSED: Final = 300
# The answer that botocore is to read, in the call that is under way: one of its own for each thread
# and task, for a client serves all of them at once.
_ANSWER: Final[ContextVar[AWSResponse | None]] = ContextVar("answer", default=None)


class Unsendable(Exception):
    """botocore cannot make a request of these parameters; says why."""


class Refused(Exception):
    """The service has refused a call.

    Attributes:
        answer: what botocore has read of it.
    """

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(answer)
        self.answer = answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it is sent, signed."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


class _Taken(Exception):
    """Carries a request out of botocore."""

    def __init__(self, request: AWSPreparedRequest) -> None:
        super().__init__()
        self.request = request


class _Raw(io.BytesIO):
    """An answer's body, as botocore reads one from urllib3."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


class ServiceClient:
    """One service at one endpoint.

    Attributes:
        operations: its operations, by the names that a Resource has for them.
    """

    def __init__(self, session: Any, service: str, url: str | None, region: str) -> None:
        """Read the model.

        Args:
            session: of botocore; what it has read is kept for its other services.
            service: its name in botocore.
            url: of the endpoint; None for AWS itself.
            region: that requests are signed for.

        Raises:
            UnknownServiceError: botocore does not have it.
            ValueError: botocore takes no such URL.
        """
        # Without its user and password: they are no business of what botocore has to say.
        given = None if url is None else shown(url).rstrip("/")
        self._service = service
        self._is_aws = given is None
        self._client = session.create_client(
            service, region_name=region, endpoint_url=given, config=_config(is_aws=given is None)
        )
        self._url: str = given or self._client.meta.endpoint_url
        events = self._client.meta.events
        for event, handler in _NOT_OURS:
            events.unregister(event, handler)
        for copying in ("CopyObject", "UploadPartCopy"):
            event = f"before-parameter-build.s3.{copying}"
            events.unregister(event, handlers.handle_copy_source_param)
            events.register(event, _copy_source)
        events.register("before-send", _before_send)
        model = self._client.meta.service_model
        self.operations = {
            action_name(name): model.operation_model(name) for name in model.operation_names
        }

    def request(self, operation: Any, parameters: dict[str, Any], keys: Keys) -> Request:
        """The request of a call.

        Args:
            operation: OperationModel of botocore.
            parameters: what it is given.
            keys: who signs it.

        Raises:
            Unsendable
        """
        shape = operation.input_shape
        for name, member in ({} if shape is None else shape.members).items():
            # Without its key, the URL of an object is its bucket's.
            if member.serialization.get("location") == "uri" and parameters.get(name) == "":
                raise Unsendable(f"Parameter '{name}' must not be empty")
        try:
            with signed_by(keys):
                self._call(operation, parameters)
        except _Taken as taken:
            return self._sendable(taken.request)
        except KeyError as error:
            raise Unsendable(f"Parameter {error} must not be null") from error
        except _FAULTS as error:
            raise Unsendable(str(error)) from error
        raise Unsendable("botocore answers this call by itself")

    def read(
        self,
        operation: Any,
        parameters: dict[str, Any],
        status: int,
        headers: Iterable[tuple[bytes, bytes]],
        body: bytes,
    ) -> dict[str, Any]:
        """What an answer says.

        Raises:
            Refused: that the call has failed.
            Unsendable: nothing that botocore understands.
        """
        read = HeadersDict(
            {name.decode("latin-1"): text.decode("latin-1") for name, text in headers}
        )
        given = _ANSWER.set(AWSResponse(self._url, status, read, _Raw(body)))
        try:
            if status < _REFUSED and not _is_readable(operation, body):
                raise Unsendable(self._unreadable())
            return self._call(operation, parameters)
        except ClientError as error:
            raise Refused(error.response) from error
        except _FAULTS as error:
            if status >= _REFUSED:
                metadata = {"HTTPStatusCode": status, "HTTPHeaders": read}
                raise Refused({"ResponseMetadata": metadata}) from error
            raise Unsendable(self._unreadable()) from error
        finally:
            _ANSWER.reset(given)

    def _unreadable(self) -> str:
        # Not what botocore says, which may be the whole of the answer, with all of its secrets.
        protocol = self._client.meta.service_model.resolved_protocol
        return (
            f"the answer of {self._url} cannot be read: it is not what the API of {self._service} "
            f"answers ({protocol}). Is it the endpoint of that service?"
        )

    def _call(self, operation: Any, parameters: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = getattr(self._client, xform_name(operation.name))(**parameters)
        return made

    def _sendable(self, request: AWSPreparedRequest) -> Request:
        body = request.body
        if hasattr(body, "read"):
            body = body.read()
        headers = {
            name: text.decode("latin-1") if isinstance(text, bytes) else str(text)
            for name, text in request.headers.items()
            if name.lower() not in _HOP
        }
        foreign = [name for name, text in headers.items() if not text.isascii()]
        if foreign:
            said = f"{', '.join(foreign)} would have characters that no header of HTTP may have"
            raise Unsendable(f"{said}: write them in per cent, or leave them out")
        return Request(
            method=request.method,
            url=self._at_endpoint(request.url),
            headers=headers,
            body=body.encode() if isinstance(body, str) else body or b"",
        )

    def _at_endpoint(self, url: str) -> str:
        """A request's URL; what a service writes before its host is left out.

        Raises:
            Unsendable: it is somewhere else.
        """
        if self._is_aws:
            return url
        asked, bound = urlsplit(url), urlsplit(self._url)
        host, endpoint = asked.hostname or "", bound.hostname or ""
        # What S3 writes before its host is a bucket: without it, another one would be meant.
        if host != endpoint and (self._service == "s3" or not host.endswith(f".{endpoint}")):
            raise Unsendable(f"the call would go to {host}, which is not the endpoint")
        return asked._replace(scheme=bound.scheme, netloc=bound.netloc).geturl()


def _before_send(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
    answer = _ANSWER.get()
    if answer is None:
        raise _Taken(request)
    return answer


def _copy_source(params: dict[str, Any], **_: Any) -> None:
    """A text is sent as it stands: that it is encoded already, the SDK for Java asks of its users.

    Source: CopyObjectRequest of aws-sdk-java-v2.
    """
    if isinstance(params.get("CopySource"), dict):
        handlers.handle_copy_source_param(params)


def _is_readable(operation: Any, body: bytes) -> bool:
    """Whether an answer is JSON where it is to be; botocore takes any other for an empty one."""
    output = operation.output_shape
    if not body or output is None:
        return True
    if not operation.service_model.resolved_protocol.endswith("json"):
        return True
    payload = output.serialization.get("payload")
    if payload and output.members[payload].type_name != "structure":
        return True
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    return True


def _config(*, is_aws: bool) -> Config:
    return Config(
        inject_host_prefix=is_aws,
        parameter_validation=False,
        ignore_configured_endpoint_urls=True,
        use_dualstack_endpoint=False,
        use_fips_endpoint=False,
        request_checksum_calculation="when_supported",
        response_checksum_validation="when_required",
        retries={"total_max_attempts": 1, "mode": "standard"},
        # Said here, no token of the environment goes before it.
        auth_scheme_preference="sigv4",
        s3={"addressing_style": "path", "disable_s3_express_session_auth": True},
    )
