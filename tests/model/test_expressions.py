"""What is said of expressions that are none: code, place inside the text, and hint."""

from __future__ import annotations

import pytest

from tests.model.findings import Case, due, examined, found, mapped, query_state, state

LAMBDA = '"arn:aws:lambda:us-east-1:123456789012:function:Work"'
X = '"X": {"Type": "Pass", "End": true}'
WANTED = (
    "give a path ($.name, $$.Execution.Id, $variable) or an intrinsic function (States.Format(…))"
)
DELIMITERS = "write the closing %} as the last characters of the text"
RESULT = "it is there in Output and Assign of a Task, Parallel or Map state"
CAUGHT = "it is there in Output and Assign of a Catcher"


def passing(members: str) -> str:
    """A Pass with these members."""
    return state(f'{{"Type": "Pass", "End": true, {members}}}')


def query_passing(members: str) -> str:
    """The same in JSONata."""
    return query_state(f'{{"Type": "Pass", "End": true, {members}}}')


TASK = f'{{"Type": "Task", "End": true, "Resource": {LAMBDA}, '


def task(members: str) -> str:
    """A Task with these members."""
    return state(f"{TASK}{members}}}")


def query_task(members: str) -> str:
    """The same in JSONata."""
    return query_state(f"{TASK}{members}}}")


ONE = "name one place by fields and indices, such as $.order.lines[0]"
ONE_PLACE = "name one place: fields and indices only"


def choosing(variable: str) -> str:
    """A Choice that compares what is at a path."""
    rule = f'{{"Variable": "{variable}", "IsNull": true, "Next": "X"}}'
    return state(f'{{"Type": "Choice", "Choices": [{rule}]}}', X)


def caught(members: str) -> str:
    """A Task with a Catcher of these members."""
    return state(f'{TASK}"Catch": [{{"ErrorEquals": ["E"], "Next": "X", {members}}}]}}', X)


def query_caught(members: str) -> str:
    """The same in JSONata."""
    return query_state(f'{TASK}"Catch": [{{"ErrorEquals": ["E"], "Next": "X", {members}}}]}}', X)


