"""The report for people: figures by area, misses in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from conformance.baseline import Line
from conformance.case import KINDS
from conformance.grading import TIERS, TITLES, Grade
from conformance.tally import Tallies, Tally


def figures(tallies: Tallies) -> Iterator[str]:
    """A table by area, then by kind, then what was not run."""
    rows = [("area", "cases", *(f"{tier} {TITLES[tier]}" for tier in TIERS))]
    rows += [_row(area, tallies.areas[area]) for area in sorted(tallies.areas)]
    rows.append(_row("all", tallies.all))
    yield from _table(rows)
    yield ""
    yield from _table(
        [("kind", "cases", *(str(tier) for tier in TIERS))]
        + [_row(kind, tallies.kinds[kind]) for kind in KINDS if kind in tallies.kinds]
    )
    for kind, reasons in tallies.not_run.items():
        for reason, count in sorted(reasons.items()):
            yield f"not run: {count} {kind}: {reason}"


def misses(grades: Iterable[Grade]) -> Iterator[str]:
    """Each case that falls short, with the first difference."""
    for grade in grades:
        if grade.tier < len(TIERS) and grade.case.not_run is None:
            title = f": {grade.case.title}" if grade.case.title else ""
            yield f"{grade.case.kind} {grade.case.id}{title}"
            yield f"  misses tier {grade.tier + 1}: {grade.miss}"


def drops(lines: Sequence[Line]) -> Iterator[str]:
    """The baseline beside what was reached."""
    rows = [("group", "tier", "baseline", "now", "")]
    rows += [
        (
            line.group,
            f"{line.tier} {TITLES[line.tier]}",
            str(line.before),
            str(line.now),
            "DROPPED" if line.dropped else "better" if line.now > line.before else "",
        )
        for line in lines
    ]
    yield from _table(rows)


def _row(name: str, tally: Tally) -> tuple[str, ...]:
    return (name, str(tally.total), *(_share(tally.passed[tier], tally.total) for tier in TIERS))


def _share(passed: int, total: int) -> str:
    if not total:
        return "-"
    return f"{passed} {100 * passed / total:6.2f}%"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        first, *others = row
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()
