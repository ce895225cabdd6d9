"""JSONata as AWS has it: nothing and null, `$states`, variables, clock, and what cannot escape.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from __future__ import annotations

import copy
import json

import pytest

from asl.definition import examine
from asl.engines import virtual
from asl.engines.virtual import Settings, returns, throws
from asl.expr.jsonata_query import JsonataFault, compile_query
from asl.expr.jsonata_template import query
from asl.expr.site import Site
from asl.runtime.errors import EvaluationError
from asl.syntax.values import Json
from tests.expr.jsonata_runs import asked, ran, refused, value_of
from tests.interp.instant_host import NOON, InstantHost, frame_at

UNDEFINED = "returned nothing (undefined)."
UNSUPPORTED = "returned an unsupported result type."
NO_FUNCTION = "threw an error during evaluation. T1006: Attempted to invoke a non-function"
DATA: Json = {"a": {"b": [1, 2, 3]}, "none": None, "text": "x", "list": [{"n": 1}, {"n": 2}]}

# what is said: (expression, its value)
VALUES: dict[str, tuple[str, Json]] = {
    "null is a value": ("null", None),
    "null in the input is one": ("$states.input.none", None),
    "null from a function": ("$parse('null')", None),
    "null in an array": ("[1, null]", [1, None]),
    "nothing in an array leaves no trace": ("[1, $states.input.nope, 2]", [1, 2]),
    "nothing as a member leaves no trace": ("{'a': $states.input.nope, 'b': 1}", {"b": 1}),
    "false is a value": ("false", False),
    "an empty array is a value": ("[]", []),
    "an empty text is one": ("''", ""),
    "a sequence of one is that one": ("$states.input.a.b[0]", 1),
    "brackets keep the array": ("[$states.input.a.b[0]]", [1]),
    "a path over objects is a sequence": ("$states.input.list.n", [1, 2]),
    "and of one a value": ("$states.input.list[0].n", 1),
    "a block": ("($x := 2; $y := 3; $x * $y)", 6),
    "a comment": ("/* two */ 2", 2),
    "a comment at the end": ("2 /* two */", 2),
    "a lambda": ("(function($x) { $x + 1 })(1)", 2),
    "functions of functions": ("$map($states.input.a.b, function($x) { $x * 2 })", [2, 4, 6]),
    "names inside a predicate": ("$states.input.list[n = 2].n", 2),
    "a dollar inside a predicate": ("$states.input.a.b[$ > 1]", [2, 3]),
    "a transformation": ("$states.input.list[0] ~> |$|{'m': 2}|", {"n": 1, "m": 2}),
    "a regular expression": ("$match('ab12', /[0-9]+/).match", "12"),
    "line breaks": ("\n  1\n  + 1\n", 2),
    "characters beyond the first plane": ("'😀' & $states.input.text", "😀x"),
    "an integer stays one": ("2 + 3", 5),
    "a fraction": ("1 / 4", 0.25),
    "$now at the state's own time": ("$now()", "2026-01-01T00:00:00.000Z"),
    "$millis too": ("$millis()", 1_767_225_600_000),
    "$now and $millis agree": ("$toMillis($now()) = $millis()", True),
    "$states as a whole": ("$keys($states)", ["input", "context"]),
    "a member of it by name": ("$lookup($states, 'input').text", "x"),
    "an assignment to it stays inside": ("($states := 1; $states)", 1),
}


@pytest.mark.parametrize(("text", "value"), VALUES.values(), ids=VALUES)
def test_value(text: str, value: Json) -> None:
    before = copy.deepcopy(DATA)
    assert value_of(text, DATA) == value
    assert before == DATA


# what is said: (expression, what the cause says)
FAILURES: dict[str, tuple[str, str]] = {
    "a member that is not there": ("$states.input.nope", UNDEFINED),
    "a variable that nobody assigned": ("$nope", UNDEFINED),
    "a member of it": ("$nope.a.b", UNDEFINED),
    "an index past the end": ("$states.input.a.b[9]", UNDEFINED),
    "a predicate that nothing meets": ("$states.input.list[n = 9]", UNDEFINED),
    "an empty block": ("()", UNDEFINED),
    "a lambda": ("function($x) { $x }", UNSUPPORTED),
    "a function of the language": ("$sum", UNSUPPORTED),
    "a function of AWS's": ("$hash", UNSUPPORTED),
    "$parse itself": ("$parse", UNSUPPORTED),
    "an unknown function": ("$nope(1)", NO_FUNCTION),
    "a function of newer JSONata's or nobody's": ("$randomSeeded(1)", NO_FUNCTION),
    "a division by zero": (
        "1 / 0",
        "threw an error during evaluation. D1001: Number out of range: null",
    ),
    "text where a number is due": (
        "1 + 'a'",
        'threw an error during evaluation. T2002: The right side of the "+" operator must '
        "evaluate to a number",
    ),
    "$error": ("$error('mine')", "threw an error during evaluation. D3137: mine"),
    "$assert": ("$assert(false, 'mine')", "threw an error during evaluation. D3141: mine"),
}


@pytest.mark.parametrize(("text", "cause"), FAILURES.values(), ids=FAILURES)
def test_failure(text: str, cause: str) -> None:
    assert asked(text, DATA) == cause


def test_the_cause_gives_the_expression_without_its_delimiters() -> None:
    cause = ran("   $nope   ").cause or ""
    assert "The JSONata expression '$nope' specified for the field 'Output'" in cause


# what is said: (expression, variables, value)
READS: dict[str, tuple[str, Json, Json]] = {
    "a variable": ("$n + 1", {"n": 1}, 2),
    "a member of it": ("$o.list[1]", {"o": {"list": [1, 2]}}, 2),
    "null in a variable": ("$n", {"n": None}, None),
    "a name outside ASCII": ("$größe", {"größe": 1}, 1),
    "a variable as an argument": ("$sum($list)", {"list": [1, 2]}, 3),
    "inside a lambda": ("$map([1, 2], function($x) { $x * $n })", {"n": 3}, [3, 6]),
    "a local one hides it": ("($n := 5; $n)", {"n": 1}, 5),
    "and does not change it": ("($n := 5; $states.input)", {"n": 1}, "in"),
}


@pytest.mark.parametrize(("text", "variables", "value"), READS.values(), ids=READS)
def test_variables(text: str, variables: Json, value: Json) -> None:
    assert value_of(text, "in", variables) == value


BUILT_IN = ("count", "sum", "max", "type", "string", "number", "now", "length", "keys", "error")
OURS = ("hash", "range", "uuid", "parse", "random", "partition")


@pytest.mark.parametrize("name", [*BUILT_IN, *OURS])
def test_a_variable_shadows_a_function(name: str) -> None:
    assert value_of(f"${name} + 1", None, {name: 1}) == 2
    # Without the variable it is the function.
    assert asked(f"${name}") == UNSUPPORTED


def _task(**members: Json) -> Json:
    return {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": True, **members}


def _shown(state: Json, answer: virtual.Answer, settings: Settings | None = None) -> Json:
    states = {"S": state, "X": {"Type": "Succeed"}}
    if "X" not in json.dumps(state):
        del states["X"]
    text = json.dumps({"QueryLanguage": "JSONata", "StartAt": "S", "States": states})
    machine = examine(text).machine
    assert machine is not None
    done = virtual.run(machine, {"in": 1}, lambda _call: answer, settings)
    assert done.status == "SUCCEEDED", done.cause
    return done.output


# what is said: (the state, the members of $states)
MEMBERS: dict[str, tuple[Json, list[str]]] = {
    "Output of a Pass": (
        {"Type": "Pass", "Output": "{% $keys($states) %}", "End": True},
        ["input", "context"],
    ),
    "Output of a Task": (
        _task(Output="{% $keys($states) %}"),
        ["input", "result", "context"],
    ),
    "Output of a Wait": (
        {"Type": "Wait", "Seconds": 0, "Output": "{% $keys($states) %}", "End": True},
        ["input", "context"],
    ),
    "Output of a Catcher": (
        _task(
            Arguments="{% $states.input %}",
            Catch=[{"ErrorEquals": ["States.ALL"], "Next": "X", "Output": "{% $keys($states) %}"}],
        ),
        ["input", "errorOutput", "context"],
    ),
}


@pytest.mark.parametrize(("state", "members"), MEMBERS.values(), ids=MEMBERS)
def test_members_of_states(state: Json, members: list[str]) -> None:
    answer = throws("E") if "Catch" in state else returns("result")
    assert sorted(_shown(state, answer)) == sorted(members)


def test_arguments_see_no_result() -> None:
    state = _task(Arguments="{% $keys($states) %}", Output="{% $states.result %}")
    machine = examine(
        json.dumps({"QueryLanguage": "JSONata", "StartAt": "S", "States": {"S": state}})
    ).machine
    assert machine is not None
    done = virtual.run(machine, {}, lambda call: returns(call.input))
    assert sorted(done.output) == ["context", "input"]


# texts that try to get out of the brackets an expression is put into
ESCAPES = {
    "a bracket and a member": '1),"x":(2',
    "a closing bracket": "1)",
    "two of them": "1)}",
    "an opening one": "(1",
    "a comment that is not closed": "1 /*",
    "a text that is not closed": '"1',
    "a pattern that is not closed": "/1",
    "a name in backticks that is not closed": "`a",
    "two expressions": "1; 2",
    "a block closed too early": "$x := 1); ($y := 2",
}


@pytest.mark.parametrize("text", ESCAPES.values(), ids=ESCAPES)
def test_an_expression_cannot_get_out_of_its_brackets(text: str) -> None:
    assert [code for code, _ in refused(text)] == ["jsonata-syntax"]


def test_a_comment_that_looks_like_a_line_comment_swallows_nothing() -> None:
    assert asked("1 /* ) */") == 1


def test_a_text_that_no_definition_can_hold() -> None:
    with pytest.raises(JsonataFault, match="a string holds a lone surrogate"):
        compile_query("'\ud800'")


# what is said: (expression, the escape that is refused, its offset)
HALVES: dict[str, tuple[str, str, int]] = {
    "a first half": (r"'\uD800'", r"\uD800", 1),
    "a second half": (r'1 & "a\udc00"', r"\udc00", 6),
    "halves the wrong way round": (r"'\ude00\ud83d'", r"\ude00", 1),
    "behind a whole pair": (r"'\ud83d\ude00\ud83d'", r"\ud83d", 13),
    "in a name": (r"{'\ud83d': 1}", r"\ud83d", 2),
}


@pytest.mark.parametrize(("text", "escape", "position"), HALVES.values(), ids=HALVES)
def test_half_a_surrogate_pair(text: str, escape: str, position: int) -> None:
    with pytest.raises(JsonataFault) as caught:
        compile_query(text)
    assert (caught.value.code, caught.value.position) == ("S0104", position)
    assert caught.value.message == f"{escape} is half of a surrogate pair, not a character"


# what is said: (expression, its value)
WHOLE: dict[str, tuple[str, str]] = {
    "a pair": (r"'\ud83d\ude00'", "\U0001f600"),
    "an escaped backslash": (r"'\\ud83d'", r"\ud83d"),
    "in a comment": (r"/* '\ud83d' */ 'a'", "a"),
}


@pytest.mark.parametrize(("text", "value"), WHOLE.values(), ids=WHOLE)
def test_what_looks_like_half_a_surrogate_pair(text: str, value: str) -> None:
    assert value_of(text) == value


NO_NUMBER = (
    "threw an error during evaluation. D1001: Number out of range: a division gave what is no "
    "number."
)
# what is said: (expression, its value or what is said of it)
DIVISIONS: dict[str, tuple[str, Json]] = {
    "nothing of nothing": ("0/0", NO_NUMBER),
    "a remainder": ("10 % 0", NO_NUMBER),
    "in an array": ("[1, [0/0]]", NO_NUMBER),
    "in an object": ("{'a': [{'b': 0 % 0}]}", NO_NUMBER),
    "beside a null": ("[null, 0/0]", NO_NUMBER),
    "with draws": ("[$random(), null, $random() * 0 / 0]", NO_NUMBER),
    "a null and a number": ("{'a': null, 'b': 1/2}", {"a": None, "b": 0.5}),
    "a slash in a text": ("[null, 'a/b']", [None, "a/b"]),
    "not given": ("0/0 > 1 ? 1 : 2", 2),
}


@pytest.mark.parametrize(("text", "expected"), DIVISIONS.values(), ids=DIVISIONS)
def test_divisions_by_nothing(text: str, expected: Json) -> None:
    assert asked(text) == expected


def test_numbers_that_are_none_and_functions_that_are_variables() -> None:
    assert asked("$type & 0/0 * $count", None, {"type": "a", "count": 1}).startswith("threw")
    assert asked("[$exists, 0/0]", None, {"exists": 1}) == NO_NUMBER


def test_the_clock_is_the_states_own_and_stands_still() -> None:
    states: Json = {
        "W": {"Type": "Wait", "Seconds": 90, "Next": "S"},
        "S": {"Type": "Pass", "Output": ["{% $now() %}", "{% $millis() %}"], "End": True},
    }
    text = json.dumps({"QueryLanguage": "JSONata", "StartAt": "W", "States": states})
    machine = examine(text).machine
    assert machine is not None
    done = virtual.run(machine, {}, lambda _call: returns(None))
    assert done.output == ["2026-01-01T00:01:30.000Z", 1_767_225_690_000]


# what is said: (literal in an expression's neighbourhood, what becomes of it)
NUMBERS: dict[str, tuple[Json, Json]] = {
    "a small integer": (7, 7),
    "a fraction": (0.5, 0.5),
    "an integer as a fraction": (1.0, 1),
    "2 to the 53rd": (2**53, 2**53),
}


@pytest.mark.parametrize(("given", "shown"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_that_pass_through(given: Json, shown: Json) -> None:
    found = value_of("$states.input", given)
    assert found == shown
    assert type(found) is type(shown)


def test_an_integer_past_the_range_of_numbers() -> None:
    for value in (10**400, [-(10**400)]):
        done = ran("$states.input", value)
        assert (done.status, done.error) == ("FAILED", "States.QueryEvaluationError")


def test_integers_beyond_2_to_the_53rd_are_javascripts() -> None:
    assert value_of("$states.input + 0", 2**53 + 1) == 2**53


class _Chance(InstantHost):
    """Draws as told before, counted; a draw may be an exception."""

    def __init__(self, *draws: float | BaseException) -> None:
        super().__init__(lambda _call: None)
        self.draws = list(draws)

    def chance(self) -> float:
        draw = self.draws.pop(0)
        if isinstance(draw, BaseException):
            raise draw
        return draw


def _failed(text: str, host: _Chance, variables: dict[str, Json] | None = None) -> str:
    """What the cause says after the field."""
    site = Site(pointer="/States/S/Output", field="Output", report=lambda _fault: None)
    frame = frame_at(host, "S", None)
    frame.variables = variables or {}
    with pytest.raises(EvaluationError) as raised:
        query(f"{{% {text} %}}", site).evaluate(None, frame)
    return (raised.value.cause or "").partition("specified for the field 'Output' ")[2]


# what is said: (expression, draws, variables, cause); each draw is taken once
DRAWN: dict[str, tuple[str, list[float], dict[str, Json], str]] = {
    "nothing after a draw": ("($random(); $nothing)", [0.5], {}, UNDEFINED),
    "nothing in spite of a call that would fail another time": (
        "$random() < 0.5 ? $nothing : $hash(1)",
        [0.1],
        {},
        UNDEFINED,
    ),
    "a function in spite of one": (
        "$random() < 0.5 ? $sum : $hash(1)",
        [0.1],
        {},
        UNSUPPORTED,
    ),
    "a function of one draw, nothing of another": (
        "$random() < 0.5 ? $sum : $nothing",
        [0.9],
        {},
        UNDEFINED,
    ),
    "a shuffled draw": (
        "$shuffle([1..9])[0] = 100 ? $nothing : $sum",
        [0.3],
        {},
        UNSUPPORTED,
    ),
    "a variable that has the name of $type": ("$type.x", [], {"type": {}}, UNDEFINED),
    "a function beside one": ("$type = 1 ? $sum : 2", [], {"type": 1}, UNSUPPORTED),
    "a variable that has the name of $parse": ("$parse.x", [], {"parse": {}}, UNDEFINED),
    "a function beside $parse": ("$parse('1') = 1 ? $sum : 2", [], {}, UNSUPPORTED),
    "$parse itself": ("$parse", [], {}, UNSUPPORTED),
}


@pytest.mark.parametrize(("text", "draws", "variables", "cause"), DRAWN.values(), ids=DRAWN)
def test_what_gave_no_value_is_told_from_the_same_draws(
    text: str, draws: list[float], variables: dict[str, Json], cause: str
) -> None:
    host = _Chance(*draws)
    assert _failed(text, host, variables) == cause
    assert host.draws == []


def test_what_is_nothing_again_by_the_same_clock() -> None:
    text = f"$now() = '{NOON:%Y-%m-%dT%H:%M:%S}.000Z' ? $nothing : $sum"
    assert _failed(text, _Chance()) == UNDEFINED


def _panic() -> BaseException:
    """As the engine's bindings have it: no Exception, and made when it first happens."""
    kind: type[BaseException] = type("Panic", (BaseException,), {"__module__": "pyo3_runtime"})
    return kind("called unwrap on nothing")


# what is said: (raised inside the engine, cause)
BROKEN: dict[str, tuple[BaseException, str]] = {
    "a panic": (_panic(), "called unwrap on nothing"),
    "no more memory": (MemoryError("no memory"), "no memory"),
}


@pytest.mark.parametrize(("error", "cause"), BROKEN.values(), ids=BROKEN)
def test_an_engine_that_breaks_fails_the_state(error: BaseException, cause: str) -> None:
    said = _failed("$random()", _Chance(error))
    assert said == f"threw an error during evaluation. {cause}"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ZeroDivisionError()])
def test_what_is_no_failure_of_the_evaluation_goes_through(error: BaseException) -> None:
    with pytest.raises(type(error)):
        _failed("$random()", _Chance(error))
