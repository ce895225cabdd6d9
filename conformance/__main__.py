"""`python -m conformance`: run the cases and say how far they are as expected."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from conformance import baseline, tables
from conformance.case import BadCase, Case
from conformance.loading import load
from conformance.running import ENGINES, run
from conformance.tally import Tallies

OWN: Final = Path(__file__).parent / "cases"
_AS_EXPECTED, _DROPPED, _USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        0; 1 where a tier drops below the baseline; 2 where the command cannot be carried out.
    """
    given = _parser().parse_args(arguments)
    try:
        grades = [run(case, ENGINES[given.engine]) for case in _cases(given)]
        tallies = Tallies(grades)
        lines = [] if given.baseline is None else baseline.compare(given.baseline, tallies)
    except (BadCase, baseline.BadBaseline) as error:
        print(f"conformance: {error}", file=sys.stderr)
        return _USAGE
    told = sys.stderr if given.report == "json" else sys.stdout
    if given.verbose:
        print(*tables.misses(grades), "", sep="\n", file=told)
    if given.report == "json":
        print(json.dumps(tallies.report(), indent=1))
    else:
        print(*tables.figures(tallies), sep="\n")
    if lines:
        print("", *tables.drops(lines), sep="\n", file=told)
    return _DROPPED if any(line.dropped for line in lines) else _AS_EXPECTED


def _cases(given: argparse.Namespace) -> list[Case]:
    cases = load(given.directories or [OWN])
    if given.only is not None:
        cases = [case for case in cases if fnmatchcase(case.id, given.only)]
        if not cases:
            raise BadCase(f"no case is called {given.only!r}")
    return cases


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m conformance",
        description="Run conformance cases, our own or recorded ones, and grade them in four "
        "tiers: status and error; output; cause; whole history.",
    )
    parser.add_argument(
        "directories",
        nargs="*",
        type=Path,
        metavar="DIR",
        help="folders of cases (default: our own)",
    )
    parser.add_argument("--engine", choices=sorted(ENGINES), default="virtual")
    parser.add_argument("--report", choices=("text", "json"), default="text")
    parser.add_argument(
        "--baseline", type=Path, metavar="FILE", help="fail when a tier drops below its figures"
    )
    parser.add_argument("--only", metavar="GLOB", help="only cases whose id matches")
    parser.add_argument("--verbose", action="store_true", help="each miss with its difference")
    return parser


if __name__ == "__main__":
    sys.exit(main())
