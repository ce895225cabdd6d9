"""The argument that says which state machine a command is about."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

File: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="The definition, JSON or YAML; TEMPLATE#NAME for one of a template; - for stdin.",
    ),
]
