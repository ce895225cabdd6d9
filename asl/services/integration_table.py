"""The table of optimised integrations: APIs, actions, patterns, how jobs end and are ended.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html and the page
of each service there; recorded where `asl.services.integration` says so. Names of errors and
services are those of AWS's SDK for Java 1, on which these integrations run (recorded for DynamoDB,
Lambda, SNS, SQS and Step Functions).
"""

from __future__ import annotations

from typing import Final

from asl.services.integration import (
    JOB,
    JOB_OR_TOKEN,
    TOKEN,
    Action,
    Integration,
)
from asl.services.integration_jobs import (
    BATCH_JOB,
    BUILD,
    BUILD_BATCH,
    CONTAINERS_RUN,
    CUSTOMIZATION,
    DATABREW_RUN,
    ECS_TASK,
    EMR_STEP,
    EXECUTION,
    GLUE_RUN,
    MEDIA_JOB,
    QUERY,
    VIRTUAL_CLUSTER_GONE,
    application,
    either,
    eks_parts,
    emr_cluster,
    sagemaker_job,
    serverless_run,
)

_CALL: Final = Action()


_ENDED: Final = either("TERMINATED", "TERMINATED_WITH_ERRORS")

TABLE: Final[dict[str, Integration]] = {
    "apigateway": Integration(prefix="ApiGateway", actions={"invoke": Action(patterns=TOKEN)}),
    "athena": Integration(
        api="athena",
        prefix="Athena",
        base="AmazonAthenaException",
        called="AmazonAthena",
        actions={
            "startQueryExecution": Action(patterns=JOB, job=QUERY),
            "stopQueryExecution": _CALL,
            "getQueryExecution": _CALL,
            "getQueryResults": _CALL,
        },
    ),
    "batch": Integration(
        api="batch",
        prefix="Batch",
        base="AWSBatchException",
        called="AWSBatch",
        actions={"submitJob": Action(patterns=JOB, job=BATCH_JOB)},
    ),
    "bedrock": Integration(
        api="bedrock",
        prefix="Bedrock",
        base="AmazonBedrockException",
        called="AmazonBedrock",
        metadata=False,
        actions={
            "invokeModel": Action(patterns=TOKEN, api="bedrockruntime"),
            "createModelCustomizationJob": Action(patterns=JOB, job=CUSTOMIZATION),
        },
    ),
    "codebuild": Integration(
        api="codebuild",
        prefix="CodeBuild",
        base="AWSCodeBuildException",
        called="AWSCodeBuild",
        actions={
            "startBuild": Action(patterns=JOB, job=BUILD),
            "stopBuild": _CALL,
            "batchDeleteBuilds": _CALL,
            "batchGetReports": _CALL,
            "startBuildBatch": Action(patterns=JOB, job=BUILD_BATCH),
            "stopBuildBatch": _CALL,
            "retryBuildBatch": Action(patterns=JOB, job=BUILD_BATCH),
            "deleteBuildBatch": _CALL,
        },
    ),
    "databrew": Integration(
        api="databrew",
        prefix="DataBrew",
        base="AWSGlueDataBrewException",
        called="AWSGlueDataBrew",
        actions={"startJobRun": Action(patterns=JOB, job=DATABREW_RUN)},
    ),
    "dynamodb": Integration(
        api="dynamodb",
        prefix="DynamoDB",
        base="AmazonDynamoDBException",
        called="AmazonDynamoDBv2",
        actions=dict.fromkeys(("getItem", "putItem", "updateItem", "deleteItem"), _CALL),
    ),
    "ecs": Integration(
        api="ecs",
        prefix="ECS",
        base="AmazonECSException",
        called="AmazonECS",
        actions={
            "runTask": Action(patterns=JOB_OR_TOKEN, job=ECS_TASK),
        },
    ),
    "eks": Integration(
        api="eks",
        prefix="EKS",
        base="AmazonEKSException",
        called="AmazonEKS",
        actions={
            "call": _CALL,
            "runJob": Action(patterns=JOB_OR_TOKEN),
            **eks_parts(
                "Cluster",
                {"Name": "request.Name"},
                unmade=either("FAILED"),
                # An answer to its deletion says DELETING already; after that, these say it failed.
                undeleted=either("ACTIVE", "FAILED"),
            ),
            **eks_parts(
                "Nodegroup",
                {"ClusterName": "request.ClusterName", "NodegroupName": "request.NodegroupName"},
                unmade=either("CREATE_FAILED", "DEGRADED", "DELETE_FAILED"),
                undeleted=either("DELETE_FAILED"),
            ),
            **eks_parts(
                "FargateProfile",
                {
                    "ClusterName": "request.ClusterName",
                    "FargateProfileName": "request.FargateProfileName",
                },
                unmade=either("CREATE_FAILED", "DELETE_FAILED"),
                undeleted=either("DELETE_FAILED"),
            ),
        },
    ),
    "elasticmapreduce": Integration(
        api="emr",
        prefix="ElasticMapReduce",
        base="AmazonElasticMapReduceException",
        called="AmazonElasticMapReduce",
        actions={
            "createCluster": Action(
                patterns=JOB,
                calls="runJobFlow",
                gives={"ClusterId": "answer.JobFlowId", "ClusterArn": "answer.ClusterArn"},
                job=emr_cluster(
                    "answer.ClusterId",
                    either("WAITING", "TERMINATED"),
                    either("TERMINATED_WITH_ERRORS"),
                ),
            ),
            "setClusterTerminationProtection": Action(
                calls="setTerminationProtection",
                asks={
                    "JobFlowIds": ["request.ClusterId"],
                    "TerminationProtected": "request.TerminationProtected",
                },
            ),
            "terminateCluster": Action(
                patterns=JOB,
                calls="terminateJobFlows",
                asks={"JobFlowIds": ["request.ClusterId"]},
                job=emr_cluster("request.ClusterId", _ENDED, either()),
            ),
            "addStep": Action(
                patterns=JOB,
                calls="addJobFlowSteps",
                asks={
                    "JobFlowId": "request.ClusterId",
                    "Steps": ["request.Step"],
                    "ExecutionRoleArn": "request.ExecutionRoleArn",
                },
                gives={"StepId": "answer.StepIds.0"},
                job=EMR_STEP,
            ),
            "cancelStep": Action(
                calls="cancelSteps",
                asks={
                    "ClusterId": "request.ClusterId",
                    "StepIds": ["request.StepId"],
                    "StepCancellationOption": "request.StepCancellationOption",
                },
                gives={"CancelStepsInfo": "answer.CancelStepsInfoList.0"},
            ),
            "modifyInstanceFleetByName": Action(calls="modifyInstanceFleet"),
            "modifyInstanceGroupByName": Action(calls="modifyInstanceGroups"),
        },
    ),
    "emr-containers": Integration(
        api="emrcontainers",
        prefix="EMRContainers",
        base="AmazonEMRContainersException",
        called="AmazonEMRContainers",
        actions={
            "createVirtualCluster": _CALL,
            "deleteVirtualCluster": Action(patterns=JOB, job=VIRTUAL_CLUSTER_GONE),
            "startJobRun": Action(patterns=JOB, job=CONTAINERS_RUN),
        },
    ),
    "emr-serverless": Integration(
        api="emrserverless",
        prefix="EMRServerless",
        base="AWSEMRServerlessException",
        called="AWSEMRServerless",
        actions={
            "createApplication": application(
                "answer.ApplicationId", either("CREATED", "STARTED", "STARTING", "STOPPED")
            ),
            "startApplication": application("request.ApplicationId", either("STARTED")),
            "stopApplication": application("request.ApplicationId", either("STOPPED", "CREATED")),
            "deleteApplication": application(
                "request.ApplicationId", either("TERMINATED"), gone="ResourceNotFoundException"
            ),
            "startJobRun": serverless_run("answer.JobRunId", either("SUCCESS"), "cancelJobRun"),
            "cancelJobRun": serverless_run("request.JobRunId", either("CANCELLED"), ""),
        },
    ),
    "events": Integration(
        api="eventbridge",
        prefix="EventBridge",
        base="AmazonEventBridgeException",
        called="AmazonEventBridge",
        metadata=False,
        actions={"putEvents": Action(patterns=TOKEN)},
    ),
    "glue": Integration(
        api="glue",
        prefix="Glue",
        base="AWSGlueException",
        called="AWSGlue",
        actions={"startJobRun": Action(patterns=JOB, job=GLUE_RUN)},
    ),
    "http": Integration(actions={"invoke": _CALL}),
    "lambda": Integration(
        api="lambda",
        prefix="Lambda",
        base="AWSLambdaException",
        called="AWSLambda",
        actions={"invoke": Action(patterns=TOKEN)},
    ),
    "mediaconvert": Integration(
        api="mediaconvert",
        prefix="MediaConvert",
        base="AWSMediaConvertException",
        called="AWSMediaConvert",
        actions={"createJob": Action(patterns=JOB, job=MEDIA_JOB)},
    ),
    "sagemaker": Integration(
        api="sagemaker",
        prefix="SageMaker",
        base="AmazonSageMakerException",
        called="AmazonSageMaker",
        actions={
            "createEndpoint": _CALL,
            "createEndpointConfig": _CALL,
            "createHyperParameterTuningJob": sagemaker_job("HyperParameterTuning", "DeleteFailed"),
            "createLabelingJob": sagemaker_job("Labeling"),
            "createModel": _CALL,
            "createProcessingJob": sagemaker_job("Processing"),
            "createTrainingJob": sagemaker_job("Training"),
            "createTransformJob": sagemaker_job("Transform"),
            "updateEndpoint": _CALL,
        },
    ),
    "sns": Integration(
        api="sns",
        prefix="SNS",
        base="AmazonSNSException",
        called="AmazonSNS",
        actions={"publish": Action(patterns=TOKEN)},
    ),
    "sqs": Integration(
        api="sqs",
        prefix="SQS",
        base="AmazonSQSException",
        called="AmazonSQS",
        actions={"sendMessage": Action(patterns=TOKEN)},
    ),
    "states": Integration(
        api="sfn",
        prefix="StepFunctions",
        base="AWSStepFunctionsException",
        called="AWSStepFunctions",
        actions={
            "startExecution": Action(patterns=JOB_OR_TOKEN | {".sync:2"}, job=EXECUTION),
        },
    ),
}
