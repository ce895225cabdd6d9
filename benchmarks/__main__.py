"""`python -m benchmarks SUITE [options]`: what is measured is named by the argument.

A suite is a function that takes the options behind its name.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable
from importlib import import_module
from typing import Final

# Suite: its module and function; imported when chosen.
SUITES: Final = {
    "crash": ("benchmarks.crash", "report"),
    "fairness": ("benchmarks.fairness", "report"),
    "functions": ("benchmarks.functions", "report"),
    "interp": ("benchmarks.interp", "report"),
    "load": ("benchmarks.load", "load"),
    "throughput": ("benchmarks.load", "throughput"),
    "validate": ("benchmarks.validate", "report"),
    "waiting": ("benchmarks.waiting", "report"),
}


def main() -> None:
    """Measure one suite and print its table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", add_help=False)
    parser.add_argument("suite", choices=sorted(SUITES))
    chosen, options = parser.parse_known_args()
    module, name = SUITES[chosen.suite]
    report: Callable[[list[str]], None] = getattr(import_module(module), name)
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}\n")
    report(options)


if __name__ == "__main__":
    main()
