"""`asl lsp`: the language server, for editors."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Final, TypeAlias

import typer

from asl.cli import exits
from asl.cli.refusal import CannotRun, refusal
from asl.cli.release import release
from asl.cli.terminal import Terminal

_NEEDED: Final = ("pygls", "lsprotocol")

application = typer.Typer(add_completion=False)

Schemas: TypeAlias = Annotated[
    bool, typer.Option("--schemas", help="Tell the folder of the JSON Schemas instead.")
]
# Editors give it to every server they start; there is no other way to be spoken with.
Stdio: TypeAlias = Annotated[bool, typer.Option("--stdio", help="Speak over stdin and stdout.")]


@application.command(name="lsp")
def lsp(*, schemas: Schemas = False, _stdio: Stdio = True) -> None:
    """Serve editors: findings while typing, completion, hover, go to state, rename, outline.

    It speaks the Language Server Protocol over stdin and stdout, and is started by an editor: see
    docs/editors.md.

    Exit code 0: the editor ended it. 2: a part that it needs is not installed.
    """
    if schemas:
        typer.echo(import_module("asl.lsp.shipped").folder())
        raise typer.Exit(exits.SUCCEEDED)
    try:
        server = import_module("asl.lsp.server")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        problem = CannotRun(
            f"the language server needs {error.name}, which is not installed",
            hint='pip install "asl-runtime[lsp]"',
        )
        Terminal().tell(*refusal(problem))
        raise typer.Exit(exits.CANNOT_RUN) from error
    server.serve(release())
