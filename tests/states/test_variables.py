"""Variables: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html."""

from __future__ import annotations

import pytest

from asl.definition import examine
from asl.engines.virtual import returns, throws
from asl.syntax.values import Json
from tests.states.building import (
    INVOKE,
    block,
    details,
    machine,
    outcome,
    run,
)

PASS: Json = {"Type": "Pass"}
CALL: Json = {"Type": "Task", "Resource": INVOKE}
QUERY = {"QueryLanguage": "JSONata"}
SET: Json = {**PASS, "Assign": {"n": 1, "o": {"list": [10, 20]}, "text": "T"}}


def _after_set(*states: tuple[str, Json]) -> Json:
    """Set, then the states one after another."""
    whole = block(("Set", SET), *states)
    return machine(whole["States"])


# what is said: (the state after Set, its input, output)
READS: dict[str, tuple[Json, Json, Json]] = {
    "InputPath": ({**PASS, "InputPath": "$o.list"}, {}, [10, 20]),
    "OutputPath": ({**PASS, "OutputPath": "$n"}, {}, 1),
    "Parameters": ({**PASS, "Parameters": {"x.$": "$o.list[1]"}}, {}, {"x": 20}),
    "an intrinsic call": (
        {**PASS, "Parameters": {"x.$": "States.Format('{}-{}', $text, $.a)"}},
        {"a": 5},
        {"x": "T-5"},
    ),
    "ItemsPath": (
        {"Type": "Map", "ItemsPath": "$o.list", "ItemProcessor": block(("Echo", PASS))},
        {},
        [10, 20],
    ),
    "ItemSelector": (
        {
            "Type": "Map",
            "ItemSelector": {"n.$": "$n"},
            "ItemProcessor": block(("Echo", PASS)),
        },
        [0],
        [{"n": 1}],
    ),
    "ResultSelector": ({**CALL, "ResultSelector": {"n.$": "$n"}}, {}, {"n": 1}),
    "a query": ({**PASS, **QUERY, "Output": "{% $o.list[0] + $n %}"}, {}, 11),
    "a clock": ({**CALL, "TimeoutSecondsPath": "$n"}, {}, {}),
    "an intrinsic call that reads nothing else": (
        {**PASS, "Parameters": {"x.$": "States.JsonToString($o)"}},
        {},
        {"x": '{"list":[10,20]}'},
    ),
}


@pytest.mark.parametrize(("state", "value", "output"), READS.values(), ids=READS)
def test_where_variables_can_be_read(state: Json, value: Json, output: Json) -> None:
    assert outcome(run(_after_set(("S", state)), value)) == ("SUCCEEDED", output)


def test_one_language_reads_what_the_other_wrote() -> None:
    writes = {**PASS, **QUERY, "Assign": {"q": "{% $n + 1 %}"}}
    reads = {**PASS, "Parameters": {"q.$": "$q"}}
    assert outcome(run(_after_set(("W", writes), ("R", reads)))) == ("SUCCEEDED", {"q": 2})


def test_expressions_see_the_values_at_entry_whatever_the_order() -> None:
    swap = {**PASS, "Assign": {"a.$": "$b", "b.$": "$a"}}
    shown = {**PASS, "Parameters": {"a.$": "$a", "b.$": "$b"}}
    begin = {**PASS, "Assign": {"a": 1, "b": 2}}
    whole = block(("Begin", begin), ("Swap", swap), ("Show", shown))
    assert outcome(run(machine(whole["States"]))) == ("SUCCEEDED", {"a": 2, "b": 1})


def test_output_path_and_parameters_see_the_old_value() -> None:
    state = {
        **PASS,
        "Parameters": {"old.$": "$n"},
        "ResultPath": "$.result",
        "Assign": {"n": 2},
    }
    done = run(_after_set(("S", state), ("Show", {**PASS, "OutputPath": "$n"})))
    assert details(done, "PassStateExited")[1]["output"] == '{"result":{"old":1}}'
    assert outcome(done) == ("SUCCEEDED", 2)


def test_the_exit_shows_what_was_assigned_as_text() -> None:
    done = run(_after_set(("S", PASS)))
    assert details(done, "PassStateExited")[0]["assignedVariables"] == {
        "n": "1",
        "o": '{"list":[10,20]}',
        "text": '"T"',
    }


