"""`asl validate`: say what is wrong with the state machines of a project."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Annotated, Final, Never, TypeAlias

import typer

from asl.cli import exits
from asl.cli.machine_type import Type
from asl.cli.progress import Progress
from asl.cli.refusal import CannotRun, refusal, refusal_result
from asl.cli.sources import STANDARD_INPUT
from asl.cli.terminal import Terminal, silence
from asl.cli.validation import Request, settings_of, validate
from asl.cli.verdict import Format, Reporting, report, tell_summary
from asl.cli.watching import Watcher
from asl.linter.lint import Verdict, is_bad

_PAUSE: Final = timedelta(milliseconds=300)
_CLEAR: Final = "\x1b[2J\x1b[3J\x1b[H"

application = typer.Typer(add_completion=False)


# The options, each declared once: what it takes and what its help says.
Paths: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATH",
        help="Files, folders, patterns, FILE#Name; - for stdin. The working directory by default.",
    ),
]
TypeOption: TypeAlias = Annotated[
    Type | None,
    typer.Option(
        "--type",
        case_sensitive=False,
        help="What every machine is taken for; by default what its template says, or STANDARD.",
    ),
]
FormatOption: TypeAlias = Annotated[
    Format, typer.Option("--format", help="What the report looks like.")
]
Strict: TypeAlias = Annotated[bool, typer.Option("--strict", help="Exit with 1 on warnings too.")]
Off: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--off", metavar="CODE", help="Leave a code out; may be there several times."),
]
Error: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--error", metavar="CODE", help="Make a code an error; may be there several times."
    ),
]
Config: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="The settings; by default the nearest asl.toml beside or above the first path.",
    ),
]
NoConfig: TypeAlias = Annotated[bool, typer.Option("--no-config", help="Read no asl.toml.")]
Fix: TypeAlias = Annotated[
    bool, typer.Option("--fix", help="Put right in the files what cannot be meant otherwise.")
]
Watch: TypeAlias = Annotated[
    bool, typer.Option("--watch", help="Do it again whenever a file changes, until interrupted.")
]
Output: TypeAlias = Annotated[
    str | None, typer.Option(metavar="FILE", help="Write the report to a file.")
]
Quiet: TypeAlias = Annotated[
    bool, typer.Option("--quiet", "-q", help="Tell the findings only: no summary, no progress.")
]
StdinFilename: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="The file that standard input is taken for."),
]
AllowEmpty: TypeAlias = Annotated[
    bool, typer.Option("--allow-empty", help="Exit with 0 where there is no state machine.")
]


@application.command(name="validate")
def command(  # noqa: PLR0913 - a parameter is an option of the command line
    paths: Paths = None,
    *,
    type_: TypeOption = None,
    format_: FormatOption = Format.TEXT,
    strict: Strict = False,
    off: Off = None,
    error: Error = None,
    config: Config = None,
    no_config: NoConfig = False,
    fix_: Fix = False,
    watch: Watch = False,
    output: Output = None,
    quiet: Quiet = False,
    stdin_filename: StdinFilename = None,
    allow_empty: AllowEmpty = False,
) -> None:
    """Say what is wrong with state machines, wherever they are written.

    Definitions of their own, and those in SAM, CloudFormation, CDK output, Terraform and
    serverless.yml. Nothing is run, and no network is used.

    Exit code 0: valid. 1: findings. 2: could not run.
    """
    if config is not None and no_config:
        raise typer.BadParameter("--config and --no-config contradict each other")
    request = Request(
        paths=tuple(paths or (".",)),
        stdin_name=stdin_filename,
        type=None if type_ is None else type_.value,
        off=tuple(off or ()),
        error=tuple(error or ()),
        strict=strict,
        config=config,
        no_config=no_config,
        allow_empty=allow_empty,
    )
    reporting = Reporting(format=format_, output=output, quiet=quiet)
    # What has been loaded stays: it need not be looked through again and again for garbage.
    gc.freeze()
    raise typer.Exit(perform(request, reporting, fixing=fix_, watching=watch))


def perform(request: Request, reporting: Reporting, *, fixing: bool, watching: bool) -> int:
    """Judge, and say by the exit code what the verdict is."""
    try:
        if fixing:
            _need_files(request, "--fix")
        if watching:
            _need_files(request, "--watch")
            return _watch(request, reporting, fixing=fixing)
        return _verdict_on(request, reporting, fixing=fixing)[1]
    except CannotRun as problem:
        _refuse(problem, reporting)
        return exits.CANNOT_RUN
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    except BrokenPipeError:
        silence()
        return exits.BROKEN_PIPE


def _verdict_on(
    request: Request, reporting: Reporting, *, fixing: bool
) -> tuple[frozenset[str], int]:
    """Judge and report: the files that were read, and the exit code."""
    settings, settings_file = settings_of(request)
    progress = Progress(sys.stderr)

    def judge() -> Verdict:
        return validate(request, settings, None if reporting.quiet else progress.tell)

    try:
        verdict = _fixed(judge, reporting) if fixing else judge()
    finally:
        progress.end()
    report(verdict, settings, reporting)
    tell_summary(verdict, settings, reporting)
    files = {file for machine in verdict.machines for file in machine.files}
    if settings_file is not None:
        files.add(str(settings_file))
    bad = is_bad(verdict.diagnostics, settings)
    return frozenset(files), exits.FINDINGS if bad else exits.VALID


def _fixed(judge: Callable[[], Verdict], reporting: Reporting) -> Verdict:
    # Who changes no files need not wait for what does.
    fix: Callable[..., Verdict] = import_module("asl.cli.fixing").fix
    return fix(judge, quiet=reporting.quiet)


def _watch(request: Request, reporting: Reporting, *, fixing: bool) -> Never:
    """Judge again and again; what cannot be judged may be put right meanwhile.

    Raises:
        KeyboardInterrupt: in the end.
    """
    watch = Watcher(request.paths)
    while True:
        if sys.stdout is not None and sys.stdout.isatty():
            typer.echo(_CLEAR, nl=False)
        watch.begin()
        files: frozenset[str] = frozenset()
        try:
            files, _ = _verdict_on(request, reporting, fixing=fixing)
        except CannotRun as problem:
            _refuse(problem, reporting)
        watch.wait(files, pause=_PAUSE)


def _need_files(request: Request, option: str) -> None:
    if STANDARD_INPUT in request.paths:
        raise CannotRun(f"{option} needs files, and standard input is none")


def _refuse(problem: CannotRun, reporting: Reporting) -> None:
    terminal = Terminal()
    terminal.diagnose(problem.diagnostics)
    terminal.tell(*refusal(problem))
    if reporting.format is Format.JSON:
        terminal.give(refusal_result(problem))
