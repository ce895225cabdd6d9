"""Paths, intrinsic functions, payload templates and JSONata."""

from __future__ import annotations

from typing import Final

from asl.diagnostics.explanation import Explanation
from asl.diagnostics.explanations.examples import LAMBDA, jsonata, machine

_REFUSED: Final = "AWS refuses the definition when it is created."


def _pass(members: str) -> str:
    return machine(f'"Greet": {{"Type": "Pass", {members}, "End": true}}')


def _query(output: str) -> str:
    return jsonata(f'"Greet": {{"Type": "Pass", "Output": "{output}", "End": true}}')


EXPRESSIONS: Final[dict[str, Explanation]] = {
    "jsonpath-syntax": Explanation(
        what="The text is no JSONPath: it begins with no `$`, or something in it is not closed.",
        why=_REFUSED,
        remedy="Write `$` for the input, `$.order.id` for a field in it, `$['order id']` where the "
        "name has other signs than letters and digits, `$$.Execution.Id` for the Context Object.",
        bad=_pass('"InputPath": "order"'),
        good=_pass('"InputPath": "$.order"'),
    ),
    "reference-path-syntax": Explanation(
        what="Here a path must name one place. It may have fields and indices only: no wildcard, "
        "no filter, no slice, no `..`.",
        why="A result can be put in one place only. " + _REFUSED,
        remedy="Name the place: `$.order.lines[0]`.",
        bad=_pass('"ResultPath": "$.orders[*].greeting"'),
        good=_pass('"ResultPath": "$.orders[0].greeting"'),
    ),
    "intrinsic-syntax": Explanation(
        what="The text begins like a call of an intrinsic function and is none: there is no such "
        "function, it takes other arguments, or a bracket or a quote is missing.",
        why=_REFUSED,
        remedy="Write it like `States.Format('{} of {}', $.one, $.all)`. Texts stand in single "
        "quotes.",
        bad=_pass('"Parameters": {"text.$": "States.Formt(\'Hello {}\', $.name)"}'),
        good=_pass('"Parameters": {"text.$": "States.Format(\'Hello {}\', $.name)"}'),
    ),
    "template-not-a-path": Explanation(
        what="The name of a member ends with `.$`, and its value is no path and no call of an "
        "intrinsic function.",
        why=_REFUSED,
        remedy="Give a path, or take `.$` from the name where the value is meant as it stands.",
        bad=_pass('"Parameters": {"name.$": "Ada"}'),
        good=_pass('"Parameters": {"name": "Ada"}'),
    ),
    "template-key-twice": Explanation(
        what="An object of a template has a member with `.$` and the same one without.",
        why="Both would become one member of the result. " + _REFUSED,
        remedy="Keep one of the two.",
        bad=_pass('"Parameters": {"name": "Ada", "name.$": "$.name"}'),
        good=_pass('"Parameters": {"name.$": "$.name"}'),
    ),
    "jsonata-syntax": Explanation(
        what="What stands between `{%` and `%}` is no JSONata.",
        why=_REFUSED,
        remedy="Correct the expression at the column that is named.",
        bad=_query("{% $states.input.price * %}"),
        good=_query("{% $states.input.price * 2 %}"),
    ),
    "jsonata-eval": Explanation(
        what="The expression calls `$eval`, which runs text as JSONata.",
        why="Step Functions does not offer it. " + _REFUSED,
        remedy="Write the expression itself; `$parse` reads JSON from a text.",
        bad=_query("{% $eval('1 + 2') %}"),
        good=_query("{% 1 + 2 %}"),
    ),
    "jsonata-bare-name": Explanation(
        what="A name stands at the beginning of a path with nothing to look it up in.",
        why="In Step Functions an expression has no input of its own, only `$states` and "
        "variables. " + _REFUSED,
        remedy="Write `$states.input.name`, or `$name` for a variable.",
        bad=_query("{% price * 2 %}"),
        good=_query("{% $states.input.price * 2 %}"),
    ),
    "jsonata-delimiters": Explanation(
        what="A text begins with `{%` and does not end with `%}`, or has something behind it.",
        why="It would be taken for plain text, or refused: a text is an expression as a whole or "
        "not at all.",
        remedy="Put all of it between `{%` and `%}`; texts are joined by `&` inside.",
        bad=_query("{% $states.input.name %}, hello"),
        good=_query("{% $states.input.name & ', hello' %}"),
    ),
    "states-member-unavailable": Explanation(
        what="`$states` has members that are there at times only: `result` when a Task, Map or "
        "Parallel state has its result, `errorOutput` in a Catcher. This is not such a place.",
        why=_REFUSED,
        remedy="Read it in `Output` or `Assign` where it is there, and keep it in a variable.",
        bad=jsonata(
            f'"Charge": {{"Type": "Task", {LAMBDA}, '
            '"Arguments": "{% $states.result %}", "End": true}'
        ),
        good=jsonata(
            f'"Charge": {{"Type": "Task", {LAMBDA}, '
            '"Arguments": "{% $states.input %}", "End": true}'
        ),
    ),
}
