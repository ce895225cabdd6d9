"""`python -m benchmarks interp`: what is measured is named by the argument."""

from __future__ import annotations

import argparse
import platform

from benchmarks import interp

SUITES = {"interp": interp.report}


def main() -> None:
    """Measure one suite and print its table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("suite", choices=sorted(SUITES))
    chosen = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}\n")
    SUITES[chosen.suite]()


main()
