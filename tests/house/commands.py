"""The options of our commands, as the command line knows them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer.main

from asl.cli.main import COMMANDS


def options(command: str) -> Mapping[str, Any]:
    """The options of a command, by their longest spelling."""
    made: Any = typer.main.get_command(import_module(COMMANDS[command]).application)
    return {max(one.opts, key=len): one for one in made.params if one.opts[0].startswith("-")}


def variables(command: str) -> set[str]:
    """The variables of the environment that a command reads."""
    return {one.envvar for one in options(command).values() if one.envvar}
