"""Fields and their values."""

from __future__ import annotations

from typing import Final

from asl.diagnostics.explanation import Explanation
from asl.diagnostics.explanations.examples import DISTRIBUTED, each, jsonata, machine, task

_REFUSED: Final = "AWS refuses the definition when it is created."
_WAIT: Final = '"Rest": {"Type": "Wait", "Seconds": 60, "End": true}'
_RETRY: Final = '"Retry": [{"ErrorEquals": ["Bank.Busy"], "MaxAttempts": 3}]'


def _pass(members: str) -> str:
    return machine(f'"Greet": {{"Type": "Pass", {members}"End": true}}')


MEMBERS: Final[dict[str, Explanation]] = {
    "not-an-object": Explanation(
        what="A value stands where an object, in curly brackets, is due.",
        why=_REFUSED,
        remedy="Write an object with the fields that belong there.",
        bad=machine('"Greet": "Pass"'),
        good=machine('"Greet": {"Type": "Pass", "End": true}'),
    ),
    "unknown-field": Explanation(
        what="The language has no field of that name in this place. Most likely it is misspelt, "
        "or it belongs to another state.",
        why="AWS refuses the definition when it is created. What would take it would ignore it, "
        "and a time-out or a retry would silently not be there.",
        remedy="Correct the name; where the hint is beyond doubt, `asl validate --fix` does so. "
        "Notes belong into `Comment`.",
        bad=_pass('"ResultPaht": "$.greeting", '),
        good=_pass('"ResultPath": "$.greeting", '),
    ),
    "missing-field": Explanation(
        what="A field is missing without which the object around it says nothing.",
        why=_REFUSED,
        remedy="Add the field that the message names.",
        bad=machine('"Charge": {"Type": "Task", "End": true}'),
        good=machine(task("Charge", '"Comment": "calls a function"')),
    ),
    "wrong-type": Explanation(
        what="A value has another type than the field takes: a text where a number is due, one "
        "object where a list is due.",
        why=_REFUSED,
        remedy="Write the value as the message asks for it. Numbers and `true` have no quotes.",
        bad=machine(_WAIT.replace("60", '"60"')),
        good=machine(_WAIT),
    ),
    "wrong-value": Explanation(
        what="The field takes one of a few words, and this is none of them. Case matters.",
        why=_REFUSED,
        remedy="Write one of the words that the message lists.",
        bad=machine('"Greet": {"Type": "pass", "End": true}'),
        good=machine('"Greet": {"Type": "Pass", "End": true}'),
    ),
    "out-of-range": Explanation(
        what="A number is smaller or larger than the field takes.",
        why=_REFUSED,
        remedy="Write a number in the range that the message names.",
        bad=machine(task("Charge", _RETRY.replace("3}", '3, "IntervalSeconds": 0}'))),
        good=machine(task("Charge", _RETRY.replace("3}", '3, "IntervalSeconds": 1}'))),
    ),
    "empty": Explanation(
        what="A list or a text that must have something in it has nothing.",
        why=_REFUSED,
        remedy="Fill it, or remove the field where it is not needed.",
        bad=machine('"Fork": {"Type": "Parallel", "Branches": [], "End": true}'),
        good=machine(
            '"Fork": {"Type": "Parallel", "Branches": [{"StartAt": "Greet", '
            '"States": {"Greet": {"Type": "Pass", "End": true}}}], "End": true}'
        ),
    ),
    "too-long": Explanation(
        what="A text has more characters than AWS takes in this place: the name of a state 80, a "
        "label 40.",
        why=_REFUSED,
        remedy="Shorten it; a longer text may stand in `Comment`.",
        bad=machine(f'"{"Greet the customer " * 5}": {{"Type": "Pass", "End": true}}'),
        good=machine('"Greet the customer": {"Type": "Pass", "End": true}'),
    ),
    "exclusive-fields": Explanation(
        what="Two fields stand side by side that say the same thing in two ways.",
        why="AWS refuses the definition, for it cannot tell which of the two holds.",
        remedy="Keep one of them.",
        bad=machine(task("Charge", '"TimeoutSeconds": 60, "TimeoutSecondsPath": "$.limit"')),
        good=machine(task("Charge", '"TimeoutSecondsPath": "$.limit"')),
    ),
    "wrong-query-language": Explanation(
        what="The field exists, but in the other query language: `Parameters`, `ResultPath` and "
        "the like are JSONPath's, `Arguments`, `Output` and the like JSONata's.",
        why=_REFUSED,
        remedy="Use the field of the language that holds here, or set the state's `QueryLanguage`.",
        bad=jsonata('"Greet": {"Type": "Pass", "ResultPath": "$.greeting", "End": true}'),
        good=jsonata('"Greet": {"Type": "Pass", "Output": {"greeting": 1}, "End": true}'),
    ),
    "query-language-downgrade": Explanation(
        what="The machine speaks JSONata and a state in it wants JSONPath.",
        why="Single states may go over to JSONata, none goes back: AWS refuses the definition.",
        remedy="Leave `QueryLanguage` of the machine out and set it in the states that speak "
        "JSONata, or rewrite the state.",
        bad=jsonata('"Greet": {"Type": "Pass", "QueryLanguage": "JSONPath", "End": true}'),
        good=machine('"Greet": {"Type": "Pass", "QueryLanguage": "JSONata", "End": true}'),
    ),
    "timestamp-syntax": Explanation(
        what="The text is no timestamp as RFC 3339 has it with an upper-case `T` and, without an "
        "offset, an upper-case `Z`.",
        why=_REFUSED,
        remedy="Write it like `2026-03-14T01:59:00Z`.",
        bad=machine('"Rest": {"Type": "Wait", "Timestamp": "2026-03-14", "End": true}'),
        good=machine('"Rest": {"Type": "Wait", "Timestamp": "2026-03-14T00:00:00Z", "End": true}'),
    ),
    "unrecognised-resource": Explanation(
        what="The `Resource` of a Task is nothing that Step Functions can call: no ARN of a "
        "function or an activity, and no integration of that name.",
        why="AWS refuses the definition, or fails every execution that comes to the Task.",
        remedy="Correct the ARN. Integrations are `arn:aws:states:::service:action` and "
        "`arn:aws:states:::aws-sdk:service:action`, with `.sync` or `.waitForTaskToken` where the "
        "service has them.",
        bad=machine(
            '"Tell": {"Type": "Task", "Resource": "arn:aws:states:::sns:publsh", '
            '"Parameters": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:orders", '
            '"Message": "Shipped"}, "End": true}'
        ),
        good=machine(
            '"Tell": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", '
            '"Parameters": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:orders", '
            '"Message": "Shipped"}, "End": true}'
        ),
    ),
    "label-name": Explanation(
        what="The `Label` of a Distributed Map has a character that no label may have: white "
        "space, a bracket, one of `?*<>:;,|^~$#%&` or the like.",
        why="The label becomes a part of ARNs. AWS refuses the definition.",
        remedy="Use letters, digits, hyphens and underscores.",
        bad=machine(each('"Label": "each order",', config=DISTRIBUTED)),
        good=machine(each('"Label": "each-order",', config=DISTRIBUTED)),
    ),
    "duplicate-label": Explanation(
        what="Two Distributed Maps have the same `Label`.",
        why="Labels tell the Map Runs of one machine apart. AWS refuses the definition.",
        remedy="Give one of them another label, or leave it out: AWS makes one then.",
        bad=machine(
            each('"Label": "orders",', config=DISTRIBUTED).replace(
                '"End": true\n', '"Next": "Again"\n'
            ),
            each('"Label": "orders",', config=DISTRIBUTED)
            .replace('"Each"', '"Again"')
            .replace('"One"', '"Other"'),
        ),
        good=machine(
            each('"Label": "orders",', config=DISTRIBUTED).replace(
                '"End": true\n', '"Next": "Again"\n'
            ),
            each('"Label": "parcels",', config=DISTRIBUTED)
            .replace('"Each"', '"Again"')
            .replace('"One"', '"Other"'),
        ),
    ),
    "no-effect": Explanation(
        what="AWS takes the field in this place and makes nothing of it: a tolerance of failures "
        "in a Map that is not distributed, a limit of 0.",
        why="The definition promises what does not happen.",
        remedy="Remove the field, or write what is meant.",
        bad=machine(each('"ToleratedFailureCount": 5,')),
        good=machine(each('"ToleratedFailureCount": 5,', config=DISTRIBUTED)),
    ),
    "deprecated-field": Explanation(
        what="The field still works and has a newer name: `Iterator` of a Map is `ItemProcessor` "
        "now, and its `Parameters` are `ItemSelector`.",
        why="The old names do not have what came later, such as a Distributed Map, and newer "
        "readers do not know them.",
        remedy="Use the new name; it means the same. `asl validate --fix` does so.",
        bad=machine(each('"ItemsPath": "$.orders",', name="Iterator")),
        good=machine(each('"ItemsPath": "$.orders",')),
    ),
    "distributed-only": Explanation(
        what="Items are read from elsewhere, batched or written in a Map that is not distributed.",
        why=_REFUSED,
        remedy='Add `"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}` to '
        "its `ItemProcessor`, or remove the field.",
        bad=machine(each('"ItemBatcher": {"MaxItemsPerBatch": 10},')),
        good=machine(each('"ItemBatcher": {"MaxItemsPerBatch": 10},', config=DISTRIBUTED)),
    ),
    "variable-name": Explanation(
        what="`Assign` gives a name that no variable may have: it begins with a letter, goes on "
        "with letters, digits and underscores, and has at most 80 characters. `states` is taken.",
        why=_REFUSED,
        remedy="Choose another name.",
        bad=_pass('"Assign": {"order-id": 7}, '),
        good=_pass('"Assign": {"orderId": 7}, '),
    ),
}
