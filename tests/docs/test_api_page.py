"""docs/api.md says which operations there are."""

from __future__ import annotations

from asl_server.operations.registry import OPERATIONS
from asl_server.wire.model import service_model
from tests.docs.pages import names, rows, section

BUILT = {operation.name for operation in OPERATIONS}
MODEL = set(service_model().inputs)


def test_every_operation_that_is_built_is_told() -> None:
    told = [names(row[0])[0] for row in rows(section("api.md", "Operations"))]
    assert told == sorted(BUILT)


def test_every_other_operation_is_told_to_come() -> None:
    told = names(section("api.md", "Not yet"))
    assert [name for name in told if name in MODEL] == sorted(MODEL - BUILT)
