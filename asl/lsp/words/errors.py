"""Retriers and catchers, and the names of errors."""

from __future__ import annotations

from typing import Final

from asl.lsp.shapes import Amount, Path, Text, Texts, Value, Variables, Whole, Word
from asl.lsp.words.entry import Entry, Field, field

_SECONDS: Final = 99_999_999
_PAGE: Final = "concepts-error-handling.html"

RECOVERY: Final[dict[str, Field]] = {
    "Retrier.ErrorEquals": field(
        Texts("error", 1),
        "The errors that this entry is for. `States.ALL` stands alone, in the last entry.",
        "retrying-after-error",
    ),
    "Retrier.IntervalSeconds": field(
        Whole(1, _SECONDS), "Seconds before the first retry.", "retrying-after-error", default=1
    ),
    "Retrier.MaxAttempts": field(
        Whole(0, _SECONDS),
        "How many retries there are at most; 0 for none.",
        "retrying-after-error",
        default=3,
    ),
    "Retrier.BackoffRate": field(
        Amount(1),
        "By how much the pause grows with each retry.",
        "retrying-after-error",
        default=2.0,
    ),
    "Retrier.MaxDelaySeconds": field(
        Whole(1, 31_622_399), "Seconds that a pause never exceeds.", "retrying-after-error"
    ),
    "Retrier.JitterStrategy": field(
        Word(("FULL", "NONE")),
        "`FULL`: each pause is a random part of what it would be, so that not all try again at "
        "the same moment.",
        "retrying-after-error",
        default="NONE",
    ),
    "Catcher.ErrorEquals": field(
        Texts("error", 1),
        "The errors that this entry is for. `States.ALL` stands alone, in the last entry.",
        "errors",
    ),
    "Catcher.Next": field(
        Text("state"), "The state to go on with; one of the same `States`.", "errors"
    ),
    "Catcher.ResultPath": field(
        Path(null=True),
        "Where in the state's input the error is put, an object of `Error` and `Cause`; `$`: in "
        "its place.",
        "errors",
        default="$",
    ),
    "Catcher.Output": field(
        Value(),
        "What the next state is given; `$states.errorOutput` is the error, an object of `Error` "
        "and `Cause`.",
        "transforming-data.html",
    ),
    "Catcher.Assign": field(
        Variables(),
        "Variables to set where this entry is taken; under JSONata `$states.errorOutput` is the "
        "error, under JSONPath `$` is.",
        "workflow-variables.html",
    ),
}

ERRORS: Final[dict[str, Entry]] = {
    "States.ALL": Entry(
        "Every error that can be caught: not `States.Runtime`, and not an output of the state "
        "itself that is too large. It stands alone, and in the last entry.",
        _PAGE,
    ),
    "States.BranchFailed": Entry("A branch of a Parallel state failed.", _PAGE),
    "States.DataLimitExceeded": Entry(
        "A result, an input or an output grew past 256 KiB. Where it is the state's own output, "
        "nothing catches it.",
        _PAGE,
    ),
    "States.ExceedToleratedFailureThreshold": Entry(
        "More iterations of a Distributed Map failed than it tolerates.", _PAGE
    ),
    "States.HeartbeatTimeout": Entry("No heartbeat came within `HeartbeatSeconds`.", _PAGE),
    "States.Http.Socket": Entry(
        "An HTTP Task took longer than 60 seconds, or its connection broke.", "call-https-apis.html"
    ),
    "States.IntrinsicFailure": Entry("An intrinsic function refused its arguments.", _PAGE),
    "States.ItemReaderFailed": Entry("A Distributed Map could not read its items.", _PAGE),
    "States.NoChoiceMatched": Entry(
        "No rule of a Choice state applied, and it has no `Default`.", _PAGE
    ),
    "States.ParameterPathFailure": Entry(
        "A path in `Parameters` found nothing. AWS reports that as `States.Runtime`, so that an "
        "entry for this name is never taken.",
        _PAGE,
    ),
    "States.Permissions": Entry("The role may not do what the state calls for.", _PAGE),
    "States.QueryEvaluationError": Entry(
        "A JSONata expression failed, or gave a value of the wrong type or nothing at all.", _PAGE
    ),
    "States.ResultPathMatchFailure": Entry(
        "`ResultPath` leads to where nothing can be put in this input.", _PAGE
    ),
    "States.ResultWriterFailed": Entry("A Distributed Map could not write its results.", _PAGE),
    "States.Runtime": Entry(
        "The execution could not go on, for example by a path into what is not there. Nothing "
        "catches or retries it, not even `States.ALL`.",
        _PAGE,
    ),
    "States.TaskFailed": Entry(
        "Any failure of a task but those of time and of evaluation: what is thrown by a function "
        "or answered by a service.",
        _PAGE,
    ),
    "States.Timeout": Entry(
        "A task took longer than `TimeoutSeconds`, or went without a heartbeat.", _PAGE
    ),
}
