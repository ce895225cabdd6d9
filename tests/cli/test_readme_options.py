"""The README's table of options is that of the command."""

from __future__ import annotations

import re
from typing import Final

import typer
from typer.core import TyperOption

from asl.cli.run import application
from tests.cli.command import ROOT

README: Final = ROOT / "README.md"
HEAD: Final = "| option | |\n|---|---|\n"


def rows() -> list[str]:
    """The first column of the table under "Running a machine"."""
    section = README.read_text("utf-8").split("## Running a machine")[1].split("\n## ")[0]
    table = section.split(HEAD)[1].split("\n\n")[0]
    return [line.split("|")[1] for line in table.splitlines()]


def options() -> list[TyperOption]:
    """What `asl run` takes beside the file; `--help` is its own explanation."""
    command = typer.main.get_command(application)
    return [item for item in command.params if isinstance(item, TyperOption)]


def told() -> list[str]:
    """The options that the table names."""
    return [name for row in rows() for name in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", row)]


def test_the_table_names_every_option_once() -> None:
    due = [name for item in options() for name in item.opts]
    assert sorted(told()) == sorted(due)


def test_the_rows_are_in_the_order_of_the_help() -> None:
    order = [name for item in options() for name in item.opts]
    named = [order.index(name) for row in rows() for name in re.findall(r"--[a-z-]+", row)]
    assert named == sorted(named)


def test_the_defaults_that_the_table_tells_are_the_command_s() -> None:
    defaults = {item.opts[0]: item.default for item in options()}
    text = README.read_text("utf-8")
    assert f"`{defaults['--name']}` by default" in text
    assert f"{defaults['--transition-budget']:,} by default" in text
