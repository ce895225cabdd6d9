"""Definitions with a mark where a finding is due."""

from __future__ import annotations

from typing import Final, NamedTuple

from asl.definition import Examined, examine

# Stands in a text right before what a finding is about; never a part of the text.
MARK: Final = "▸"


class Case(NamedTuple):
    """A text with one thing wrong.

    Attributes:
        text: the definition, marked where the finding is due.
        code: the finding's.
        hint: its hint; None for none.
    """

    text: str
    code: str
    hint: str | None = None


def state(text: str, *others: str) -> str:
    """A machine whose first state S has this text; the other states are given whole."""
    states = ",\n".join((f'"S": {text}', *others))
    return f'{{"StartAt": "S", "States": {{\n{states}\n}}}}'


def query_state(text: str, *others: str) -> str:
    """The same in JSONata."""
    return state(text, *others).replace("{", '{"QueryLanguage": "JSONata", ', 1)


def branch(text: str) -> str:
    """A Parallel with one branch whose only state I has this text."""
    return state(
        f'{{"Type": "Parallel", "End": true, "Branches": [{{"StartAt": "I", "States": {{\n'
        f'"I": {text}}}}}]}}'
    )


def mapped(members: str) -> str:
    """A Map with these members beside its ItemProcessor."""
    return state(
        '{"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "I", "States": '
        f'{{"I": {{"Type": "Pass", "End": true}}}}}}, {members}}}'
    )


def child_mapped(members: str) -> str:
    """The same for a Distributed Map."""
    return state(
        '{"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": '
        '"DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": '
        f'{{"I": {{"Type": "Pass", "End": true}}}}}}, {members}}}'
    )


def due(case: Case) -> list[tuple[str, int, int, str | None]]:
    """What is to be found: code, line, column, hint."""
    before = case.text[: case.text.index(MARK)]
    column = len(before) - (before.rfind("\n") + 1) + 1
    return [(case.code, before.count("\n") + 1, column, case.hint)]


def examined(case: Case, *, express: bool = False) -> Examined:
    """The case's text, examined."""
    assert case.text.count(MARK) == 1
    return examine(case.text.replace(MARK, ""), express=express)


def found(what: Examined) -> list[tuple[str, int, int, str | None]]:
    """What was found, in the same words."""
    return [(item.code, item.line, item.column, item.hint) for item in what.diagnostics]
