"""Rules about Retry and Catch."""

from __future__ import annotations

from collections.abc import Iterator

from asl.diagnostics.finding import Finding
from asl.diagnostics.suggestions import Suggestions
from asl.model.errors import RESERVED
from asl.model.state import StateMachine
from asl.rules.scopes import recoveries
from asl.runtime.errors import ALL


def error_names_exist(machine: StateMachine) -> Iterator[Finding]:
    """Names that begin with `States.` are the language's own; AWS takes others all the same.

    Source: https://states-language.net/spec.html#errors
    """
    suggestions = Suggestions()
    for entries in recoveries(machine):
        for entry in entries:
            for index, name in enumerate(entry.errors):
                if not name.startswith("States.") or name in RESERVED:
                    continue
                if name.startswith("States.Http.StatusCode."):
                    continue
                yield Finding(
                    code="unknown-error-name",
                    pointer=f"{entry.pointer}/ErrorEquals/{index}",
                    message=f'"{name}" is no error of the language, and names with "States." '
                    "are reserved",
                    hint=suggestions.nearest(name, RESERVED)
                    or 'call an error of your own by a name without "States."',
                )


def states_all_is_last(machine: StateMachine) -> Iterator[Finding]:
    """`States.ALL` stands in the last Retrier and in the last Catcher only.

    Source: https://states-language.net/spec.html#errors
    """
    for entries in recoveries(machine):
        for entry in entries[:-1]:
            if ALL in entry.errors:
                yield Finding(
                    code="states-all-not-last",
                    pointer=f"{entry.pointer}/ErrorEquals",
                    message='"States.ALL" must be in the last entry: what follows is never reached',
                    hint="move the entry to the end",
                )
