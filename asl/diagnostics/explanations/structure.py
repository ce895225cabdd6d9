"""States, the ways between them, and what holds over several of them."""

from __future__ import annotations

from typing import Final

from asl.diagnostics.explanation import Explanation
from asl.diagnostics.explanations.examples import DONE, machine, task

_REFUSED: Final = "AWS refuses the definition when it is created."
_GREET: Final = '"Greet": {"Type": "Pass", "Next": "Done"}'
_RULE: Final = '"Variable": "$.paid", "BooleanEquals": true, "Next": "Done"'


def _choice(rule: str) -> str:
    return machine(
        f'"Paid?": {{"Type": "Choice", "Choices": [{{{rule}}}], "Default": "Done"}}', DONE
    )


STRUCTURE: Final[dict[str, Explanation]] = {
    "unknown-version": Explanation(
        what="`Version` is the version of the language, of which there is 1.0 only.",
        why="AWS takes it and makes nothing of it. Who means the version of his machine says it "
        "to nobody.",
        remedy="Remove it, or write `1.0`; versions of the machine belong into a tag or `Comment`.",
        bad=machine('"Greet": {"Type": "Pass", "End": true}', head='"Version": "2.3",'),
        good=machine('"Greet": {"Type": "Pass", "End": true}', head='"Version": "1.0",'),
    ),
    "no-states": Explanation(
        what="`States` is empty.",
        why="There is nothing to start with. " + _REFUSED,
        remedy="Add a state.",
        bad='{\n  "StartAt": "Greet",\n  "States": {}\n}\n',
        good=machine('"Greet": {"Type": "Pass", "End": true}'),
    ),
    "start-state-missing": Explanation(
        what="`StartAt` names no state of the same `States`.",
        why=_REFUSED,
        remedy="Name one of the states; case matters.",
        bad=machine(_GREET, DONE).replace('"StartAt": "Greet"', '"StartAt": "Great"'),
        good=machine(_GREET, DONE),
    ),
    "transition-target-missing": Explanation(
        what="`Next`, or `Default` of a Choice, names no state of the same `States`. A branch and "
        "a Map are worlds of their own: no way leads into them or out of them.",
        why=_REFUSED,
        remedy="Name a state that stands beside this one.",
        bad=machine(_GREET.replace('"Done"', '"Dnoe"'), '"Done": {"Type": "Succeed"}'),
        good=machine(_GREET, DONE),
    ),
    "state-unreachable": Explanation(
        what="No transition leads to the state.",
        why="It can never run; most likely a `Next` names another state than was meant. "
        + _REFUSED,
        remedy="Let a transition lead to it, or remove it.",
        bad=machine('"Greet": {"Type": "Pass", "End": true}', DONE),
        good=machine(_GREET, DONE),
    ),
    "no-transition": Explanation(
        what="The state has neither `Next` nor `End`, or both.",
        why="Nobody can tell what comes after it. " + _REFUSED,
        remedy='Write `"Next": "…"` or `"End": true`.',
        bad=machine('"Greet": {"Type": "Pass"}'),
        good=machine('"Greet": {"Type": "Pass", "End": true}'),
    ),
    "no-end": Explanation(
        what="From no state of these a way leads to an end.",
        why="An execution would go round for ever. " + _REFUSED,
        remedy='Add a Succeed or Fail state, or `"End": true`, where it is to be over.',
        bad=machine(
            '"Ping": {"Type": "Pass", "Next": "Pong"}', '"Pong": {"Type": "Pass", "Next": "Ping"}'
        ),
        good=machine(
            '"Ping": {"Type": "Pass", "Next": "Pong"}', '"Pong": {"Type": "Pass", "End": true}'
        ),
    ),
    "duplicate-state-name": Explanation(
        what="Two states have the same name, one of them in a branch or in a Map.",
        why="Names are unique in the whole machine: the history tells states apart by them. "
        + _REFUSED,
        remedy="Rename one of the two.",
        bad=machine(
            '"Greet": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "Greet", '
            '"States": {"Greet": {"Type": "Pass", "End": true}}}]}'
        ),
        good=machine(
            '"Greet": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "Wave", '
            '"States": {"Wave": {"Type": "Pass", "End": true}}}]}'
        ),
    ),
    "wait-without-duration": Explanation(
        what="A Wait has none or several of `Seconds`, `Timestamp`, `SecondsPath` and "
        "`TimestampPath`.",
        why="Nobody can tell how long it waits. " + _REFUSED,
        remedy="Keep exactly one.",
        bad=machine('"Rest": {"Type": "Wait", "End": true}'),
        good=machine('"Rest": {"Type": "Wait", "Seconds": 60, "End": true}'),
    ),
    "choice-rule-operators": Explanation(
        what="A rule of a Choice has no comparison, or several of them.",
        why=_REFUSED,
        remedy='Compare once in each rule, and join rules by `"And": […]` or `"Or": […]`.',
        bad=_choice(_RULE.replace("true,", 'true, "IsPresent": true,')),
        good=_choice(_RULE),
    ),
    "error-names": Explanation(
        what="`States.ALL` stands beside other names in one `ErrorEquals`.",
        why="It stands for nearly every error already. " + _REFUSED,
        remedy="Give it an entry of its own, the last one, or name the errors that are meant.",
        bad=machine(task("Charge", '"Retry": [{"ErrorEquals": ["Bank.Busy", "States.ALL"]}]')),
        good=machine(task("Charge", '"Retry": [{"ErrorEquals": ["States.ALL"]}]')),
    ),
    "unknown-error-name": Explanation(
        what="Names that begin with `States.` are the language's own, and it has no error of this "
        "name.",
        why="AWS takes it, and the entry never applies: the error that was meant goes unhandled.",
        remedy="Correct the name: `States.Timeout`, `States.TaskFailed`, `States.ALL`.",
        bad=machine(task("Charge", '"Retry": [{"ErrorEquals": ["States.TimedOut"]}]')),
        good=machine(task("Charge", '"Retry": [{"ErrorEquals": ["States.Timeout"]}]')),
    ),
    "states-all-not-last": Explanation(
        what="`States.ALL` stands in an entry that is not the last.",
        why="It stands for all that has not been handled before; what comes after it would never "
        "apply. " + _REFUSED,
        remedy="Move the entry to the end.",
        bad=machine(
            task(
                "Charge",
                '"Retry": [{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["Bank.Busy"]}]',
            )
        ),
        good=machine(
            task(
                "Charge",
                '"Retry": [{"ErrorEquals": ["Bank.Busy"]}, {"ErrorEquals": ["States.ALL"]}]',
            )
        ),
    ),
    "heartbeat-not-below-timeout": Explanation(
        what="`HeartbeatSeconds` is not smaller than `TimeoutSeconds`.",
        why="The time-out comes first, so that a missing heartbeat is never noticed. " + _REFUSED,
        remedy="Choose a shorter heartbeat or a longer time-out.",
        bad=machine(task("Charge", '"TimeoutSeconds": 60, "HeartbeatSeconds": 60')),
        good=machine(task("Charge", '"TimeoutSeconds": 60, "HeartbeatSeconds": 20')),
    ),
    "variable-shadowed": Explanation(
        what="A branch or a Map assigns a variable that the states around it assign as well.",
        why="Inside, another variable of the same name is made, and the outer one keeps its value: "
        "what is assigned there is lost when the branch ends.",
        remedy="Give the inner variable another name, and hand its value out with the output.",
        bad=machine(
            '"Fork": {"Type": "Parallel", "Assign": {"total": 0}, "End": true, "Branches": '
            '[{"StartAt": "Add", "States": {"Add": {"Type": "Pass", "Assign": {"total": 7}, '
            '"End": true}}}]}'
        ),
        good=machine(
            '"Fork": {"Type": "Parallel", "Assign": {"total": 0}, "End": true, "Branches": '
            '[{"StartAt": "Add", "States": {"Add": {"Type": "Pass", "Assign": {"part": 7}, '
            '"End": true}}}]}'
        ),
    ),
    "express-integration": Explanation(
        what="A machine of type EXPRESS waits for a job (`.sync`), for a task token or for an "
        "activity, or has a Distributed Map.",
        why="Express executions last five minutes and keep no place to come back to. " + _REFUSED,
        remedy="Make it a STANDARD machine, or start the work without waiting for it.",
        bad=machine(
            '"Count": {"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob.sync", '
            '"Parameters": {"JobName": "count", "JobQueue": "all", "JobDefinition": "count:1"}, '
            '"End": true}'
        ),
        good=machine(
            '"Count": {"Type": "Task", "Resource": "arn:aws:states:::batch:submitJob", '
            '"Parameters": {"JobName": "count", "JobQueue": "all", "JobDefinition": "count:1"}, '
            '"End": true}'
        ),
        express=True,
    ),
}
