"""JSONata expressions evaluated as a state evaluates them."""

from __future__ import annotations

import json
from typing import Final

from asl.definition import examine
from asl.engines import virtual
from asl.engines.virtual import Run
from asl.syntax.values import Json

# What an expression gives that has no value.
NOTHING: Final = "nothing"


def ran(text: str, value: Json = None, variables: Json = None) -> Run:
    """The expression as Output of a state, after another one has assigned the variables."""
    states = {
        "Set": {
            "Type": "Pass",
            "QueryLanguage": "JSONPath",
            "Assign": variables or {},
            "Next": "S",
        },
        "S": {"Type": "Pass", "Output": f"{{% {text} %}}", "End": True},
    }
    for state in states.values():
        state.setdefault("QueryLanguage", "JSONata")
    what = examine(json.dumps({"StartAt": "Set", "States": states}))
    assert what.machine is not None, [(item.code, item.message) for item in what.diagnostics]
    return virtual.run(what.machine, value, lambda _call: virtual.returns(None))


def asked(text: str, value: Json = None, variables: Json = None) -> Json:
    """The expression's value, or what its cause says after `specified for the field 'Output' `."""
    done = ran(text, value, variables)
    if done.status == "SUCCEEDED":
        return done.output
    assert done.error == "States.QueryEvaluationError", (done.error, done.cause)
    cause = done.cause or ""
    return cause.partition("specified for the field 'Output' ")[2]


def value_of(text: str, value: Json = None, variables: Json = None) -> Json:
    """The expression's value."""
    done = ran(text, value, variables)
    assert done.status == "SUCCEEDED", done.cause
    return done.output


def refused(text: str) -> list[tuple[str, str]]:
    """What is said of an expression before it runs: code and message."""
    state = {"Type": "Pass", "QueryLanguage": "JSONata", "Output": f"{{% {text} %}}", "End": True}
    what = examine(json.dumps({"StartAt": "S", "States": {"S": state}}))
    return [(item.code, item.message) for item in what.diagnostics]
