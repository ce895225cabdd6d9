"""Definitions for examples, laid out as people write them."""

from __future__ import annotations

from typing import Final

LAMBDA: Final = '"Resource": "arn:aws:lambda:us-east-1:123456789012:function:Charge"'


def machine(*states: str, head: str = "") -> str:
    """A definition that starts at the first of its states.

    Args:
        states: each a member of `States`: `"Pay": {"Type": …}`.
        head: members of the machine to stand before `StartAt`, with a comma behind each.
    """
    start = states[0].split('"')[1]
    first = f"  {head}\n" if head else ""
    inside = ",\n    ".join(states)
    return f'{{\n{first}  "StartAt": "{start}",\n  "States": {{\n    {inside}\n  }}\n}}\n'


def jsonata(*states: str) -> str:
    """The same with JSONata as its query language."""
    return machine(*states, head='"QueryLanguage": "JSONata",')


def task(name: str, members: str) -> str:
    """A Task that calls a function and ends."""
    return f'"{name}": {{"Type": "Task", {LAMBDA}, {members}, "End": true}}'


def each(members: str, name: str = "ItemProcessor", config: str = "") -> str:
    """A Map with these members beside what it does for each item."""
    return (
        '"Each": {\n      "Type": "Map",\n'
        f"      {members}\n"
        f'      "{name}": {{{config}"StartAt": "One", '
        '"States": {"One": {"Type": "Pass", "End": true}}},\n'
        '      "End": true\n    }'
    )


DISTRIBUTED: Final = '"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, '
DONE: Final = '"Done": {"Type": "Succeed"}'