# what is said: (the state that assigns, its input, what `x` is afterwards)
ASSIGNED: dict[str, tuple[Json, Json, Json]] = {
    "Pass: $ is what Parameters made": (
        {**PASS, "Parameters": {"p": 1}, "ResultPath": None, "Assign": {"x.$": "$.p"}},
        {},
        1,
    ),
    "Pass: $ is the Result": ({**PASS, "Result": 5, "Assign": {"x.$": "$"}}, {}, 5),
    "Wait: $ is what InputPath left": (
        {"Type": "Wait", "Seconds": 0, "InputPath": "$.a", "Assign": {"x.$": "$"}},
        {"a": 3},
        3,
    ),
    "Wait in JSONata": (
        {"Type": "Wait", "Seconds": 0, **QUERY, "Assign": {"x": "{% $states.input.a %}"}},
        {"a": 3},
        3,
    ),
    "Task: $ is the raw result": (
        {**CALL, "ResultSelector": {}, "Assign": {"x.$": "$.r"}},
        {},
        "raw",
    ),
    "the Context Object": ({**PASS, "Assign": {"x.$": "$$.State.Name"}}, {}, "S"),
    "an intrinsic call": ({**PASS, "Assign": {"x.$": "States.MathAdd($.a, 1)"}}, {"a": 3}, 4),
    "inside an object": ({**PASS, "Assign": {"x": {"y.$": "$.a"}}}, {"a": 3}, {"y": 3}),
    "null": ({**PASS, "Assign": {"x": None}}, {}, None),
}


@pytest.mark.parametrize(("state", "value", "found"), ASSIGNED.values(), ids=ASSIGNED)
def test_what_assign_sees(state: Json, value: Json, found: Json) -> None:
    shown = {**PASS, "InputPath": None, "Parameters": {"x.$": "$x"}}
    whole = machine(block(("S", state), ("Show", shown))["States"])
    assert outcome(run(whole, value, returns({"r": "raw"}))) == ("SUCCEEDED", {"x": found})


def test_a_catcher_assigns_from_the_error() -> None:
    catch = [
        {
            "ErrorEquals": ["E"],
            "Next": "Show",
            "ResultPath": "$.caught",
            "Assign": {"why.$": "$.Cause"},
        }
    ]
    whole = machine(
        {
            "S": {**CALL, "Catch": catch, "End": True},
            "Show": {**PASS, "Parameters": {"why.$": "$why", "in.$": "$"}, "End": True},
        }
    )
    done = run(whole, {"a": 1}, throws("E", "because"))
    caught = {"Error": "E", "Cause": "because"}
    assert outcome(done) == (
        "SUCCEEDED",
        {"why": "because", "in": {"a": 1, "caught": caught}},
    )


