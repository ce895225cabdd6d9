"""Definitions that AWS refused to create: graded by the error's code alone."""

from __future__ import annotations

from asl.definition import examine
from conformance.case import Case
from conformance.grading import Grade
from conformance.matching import worded
from conformance.recorded import code_of


def run(case: Case) -> Grade:
    """Tier 1 where we refuse the definition, too; messages are not graded yet."""
    record = case.record or {}
    expected = code_of(record["expected"]["error_response"])
    examined = examine(case.definition, name=case.id, format="json", express=case.express)
    got = "InvalidDefinition" if examined.machine is None else "no error"
    if got == expected:
        return Grade(case=case, tier=1, miss="the message is not graded yet")
    return Grade(case=case, tier=0, miss=worded("code", expected, got))
