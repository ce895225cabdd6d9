"""`python -m benchmarks crash`: the options, and what is printed."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.crash import full_disk
from benchmarks.crash.full_disk import FullDisk, Limit
from benchmarks.crash.rounds import STARTS, Outcome, Plan, Rounds


def report(options: Sequence[str]) -> None:
    """Kill a server again and again, and print what became of everything.

    Raises:
        SystemExit: with 1 where anything that must hold does not.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks crash", description=report.__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--db", metavar="FILE|URL", help="a new SQLite file where not given")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--starts", type=int, default=STARTS, help="executions begun in a round")
    parser.add_argument("--log", type=Path, help="where the server's log lines go")
    parser.add_argument(
        "--disk-full", action="store_true", help="fill a file system of its own (root) instead"
    )
    parser.add_argument(
        "--limit", action="store_true", help="with --disk-full: limit the files of the process"
    )
    chosen = parser.parse_args(options)
    with tempfile.TemporaryDirectory(prefix="asl-crash-") as name:
        folder = Path(name)
        plan = Plan(
            database=chosen.db or str(folder / "asl.db"),
            rounds=chosen.rounds,
            starts=chosen.starts,
            log=chosen.log,
            seed=chosen.seed,
        )
        if not chosen.disk_full:
            outcome = Rounds(plan).run()
            rows = shown(outcome)
        elif chosen.limit:
            outcome, rows = _filled(full_disk.run(plan, Limit()))
        else:
            with full_disk.mounted(folder) as disk:
                outcome, rows = _filled(full_disk.run(plan, disk))
    print(table(rows))
    faults = outcome.verdict.faults()
    print("\n".join(["", *faults[:40]]))
    if faults:
        sys.exit(1)


def _filled(found: FullDisk) -> tuple[Outcome, dict[str, object]]:
    refused = ", ".join(f"{count} {what}" for what, count in sorted(found.refused.items()))
    answered = ", ".join(f"{count} {what}" for what, count in sorted(found.answered.items()))
    return found.outcome, {
        "times the disk was full": len(found.back),
        "refused meanwhile": refused,
        "answered meanwhile": answered,
        "refused without saying why": len(found.unclear),
        "room to the next StartExecution, longest": f"{max(found.back):.2f} s",
        **shown(found.outcome),
    }


def shown(outcome: Outcome) -> dict[str, object]:
    """What came of it, by name."""
    verdict, ledger, recovery = outcome.verdict, outcome.ledger, outcome.recovery
    return {
        "kills": outcome.kills,
        "kills of a server that was starting": outcome.early_kills,
        "executions (of them with StartExecution unanswered or refused)": (
            f"{verdict.executions} ({verdict.unanswered})"
        ),
        "ended": ", ".join(f"{count} {status}" for status, count in verdict.statuses.items()),
        "events": verdict.events,
        "tasks handed out": sum(ledger.handed.values()),
        "tasks whose end was acknowledged": len(ledger.acknowledged),
        "failures acknowledged, to be retried": sum(ledger.failed.values()),
        "lost": len(verdict.lost),
        "repeated": len(verdict.repeated),
        "moved to another item": len(verdict.moved),
        "wrong outputs": len(verdict.wrong),
        "gaps in event ids": len(verdict.gaps),
        "waits that ended early": len(verdict.early),
        "start to first answer, median and longest": (
            f"{statistics.median(recovery):.2f} s, {max(recovery):.2f} s"
        ),
    }


def table(rows: Mapping[str, object]) -> str:
    """A table of two columns."""
    return "\n".join(
        ["| | |", "|---|---|", *(f"| {name} | {told} |" for name, told in rows.items())]
    )
