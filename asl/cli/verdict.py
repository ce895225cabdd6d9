"""The verdict of `asl validate`, in the form that was asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Final, TextIO

from rich.text import Text

from asl.cli.refusal import CannotRun
from asl.cli.release import release
from asl.cli.terminal import LineConsole
from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.finding import Severity
from asl.diagnostics.render_github import render_github
from asl.diagnostics.render_json import render_json
from asl.diagnostics.render_junit import Case, render_junit
from asl.diagnostics.render_text import print_text, summary
from asl.linter.lint import Verdict, counted, is_bad
from asl.linter.settings import Settings
from asl.syntax.values import Json


class Format(StrEnum):
    """What the report looks like."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """How a verdict is told.

    Attributes:
        format: of the report.
        output: the file that it is written to; None for stdout.
        quiet: whether nothing is told but the findings.
    """

    format: Format
    output: str | None
    quiet: bool


def report(verdict: Verdict, settings: Settings, how: Reporting) -> None:
    """Write the report.

    Raises:
        CannotRun: its file cannot be written.
        BrokenPipeError: nobody reads it any more.
    """
    if how.output is None:
        # Python has no sys.stdout where the caller has closed it.
        if sys.stdout is not None:
            _write(verdict, settings, how, sys.stdout)
            sys.stdout.flush()
    else:
        try:
            with Path(how.output).open("w", encoding="utf-8") as file:
                _write(verdict, settings, how, file)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise CannotRun(f'cannot write the report to "{how.output}": {reason}') from error


def tell_summary(verdict: Verdict, settings: Settings, how: Reporting) -> None:
    """Write the line that says how many there are: below a report that a person reads.

    Beside one for programs, and beside a file, it goes to stderr.
    """
    if not how.quiet:
        console = LineConsole(stderr=how.format is not Format.TEXT or how.output is not None)
        console.print(_summary(verdict, settings))


def _write(verdict: Verdict, settings: Settings, how: Reporting, stream: TextIO) -> None:
    if how.format is Format.TEXT:
        console = LineConsole(file=stream)
        # Each file has its first hundred findings.
        for _, found in groupby(verdict.diagnostics, key=lambda one: one.file):
            print_text(list(found), console)
    else:
        text = _WRITERS[how.format](verdict, settings, how)
        encoding = stream.encoding or "utf-8"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _json(verdict: Verdict, _settings: Settings, _how: Reporting) -> str:
    report = render_json(verdict.diagnostics)
    counts = {"files": len(verdict.files), "machines": len(verdict.machines)}
    return _text_of({**report, "summary": {**report["summary"], **counts}})


def _sarif(verdict: Verdict, _settings: Settings, _how: Reporting) -> str:
    # It brings the explanation of every code.
    render: Callable[[Sequence[Diagnostic], str], dict[str, Json]] = import_module(
        "asl.diagnostics.render_sarif"
    ).render_sarif
    return _text_of(render(verdict.diagnostics, release()))


def _github(verdict: Verdict, _settings: Settings, _how: Reporting) -> str:
    return render_github(verdict.diagnostics)


def _junit(verdict: Verdict, settings: Settings, _how: Reporting) -> str:
    cases = [Case(one.file, one.name, one.diagnostics) for one in verdict.machines]
    return render_junit(cases, counted(settings))


_WRITERS: Final[Mapping[Format, Callable[[Verdict, Settings, Reporting], str]]] = {
    Format.JSON: _json,
    Format.SARIF: _sarif,
    Format.GITHUB: _github,
    Format.JUNIT: _junit,
}


def _text_of(value: Json) -> str:
    # What is written may go anywhere: escapes say the same in every encoding.
    return f"{json.dumps(value, indent=2)}\n"


def _summary(verdict: Verdict, settings: Settings) -> Text:
    found = verdict.diagnostics
    bad = is_bad(found, settings)
    counts = ", ".join(
        (_counted(len(verdict.files), "file"), _counted(len(verdict.machines), "state machine"))
    )
    mark: tuple[str, str] = ("✗ ", "bold red") if bad else ("✓ ", "bold green")
    return Text.assemble(mark, f"{counts}: ", (summary(found) or "nothing found", _style(found)))


def _style(found: Sequence[Diagnostic]) -> str:
    severities: set[Severity] = {one.severity for one in found}
    if "error" in severities:
        return "red"
    return "yellow" if "warning" in severities else "green"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
