"""Operations on state machines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from asl.stores.records import MachineRecord, MachineType, Revision
from asl_server.operations.call import Call, Nothing, operation
from asl_server.operations.configurations import (
    EncryptionConfiguration,
    LoggingConfiguration,
    Tag,
    TracingConfiguration,
    check_encryption,
    check_logging,
    dump,
    same,
)
from asl_server.operations.definitions import check_definition
from asl_server.operations.machine_views import current_machine
from asl_server.operations.names import check_name
from asl_server.operations.tags import as_dict, tag_anew
from asl_server.wire import arns
from asl_server.wire.errors import (
    MissingRequiredParameter,
    StateMachineAlreadyExists,
    StateMachineDeleting,
    StateMachineDoesNotExist,
    UnsupportedOperationException,
    ValidationException,
)

LABELLED = "API_DOES_NOT_SUPPORT_LABELED_ARNS"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateStateMachineInput:
    """See the service model."""

    name: str
    definition: str
    role_arn: str
    type: MachineType = "STANDARD"
    logging_configuration: LoggingConfiguration | None = None
    tags: tuple[Tag, ...] = ()
    tracing_configuration: TracingConfiguration | None = None
    publish: bool = False
    version_description: str | None = None
    encryption_configuration: EncryptionConfiguration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateStateMachineOutput:
    """See the service model."""

    state_machine_arn: str
    creation_date: datetime
    state_machine_version_arn: str | None = None


@operation("CreateStateMachine")
async def create_state_machine(
    call: Call, request: CreateStateMachineInput
) -> CreateStateMachineOutput:
    """Create a state machine; asked again for the same one, answer as before.

    The same is what has the same name, definition (as text), type and configurations: a role or
    tags that differ are ignored.

    Raises: InvalidName, InvalidArn, InvalidDefinition, InvalidLoggingConfiguration,
    InvalidEncryptionConfiguration, TooManyTags, ValidationException for a tag;
    StateMachineAlreadyExists where the name is taken by another; StateMachineDeleting.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
    """
    _refuse_versions(request.publish, request.version_description)
    check_name(request.name)
    arns.read_role(request.role_arn)
    check_logging(request.logging_configuration)
    check_encryption(request.encryption_configuration)
    arn = arns.machine(call.caller.region, call.caller.account, request.name)
    tags = as_dict(arn, request.tags)
    asked = _asked(call, request, arn)

    async with call.desk.turns.of(arn):
        there = await call.store.machine(arn)
        if there is None:
            await check_definition(request.definition, express=request.type == "EXPRESS")
            there = await call.store.add_machine(asked)
            await tag_anew(call, arn, tags)
    if there.status == "DELETING":
        raise StateMachineDeleting(arn)
    if not _same_machine(there, asked):
        raise StateMachineAlreadyExists(arn)
    return CreateStateMachineOutput(state_machine_arn=arn, creation_date=there.created_at)


def _asked(call: Call, request: CreateStateMachineInput, arn: str) -> MachineRecord:
    return MachineRecord(
        arn=arn,
        name=request.name,
        type=request.type,
        created_at=call.now,
        updated_at=call.now,
        status="ACTIVE",
        revision=Revision(
            revision_id=None,
            definition=request.definition,
            role_arn=request.role_arn,
            logging=dump(request.logging_configuration),
            tracing=dump(request.tracing_configuration),
            encryption=dump(request.encryption_configuration),
            created_at=call.now,
        ),
    )


def _same_machine(there: MachineRecord, asked: MachineRecord) -> bool:
    return (
        there.type == asked.type
        and there.revision.definition == asked.revision.definition
        and _same_configurations(there.revision, asked.revision)
    )


def _same_configurations(one: Revision, other: Revision) -> bool:
    return (
        same(LoggingConfiguration, one.logging, other.logging)
        and same(TracingConfiguration, one.tracing, other.tracing)
        and same(EncryptionConfiguration, one.encryption, other.encryption)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateStateMachineInput:
    """See the service model."""

    state_machine_arn: str
    definition: str | None = None
    role_arn: str | None = None
    logging_configuration: LoggingConfiguration | None = None
    tracing_configuration: TracingConfiguration | None = None
    publish: bool = False
    version_description: str | None = None
    encryption_configuration: EncryptionConfiguration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateStateMachineOutput:
    """See the service model."""

    update_date: datetime
    revision_id: str | None = None
    state_machine_version_arn: str | None = None


@operation("UpdateStateMachine")
async def update_state_machine(
    call: Call, request: UpdateStateMachineInput
) -> UpdateStateMachineOutput:
    """Make a new revision the current one; one that changes nothing is none.

    Executions that run keep the revision they began with.

    Raises: MissingRequiredParameter, InvalidArn, InvalidDefinition, InvalidLoggingConfiguration,
    InvalidEncryptionConfiguration, ValidationException for a label, StateMachineDeleting;
    StateMachineDoesNotExist, also for the ARN of a version.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html
    """
    machine = arns.read_machine(request.state_machine_arn)
    _refuse_label(machine)
    if machine.qualifier is not None:
        raise StateMachineDoesNotExist(request.state_machine_arn)
    _check_update(request)
    async with call.desk.turns.of(machine.plain):
        there = await current_machine(call, machine.plain)
        if there.status == "DELETING":
            raise StateMachineDeleting(there.arn)
        asked = _revised(call, request, there.revision)
        if _same_revision(there.revision, asked):
            return UpdateStateMachineOutput(
                update_date=there.updated_at, revision_id=there.revision.revision_id
            )
        if asked.definition != there.revision.definition:
            await check_definition(asked.definition, express=there.type == "EXPRESS")
        revised = await call.store.revise(there.arn, asked)
    if revised is None:
        raise StateMachineDoesNotExist(there.arn)
    return UpdateStateMachineOutput(
        update_date=revised.updated_at, revision_id=revised.revision.revision_id
    )


def _check_update(request: UpdateStateMachineInput) -> None:
    _refuse_versions(request.publish, request.version_description)
    changes = (
        request.definition,
        request.role_arn,
        request.logging_configuration,
        request.tracing_configuration,
        request.encryption_configuration,
    )
    if all(change is None for change in changes):
        raise MissingRequiredParameter(
            "Either the definition, the role ARN, the LoggingConfiguration, or the "
            "TracingConfiguration must be specified"
        )
    if request.role_arn is not None:
        arns.read_role(request.role_arn)
    check_logging(request.logging_configuration)
    check_encryption(request.encryption_configuration)


def _revised(call: Call, request: UpdateStateMachineInput, there: Revision) -> Revision:
    return Revision(
        revision_id=call.desk.new_name(),
        definition=there.definition if request.definition is None else request.definition,
        role_arn=request.role_arn or there.role_arn,
        logging=dump(request.logging_configuration) or there.logging,
        tracing=dump(request.tracing_configuration) or there.tracing,
        encryption=dump(request.encryption_configuration) or there.encryption,
        created_at=call.now,
    )


def _same_revision(there: Revision, asked: Revision) -> bool:
    return (
        there.definition == asked.definition
        and there.role_arn == asked.role_arn
        and _same_configurations(there, asked)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteStateMachineInput:
    """See the service model."""

    state_machine_arn: str


@operation("DeleteStateMachine")
async def delete_state_machine(call: Call, request: DeleteStateMachineInput) -> Nothing:
    """Delete a state machine, at once or after its last execution; fine where there is none.

    Raises: InvalidArn; ValidationException for the ARN of a version or a label.
    Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
    """
    machine = arns.read_machine(request.state_machine_arn)
    _refuse_label(machine)
    if machine.qualifier is not None:
        raise ValidationException(
            f"State machine ARN must be an unqualified one: '{request.state_machine_arn}'"
        )
    async with call.desk.turns.of(machine.plain):
        await call.store.delete_machine(machine.plain)
    return Nothing()


def _refuse_label(machine: arns.MachineArn) -> None:
    if machine.label is not None:
        raise ValidationException(
            f"This operation does not support the ARN of a Distributed Map: '{machine.plain}/"
            f"{machine.label}'",
            reason=LABELLED,
        )


def _refuse_versions(publish: bool, description: str | None) -> None:  # noqa: FBT001 - as asked
    if description is not None and not publish:
        raise ValidationException("Version description can only be set when publish is true")
    if publish:
        raise UnsupportedOperationException("publish")
