"""Rules about task tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from asl.diagnostics.finding import Finding
from asl.model.place import JSONPATH, Language
from asl.model.state import StateMachine
from asl.rules.leaves import texts
from asl.rules.scopes import written
from asl.states import Task

# What the token may be in: all of the Context Object, or what is no other part of it.
_PARTS: Final = r"\.(?:Execution|StateMachine|State|Map)\b"
_HOLDING: Final[dict[Language, re.Pattern[str]]] = {
    "JSONPath": re.compile(rf"\$\$(?!{_PARTS})"),
    "JSONata": re.compile(rf"\$states(?!\s*\.\s*(?:input|result|errorOutput)\b|\.context{_PARTS})"),
}
_WRITE: Final[dict[Language, str]] = {
    "JSONPath": 'give it in "Parameters", such as "TaskToken.$": "$$.Task.Token"',
    "JSONata": 'give it in "Arguments", such as "TaskToken": "{% $states.context.Task.Token %}"',
}


def task_tokens_are_handed_on(machine: StateMachine) -> Iterator[Finding]:
    """A call that waits for its token to come back gives it to somebody.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
    """
    for state, given in written(machine):
        if not isinstance(state, Task) or state.resource.pattern != ".waitForTaskToken":
            continue
        member = "Parameters" if state.language == JSONPATH else "Arguments"
        if member not in given:
            continue
        sources = [given[member], given.get("InputPath")]
        holding = _HOLDING[state.language]
        if not any(holding.search(text) for _, text in texts(sources, "")):
            yield Finding(
                code="task-token-unused",
                pointer=f"{state.pointer}/{member}",
                message=f'the state "{state.name}" waits for its task token, and gives it to none',
                hint=_WRITE[state.language],
                at_key=True,
            )
