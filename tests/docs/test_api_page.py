"""docs/api.md says which operations there are."""

from __future__ import annotations

from contextlib import ExitStack

from asl_server.operations.call import Pollers
from asl_server.operations.histories import PAGE_SIZE
from asl_server.operations.registry import OPERATIONS
from asl_server.wire import errors
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


def test_what_is_told_of_limits() -> None:
    told = {names(row[0])[0]: row[1] for row in rows(section("api.md", "Operations"))}
    assert f"after {PAGE_SIZE:,} characters" in told["GetExecutionHistory"]
    with ExitStack() as waiting:
        pollers = Pollers()
        admitted = [waiting.enter_context(pollers.one_more("a")) for _ in range(1002)]
    assert f"after the {sum(admitted):,}th that waits" in told["GetActivityTask"]


def test_errors_that_do_not_come() -> None:
    """What the model has and nothing here raises, of limits."""
    limits = {name for name in service_model().shapes if name.endswith("LimitExceeded")}
    raised = {name for name in limits if hasattr(errors, name)}
    told = set(names(section("api.md", "Beside the operations")))
    assert limits & told == limits - raised
