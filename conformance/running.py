"""A case run and graded, whatever its kind."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Final, TypeAlias

from conformance import definition_cases, state_cases, virtual_run
from conformance.case import Case, Outcome
from conformance.grading import Grade, grade

Engine: TypeAlias = Callable[[Case], Outcome]
ENGINES: Final[dict[str, Engine]] = {"virtual": virtual_run.run}


def run(case: Case, engine: Engine) -> Grade:
    """Run a case and grade it; a case that makes us stumble has failed.

    Args:
        case: of any kind.
        engine: runs executions.
    """
    if case.not_run is not None:
        return Grade(case=case, tier=0, miss=f"not run: {case.not_run}")
    try:
        return _by_kind(case, engine)
    except Exception:  # noqa: BLE001 - the border: a fault of ours fails this case, not the report
        return Grade(case=case, tier=0, miss=traceback.format_exc(limit=-4))


def _by_kind(case: Case, engine: Engine) -> Grade:
    if case.kind == "test_state":
        return state_cases.run(case)
    if case.kind == "create_error":
        return definition_cases.run(case)
    return grade(case, engine(case))
