"""Every case of our own, by its id."""

import pytest

from conformance.__main__ import OWN
from conformance.case import Case
from conformance.grading import TIERS, grade
from conformance.loading import load
from conformance.virtual_run import run

CASES = load([OWN])
# What our engines do not do yet: each with its reason in conformance/KNOWN.md.
KNOWN: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=pytest.mark.xfail if case.id in KNOWN else (), id=case.id)
        for case in CASES
    ],
)
def test_case(case: Case) -> None:
    graded = grade(case, run(case))
    assert (graded.tier, graded.miss) == (TIERS[-1], None)


def test_ids_are_unique() -> None:
    assert len({case.id for case in CASES}) == len(CASES)


def test_control_flow_is_covered() -> None:
    """The recordings are thin there, so our own cases are not to be."""
    areas = {"parallel", "retry", "catch", "aborts", "timeouts"}
    assert sum(case.area in areas for case in CASES) >= 60
