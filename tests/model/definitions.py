"""Valid definitions that together have every member of every state."""

from __future__ import annotations

from typing import Final

from asl.syntax.values import Json

FUNCTION: Final = "arn:aws:lambda:us-east-1:123456789012:function:work"

RETRY: Json = [
    {
        "ErrorEquals": ["Flaky", "States.Timeout"],
        "IntervalSeconds": 2,
        "MaxAttempts": 1,
        "BackoffRate": 1.5,
        "MaxDelaySeconds": 9,
        "JitterStrategy": "FULL",
        "Comment": "again",
    },
    {"ErrorEquals": ["States.ALL"], "MaxAttempts": 0},
]

PATHS: Json = {
    "Comment": "every state, in JSONPath",
    "Version": "1.0",
    "QueryLanguage": "JSONPath",
    "TimeoutSeconds": 6000,
    "StartAt": "Begin",
    "States": {
        "Begin": {
            "Type": "Pass",
            "Comment": "the first",
            "InputPath": "$",
            "Parameters": {
                "items": [3, 1, 2],
                "bytes": 1000,
                "n.$": "States.MathAdd(1, 2)",
                "name.$": "$$.Execution.Name",
            },
            "ResultPath": "$.made",
            "OutputPath": "$",
            "Assign": {"count.$": "$.n", "fixed": {"a": [1]}},
            "Next": "Fixed",
        },
        "Fixed": {"Type": "Pass", "Result": {"x.$": 1}, "ResultPath": None, "Next": "Call"},
        "Call": {
            "Type": "Task",
            "Resource": FUNCTION,
            "InputPath": "$.made",
            "Parameters": {"list.$": "$.items", "count.$": "$count"},
            "Credentials": {"RoleArn.$": "States.Format('arn:{}', $.name)"},
            "TimeoutSeconds": 30,
            "HeartbeatSecondsPath": "$.n",
            "ResultSelector": {"got.$": "$"},
            "ResultPath": "$.called",
            "Retry": RETRY,
            "Catch": [
                {
                    "ErrorEquals": ["States.TaskFailed"],
                    "ResultPath": "$.error",
                    "Assign": {"why.$": "$.Cause"},
                    "Comment": "go on",
                    "Next": "Decide",
                },
                {"ErrorEquals": ["States.ALL"], "Next": "Give up"},
            ],
            "Next": "Decide",
        },
        "Decide": {
            "Type": "Choice",
            "InputPath": "$",
            "OutputPath": "$",
            "Choices": [
                {
                    "And": [
                        {"Variable": "$.made.n", "NumericGreaterThan": 100},
                        {"Not": {"Variable": "$.made.n", "IsString": True}},
                        {"Or": [{"Variable": "$count", "NumericEqualsPath": "$.made.n"}]},
                    ],
                    "Comment": "never",
                    "Assign": {"big": True},
                    "Next": "Give up",
                },
                {"Variable": "$.made.name", "StringMatches": "exec*", "Next": "Pause"},
            ],
            "Assign": {"big": False},
            "Default": "Pause",
        },
        "Pause": {"Type": "Wait", "SecondsPath": "$.made.n", "Next": "Until"},
        "Until": {
            "Type": "Wait",
            "Timestamp": "2026-01-01T00:10:00Z",
            "Assign": {"waited": 1},
            "Next": "Both",
        },
        "Both": {
            "Type": "Parallel",
            "Parameters": {"n.$": "$.made.n"},
            "Branches": [
                {
                    "Comment": "one",
                    "StartAt": "Left",
                    "States": {"Left": {"Type": "Succeed", "OutputPath": "$.n"}},
                },
                {
                    "StartAt": "Right",
                    "States": {"Right": {"Type": "Wait", "Seconds": 1, "End": True}},
                },
            ],
            "ResultSelector": {"left.$": "$[0]"},
            "ResultPath": "$.both",
            "Retry": RETRY,
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Give up"}],
            "Next": "Each",
        },
        "Each": {
            "Type": "Map",
            "ItemsPath": "$.made.items",
            "ItemSelector": {"v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index"},
            "MaxConcurrency": 2,
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "INLINE"},
                "Comment": "each",
                "StartAt": "Ask",
                "States": {
                    "Ask": {
                        "Type": "Task",
                        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                        "Parameters": {
                            "QueueUrl": "q",
                            "MessageBody": {"token.$": "$$.Task.Token", "v.$": "$.v"},
                        },
                        "TimeoutSecondsPath": "$.v",
                        "Retry": [],
                        "Next": "Done",
                    },
                    "Done": {"Type": "Pass", "End": True},
                },
            },
            "ResultPath": "$.each",
            "Next": "Many",
        },
        "Many": {
            "Type": "Map",
            "Label": "many",
            "ItemsPath": "$.made.items",
            "ItemBatcher": {
                "MaxItemsPerBatch": 2,
                "MaxInputBytesPerBatchPath": "$.made.bytes",
                "BatchInput": {"n.$": "$.made.n"},
            },
            "MaxConcurrencyPath": "$.made.n",
            "ToleratedFailureCount": 1,
            "ToleratedFailurePercentagePath": "$.made.n",
            "Iterator": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
                "StartAt": "Batch",
                "States": {"Batch": {"Type": "Pass", "End": True}},
            },
            "ResultWriter": {"WriterConfig": {"Transformation": "NONE", "OutputType": "JSON"}},
            "ResultPath": "$.many",
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "End"}],
            "Next": "End",
        },
        "End": {"Type": "Succeed", "InputPath": "$.made", "Comment": "over"},
        "Give up": {"Type": "Fail", "ErrorPath": "$.Error", "Cause": "no more"},
    },
}

