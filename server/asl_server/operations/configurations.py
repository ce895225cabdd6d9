"""Logging, tracing and encryption of a state machine: kept as JSON text, shown with defaults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

import orjson

from asl_server.wire.errors import InvalidEncryptionConfiguration, InvalidLoggingConfiguration
from asl_server.wire.log_groups import NoLogGroup, NotTheWholeGroup, read_group
from asl_server.wire.members import reader, writer

OWNED: Final = "AWS_OWNED_KEY"
CUSTOMER: Final = "CUSTOMER_MANAGED_KMS_KEY"
_OFF: Final = "OFF"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogGroup:
    """Where log lines go."""

    log_group_arn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogDestination:
    """The one kind of destination there is."""

    cloud_watch_logs_log_group: LogGroup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggingConfiguration:
    """What is logged; `destinations` is shown only where it was given."""

    level: str = _OFF
    include_execution_data: bool = False
    destinations: tuple[LogDestination, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TracingConfiguration:
    """Whether X-Ray traces are on."""

    enabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EncryptionConfiguration:
    """Which key encrypts what is stored."""

    kms_key_id: str | None = None
    kms_data_key_reuse_period_seconds: int | None = None
    type: str = OWNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag."""

    key: str | None = None
    value: str | None = None


Configuration = TypeVar(
    "Configuration", LoggingConfiguration, TracingConfiguration, EncryptionConfiguration
)


def dump(configuration: Configuration | None) -> str | None:
    """A configuration as text for the store."""
    if configuration is None:
        return None
    return orjson.dumps(writer(type(configuration))(configuration)).decode()


def load(kind: type[Configuration], text: str | None) -> Configuration:
    """A configuration as it is shown: the defaults where none was given."""
    return kind() if text is None else reader(kind)(orjson.loads(text))


def same(kind: type[Configuration], one: str | None, other: str | None) -> bool:
    """Whether two configurations come to the same, given or not."""
    return load(kind, one) == load(kind, other)


def check_logging(logging: LoggingConfiguration | None) -> None:
    """Refuse what could not log.

    Raises:
        InvalidLoggingConfiguration

    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html
    """
    if logging is None:
        return
    destinations = logging.destinations or ()
    if len(destinations) > 1 or (logging.level != _OFF and not destinations):
        raise InvalidLoggingConfiguration("Must specify exactly one Log Destination.")
    for destination in destinations:
        group = destination.cloud_watch_logs_log_group
        arn = None if group is None else group.log_group_arn
        try:
            read_group(arn or "")
        except NotTheWholeGroup as error:
            raise InvalidLoggingConfiguration(
                "Log Group ARN must be provided with '*' qualifier."
            ) from error
        except NoLogGroup as error:
            raise InvalidLoggingConfiguration("Log Destination not found.") from error


def check_encryption(encryption: EncryptionConfiguration | None) -> None:
    """Refuse a customer's key without its id, and an id without a customer's key.

    Raises:
        InvalidEncryptionConfiguration

    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_EncryptionConfiguration.html
    """
    if encryption is None:
        return
    if encryption.type == CUSTOMER and encryption.kms_key_id is None:
        raise InvalidEncryptionConfiguration("kmsKeyId is required for CUSTOMER_MANAGED_KMS_KEY")
    if encryption.type == OWNED and encryption.kms_key_id is not None:
        raise InvalidEncryptionConfiguration("kmsKeyId is not allowed for AWS_OWNED_KEY")
