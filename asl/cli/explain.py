"""`asl explain`: what a code means, and what to do."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from asl.cli import exits
from asl.cli.refusal import CannotRun, refusal
from asl.cli.terminal import Terminal
from asl.diagnostics.catalogue import CATALOGUE
from asl.diagnostics.explanations import EXPLANATIONS
from asl.diagnostics.finding import did_you_mean
from asl.diagnostics.page import explained

application = typer.Typer(add_completion=False)

Code: TypeAlias = Annotated[
    str | None, typer.Argument(metavar="CODE", help="Of a finding; without one, all are listed.")
]


@application.command(name="explain")
def explain(code: Code = None) -> None:
    """Explain a code of `asl validate`: what it means, why it matters, what to do, an example.

    Exit code 0: explained. 2: there is no such code.
    """
    if code is None:
        typer.echo(listing(), nl=False)
    elif code in EXPLANATIONS:
        typer.echo(explained(code), nl=False)
    else:
        hint = did_you_mean(code, list(EXPLANATIONS)) or "`asl explain` lists the codes"
        Terminal().tell(*refusal(CannotRun(f'there is no code "{code}"', hint=hint)))
        raise typer.Exit(exits.CANNOT_RUN)


def listing() -> str:
    """Every code with its severity and its title, a line each."""
    width = max(map(len, CATALOGUE))
    return "".join(
        f"{code:<{width}}  {CATALOGUE[code].severity:<7}  {CATALOGUE[code].title}\n"
        for code in sorted(CATALOGUE)
    )