QUERIES: Json = {
    "Comment": "every state, in JSONata",
    "QueryLanguage": "JSONata",
    "StartAt": "Begin",
    "States": {
        "Begin": {
            "Type": "Pass",
            "Output": {"items": "{% $states.input.items %}", "n": "{% $sum([1, 2]) %}"},
            "Assign": {"many": "{% $count($states.input.items) %}"},
            "Next": "Call",
        },
        "Call": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:dynamodb:putItem",
            "Arguments": {"TableName": "t", "Item": "{% $states.input %}"},
            "Credentials": {"RoleArn": "{% 'arn:' & $string($many) %}"},
            "TimeoutSeconds": "{% 20 + $states.input.n %}",
            "HeartbeatSeconds": 5,
            "Output": {"in": "{% $states.input %}", "got": "{% $states.result %}"},
            "Assign": {"got": "{% $exists($states.result) %}"},
            "Retry": RETRY,
            "Catch": [
                {
                    "ErrorEquals": ["States.ALL"],
                    "Output": "{% $states.errorOutput %}",
                    "Assign": {"why": "{% $states.errorOutput.Cause %}"},
                    "Next": "Give up",
                }
            ],
            "Next": "Decide",
        },
        "Decide": {
            "Type": "Choice",
            "Choices": [
                {
                    "Condition": "{% $many > 100 %}",
                    "Output": "{% $states.input.in %}",
                    "Assign": {"big": True},
                    "Comment": "never",
                    "Next": "Give up",
                },
                {"Condition": False, "Next": "Give up"},
            ],
            "Output": "{% $states.input.in %}",
            "Assign": {"big": False},
            "Default": "Pause",
        },
        "Pause": {
            "Type": "Wait",
            "Seconds": "{% $states.input.n %}",
            "Output": "{% $states.input %}",
            "Assign": {"waited": "{% $states.input.n %}"},
            "Next": "Until",
        },
        "Until": {"Type": "Wait", "Timestamp": "{% '2026-01-01T00:10:00Z' %}", "Next": "Both"},
        "Both": {
            "Type": "Parallel",
            "Arguments": {"n": "{% $states.input.n %}"},
            "Branches": [
                {"StartAt": "Left", "States": {"Left": {"Type": "Succeed", "Output": 1}}},
                {
                    "StartAt": "Right",
                    "States": {"Right": {"Type": "Pass", "QueryLanguage": "JSONata", "End": True}},
                },
            ],
            "Output": "{% $merge([$states.input, {'both': $states.result}]) %}",
            "Assign": {"left": "{% $states.result[0] %}"},
            "Next": "Each",
        },
        "Each": {
            "Type": "Map",
            "Items": "{% $states.input.items %}",
            "ItemSelector": {"v": "{% $states.context.Map.Item.Value %}"},
            "MaxConcurrency": "{% $states.input.n %}",
            "ItemProcessor": {
                "StartAt": "Ask",
                "States": {
                    "Ask": {
                        "Type": "Task",
                        "Resource": "arn:aws:states:us-east-1:123456789012:activity:work",
                        "TimeoutSeconds": 60,
                        "End": True,
                    }
                },
            },
            "Output": "{% $states.input %}",
            "Next": "Many",
        },
        "Many": {
            "Type": "Map",
            "Items": "{% $states.input %}",
            "ItemBatcher": {
                "MaxItemsPerBatch": "{% $states.input.n %}",
                "MaxInputBytesPerBatch": 1000,
                "BatchInput": "{% $states.input.n %}",
            },
            "ToleratedFailureCount": "{% $states.input.n %}",
            "ToleratedFailurePercentage": "{% 50 %}",
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Batch",
                "States": {"Batch": {"Type": "Pass", "End": True}},
            },
            "ResultWriter": {"WriterConfig": {"Transformation": "FLATTEN"}},
            "Output": "{% $states.result %}",
            "Next": "End",
        },
        "End": {"Type": "Succeed", "Output": {"n": "{% $count($states.input) %}"}},
        "Give up": {
            "Type": "Fail",
            "Error": "{% $states.input.Error %}",
            "Cause": "{% $string($states.input) %}",
        },
    },
}

# Reads and writes what the virtual engine refuses at run time, and says so.
FILES: Json = {
    "StartAt": "Many",
    "States": {
        "Many": {
            "Type": "Map",
            "ItemReader": {
                "Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {
                    "InputType": "CSV",
                    "CSVHeaderLocation": "GIVEN",
                    "CSVHeaders": ["a", "b"],
                    "CSVDelimiter": "TAB",
                    "MaxItemsPath": "$.n",
                },
                "Parameters": {"Bucket": "b", "Key.$": "$.key"},
            },
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Row",
                "States": {"Row": {"Type": "Pass", "End": True}},
            },
            "ResultWriter": {
                "Resource": "arn:aws:states:::s3:putObject",
                "Parameters": {"Bucket": "b", "Prefix": "p"},
                "WriterConfig": {"OutputType": "JSONL", "Transformation": "COMPACT"},
            },
            "End": True,
        }
    },
}

INPUT: Json = {"items": [3, 1, 2], "n": 2, "key": "k"}
ALL: Final = {"PATHS": PATHS, "QUERIES": QUERIES, "FILES": FILES}
