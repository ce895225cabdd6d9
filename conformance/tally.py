"""Figures: how many cases reach each tier, in all, by area and by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from asl.syntax.values import Json
from conformance.case import KINDS
from conformance.grading import TIERS, Grade


@dataclass(slots=True)
class Tally:
    """How many of a group of cases reach each tier."""

    total: int = 0
    passed: Counter[int] = field(default_factory=Counter)

    def add(self, grade: Grade) -> None:
        """Count one case."""
        self.total += 1
        self.passed.update(tier for tier in TIERS if tier <= grade.tier)

    def figures(self) -> dict[str, Json]:
        """`{"1": [passed, total], …}`."""
        return {str(tier): [self.passed[tier], self.total] for tier in TIERS}


class Tallies:
    """The figures of a run.

    Attributes:
        all: cases of the kinds execution and express_sync that need no service or bring the
            service's answers; what cannot be run of them has failed.
        areas: the same cases by area.
        kinds: every case by kind.
        not_run: by kind, how many could not be graded and why.
    """

    def __init__(self, grades: Iterable[Grade]) -> None:
        self.all = Tally()
        self.areas: dict[str, Tally] = {}
        self.kinds: dict[str, Tally] = {}
        self.not_run: dict[str, Counter[str]] = {}
        for grade in grades:
            self._add(grade)

    def _add(self, grade: Grade) -> None:
        case = grade.case
        self.kinds.setdefault(case.kind, Tally()).add(grade)
        if case.counted:
            self.all.add(grade)
            self.areas.setdefault(case.area, Tally()).add(grade)
        if case.not_run is not None:
            self.not_run.setdefault(case.kind, Counter())[case.not_run] += 1

    def report(self) -> dict[str, Json]:
        """The figures as JSON."""
        return {
            "all": self.all.figures(),
            "areas": {area: self.areas[area].figures() for area in sorted(self.areas)},
            "kinds": {kind: self.kinds[kind].figures() for kind in KINDS if kind in self.kinds},
            "not_run": {kind: dict(reasons) for kind, reasons in self.not_run.items()},
        }
