"""Figures that may not drop: a committed file of what each tier has reached.

    {"all": {"total": 615, "1": 612, "2": 612, "3": 612, "4": 604}, "test_state": {…}}

`all` stands for the cases that count, any other key for a kind.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conformance.grading import TIERS
from conformance.tally import Tallies, Tally


class BadBaseline(Exception):
    """The baseline cannot be read, or is one for other cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A tier of a group against its baseline."""

    group: str
    tier: int
    before: int
    now: int

    @property
    def dropped(self) -> bool:
        """Whether fewer cases reach the tier than before."""
        return self.now < self.before


def compare(path: Path, tallies: Tallies) -> list[Line]:
    """Every tier that the baseline knows against the figures of a run.

    Raises:
        BadBaseline: where it cannot be read or counts other cases.
    """
    try:
        return list(_lines(json.loads(path.read_bytes()), tallies))
    except OSError as error:
        raise BadBaseline(f"{path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadBaseline(f"{path}: no baseline: {error!r}") from error


def _lines(given: dict[str, dict[str, int]], tallies: Tallies) -> Iterator[Line]:
    for group, figures in given.items():
        tally = tallies.all if group == "all" else tallies.kinds.get(group, Tally())
        if tally.total != figures["total"]:
            raise BadBaseline(
                f"the baseline is for {figures['total']} cases of {group}, and these are "
                f"{tally.total}"
            )
        for tier in TIERS:
            yield Line(group=group, tier=tier, before=figures[str(tier)], now=tally.passed[tier])
