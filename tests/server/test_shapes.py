"""Requests and results are the service model's."""

from __future__ import annotations

from dataclasses import MISSING, fields

import pytest

from asl_server.operations.call import Nothing, Operation
from asl_server.operations.registry import OPERATIONS
from asl_server.wire import errors
from asl_server.wire.errors import ServiceError
from asl_server.wire.members import members
from asl_server.wire.model import service_model

MODEL = service_model()
EVERY = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)


@EVERY
def test_a_request_has_every_member_of_the_model_and_no_other(operation: Operation) -> None:
    shape = MODEL.shapes[MODEL.inputs[operation.name]]
    assert {member.name for member in members(operation.request)} == set(shape["members"])


@EVERY
def test_a_request_needs_what_the_model_needs(operation: Operation) -> None:
    shape = MODEL.shapes[MODEL.inputs[operation.name]]
    needed_fields = {field.name for field in fields(operation.request) if field.default is MISSING}
    needed = [
        member.name for member in members(operation.request) if member.attribute in needed_fields
    ]
    assert sorted(needed) == sorted(shape.get("required", ()))


@EVERY
def test_a_result_has_no_member_that_the_model_has_not(operation: Operation) -> None:
    shape = MODEL.shapes[MODEL.outputs[operation.name]]
    assert {member.name for member in members(operation.result)} <= set(shape["members"])


@EVERY
def test_an_empty_result_is_one_of_an_operation_that_answers_nothing(operation: Operation) -> None:
    shape = MODEL.shapes[MODEL.outputs[operation.name]]
    assert (operation.result is Nothing) == (not shape["members"])


def test_no_operation_is_there_twice() -> None:
    names = [operation.name for operation in OPERATIONS]
    assert len(set(names)) == len(names)


def test_every_code_of_the_service_is_in_the_model() -> None:
    """Those of the framework are not in it."""
    codes = {
        kind.CODE or kind.__name__
        for kind in vars(errors).values()
        if isinstance(kind, type)
        and issubclass(kind, ServiceError)
        and kind is not ServiceError
        and kind.SPACE == ServiceError.SPACE
    }
    assert codes - set(MODEL.shapes) == set()
