"""The fields of a machine, of the blocks inside it, and those that most states have."""

from __future__ import annotations

from typing import Final

from asl.lsp.shapes import (
    Flag,
    Many,
    One,
    Path,
    States,
    Text,
    Value,
    Variables,
    Whole,
    Word,
)
from asl.lsp.words.entry import Entry, Field, field

_SECONDS: Final = 99_999_999
_LANGUAGES: Final = ("JSONPath", "JSONata")

TYPES: Final[dict[str, Entry]] = {
    "Task": Entry(
        "Have a function, an activity or a service do something, and go on with its answer.",
        "task-state",
    ),
    "Wait": Entry("Pause for a while or until an instant.", "wait-state"),
    "Pass": Entry(
        "Hand the input on, or a fixed or shaped value in its place; calls nothing.", "pass-state"
    ),
    "Succeed": Entry(
        "End the execution well; inside a Parallel or a Map, the branch or the iteration.",
        "succeed-state",
    ),
    "Fail": Entry("End with an error.", "fail-state"),
    "Choice": Entry("Go to the state of the first rule that applies.", "choice-state"),
    "Parallel": Entry(
        "Run branches side by side; the result is the array of their outputs.", "parallel-state"
    ),
    "Map": Entry(
        "Run a block of states for each item of an array; the result is the array of the outputs.",
        "map-state",
    ),
}

# By part, then by field; `*` is every part, `State` every state.
MACHINE: Final[dict[str, Field]] = {
    "*.Comment": field(Text(), "A note for people; it has no effect.", "toplevelfields"),
    "*.StartAt": field(
        Text("state"), "The state to begin with: one of the `States` beside it.", "toplevelfields"
    ),
    "*.States": field(
        States(),
        "The states by name. A transition leads to a state of the same `States` only; names have "
        "at most 80 characters and are unique in the whole machine.",
        "toplevelfields",
    ),
    "StateMachine.Version": field(
        Text(), "The version of the language; there is only `1.0`.", "toplevelfields", default="1.0"
    ),
    "StateMachine.TimeoutSeconds": field(
        Whole(1, _SECONDS),
        "Seconds that an execution may take; past them it fails with `States.Timeout`, which no "
        "state can catch.",
        "toplevelfields",
    ),
    "StateMachine.QueryLanguage": field(
        Word(_LANGUAGES),
        "The query language of every state that names none. Inside a JSONata machine no state can "
        "go back to JSONPath.",
        "transforming-data.html",
        default="JSONPath",
    ),
    "StateMachine.$schema": field(
        Text(),
        "The JSON Schema that an editor checks this file by; not part of the language.",
        "toplevelfields",
    ),
}