FINDINGS: dict[str, Case] = {
    # jsonpath-syntax
    "a path that does not begin with $": Case(
        passing('"InputPath": "▸a.b"'), "jsonpath-syntax", "write $.a.b"
    ),
    "a path that ends too early": Case(
        passing('"OutputPath": "$.a[▸"'),
        "jsonpath-syntax",
        "paths look like $.orders[0].id, and names with other signs like $['order id']",
    ),
    "a path with a member of no name": Case(
        passing('"InputPath": "$.a.▸"'),
        "jsonpath-syntax",
        "paths look like $.orders[0].id, and names with other signs like $['order id']",
    ),
    "ItemsPath": Case(
        mapped('"ItemsPath": "$.items[▸"'),
        "jsonpath-syntax",
        "paths look like $.orders[0].id, and names with other signs like $['order id']",
    ),
    "a path in a template": Case(
        passing('"Parameters": {"a": [{"b.$": "$.x[▸"}]}'),
        "jsonpath-syntax",
        "paths look like $.orders[0].id, and names with other signs like $['order id']",
    ),
    "a path in a choice rule": Case(
        state(
            '{"Type": "Choice", "Choices": [{"Variable": "$.a[▸", "IsNull": true, "Next": "X"}]}', X
        ),
        "jsonpath-syntax",
        "paths look like $.orders[0].id, and names with other signs like $['order id']",
    ),
    "the path of an operand": Case(
        state(
            '{"Type": "Choice", "Choices": [{"Variable": "$.a", "NumericEqualsPath": "▸1", '
            '"Next": "X"}]}',
            X,
        ),
        "jsonpath-syntax",
        "begin it with $ for the input, $$ for the Context Object or $name for a variable",
    ),
    "a path of seconds": Case(
        state('{"Type": "Wait", "End": true, "SecondsPath": "▸seconds"}'),
        "jsonpath-syntax",
        "write $.seconds",
    ),
    "a path of an error": Case(
        state('{"Type": "Fail", "ErrorPath": "$.a[▸"}'),
        "jsonpath-syntax",
        "paths look like $.orders[0].id, and names with other signs like $['order id']",
    ),
    "a path of a clock": Case(task('"TimeoutSecondsPath": "▸t"'), "jsonpath-syntax", "write $.t"),
    # reference-path-syntax
    "MaxConcurrencyPath into the Context Object": Case(
        state(
            '{"Type": "Map", "MaxConcurrencyPath": "▸$$.Execution.Input.n", "End": true, '
            '"ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}}'
        ),
        "reference-path-syntax",
        "take the value from the state's input, $",
    ),
    "ItemsPath with a wildcard": Case(
        state(
            '{"Type": "Map", "ItemsPath": "$.a▸[*].b", "End": true, "ItemProcessor": {"StartAt": '
            '"I", "States": {"I": {"Type": "Succeed"}}}}'
        ),
        "reference-path-syntax",
        ONE,
    ),
    "SecondsPath with a filter": Case(
        state('{"Type": "Wait", "SecondsPath": "$.a▸[?(@.b)]", "End": true}'),
        "reference-path-syntax",
        ONE,
    ),
    "TimestampPath to anywhere": Case(
        state('{"Type": "Wait", "TimestampPath": "$▸..a", "End": true}'),
        "reference-path-syntax",
        ONE,
    ),
    "TimeoutSecondsPath with a slice": Case(
        task('"TimeoutSecondsPath": "$.a▸[0:1]"'), "reference-path-syntax", ONE
    ),
    "a call that gives no text for a Cause": Case(
        state('{"Type": "Fail", "CausePath": ▸"States.Array($.a)"}'),
        "intrinsic-syntax",
        "put States.JsonToString or States.Format around it",
    ),
    "ResultPath with a wildcard": Case(
        passing('"ResultPath": "$.a▸[*]"'),
        "reference-path-syntax",
        "name one place by fields and indices, such as $.order.lines[0]",
    ),
    "ResultPath into the Context Object": Case(
        passing('"ResultPath": "▸$$.a"'),
        "reference-path-syntax",
        "name one place by fields and indices, such as $.order.lines[0]",
    ),
    "ResultPath into a variable": Case(
        passing('"ResultPath": "▸$a.b"'),
        "reference-path-syntax",
        "name one place by fields and indices, such as $.order.lines[0]",
    ),
    "ResultPath of a Catcher": Case(
        caught('"ResultPath": "$▸..a"'),
        "reference-path-syntax",
        "name one place by fields and indices, such as $.order.lines[0]",
    ),
    "Variable with a wildcard": Case(choosing("$.a▸[*]"), "reference-path-syntax", ONE_PLACE),
    "Variable at any depth": Case(choosing("$▸..a"), "reference-path-syntax", ONE_PLACE),
    "Variable with a filter": Case(choosing("$.a▸[?(@.b)]"), "reference-path-syntax", ONE_PLACE),
    "Variable with a slice": Case(choosing("$.a▸[0:1]"), "reference-path-syntax", ONE_PLACE),
    "Variable with a function": Case(choosing("$.a.▸length()"), "reference-path-syntax", ONE_PLACE),
    "Variable counted from the end": Case(choosing("$.a▸[-1]"), "reference-path-syntax", ONE_PLACE),
    "Variable in the Context Object with a wildcard": Case(
        choosing("$$.Execution▸[*]"), "reference-path-syntax", ONE_PLACE
    ),
    "Variable of a variable with a wildcard": Case(
        choosing("$v▸[*]"), "reference-path-syntax", ONE_PLACE
    ),
    # intrinsic-syntax
    "an unknown function": Case(
        passing('"Parameters": {"a.$": "▸States.Nope($.a)"}'),
        "intrinsic-syntax",
        "the functions are listed at https://states-language.net/spec.html#intrinsic-functions",
    ),
    "a call that does not end": Case(
        passing('"Parameters": {"a.$": "States.Format(\'{}\', $.a▸"}'),
        "intrinsic-syntax",
        "calls look like States.Format('{} of {}', $.one, $.all), with nothing behind them",
    ),
    "a call in CausePath": Case(
        state('{"Type": "Fail", "CausePath": "▸States.Nope()"}'),
        "intrinsic-syntax",
        "the functions are listed at https://states-language.net/spec.html#intrinsic-functions",
    ),
    # template-not-a-path
    "a number in a .$ field": Case(
        passing('"Parameters": {"a.$": ▸7}'),
        "template-not-a-path",
        f'{WANTED} as text, or rename the key to "a" for a constant',
    ),
    "plain text in a .$ field": Case(
        passing('"Parameters": {"a.$": ▸"plain"}'), "template-not-a-path", WANTED
    ),
    "plain text in ErrorPath": Case(
        state('{"Type": "Fail", "ErrorPath": ▸"MyError"}'), "template-not-a-path", WANTED
    ),
    "plain text in a .$ field of Assign": Case(
        passing('"Assign": {"a.$": ▸"plain"}'), "template-not-a-path", WANTED
    ),
    # template-key-twice
    "a member with and without .$": Case(
        passing('"Parameters": {"a": 1, "a.$": ▸"$.b"}'),
        "template-key-twice",
        "keep one of the two",
    ),
    # jsonata-syntax
    "an expression that ends too early": Case(
        query_passing('"Output": "{% $states.input.a +▸ %}"'),
        "jsonata-syntax",
        "write the rest of it, or remove the operator at its end",
    ),
    "a bracket too many": Case(
        query_passing('"Output": "{% 1▸) %}"'),
        "jsonata-syntax",
        "expressions look like {% $states.input.price * 2 %}",
    ),
    "what only closes our own bracket": Case(
        query_passing('"Output": "{% 1▸),\\"x\\":(2 %}"'),
        "jsonata-syntax",
        "expressions look like {% $states.input.price * 2 %}",
    ),
    "a text that does not end": Case(
        query_passing('"Output": "{% \'abc▸ %}"'),
        "jsonata-syntax",
        "close the text with the quote that it begins with",
    ),
    "an expression without a text": Case(
        query_passing('"Output": "{% ▸%}"'),
        "jsonata-syntax",
        "write the rest of it, or remove the operator at its end",
    ),
    "after many blanks": Case(
        query_passing('"Output": "{%      (▸ %}"'), "jsonata-syntax", "close what has been opened"
    ),
    "an expression inside an array": Case(
        query_passing('"Output": [1, {"a": "{% [1,▸ %}"}]'),
        "jsonata-syntax",
        "close what has been opened",
    ),
    "a comment that does not end": Case(
        query_passing('"Output": "{% 1 ▸/* and so on %}"'),
        "jsonata-syntax",
        "expressions look like {% $states.input.price * 2 %}",
    ),
    "an operator newer than AWS's JSONata": Case(
        query_passing('"Output": "{% $states.input.a ▸?? 1 %}"'),
        "jsonata-syntax",
        "write it out: condition ? value : otherwise",
    ),
    "another one": Case(
        query_passing('"Output": "{% $states.input.a ▸?: 1 %}"'),
        "jsonata-syntax",
        "write it out: condition ? value : otherwise",
    ),
    # jsonata-eval
    "$eval": Case(
        query_passing('"Output": "{% ▸$eval(\'1\') %}"'), "jsonata-eval", "$parse reads JSON text"
    ),
    "$eval under another name": Case(
        query_passing('"Output": "{% ($f := ▸$eval; $f(\'1\')) %}"'),
        "jsonata-eval",
        "$parse reads JSON text",
    ),
    # jsonata-bare-name
    "a name with nothing to look it up in": Case(
        query_passing('"Output": "{% ▸orderId %}"'),
        "jsonata-bare-name",
        "write $states.input.orderId, or $orderId for a variable",
    ),
    "a name behind others": Case(
        query_passing('"Output": "{% $states.input.a.b & \'b\' & ▸b.c %}"'),
        "jsonata-bare-name",
        "write $states.input.b, or $b for a variable",
    ),
    "$ alone": Case(
        query_passing('"Output": "{% ▸$ %}"'),
        "jsonata-bare-name",
        "write $states.input for the state's input",
    ),
    "$$ anywhere": Case(
        query_passing('"Output": "{% $count($states.input.($ & ▸$$)) %}"'),
        "jsonata-bare-name",
        "write $states.input for the state's input",
    ),
    # jsonata-delimiters
    "an expression that is not closed": Case(
        query_passing('"Output": ▸"{% 1 }"'), "jsonata-delimiters", DELIMITERS
    ),
    "an expression with something behind": Case(
        query_passing('"Output": ▸"{% 1 %} "'), "jsonata-delimiters", DELIMITERS
    ),
    "a delimiter that is both": Case(
        query_passing('"Output": ▸"{%}"'), "jsonata-delimiters", DELIMITERS
    ),
    "a clock that is not closed": Case(
        query_task('"TimeoutSeconds": ▸"{% 1"'), "jsonata-delimiters", DELIMITERS
    ),
    # states-member-unavailable
    "a member that $states never has": Case(
        query_passing('"Output": "{% $states.▸inptu %}"'),
        "states-member-unavailable",
        'did you mean "input"?',
    ),
    "one that is like none of those it has": Case(
        query_passing('"Output": "{% $states.▸x %}"'),
        "states-member-unavailable",
        "it has input, result, errorOutput and context",
    ),
    "a result where there is none": Case(
        query_passing('"Output": "{% $states.▸result %}"'), "states-member-unavailable", RESULT
    ),
    "a result before the call": Case(
        query_task('"Arguments": "{% $states.▸result.a %}"'), "states-member-unavailable", RESULT
    ),
    "a result in a Catcher": Case(
        query_caught('"Output": "{% $states.▸result %}"'),
        "states-member-unavailable",
        RESULT,
    ),
    "an error in Output": Case(
        query_task('"Output": "{% $states.▸errorOutput.Cause %}"'),
        "states-member-unavailable",
        CAUGHT,
    ),
    "an error in a condition": Case(
        query_state(
            '{"Type": "Choice", "Choices": [{"Condition": '
            '"{% $states.▸errorOutput = 1 %}", "Next": "X"}]}',
            X,
        ),
        "states-member-unavailable",
        CAUGHT,
    ),
    "an error in the Assign of a rule": Case(
        query_state(
            '{"Type": "Choice", "Choices": [{"Condition": true, "Next": "X", '
            '"Assign": {"e": "{% $states.▸errorOutput %}"}}]}',
            X,
        ),
        "states-member-unavailable",
        CAUGHT,
    ),
}


