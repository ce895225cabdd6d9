"""`asl run`: run a state machine here and now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer
from rich.text import Text

from asl.cli import exits, report
from asl.cli.definition_file import File
from asl.cli.driving import Ended, Telling, drive
from asl.cli.machine_type import Type
from asl.cli.preparation import Prepared, Request, prepare
from asl.cli.profile import Profile
from asl.cli.refusal import CannotRun, refusal, refusal_result
from asl.cli.result_format import Format
from asl.cli.terminal import Terminal, silence

_STANDARD_OUTPUT: Final = "-"

application = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """What a run gives when it is over.

    Attributes:
        format: of stdout.
        history: the file for the history, `-` for stdout; None for nowhere.
    """

    format: Format
    history: str | None


# The options, each declared once: what it takes and what its help says.
Input: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--input", "-i", metavar="JSON|@FILE|-", help="The input. {} where none is given."
    ),
]
Mocks: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="FILE#CASE",
        help="A test case of a MockConfigFile.json: what the Tasks answer. FILE#MACHINE#CASE "
        "where the file has several state machines.",
    ),
]
Trace: TypeAlias = Annotated[
    bool, typer.Option("--trace", help="Tell the input and output of every state.")
]
StartAt: TypeAlias = Annotated[
    str | None,
    typer.Option("--from", metavar="STATE", help="Start at this state of the top level."),
]
History: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="FILE|-",
        help="Write the history as GetExecutionHistory gives it. With - it stands on stdout in "
        "place of the output, or in the JSON object.",
    ),
]
FormatOption: TypeAlias = Annotated[
    Format,
    typer.Option("--format", help="text: the output alone. json: one object with status and all."),
]
RealTime: TypeAlias = Annotated[
    bool, typer.Option("--real-time", help="Really wait, instead of skipping the pauses.")
]
TypeOption: TypeAlias = Annotated[
    Type | None,
    typer.Option(
        "--type", case_sensitive=False, help="As the template says, or STANDARD, by default."
    ),
]
Express: TypeAlias = Annotated[bool, typer.Option("--express", help="The same as --type EXPRESS.")]
Name: TypeAlias = Annotated[str, typer.Option(help="The execution's name.")]
TransitionBudget: TypeAlias = Annotated[
    int, typer.Option(min=1, help="Give up after so many states were entered.")
]


@application.command(name="run")
def run(  # noqa: PLR0913 - a parameter is an option of the command line
    file: File,
    *,
    input_: Input = None,
    mocks: Mocks = None,
    trace: Trace = False,
    start_at: StartAt = None,
    history: History = None,
    format_: FormatOption = Format.TEXT,
    real_time: RealTime = False,
    type_: TypeOption = None,
    express: Express = False,
    name: Name = "execution",
    transition_budget: TransitionBudget = 1_000_000,
    profile: Profile = None,
) -> None:
    """Run a state machine: its output on stdout, its story on stderr.

    Waits and retries take no time.

    Exit code 0: succeeded. 1: failed, timed out, aborted. 2: could not run.
    """
    if express and type_ is Type.STANDARD:
        raise typer.BadParameter("--express and --type STANDARD contradict each other")
    request = Request(
        file=file,
        input=input_,
        mocks=mocks,
        start_at=start_at,
        type="EXPRESS" if express else None if type_ is None else type_.value,
        name=name,
        transition_budget=transition_budget,
        profile=profile,
    )
    giving = Giving(format=format_, history=history)
    # A program that asks for JSON reads stdout; only --trace asks for the story as well.
    told = trace or giving.format is Format.TEXT
    raise typer.Exit(
        perform(request, Telling(story=told, trace=trace, real_time=real_time), giving)
    )


def perform(request: Request, telling: Telling, giving: Giving) -> int:
    """Run it, and say by the exit code what has become of it."""
    terminal = Terminal()
    try:
        return _perform(request, telling, giving, terminal)
    except CannotRun as problem:
        terminal.diagnose(problem.diagnostics)
        terminal.tell(*refusal(problem))
        if giving.format is Format.JSON:
            terminal.give(refusal_result(problem))
        return exits.CANNOT_RUN
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    except BrokenPipeError:
        silence()
        return exits.BROKEN_PIPE


def _perform(request: Request, telling: Telling, giving: Giving, terminal: Terminal) -> int:
    prepared = prepare(request)
    terminal.diagnose(prepared.warnings)
    if prepared.aws is not None:
        terminal.tell(Text(prepared.aws, "yellow"))
    ended = drive(prepared, telling, terminal)
    if giving.history is not None and giving.history != _STANDARD_OUTPUT:
        _write_history(giving.history, ended)
    if ended.endless is not None:
        terminal.tell(*refusal(CannotRun(ended.endless)))
    elif telling.story:
        terminal.tell(
            *report.outcome(ended.run, prepared.document, ended.still_open, terminal.columns)
        )
    _give(prepared, ended, giving, terminal)
    return report.exit_code(ended.run)


def _give(prepared: Prepared, ended: Ended, giving: Giving, terminal: Terminal) -> None:
    with_history = giving.history == _STANDARD_OUTPUT
    if giving.format is Format.JSON:
        result = report.result(ended.run, prepared.document, with_history=with_history)
        terminal.give(result if ended.endless is None else {**result, "message": ended.endless})
    elif with_history:
        terminal.give(report.history(ended.run.events))
    elif ended.run.status == "SUCCEEDED":
        terminal.give(ended.run.output)


def _write_history(path: str, ended: Ended) -> None:
    text = json.dumps(report.history(ended.run.events), indent=2, ensure_ascii=False)
    try:
        Path(path).write_text(f"{text}\n", encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise CannotRun(f'cannot write the history to "{path}": {reason}') from error
