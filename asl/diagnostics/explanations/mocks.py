"""Files of mocked responses, as `asl run --mocks` reads them."""

from __future__ import annotations

from typing import Final

from asl.diagnostics.explanation import Explanation

# The definition that the files below speak of.
_MACHINE: Final = """\
{
  "StartAt": "Charge",
  "States": {
    "Charge": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Next": "Done"},
    "Done": {"Type": "Succeed"}
  }
}
"""


def _mocks(case: str, responses: str) -> str:
    return (
        f'{{\n  "StateMachines": {{\n    "machine": {{"TestCases": {{"Case": {case}}}}}\n  }},\n'
        f'  "MockedResponses": {{\n    "Charged": {responses}\n  }}\n}}\n'
    )


_PAID: Final = '{"0": {"Return": {"Payload": "paid"}}}'
_GOOD: Final = _mocks('{"Charge": "Charged"}', _PAID)


def _explained(what: str, why: str, remedy: str, bad: str) -> Explanation:
    return Explanation(
        what=what,
        why=why,
        remedy=remedy,
        bad=bad,
        good=_GOOD,
        file="mocks.json",
        beside={"machine.asl.json": _MACHINE},
    )


MOCKS: Final[dict[str, Explanation]] = {
    "mock-machine-unknown": _explained(
        "`--mocks FILE#MACHINE#CASE` names a state machine that the file does not have, or it "
        "names none and the file has several, none of which is called like the definition's file.",
        "There is nothing to answer the Tasks with, so nothing is run.",
        "Name one of the state machines of the file.",
        _GOOD.replace('"machine"', '"other"').replace(
            '"other": {', '"another": {"TestCases": {}},\n    "other": {'
        ),
    ),
    "mock-case-unknown": _explained(
        "The state machine in the file has no test case of that name.",
        "There is nothing to answer the Tasks with, so nothing is run.",
        "Name one of its test cases: `--mocks FILE#CASE`.",
        _GOOD.replace('"Case"', '"AnotherCase"'),
    ),
    "mock-response-unknown": _explained(
        "A test case names a response that does not stand under `MockedResponses`.",
        "The Task would be called and nothing would answer it.",
        "Correct the name, or add the response.",
        _mocks('{"Charge": "Charge"}', _PAID),
    ),
    "mock-range": _explained(
        "The keys of a response say which calls it answers: a number from 0, or two with a hyphen "
        "between them. This one says neither.",
        "Nobody can tell which call is meant.",
        'Write `"0"`, or `"1-3"` for the second to the fourth call.',
        _mocks('{"Charge": "Charged"}', _PAID.replace('"0"', '"first"')),
    ),
    "mock-range-overlap": _explained(
        "Two entries of a response answer one and the same call.",
        "One of the two would never be used, and which one is a matter of chance.",
        "Let the ranges follow one another.",
        _mocks('{"Charge": "Charged"}', '{"0-1": {"Return": "late"}, "1": {"Return": "paid"}}'),
    ),
    "mock-state-unknown": _explained(
        "A test case has a response for a state that the definition does not have.",
        "The response is never used; most likely the state has been renamed.",
        "Correct the name of the state, or remove the line.",
        _mocks('{"Charge": "Charged", "Chrage": "Charged"}', _PAID),
    ),
    "mock-state-not-a-task": _explained(
        "A test case has a response for a state that calls nothing.",
        "Only Task states are answered: the response is never used.",
        "Name the Task that is meant, or remove the line.",
        _mocks('{"Charge": "Charged", "Done": "Charged"}', _PAID),
    ),
}
