"""Values that share their parts: small until they are written, and stopped before that."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from textwrap import dedent

import pytest

from asl.engines.virtual import Run
from asl.syntax.values import Json
from tests.states.building import block, run

# A payload of nearly 256 KiB, as one text and as very many values.
TEXT = "x" * 250_000
ONES: Json = [1] * 120_000
TOO_LARGE = (
    "The state/task 'S' returned a result with a size exceeding the maximum number of bytes "
    "service limit."
)
ARGUMENTS = "the arguments have more than 4,194,304 bytes together"


def nested(levels: int, inner: Json) -> Json:
    value = inner
    for _ in range(levels):
        value = [value]
    return value


def chained(levels: int, wrap: Callable[[str], str], inner: str) -> str:
    for _ in range(levels):
        inner = wrap(inner)
    return inner


def _deep() -> Json:
    inner: Json = {"all.$": "$"}
    for _ in range(100):
        inner = {"all.$": "$", "inner": inner}
    return inner


def _ran(state: Json, value: Json) -> tuple[str, str | None, str]:
    done: Run = run({"Type": "Pass", **state}, value)
    return done.status, done.error, done.cause or ""


def _queries(state: Json) -> Json:
    return {"QueryLanguage": "JSONata", **state}


# what is said: (members of a Pass state, its input)
TEMPLATES: dict[str, tuple[Json, Json]] = {
    "members": ({"Parameters": {f"m{n}.$": "$.x" for n in range(20_000)}}, {"x": TEXT}),
    "members of many values": (
        {"Parameters": {f"m{n}.$": "$.x" for n in range(5_000)}},
        {"x": ONES},
    ),
    "elements": ({"Parameters": {"a": [{"x.$": "$.x"} for _ in range(5_000)]}}, {"x": TEXT}),
    "objects inside one another": ({"Parameters": _deep()}, {"x": TEXT}),
    "the Context Object": ({"Parameters": {f"m{n}.$": "$$" for n in range(5_000)}}, {"x": TEXT}),
    "numbers of very many digits": (
        {"Parameters": {f"m{n}.$": "$.x" for n in range(5_000)}},
        {"x": [10**3_900] * 60},
    ),
    "variables": ({"Assign": {f"m{n}.$": "$.x" for n in range(5_000)}}, {"x": TEXT}),
    "queries": (
        _queries({"Output": {f"m{n}": "{% $states.input.x %}" for n in range(15_000)}}),
        {"x": TEXT},
    ),
    "queries in an array": (
        _queries({"Output": ["{% $states.input.x %}"] * 15_000}),
        {"x": TEXT},
    ),
    "queries of variables": (
        _queries({"Assign": {f"m{n}": "{% $states.input.x %}" for n in range(5_000)}}),
        {"x": TEXT},
    ),
    "four queries of as much as one may give": (
        _queries({"Output": ["{% [1..90000].('123456789012345678901234567890') %}"] * 4}),
        None,
    ),
}


@pytest.mark.parametrize(("state", "value"), TEMPLATES.values(), ids=TEMPLATES)
def test_templates(state: Json, value: Json) -> None:
    assert _ran(state, value) == ("FAILED", "States.DataLimitExceeded", TOO_LARGE)


def _repeated(function: str, argument: str, times: int) -> str:
    return f"{function}({','.join([argument] * times)})"


# what is said: (intrinsic call, input, what the cause ends with)
CALLS: dict[str, tuple[str, Json, str]] = {
    "an array written as text": (
        f"States.JsonToString({_repeated('States.Array', '$.x', 20_000)})",
        {"x": TEXT},
        f"States.Array: {ARGUMENTS}",
    ),
    "an array of many values": (
        f"States.ArrayUnique({_repeated('States.Array', '$.x', 5_000)})",
        {"x": ONES},
        f"States.Array: {ARGUMENTS}",
    ),
    "ranges": (
        _repeated("States.Array", "States.ArrayRange(1,1000,1)", 20_000),
        None,
        f"States.Array: {ARGUMENTS}",
    ),
    "text filled in": (
        f"States.Format('{'{}' * 5_000}',{','.join(['$.x'] * 5_000)})",
        {"x": TEXT},
        f"States.Format: {ARGUMENTS}",
    ),
    "arrays that double": (
        chained(9, lambda inner: f"States.Array({inner},{inner})", "$"),
        {"x": TEXT},
        f"States.Array: {ARGUMENTS}",
    ),
    "texts that double": (
        chained(9, lambda inner: f"States.Format('{{}}{{}}',{inner},{inner})", "$.x"),
        {"x": TEXT},
        f"States.Format: {ARGUMENTS}",
    ),
    "values that take more room when printed": (
        "States.Format('{}{}', States.Array($,$,$,$,$,$,$,$), States.Array($,$,$,$,$,$,$))",
        ONES,
        "States.Format: the result has more than 4,194,304 characters",
    ),
    "escapes that double": (
        chained(10, lambda inner: f"States.JsonToString({inner})", "$.x"),
        {"x": '"' * 100_000},
        "States.JsonToString: the result has more than 4,194,304 characters",
    ),
    "what is looked for": (
        "States.ArrayContains($.l, States.Array($.x,$.x,$.x,$.x,$.x,$.x,$.x,$.x,$.x,$.x,$.x,$.x,"
        "$.x,$.x,$.x,$.x,$.x,$.x))",
        {"l": [], "x": TEXT},
        f"States.Array: {ARGUMENTS}",
    ),
}


@pytest.mark.parametrize(("call", "value", "cause"), CALLS.values(), ids=CALLS)
def test_intrinsic_calls(call: str, value: Json, cause: str) -> None:
    status, error, said = _ran({"Parameters": {"a.$": call}}, value)
    assert (status, error) == ("FAILED", "States.IntrinsicFailure")
    assert said.endswith(cause)


NAMES = ",".join(["'x'"] * 5_000)

# what is said: (path, input)
PATHS: dict[str, tuple[str, Json]] = {
    "one element very often": (f"$[{','.join(['0'] * 5_000)}]", [TEXT]),
    "one member very often": (f"$[0][{NAMES}][0,0]", [{"x": [TEXT]}]),
    "a value and all that it is in": ("$..*", nested(400, TEXT)),
    "the same twice": ("$..*..*", nested(300, TEXT)),
    "texts put together": (f"$.x.concat({','.join(['$.x'] * 900)})", {"x": TEXT}),
    "an array put together": (f"$.l.append({','.join(['$.x'] * 900)})", {"x": TEXT, "l": []}),
}


@pytest.mark.parametrize(("path", "value"), PATHS.values(), ids=PATHS)
def test_paths(path: str, value: Json) -> None:
    for field in ({"InputPath": path}, {"Parameters": {"a.$": path}}):
        status, error, cause = _ran(field, value)
        assert (status, error) == ("FAILED", "States.Runtime")
        assert cause.endswith("the path leads to more than 4,194,304 bytes")


def _parallel(branches: int, **members: Json) -> Json:
    alike = [block((f"B{n}", {"Type": "Succeed"})) for n in range(branches)]
    return {"Type": "Parallel", "Branches": alike, **members}


EVERYBODY: Json = [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]


def test_results_of_branches_together() -> None:
    retry: Json = [{"ErrorEquals": ["States.ALL"]}]
    state = _parallel(150, Retry=retry, Catch=EVERYBODY, ResultPath=None)
    done = run(state, {"x": TEXT})
    assert (done.status, done.error, done.cause) == (
        "FAILED",
        "States.DataLimitExceeded",
        TOO_LARGE,
    )
    kinds = [event.type for event in done.events]
    assert kinds[-2:] == ["ParallelStateFailed", "ExecutionFailed"]
    assert kinds.count("ParallelStateStarted") == 1


@pytest.mark.parametrize("mode", ["INLINE", "DISTRIBUTED"])
def test_results_of_iterations_together(mode: str) -> None:
    config = {"Mode": mode, **({"ExecutionType": "EXPRESS"} if mode == "DISTRIBUTED" else {})}
    processor = {**block(("A", {"Type": "Pass"})), "ProcessorConfig": config}
    state: Json = {
        "Type": "Map",
        "ItemsPath": "$.items",
        "ItemSelector": {"x.$": "$.x"},
        "ItemProcessor": processor,
        "Catch": EVERYBODY,
        "ResultPath": None,
    }
    done = run(state, {"x": TEXT, "items": [0] * 150})
    assert (done.status, done.error, done.cause) == (
        "FAILED",
        "States.DataLimitExceeded",
        TOO_LARGE,
    )
    # What fits is not looked at any more where nothing of it goes on.
    assert run(state, {"x": TEXT, "items": [0] * 50}).status == "SUCCEEDED"


# what is said: (members of a Parallel state, error)
SELECTIONS: dict[str, tuple[Json, str | None]] = {
    "a part": ({"ResultSelector": {"n.$": "$.length()", "m.$": "$[0].n"}}, None),
    "all of it once": ({"ResultSelector": {"a.$": "$"}}, "States.DataLimitExceeded"),
    "all of it twice": ({"ResultSelector": {"a.$": "$", "b.$": "$"}}, "States.DataLimitExceeded"),
    "one of the same": ({"ResultSelector": {"a.$": "$.distinct()"}}, "States.Runtime"),
    "a query": (
        _queries({"Output": "{% $count($states.result) %}"}),
        "States.QueryEvaluationError",
    ),
    "a query of something else": (_queries({"Output": "{% 1 %}"}), None),
}


@pytest.mark.parametrize(("members", "error"), SELECTIONS.values(), ids=SELECTIONS)
def test_what_large_results_are_good_for(members: Json, error: str | None) -> None:
    done = run(_parallel(40, **members), {"n": 7, "x": TEXT})
    assert (done.status, done.error) == ("SUCCEEDED" if error is None else "FAILED", error)
    if error == "States.QueryEvaluationError":
        assert (done.cause or "").endswith(
            "reads $states.result, which has more than 8,388,608 bytes."
        )


# what is said: (members of a Pass state): large in between, and small enough in the end
WITHIN: dict[str, Json] = {
    "ten of a payload, one kept": {
        "Parameters": {f"m{n}.$": "$.x" for n in range(10)},
        "OutputPath": "$.m3",
    },
    "an array of them counted": {
        "Parameters": {
            "n.$": "States.ArrayLength(States.Array($.x,$.x,$.x,$.x,$.x,$.x,$.x,$.x,$.x))"
        }
    },
    "a text of them split": {
        "Parameters": {
            "n.$": "States.ArrayLength(States.StringSplit(States.Format('{}{}',$,$),'x'))"
        }
    },
    "descending to a part": {"OutputPath": "$..y"},
}


@pytest.mark.parametrize("state", WITHIN.values(), ids=WITHIN)
def test_what_is_within_the_limit(state: Json) -> None:
    assert _ran(state, {"x": TEXT, "y": 1}) == ("SUCCEEDED", None, "")


# what is said: an expression that multiplies a payload inside the engine
MULTIPLIED: dict[str, str] = {
    "replaced by itself": "$length($replace($states.input.s, 'x', $states.input.s))",
    "replaced in a pattern": "$length($replace($states.input.s, /x/, $states.input.s))",
    "named groups": "$replace($states.input.s, /(x+)/, $states.input.groups)",
    "sorted": "$sort([1..130000].($states.input.s))",
    "grouped": "[1..130000]{$string($): $states.input.s}",
    "zipped": "$zip([1..130000].($states.input.s), [1..130000])",
    "in capitals": "[1..130000].$uppercase($states.input.s)",
    "merged": "$merge([1..130000].{$string($): $states.input.s})",
    "written as text": "$string([1..130000].($states.input.s))",
    "joined": "$join([1..130000].($states.input.s), $states.input.s)",
    "joined by a long one": "$join([1..130000].('a'), $states.input.s)",
    "spread": "$spread([1..130000].{'a': $states.input.s, 'b': 2})",
    "put together": "[1..130000].($states.input.s & $states.input.s)",
    "padded": "[1..130000].$pad('', 1000000, $states.input.s)",
    "partitioned": "$partition([1..130000].($states.input.s), 2)",
}
# Bytes of address space: generous, so that a faster machine does not fail, and still far below what
# any of these took without its limit.
CEILING = 4 * 2**30
CHILD = dedent(
    """
    import resource, sys
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
    from tests.expr.jsonata_runs import ran
    done = ran(sys.argv[1], {"s": "x" * 200_000, "groups": "$1" * 25_000})
    print(done.error, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    """
)


@pytest.mark.parametrize("text", MULTIPLIED.values(), ids=MULTIPLIED)
def test_what_the_engine_holds(text: str) -> None:
    """A child that is denied the memory dies, and says nothing."""
    asked = [sys.executable, "-c", CHILD, text, str(CEILING)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=60)
    error, kilobytes = done.stdout.split()
    assert error == "States.QueryEvaluationError"
    assert int(kilobytes) < 3 * 2**20
