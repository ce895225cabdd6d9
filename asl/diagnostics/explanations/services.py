"""What a Task calls, and what it gives to the API behind it."""

from __future__ import annotations

from typing import Final

from asl.diagnostics.explanation import Explanation


def _task(resource: str, members: str = "") -> str:
    """A machine of one Task."""
    return (
        '{\n  "StartAt": "Call",\n  "States": {\n    "Call": {\n      "Type": "Task",\n'
        f'      "Resource": "arn:aws:states:::{resource}",\n'
        f'{members}      "End": true\n    }}\n  }}\n}}\n'
    )


def _given(*members: str) -> str:
    """Parameters with these members."""
    inside = ",\n".join(f"        {member}" for member in members)
    return f'      "Parameters": {{\n{inside}\n      }},\n'


_TABLE: Final = _given('"DbInstanceIdentifier": "orders"')
_FUNCTION: Final = '"FunctionName": "charge"'
_PAYLOAD: Final = '"Payload.$": "$"'

SERVICES: Final[dict[str, Explanation]] = {
    "unknown-sdk-action": Explanation(
        what="The Resource calls an action that we do not know of the service.",
        why="AWS refuses a Resource that it does not recognise when the machine is created. It is "
        "a warning only, because the action may be newer than our list of actions.",
        remedy="Write the operation of the API with its first letter small: DescribeDBInstances is "
        "describeDBInstances. If the action is new, switch the code off for this place.",
        bad=_task("aws-sdk:rds:fetchDBInstances", _TABLE),
        good=_task("aws-sdk:rds:describeDBInstances", _TABLE),
    ),
    "sdk-action-not-offered": Explanation(
        what="The API has the action, but Step Functions does not offer it: it streams events, "
        "gives out credentials, or is out of date.",
        why="AWS lists these actions as unsupported and does not recognise the Resource. It is a "
        "warning only, because AWS may have come to offer it since.",
        remedy="Call it from a Lambda function, or use another action of the API.",
        bad=_task(
            "aws-sdk:bedrockruntime:converseStream",
            _given('"ModelId": "anthropic.claude-3-haiku-20240307-v1:0"'),
        ),
        good=_task(
            "aws-sdk:bedrockruntime:converse",
            _given('"ModelId": "anthropic.claude-3-haiku-20240307-v1:0"'),
        ),
    ),
    "unsupported-parameter": Explanation(
        what="A name in Parameters or Arguments is a name of the API, but in another case or with "
        "a slip of the pen.",
        why='AWS refuses the machine when it is created: \'The field "…" is not supported by Step '
        "Functions'. Names begin with a capital whatever the API's own spelling, and letters that "
        "stand for a word by themselves are small but for the first: DbInstanceIdentifier.",
        remedy="Write the name as the hint says.",
        bad=_task("lambda:invoke", _given('"functionName": "charge"', _PAYLOAD)),
        good=_task("lambda:invoke", _given(_FUNCTION, _PAYLOAD)),
    ),
    "unknown-parameter": Explanation(
        what="The API that the Task calls has no parameter of this name that we know of.",
        why="AWS refuses a name that it does not know, when the machine is created or when the "
        "call is made. It is a warning only, because the parameter may be newer than this release.",
        remedy="Remove it, or put it where it belongs: what a function gets stands in Payload.",
        bad=_task("lambda:invoke", _given(_FUNCTION, '"OrderId.$": "$.id"')),
        good=_task("lambda:invoke", _given(_FUNCTION, '"Payload": {"OrderId.$": "$.id"}')),
    ),
    "missing-parameter": Explanation(
        what="The API needs a parameter that Parameters or Arguments does not give.",
        why="AWS refuses the machine when it is created: 'The field '…' is required but was "
        "missing'.",
        remedy="Add the parameter. A name that ends in .$ counts as given.",
        bad=_task("lambda:invoke", _given(_PAYLOAD)),
        good=_task("lambda:invoke", _given(_FUNCTION, _PAYLOAD)),
    ),
    "no-parameters": Explanation(
        what="A Task calls a service and has no Parameters, or in JSONata no Arguments.",
        why="AWS refuses the machine when it is created, even where the API needs nothing: "
        "'Parameters field is required for resource ARN'. Here the input of the state would be "
        "what the API gets.",
        remedy="Say what the API is to get; {} where it needs nothing.",
        bad=_task("aws-sdk:s3:listBuckets"),
        good=_task("aws-sdk:s3:listBuckets", '      "Parameters": {},\n'),
    ),
}