def _around(inner: Json, kind: str) -> Json:
    """A Parallel or Map around a block."""
    if kind == "Parallel":
        return {"Type": "Parallel", "Branches": [inner]}
    config = (
        {}
        if kind == "Map"
        else {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    )
    return {"Type": "Map", "ItemProcessor": {**inner, **config}}


@pytest.mark.parametrize("kind", ["Parallel", "Map"])
def test_an_inner_scope_reads_the_outer_ones(kind: str) -> None:
    reads = block(("Read", {**PASS, "Parameters": {"n.$": "$n"}}))
    done = run(_after_set(("S", _around(reads, kind))), [0])
    assert outcome(done) == ("SUCCEEDED", [{"n": 1}])


@pytest.mark.parametrize("kind", ["Parallel", "Map"])
def test_what_an_inner_scope_assigns_goes_with_it(kind: str) -> None:
    sets = block(("Inner", {**PASS, "Assign": {"mine": 1}}))
    present = {
        "Type": "Choice",
        "Choices": [{"Variable": "$mine", "IsPresent": True, "Next": "Yes"}],
        "Default": "No",
    }
    whole = machine(
        {
            "S": {**_around(sets, kind), "Next": "Ask"},
            "Ask": present,
            "Yes": {**PASS, "Result": "seen", "End": True},
            "No": {**PASS, "Result": "unseen", "End": True},
        }
    )
    assert outcome(run(whole, [0])) == ("SUCCEEDED", "unseen")


@pytest.mark.parametrize("kind", ["Parallel", "Map"])
def test_an_inner_scope_that_shadows_leaves_the_outer_value(kind: str) -> None:
    sets = block(
        ("Inner", {**PASS, "Assign": {"n": 99}}),
        ("See", {**PASS, "Parameters": {"n.$": "$n"}}),
    )
    shown = {**PASS, "Parameters": {"n.$": "$n", "in.$": "$"}}
    done = run(_after_set(("S", _around(sets, kind)), ("Show", shown)), [0])
    assert outcome(done) == ("SUCCEEDED", {"n": 1, "in": [{"n": 99}]})


def test_iterations_do_not_see_each_others_variables() -> None:
    inner = {
        "StartAt": "Ask",
        "States": {
            "Ask": {
                "Type": "Choice",
                "Choices": [{"Variable": "$mine", "IsPresent": True, "Next": "Yes"}],
                "Default": "No",
            },
            "Yes": {**PASS, "Result": "seen", "End": True},
            "No": {**PASS, "Result": "unseen", "Assign": {"mine": 1}, "End": True},
        },
    }
    done = run({"Type": "Map", "ItemProcessor": inner, "MaxConcurrency": 1}, [0, 0])
    assert outcome(done) == ("SUCCEEDED", ["unseen", "unseen"])


def test_children_of_a_distributed_map_see_no_variable_of_the_outside() -> None:
    inner = block(("Read", {**PASS, "Parameters": {"n.$": "$n"}}))
    state = {
        **_around(inner, "Distributed"),
        "ItemSelector": {"n.$": "$n"},
        "ToleratedFailurePercentage": 100,
    }
    done = run(_after_set(("S", state)), [0])
    assert done.status == "SUCCEEDED"
    record = done.output[0]
    assert (record["Status"], record["Error"]) == ("FAILED", "States.Runtime")
    # The state's own fields did see it.
    assert record["Input"] == '{"n":1}'


def test_variables_last_until_the_execution_ends() -> None:
    middle = [(f"P{index}", PASS) for index in range(3)]
    done = run(_after_set(*middle, ("Show", {**PASS, "OutputPath": "$n"})))
    assert outcome(done) == ("SUCCEEDED", 1)


def test_a_value_that_was_assigned_does_not_follow_its_source() -> None:
    keep = {**PASS, "Assign": {"kept.$": "$"}}
    change = {**PASS, "Result": 9, "ResultPath": "$.a"}
    shown = {**PASS, "Parameters": {"kept.$": "$kept", "now.$": "$"}}
    done = run(
        machine(block(("Keep", keep), ("Change", change), ("Show", shown))["States"]), {"a": 1}
    )
    assert outcome(done) == ("SUCCEEDED", {"kept": {"a": 1}, "now": {"a": 9}})


def _assigning(values: dict[str, int]) -> Json:
    """A Pass that assigns texts so long that they make so many bytes of JSON."""
    return {**PASS, "Assign": {name: "x" * (size - 2) for name, size in values.items()}}


# what is said: (sizes of what is assigned, whether that is allowed)
SIZES: dict[str, tuple[dict[str, int], bool]] = {
    "256 KiB": ({"a": 262_144}, True),
    "a byte more": ({"a": 262_145}, False),
    "256 KiB together": ({"a": 131_072, "b": 131_072}, True),
    "a byte more together": ({"a": 131_072, "b": 131_073}, False),
}


@pytest.mark.parametrize(("sizes", "allowed"), SIZES.values(), ids=SIZES)
def test_the_size_of_one_assign(sizes: dict[str, int], allowed: bool) -> None:
    done = run(_assigning(sizes))
    assert done.status == ("SUCCEEDED" if allowed else "FAILED")
    assert done.error == (None if allowed else "States.DataLimitExceeded")


# what is said: (names that 262,144 bytes are assigned to after one another, whether allowed)
TOTALS: dict[str, tuple[list[str], bool]] = {
    "10 MiB": ([f"v{n}" for n in range(40)], True),
    "a variable more": ([f"v{n}" for n in range(41)], False),
    "what is replaced does not count any more": (["v"] * 41, True),
}


@pytest.mark.parametrize(("names", "allowed"), TOTALS.values(), ids=TOTALS)
def test_the_size_of_all_variables(names: list[str], allowed: bool) -> None:
    assigning = [(f"P{n}", {**PASS, "Assign": {f"{name}.$": "$"}}) for n, name in enumerate(names)]
    done = run(machine(block(*assigning)["States"]), "x" * 262_142)
    assert done.status == ("SUCCEEDED" if allowed else "FAILED")
    assert done.error == (None if allowed else "States.DataLimitExceeded")


def test_too_much_assigned_is_caught_by_nobody() -> None:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "X"}]
    state = {**CALL, "Catch": catch, "Assign": {"a": "x" * 262_144}}
    done = run(state)
    assert (done.status, done.error) == ("FAILED", "States.DataLimitExceeded")


def test_shadowing_is_a_warning() -> None:
    text = """{"StartAt": "S", "States": {
      "S": {"Type": "Parallel", "Next": "T", "Assign": {"n": 1}, "Branches": [
        {"StartAt": "I", "States": {"I": {"Type": "Pass", "Assign": {"n": 2}, "End": true}}}]},
      "T": {"Type": "Pass", "End": true}}}"""
    examined = examine(text)
    assert examined.machine is not None
    assert [(found.code, found.severity) for found in examined.diagnostics] == [
        ("variable-shadowed", "warning")
    ]