@pytest.mark.parametrize("case", FINDINGS.values(), ids=FINDINGS)
def test_finding(case: Case) -> None:
    what = examined(case)
    assert found(what) == due(case)
    assert what.machine is None


def test_every_member_of_states_that_is_not_there_is_named() -> None:
    members = ("input", "context", "result", "errorOutput")
    read = ", ".join(f"$states.{member}" for member in members)
    what = examined(Case(query_passing(f'"Output": ▸"{{% [{read}] %}}"'), ""))
    assert [(item.code, item.hint) for item in what.diagnostics] == [
        ("states-member-unavailable", RESULT),
        ("states-member-unavailable", CAUGHT),
    ]


# what is fine, and looks as if it were not
FINE: dict[str, str] = {
    "$states as a whole": query_passing('"Output": "{% $states %}"'),
    "a result in Output of a Task": query_task('"Output": "{% $states.result %}"'),
    "a result in Assign of a Task": query_task('"Assign": {"r": "{% $states.result %}"}'),
    "an error in a Catcher": query_caught(
        '"Output": "{% $states.errorOutput %}", "Assign": {"e": "{% $states.errorOutput %}"}'
    ),
    "a variable that nobody assigns": query_passing('"Output": "{% $nope %}"'),
    "names inside a path": query_passing('"Output": "{% $states.input.a[b = 1].c %}"'),
    "names inside a lambda's path": query_passing(
        "\"Output\": \"{% $states.input.list.{ 'n': name, 'm': $.m } %}\""
    ),
    "a text that mentions $eval": query_passing('"Output": "{% \'do not $eval\' %}"'),
    "a comment that mentions $eval": query_passing('"Output": "{% 1 /* no $eval */ %}"'),
    "a text that holds newer operators": query_passing('"Output": "{% \'a ?? b ?: c\' %}"'),
    "a pattern that holds newer operators": query_passing(
        '"Output": "{% $contains($states.input.a, /a??b/) %}"'
    ),
    "a lazy quantifier behind a slash in a class": query_passing(
        '"Output": "{% $contains(\'a\', /[/]??x/) %}"'
    ),
    "a lazy quantifier behind an escaped slash": query_passing(
        '"Output": "{% $contains(\'a\', /a\\\\/b??/) %}"'
    ),
    "a lazy quantifier in a group": query_passing('"Output": "{% $contains(\'a\', /(a/b)??/) %}"'),
    "a pattern over two lines": query_passing('"Output": "{% $contains(\'a\', /a\\nb/) %}"'),
    "a comment that holds newer operators": query_passing('"Output": "{% 1 /* ?? */ %}"'),
    "a division by a variable, and another": query_passing('"Output": "{% $a / 2 / $b %}"'),
    "a conditional of conditionals": query_passing('"Output": "{% $a ? 1 : $b ? 2 : 3 %}"'),
    "a closing delimiter alone is plain text": query_passing('"Output": "1 %}"'),
    "delimiters under JSONPath are plain text": passing('"Parameters": {"a": "{% 1"}'),
    "a template key of nothing but .$": passing('"Parameters": {".$": "$.a"}'),
    "Variable in the Context Object": choosing("$$.Execution.Input.a"),
    "Variable in brackets": choosing("$['a'].b[0]"),
    "Variable that is all of the input": choosing("$"),
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_nothing_is_found(text: str) -> None:
    what = examined(Case(f"▸{text}", ""))
    assert [item for item in what.diagnostics if item.severity == "error"] == []
    assert what.machine is not None
