"""The option that chooses a profile of `asl.toml`."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

Profile: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        envvar="ASL_PROFILE",
        help="A profile of asl.toml: what its [profiles.NAME...] says goes first.",
    ),
]
