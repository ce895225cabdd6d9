"""What AWS takes at creation, and what goes wrong with it when it runs."""

from __future__ import annotations

from typing import Final

from asl.diagnostics.explanation import Explanation

_FUNCTION: Final = "arn:aws:lambda:us-east-1:123456789012:function:charge"


def _states(*states: str) -> str:
    """A machine that starts at the first of its states."""
    start = states[0].split('"')[1]
    inside = ",\n".join(f"    {state}" for state in states)
    return f'{{\n  "StartAt": "{start}",\n  "States": {{\n{inside}\n  }}\n}}\n'


def _retried(*entries: str, members: str = "") -> str:
    """A Task with a Retrier for each of these texts of ErrorEquals."""
    retriers = ", ".join(f'{{"ErrorEquals": [{errors}]}}' for errors in entries)
    return _states(
        f'"Charge": {{"Type": "Task", "Resource": "{_FUNCTION}", {members}"End": true,\n'
        f'      "Retry": [{retriers}]}}'
    )


_DONE: Final = '"Done": {"Type": "Succeed"}'
_PAID: Final = (
    '"Paid?": {{"Type": "Choice", "Choices": [\n'
    '      {{"Variable": "$.status", "StringEquals": "PAID", "Next": "Done"}},\n'
    '      {{"Variable": "$.status", "StringEquals": "OPEN", "Next": "Done"}}]{}}}'
)
_ASKING: Final = (
    '"Ask": {{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",\n'
    '      "Parameters": {{"QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/q",\n'
    '        "MessageBody.$": "$$.Task.Token"}}{}, "End": true}}'
)
_MAP: Final = (
    '"Import": {{"Type": "Map", "End": true{},\n'
    '      "ItemReader": {{"Resource": "arn:aws:states:::s3:getObject",\n'
    '        "Parameters": {{"Bucket": "orders", "Key": "all.json"}}}},\n'
    '      "ItemProcessor": {{"ProcessorConfig": {{"Mode": "DISTRIBUTED", '
    '"ExecutionType": "EXPRESS"}},\n'
    '        "StartAt": "One", "States": {{"One": {{"Type": "Pass", "End": true}}}}}}}}'
)