STATE: Final[dict[str, Field]] = {
    "State.Type": field(
        Text("type"), "What kind of state this is; it decides which fields it has.", "states-fields"
    ),
    "State.QueryLanguage": field(
        Word(_LANGUAGES),
        "The query language of this state: its fields and expressions. States inside it keep the "
        "machine's.",
        "transforming-data.html",
    ),
    "State.Next": field(
        Text("state"), "The state to go to; one of the same `States`.", "transitions"
    ),
    "State.End": field(
        Flag(),
        "`true`: the execution, the branch or the iteration ends after this state.",
        "terminal-state",
        default=False,
    ),
    "State.InputPath": field(
        Path(null=True),
        "Selects what of the state's input is worked with; `null` for an empty object.",
        "concepts-input-output-filtering.html",
        default="$",
    ),
    "State.OutputPath": field(
        Path(null=True),
        "Selects what is handed on, last of all; `null` for an empty object.",
        "concepts-input-output-filtering.html",
        default="$",
    ),
    "State.Parameters": field(
        Value(),
        "Builds the effective input: a member whose name ends in `.$` holds a path or an "
        "intrinsic call, the others stand as they are.",
        "payload-template",
    ),
    "State.ResultSelector": field(
        Value(),
        "Builds a new result from the raw one, before `ResultPath`; written as `Parameters` are.",
        "payload-template",
    ),
    "State.ResultPath": field(
        Path(null=True),
        "Where in the input the result is put. `$`: in its place; `null`: the result is dropped.",
        "concepts-input-output-filtering.html",
        default="$",
    ),
    "State.Arguments": field(
        Value(),
        "What the work is given: any value, with JSONata between `{%` and `%}`.",
        "transforming-data.html",
    ),
    "State.Output": field(
        Value(),
        "The state's output: any value, with JSONata between `{%` and `%}`. Without it, the "
        "result, or the input of a state that has none.",
        "transforming-data.html",
    ),
    "State.Assign": field(
        Variables(),
        "Sets variables, which the states that follow read as `$name`. All values are worked out "
        "before any is set.",
        "workflow-variables.html",
    ),
    "State.Retry": field(
        Many("Retrier"),
        "Which errors to try again, and how; the first entry that matches is taken, and `Catch` "
        "is asked when its attempts are used up.",
        "retrying-after-error",
    ),
    "State.Catch": field(
        Many("Catcher"),
        "Which errors to go on from, and where; the first entry that matches is taken.",
        "errors",
    ),
    "Wait.Seconds": field(
        Whole(0, _SECONDS, query=True), "How many seconds to wait.", "wait-state"
    ),
    "Wait.SecondsPath": field(
        Path(), "Where in the input the number of seconds stands.", "wait-state"
    ),
    "Wait.Timestamp": field(
        Text("instant", query=True),
        "When to go on: RFC 3339 with an upper-case `T`, and `Z` or an offset, such as "
        "`2030-01-31T09:00:00Z`. An instant in the past does not wait.",
        "timestamps",
    ),
    "Wait.TimestampPath": field(
        Path(), "Where in the input the instant stands, as RFC 3339 text.", "wait-state"
    ),
    "Pass.Result": field(
        Value(fixed=True),
        "The result, as it stands here: nothing in it is evaluated.",
        "pass-state",
    ),
    "Fail.Error": field(
        Text(query=True),
        "The name of the error, which `ErrorEquals` is compared with.",
        "fail-state",
    ),
    "Fail.ErrorPath": field(
        Path(call=True), "A path or an intrinsic call that gives the error's name.", "fail-state"
    ),
    "Fail.Cause": field(Text(query=True), "What went wrong, for people.", "fail-state"),
    "Fail.CausePath": field(
        Path(call=True), "A path or an intrinsic call that gives the cause.", "fail-state"
    ),
    "Parallel.Branches": field(
        Many("Branch", 1),
        "Small machines that start at the same time, each with the same input. One that fails "
        "stops the others, and the state fails.",
        "parallel-state",
    ),
    "Choice.Choices": field(
        Many("ChoiceRule", 1),
        "The rules, in the order in which they are tried.",
        "choice-state",
    ),
    "Choice.Default": field(
        Text("state"),
        "The state to go to where no rule applies; without it the state then fails with "
        "`States.NoChoiceMatched`.",
        "choice-state",
    ),
    "Choice.Output": field(
        Value(), "The output where no rule applies; a rule has its own.", "transforming-data.html"
    ),
    "Choice.Assign": field(
        Variables(),
        "Variables to set where no rule applies; a rule has its own.",
        "workflow-variables.html",
    ),
}

WORK: Final[dict[str, Field]] = {
    "Task.Resource": field(
        Text("resource"),
        "Who does the work: the ARN of a Lambda function or an activity, or an integration as "
        "`arn:aws:states:::service:action`, with `.sync` to wait for the job's end or "
        "`.waitForTaskToken` to wait for an answer by token; "
        "`arn:aws:states:::aws-sdk:service:action` calls any action of the AWS SDK.",
        "connect-to-resource.html",
    ),
    "Task.Credentials": field(
        One("Credentials"), "The role to assume for this one call.", "state-task.html"
    ),
    "Task.TimeoutSeconds": field(
        Whole(1, _SECONDS, query=True),
        "Seconds that one attempt may take, from its start; past them it fails with "
        "`States.Timeout`. Without it, a call that never answers waits for as long as the "
        "execution may.",
        "timeouts",
    ),
    "Task.TimeoutSecondsPath": field(
        Path(), "Where in the input the number of seconds of the time-out stands.", "timeouts"
    ),
    "Task.HeartbeatSeconds": field(
        Whole(1, _SECONDS, query=True),
        "Seconds that may pass between two heartbeats of an activity or a callback; less than "
        "`TimeoutSeconds`. Past them the attempt fails with `States.HeartbeatTimeout`.",
        "timeouts",
    ),
    "Task.HeartbeatSecondsPath": field(
        Path(),
        "Where in the input the number of seconds between two heartbeats stands.",
        "timeouts",
    ),
    "Credentials.RoleArn": field(
        Value(), "The ARN of the role; under JSONata it may be a query.", "state-task.html"
    ),
    "Credentials.RoleArn.$": field(
        Value(), "A path or an intrinsic call that gives the ARN of the role.", "state-task.html"
    ),
}
