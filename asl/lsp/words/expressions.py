"""What stands inside values: intrinsic functions, the Context Object, what AWS adds to JSONata."""

from __future__ import annotations

from typing import Final

from asl.lsp.words.entry import Entry

_INTRINSIC: Final = "intrinsic-functions.html"
_CONTEXT: Final = "input-output-contextobject.html"
_JSONATA: Final = "transforming-data.html"

INTRINSICS: Final[dict[str, Entry]] = {
    "States.Array": Entry("The array of its arguments.", _INTRINSIC, "States.Array(value, …)"),
    "States.ArrayContains": Entry(
        "Whether an array has an element that is the same as a value, all the way down.",
        _INTRINSIC,
        "States.ArrayContains(array, value)",
    ),
    "States.ArrayGetItem": Entry(
        "The element of an array at a place; places count from 0.",
        _INTRINSIC,
        "States.ArrayGetItem(array, index)",
    ),
    "States.ArrayLength": Entry(
        "How many elements an array has.", _INTRINSIC, "States.ArrayLength(array)"
    ),
    "States.ArrayPartition": Entry(
        "An array cut into arrays of so many elements; the last may be shorter.",
        _INTRINSIC,
        "States.ArrayPartition(array, size)",
    ),
    "States.ArrayRange": Entry(
        "The numbers from one to another by steps, the last included where a step hits it; 1,000 "
        "at most.",
        _INTRINSIC,
        "States.ArrayRange(first, last, step)",
    ),
    "States.ArrayUnique": Entry(
        "An array without its repeated elements, in no promised order.",
        _INTRINSIC,
        "States.ArrayUnique(array)",
    ),
    "States.Base64Decode": Entry(
        "The text that Base64 stands for; of 10,000 characters at most.",
        _INTRINSIC,
        "States.Base64Decode(text)",
    ),
    "States.Base64Encode": Entry(
        "A text as Base64; of 10,000 characters at most.",
        _INTRINSIC,
        "States.Base64Encode(text)",
    ),
    "States.Format": Entry(
        "A text with the arguments in place of its `{}`, in their order. The text is in single "
        r"quotes; `\\{` and `\\'` stand for the characters themselves.",
        _INTRINSIC,
        "States.Format('text {}', value, …)",
    ),
    "States.Hash": Entry(
        "The hash of a text, in hexadecimal: `MD5`, `SHA-1`, `SHA-256`, `SHA-384` or `SHA-512`.",
        _INTRINSIC,
        "States.Hash(text, 'SHA-256')",
    ),
    "States.JsonMerge": Entry(
        "The members of two objects, the second's where both have one; nothing deeper is merged, "
        "and the third argument is always `false`.",
        _INTRINSIC,
        "States.JsonMerge(object, object, false)",
    ),
    "States.JsonToString": Entry("A value as JSON text.", _INTRINSIC, "States.JsonToString(value)"),
    "States.MathAdd": Entry(
        "The sum of two integers; others are rounded first.", _INTRINSIC, "States.MathAdd(a, b)"
    ),
    "States.MathRandom": Entry(
        "A random integer from the first, included, to the last, excluded; the same seed gives "
        "the same one.",
        _INTRINSIC,
        "States.MathRandom(first, last, seed)",
    ),
    "States.StringSplit": Entry(
        "The pieces of a text; each character of the second argument separates, and empty pieces "
        "are left out.",
        _INTRINSIC,
        "States.StringSplit(text, ',')",
    ),
    "States.StringToJson": Entry(
        "The value that a JSON text stands for.", _INTRINSIC, "States.StringToJson(text)"
    ),
    "States.UUID": Entry("A new random identifier (version 4).", _INTRINSIC, "States.UUID()"),
}

# By the way from the Context Object: `$$.…` under JSONPath, `$states.context.…` under JSONata.
CONTEXT: Final[dict[str, Entry]] = {
    "Execution": Entry("The execution.", _CONTEXT),
    "Execution.Id": Entry("The ARN of the execution.", _CONTEXT),
    "Execution.Input": Entry("The input that the execution was started with.", _CONTEXT),
    "Execution.Name": Entry("The name of the execution.", _CONTEXT),
    "Execution.RoleArn": Entry("The role that the machine runs under.", _CONTEXT),
    "Execution.StartTime": Entry("When the execution started.", _CONTEXT),
    "Execution.RedriveCount": Entry(
        "How often the execution has been redriven; not in Express ones.", _CONTEXT
    ),
    "Execution.RedriveTime": Entry(
        "When the execution was last redriven; absent before that.", _CONTEXT
    ),
    "State": Entry("The state that is running.", _CONTEXT),
    "State.EnteredTime": Entry("When the state was entered.", _CONTEXT),
    "State.Name": Entry("The name of the state.", _CONTEXT),
    "State.RetryCount": Entry(
        "How often the state has been tried again; only in states that can retry.", _CONTEXT
    ),
    "StateMachine": Entry("The machine.", _CONTEXT),
    "StateMachine.Id": Entry("The ARN of the machine.", _CONTEXT),
    "StateMachine.Name": Entry("The name of the machine.", _CONTEXT),
    "Task": Entry("The call of the Task.", _CONTEXT),
    "Task.Token": Entry(
        "What the worker hands back with its answer; in a Task whose Resource ends in "
        "`.waitForTaskToken`.",
        _CONTEXT,
    ),
    "Map": Entry("The iteration that is running.", _CONTEXT),
    "Map.Item": Entry("The item; in `ItemSelector` and inside the iterations.", _CONTEXT),
    "Map.Item.Index": Entry("The place of the item, from 0.", _CONTEXT),
    "Map.Item.Key": Entry("The name of the member, where the items are an object's.", _CONTEXT),
    "Map.Item.Source": Entry("Where the item of a Distributed Map comes from.", _CONTEXT),
    "Map.Item.Value": Entry("The item itself.", _CONTEXT),
}

JSONATA: Final[dict[str, Entry]] = {
    "$states.input": Entry("The input of the state.", _JSONATA),
    "$states.result": Entry(
        "The result of the work; in `Output` and `Assign` of Task, Parallel and Map.", _JSONATA
    ),
    "$states.errorOutput": Entry(
        "The error, an object of `Error` and `Cause`; in `Output` and `Assign` of a catcher.",
        _JSONATA,
    ),
    "$states.context": Entry("The Context Object.", _JSONATA),
    "$partition": Entry(
        "An array cut into arrays of so many elements.", _JSONATA, "$partition(array, size)"
    ),
    "$range": Entry(
        "The numbers from one to another by steps.", _JSONATA, "$range(first, last, step)"
    ),
    "$hash": Entry("The hash of a text, in hexadecimal.", _JSONATA, "$hash(text, 'SHA-256')"),
    "$random": Entry(
        "A number from 0 (included) to 1 (excluded); the same for the same seed.",
        _JSONATA,
        "$random(seed)",
    ),
    "$uuid": Entry("A new random identifier (version 4).", _JSONATA, "$uuid()"),
    "$parse": Entry("The value that a JSON text stands for.", _JSONATA, "$parse(text)"),
}
