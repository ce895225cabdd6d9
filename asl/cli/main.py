"""The command `asl` and what it can do."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import Annotated, Final, NoReturn

import typer

from asl.cli import exits
from asl.cli.release import release

# The module of each command, imported where it is asked for: what needs no command, such as
# `--version`, comes without the interpreter. A module holds its command as `application`.
COMMANDS: Final[Mapping[str, str]] = {
    "run": "asl.cli.run",
    "bindings": "asl.cli.bindings",
    "validate": "asl.cli.validate",
    "explain": "asl.cli.explain",
    "lsp": "asl.cli.lsp",
    "serve": "asl.cli.serve",
}


def main() -> None:
    """Run the command line; never returns."""
    arguments = sys.argv[1:]
    named = [argument for argument in arguments[:1] if argument in COMMANDS]
    command = build(named if arguments[:1] == ["--version"] or named else COMMANDS)
    try:
        command(prog_name="asl")
    except OSError as error:
        # Of a file that cannot be read a command tells itself: this is a stream of ours.
        _give_up(f"asl: cannot write the output: {error.strerror or error}\n")


def _give_up(reason: str) -> NoReturn:
    terminal = import_module("asl.cli.terminal")
    with suppress(OSError):
        sys.stderr.write(reason)
        sys.stderr.flush()
    terminal.silence()
    sys.exit(exits.CANNOT_RUN)


def build(commands: Mapping[str, str] | list[str] = COMMANDS) -> typer.Typer:
    """The command with these of its sub-commands."""
    application = typer.Typer(
        name="asl",
        add_completion=False,
        pretty_exceptions_enable=False,
        invoke_without_command=True,
        callback=_asl,
    )
    for name in commands:
        application.add_typer(import_module(COMMANDS[name]).application)
    return application


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - the callback of a flag
    if not wanted:
        return
    typer.echo(f"asl {release()}")
    raise typer.Exit


def _asl(
    context: typer.Context,
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_show_version, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Run, test and validate Amazon States Language state machines anywhere."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
