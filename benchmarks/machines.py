"""The machines that are measured."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = Any
Definition: TypeAlias = dict[str, Json]


def pass_chain(length: int) -> Definition:
    """Pass after Pass, each with InputPath, Parameters and ResultPath."""
    states: Definition = {}
    for at in range(length):
        following = {"Next": f"S{at + 1}"} if at + 1 < length else {"End": True}
        states[f"S{at}"] = {
            "Type": "Pass",
            "InputPath": "$.data",
            "Parameters": {"number.$": "$.number", "fixed": "value"},
            "ResultPath": "$.last",
            **following,
        }
    return {"StartAt": "S0", "States": states}


def choice_loop(times: int) -> Definition:
    """Count to a number: Choice and Pass with States.MathAdd."""
    return {
        "StartAt": "Begin",
        "States": {
            "Begin": {"Type": "Pass", "Result": {"n": 0}, "Next": "Enough"},
            "Enough": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.n", "NumericLessThan": times, "Next": "Add"}],
                "Default": "Done",
            },
            "Add": {
                "Type": "Pass",
                "Parameters": {"n.$": "States.MathAdd($.n, 1)"},
                "Next": "Enough",
            },
            "Done": {"Type": "Succeed"},
        },
    }


def jsonata_loop(times: int) -> Definition:
    """The same in JSONata, with a variable."""
    return {
        "QueryLanguage": "JSONata",
        "StartAt": "Begin",
        "States": {
            "Begin": {"Type": "Pass", "Assign": {"n": 0}, "Next": "Enough"},
            "Enough": {
                "Type": "Choice",
                "Choices": [{"Condition": f"{{% $n < {times} %}}", "Next": "Add"}],
                "Default": "Done",
            },
            "Add": {"Type": "Pass", "Assign": {"n": "{% $n + 1 %}"}, "Next": "Enough"},
            "Done": {"Type": "Succeed", "Output": "{% $n %}"},
        },
    }


def item_map() -> Definition:
    """An inline Map with two states for each item."""
    processor = {
        "StartAt": "First",
        "States": {
            "First": {
                "Type": "Pass",
                "Parameters": {"item.$": "$.item", "seen": True},
                "Next": "Second",
            },
            "Second": {"Type": "Pass", "OutputPath": "$.item", "End": True},
        },
    }
    return {
        "StartAt": "Each",
        "States": {
            "Each": {
                "Type": "Map",
                "ItemsPath": "$.items",
                "ItemSelector": {"item.$": "$$.Map.Item.Value"},
                "ItemProcessor": processor,
                "End": True,
            }
        },
    }


def nested_parallel(depth: int, width: int) -> Definition:
    """Parallel in Parallel; `width ** depth` branches at the bottom."""
    counter = [0]

    def block(level: int) -> Definition:
        counter[0] += 1
        name = f"S{counter[0]}"
        if not level:
            return {"StartAt": name, "States": {name: {"Type": "Pass", "End": True}}}
        branches = [block(level - 1) for _ in range(width)]
        return {
            "StartAt": name,
            "States": {name: {"Type": "Parallel", "Branches": branches, "End": True}},
        }

    return block(depth)
