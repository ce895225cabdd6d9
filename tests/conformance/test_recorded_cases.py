"""The recorded set as a whole, where it is there: its figures, and the list of known misses."""

import os
import re
from pathlib import Path

import pytest

import conformance
from conformance import baseline
from conformance.grading import TIERS, Grade
from conformance.loading import load
from conformance.running import ENGINES, run
from conformance.tally import Tallies

# Where the recorded set lies, for those who have it.
VARIABLE = "ASL_CONFORMANCE_CASES"
FOLDER = Path(conformance.__file__).parent
LISTED = re.compile(r"^- `(\S+/.+)`$", re.MULTILINE)

pytestmark = pytest.mark.skipif(
    not os.environ.get(VARIABLE), reason=f"{VARIABLE} names no recorded cases"
)


@pytest.fixture(scope="module")
def grades() -> list[Grade]:
    cases = load([Path(os.environ[VARIABLE])])
    return [run(case, ENGINES["virtual"]) for case in cases]


def test_no_tier_drops(grades: list[Grade]) -> None:
    lines = baseline.compare(FOLDER / "baseline.json", Tallies(grades))
    assert [line for line in lines if line.dropped] == []


def test_every_miss_is_known(grades: list[Grade]) -> None:
    """Messages of create_error are not graded: tier 1 is all they can reach."""
    missed = {
        grade.case.id
        for grade in grades
        if grade.case.not_run is None
        and grade.tier < (1 if grade.case.kind == "create_error" else TIERS[-1])
    }
    assert missed == set(LISTED.findall((FOLDER / "KNOWN.md").read_text("utf-8")))
