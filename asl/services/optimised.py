"""Optimised integrations: the actions that each service offers, and how each can be waited for.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
"""

from __future__ import annotations

from typing import Final

# Request-response is always there; these are the suffixes beside it.
_CALL: Final[frozenset[str]] = frozenset({""})
_TOKEN: Final = _CALL | {".waitForTaskToken"}
_JOB: Final = _CALL | {".sync"}
_JOB_OR_TOKEN: Final = _JOB | _TOKEN

_EKS = ("Cluster", "Nodegroup", "FargateProfile")

# By service, then by action: the suffixes it may have.
OPTIMISED: Final[dict[str, dict[str, frozenset[str]]]] = {
    "apigateway": {"invoke": _TOKEN},
    "athena": {
        "startQueryExecution": _JOB,
        "stopQueryExecution": _CALL,
        "getQueryExecution": _CALL,
        "getQueryResults": _CALL,
    },
    "batch": {"submitJob": _JOB},
    "bedrock": {"invokeModel": _TOKEN, "createModelCustomizationJob": _JOB},
    "codebuild": {
        "startBuild": _JOB,
        "stopBuild": _CALL,
        "batchDeleteBuilds": _CALL,
        "batchGetReports": _CALL,
        "startBuildBatch": _JOB,
        "stopBuildBatch": _CALL,
        "retryBuildBatch": _JOB,
        "deleteBuildBatch": _CALL,
    },
    "databrew": {"startJobRun": _JOB},
    "dynamodb": dict.fromkeys(("getItem", "putItem", "updateItem", "deleteItem"), _CALL),
    "ecs": {"runTask": _JOB_OR_TOKEN},
    "eks": {
        "call": _CALL,
        "runJob": _JOB_OR_TOKEN,
        **{f"create{kind}": _JOB for kind in _EKS},
        **{f"delete{kind}": _JOB for kind in _EKS},
    },
    "elasticmapreduce": {
        "createCluster": _JOB,
        "setClusterTerminationProtection": _CALL,
        "terminateCluster": _JOB,
        "addStep": _JOB,
        "cancelStep": _CALL,
        "modifyInstanceFleetByName": _CALL,
        "modifyInstanceGroupByName": _CALL,
    },
    "emr-containers": {
        "createVirtualCluster": _CALL,
        "deleteVirtualCluster": _JOB,
        "startJobRun": _JOB,
    },
    "emr-serverless": dict.fromkeys(
        (
            "createApplication",
            "startApplication",
            "stopApplication",
            "deleteApplication",
            "startJobRun",
            "cancelJobRun",
        ),
        _JOB,
    ),
    "events": {"putEvents": _TOKEN},
    "glue": {"startJobRun": _JOB},
    "http": {"invoke": _CALL},
    "lambda": {"invoke": _TOKEN},
    "mediaconvert": {"createJob": _JOB},
    "sagemaker": {
        "createEndpoint": _CALL,
        "createEndpointConfig": _CALL,
        "createHyperParameterTuningJob": _JOB,
        "createLabelingJob": _JOB,
        "createModel": _CALL,
        "createProcessingJob": _JOB,
        "createTrainingJob": _JOB,
        "createTransformJob": _JOB,
        "updateEndpoint": _CALL,
    },
    "sns": {"publish": _TOKEN},
    "sqs": {"sendMessage": _TOKEN},
    "states": {"startExecution": _JOB_OR_TOKEN | {".sync:2"}},
}

# What a Distributed Map reads its items with, and what it writes its results with.
# Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
ITEM_READERS: Final = ("s3:getObject", "s3:listObjectsV2")
RESULT_WRITERS: Final = ("s3:putObject",)


def is_offered(service: str, action: str, suffix: str) -> bool:
    """Whether an optimised integration exists."""
    return suffix in OPTIMISED.get(service, {}).get(action, ())