RULES: Final[dict[str, Explanation]] = {
    "empty-document": Explanation(
        what="The file has nothing in it, or nothing but white space and comments.",
        why="AWS refuses it when it is created.",
        remedy="Write the definition, or remove the file.",
        bad="\n",
        good=_states(_DONE),
    ),
    "not-a-definition": Explanation(
        what="The document is a list, a text or a number, and no object.",
        why="A definition is an object with `StartAt` and `States`. AWS refuses anything else.",
        remedy="Put the definition itself into the file, not a list with it or its text in quotes.",
        bad="[]\n",
        good=_states(_DONE),
    ),
    "endless-loop": Explanation(
        what="An execution comes to a state from which no way leads to an end.",
        why="AWS asks for a state that ends, not for a way to it. The execution goes round until "
        "it has 25,000 events, or for a year, and is paid for all that time.",
        remedy="Lead one of the transitions out of the loop, by a Choice or a Catch.",
        bad=_states(
            '"Due?": {"Type": "Choice", "Default": "Done", "Choices": [\n'
            '      {"Variable": "$.due", "BooleanEquals": true, "Next": "Remind"}]}',
            '"Remind": {"Type": "Pass", "Next": "Wait"}',
            '"Wait": {"Type": "Wait", "Seconds": 60, "Next": "Remind"}',
            _DONE,
        ),
        good=_states(
            '"Due?": {"Type": "Choice", "Default": "Done", "Choices": [\n'
            '      {"Variable": "$.due", "BooleanEquals": true, "Next": "Remind"}]}',
            '"Remind": {"Type": "Pass", "Next": "Wait"}',
            '"Wait": {"Type": "Wait", "Seconds": 60, "Next": "Due?"}',
            _DONE,
        ),
    ),
    "choice-without-default": Explanation(
        what="A Choice has no `Default`, and its rules leave out some values of the kind that they "
        "compare with. Rules that cover all of them (true and false, below and from 10 up, there "
        "and not there) are fine.",
        why="Where no rule applies the execution fails with States.NoChoiceMatched, and no Catch "
        "of the Choice can help: it may have none.",
        remedy="Add a `Default`, if only one that leads to a Fail state with a name of your own.",
        bad=_states(_PAID.format(""), _DONE),
        good=_states(
            _PAID.format(', "Default": "Unknown status"'),
            '"Unknown status": {"Type": "Fail", "Error": "UnknownStatus"}',
            _DONE,
        ),
    ),
    "error-handled-before": Explanation(
        what="An entry of Retry or Catch names an error that an entry before it matches already. "
        "States.TaskFailed stands for every error but a few of the language's own.",
        why="The first entry that matches is the one that counts, also when its attempts are used "
        "up: the later one never comes to it.",
        remedy="Put the entry with the more special names first, or remove the name.",
        bad=_retried('"States.TaskFailed"', '"Lambda.TooManyRequestsException"'),
        good=_retried('"Lambda.TooManyRequestsException"', '"States.TaskFailed"'),
    ),
    "error-not-handleable": Explanation(
        what="A Retry or a Catch names States.Runtime.",
        why="That error ends the execution whatever stands in Retry and Catch. It comes from the "
        "definition itself, such as a path that leads to nothing.",
        remedy="Remove the name, and put right what would raise the error.",
        bad=_retried('"States.Runtime"'),
        good=_retried('"States.TaskFailed"'),
    ),
    "error-never-raised": Explanation(
        what="A Task names an error that a call cannot fail with: one of Parallel, Map or Choice, "
        "or a missed heartbeat where no heartbeat is asked for.",
        why="The entry never applies. What it was written for is handled by nothing.",
        remedy="Name the error that the call has, or add `HeartbeatSeconds`.",
        bad=_retried('"States.HeartbeatTimeout"'),
        good=_retried('"States.HeartbeatTimeout"', members='"HeartbeatSeconds": 60, '),
    ),
    "timeout-missing": Explanation(
        what="A Task waits for a task token or for an activity's worker, and neither it nor the "
        "state machine has a time-out.",
        why="If the token does not come back or no worker asks, the execution stands still for a "
        "year, and nothing tells anybody.",
        remedy="Add `TimeoutSeconds` with the longest time that makes sense, or "
        "`HeartbeatSeconds` where the other side sends heartbeats; handle States.Timeout in Catch.",
        bad=_states(_ASKING.format("")),
        good=_states(_ASKING.format(', "TimeoutSeconds": 86400')),
    ),
    "task-token-unused": Explanation(
        what="A Task waits for its task token to come back, and what it gives to the service it "
        "calls has no token in it.",
        why="Nobody can answer with a token that nobody has: the execution stands still until a "
        "time-out.",
        remedy="Give the token to whoever will answer: `$$.Task.Token` under JSONPath, "
        "`$states.context.Task.Token` under JSONata.",
        bad=_states(
            _ASKING.format(', "TimeoutSeconds": 86400').replace(
                '"MessageBody.$": "$$.Task.Token"', '"MessageBody": "please"'
            )
        ),
        good=_states(_ASKING.format(', "TimeoutSeconds": 86400')),
    ),
    "expression-of-other-language": Explanation(
        what="A state that speaks JSONPath has a text in `{% … %}`, or one that speaks JSONata has "
        "a path or a call of an intrinsic function.",
        why="It is no expression there, and is handed on as the text that it is.",
        remedy="Write it in the state's language, or give the state a `QueryLanguage`.",
        bad=_states(
            '"Price": {"Type": "Pass", "End": true,\n'
            '      "Parameters": {"price": "{% $states.input.price %}"}}'
        ),
        good=_states(
            '"Price": {"Type": "Pass", "End": true, "Parameters": {"price.$": "$.price"}}'
        ),
    ),
    "variable-never-assigned": Explanation(
        what="An expression reads a variable that no `Assign` before it could have set.",
        why="Under JSONPath the state fails with States.Runtime; under JSONata the variable is "
        "nothing, and an expression that gives nothing fails the state.",
        remedy="Correct the name, or assign the variable in a state before.",
        bad=_states(
            '"Count": {"Type": "Pass", "Assign": {"count": 1}, "Next": "Show"}',
            '"Show": {"Type": "Pass", "Parameters": {"count.$": "$cuont"}, "End": true}',
        ),
        good=_states(
            '"Count": {"Type": "Pass", "Assign": {"count": 1}, "Next": "Show"}',
            '"Show": {"Type": "Pass", "Parameters": {"count.$": "$count"}, "End": true}',
        ),
    ),
    "variable-maybe-unassigned": Explanation(
        what="A variable is read in a state that some way leads to without assigning it: past the "
        "rule of a Choice that assigns it, or by a Catch, where the state's own `Assign` has not "
        "been evaluated.",
        why="On that way the state fails. Tests that take the other way do not show it.",
        remedy="Assign a value on every way, such as a first one at the beginning, or ask first: "
        "`IsPresent` in a Choice, `$exists` in JSONata.",
        bad=_states(
            f'"Charge": {{"Type": "Task", "Resource": "{_FUNCTION}", "Assign": '
            '{"receipt.$": "$.id"},\n      "Next": "Show",\n'
            '      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Show"}]}',
            '"Show": {"Type": "Pass", "Parameters": {"receipt.$": "$receipt"}, "End": true}',
        ),
        good=_states(
            f'"Charge": {{"Type": "Task", "Resource": "{_FUNCTION}", "Assign": '
            '{"receipt.$": "$.id"},\n      "Next": "Show",\n'
            '      "Catch": [{"ErrorEquals": ["States.ALL"], "Assign": {"receipt": null}, '
            '"Next": "Show"}]}',
            '"Show": {"Type": "Pass", "Parameters": {"receipt.$": "$receipt"}, "End": true}',
        ),
    ),
    "variable-out-of-scope": Explanation(
        what="A variable is assigned inside a branch or an iteration and read outside of it, or "
        "assigned outside of a Distributed Map and read inside.",
        why="A variable is seen in its own block and in the blocks inside that, and ends with its "
        "block. The children of a Distributed Map are executions of their own and see none. The "
        "state that reads it fails.",
        remedy="Return the value from the branch and assign it in the Parallel or Map state; hand "
        "it to a Distributed Map by `ItemSelector`.",
        bad=_states(
            '"Both": {"Type": "Parallel", "Next": "Show", "Branches": [\n'
            '      {"StartAt": "One", "States": {"One": {"Type": "Pass", "Assign": {"sum": 1}, '
            '"End": true}}}]}',
            '"Show": {"Type": "Pass", "Parameters": {"sum.$": "$sum"}, "End": true}',
        ),
        good=_states(
            '"Both": {"Type": "Parallel", "Next": "Show", "Assign": {"sum.$": "$[0].sum"}, '
            '"Branches": [\n'
            '      {"StartAt": "One", "States": {"One": {"Type": "Pass", "Result": {"sum": 1}, '
            '"End": true}}}]}',
            '"Show": {"Type": "Pass", "Parameters": {"sum.$": "$sum"}, "End": true}',
        ),
    ),
    "path-without-dollar": Explanation(
        what="A member of a payload template holds what looks like a path or an intrinsic call, "
        "and its name does not end in `.$`. AWS calls it NO_DOLLAR.",
        why="The text itself is handed on: the function gets `$.id`, not the id.",
        remedy="End the member's name in `.$`.",
        bad=_states('"Show": {"Type": "Pass", "Parameters": {"id": "$.order.id"}, "End": true}'),
        good=_states('"Show": {"Type": "Pass", "Parameters": {"id.$": "$.order.id"}, "End": true}'),
    ),
    "path-in-plain-field": Explanation(
        what="A field holds what looks like a path, and it is the field with the ending `Path` "
        "that takes one. AWS calls it NO_PATH.",
        why="The text itself is the error's cause, or is what is compared with.",
        remedy="Use the field whose name ends in `Path`.",
        bad=_states('"Stop": {"Type": "Fail", "Error": "Refused", "Cause": "$.reason"}'),
        good=_states('"Stop": {"Type": "Fail", "Error": "Refused", "CausePath": "$.reason"}'),
    ),
    "path-leads-nowhere": Explanation(
        what="A path looks for a member that the value never has. What a payload template, a fixed "
        "`Result` or an `Output` makes has the members that are written there and no other; what "
        "is given to the execution, or answered by a call, may have any.",
        why="The state fails when it is come to: with States.Runtime, or in JSONata with "
        "States.QueryEvaluationError.",
        remedy="Correct the name, hand the member on in the state before, or put what is made "
        "beside the input with a `ResultPath`.",
        bad=_states(
            '"Shape": {"Type": "Pass", "Parameters": {"id.$": "$.order.id"}, "Next": "Pause"}',
            '"Pause": {"Type": "Wait", "SecondsPath": "$.order.delay", "End": true}',
        ),
        good=_states(
            '"Shape": {"Type": "Pass", "Parameters": {"id.$": "$.order.id"}, '
            '"ResultPath": "$.made", "Next": "Pause"}',
            '"Pause": {"Type": "Wait", "SecondsPath": "$.order.delay", "End": true}',
        ),
    ),
    "pass-result-static": Explanation(
        what="The `Result` of a Pass state holds what looks like a path. AWS calls it "
        "PASS_RESULT_IS_STATIC.",
        why="`Result` is no template: paths in it, and names that end in `.$`, stay as they are.",
        remedy="Use `Parameters`.",
        bad=_states('"Show": {"Type": "Pass", "Result": {"id.$": "$.order.id"}, "End": true}'),
        good=_states('"Show": {"Type": "Pass", "Parameters": {"id.$": "$.order.id"}, "End": true}'),
    ),
    "map-result-unbounded": Explanation(
        what="A Distributed Map reads its items from a store, has no `ResultWriter`, and hands all "
        "results on.",
        why="They have to fit into 256 KiB. With more items than somebody once tried it with, the "
        "state fails with States.DataLimitExceeded when all the work has been done.",
        remedy='Add a `ResultWriter`, or let the results go with `"ResultPath": null` (in JSONata, '
        "an `Output` of your own).",
        bad=_states(_MAP.format("")),
        good=_states(_MAP.format(', "ResultPath": null')),
    ),
}
