"""What resources of a template will be called: names, ARNs and URLs of the right form.

Source: the "Return values" of each type in
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
"""

from __future__ import annotations

from typing import Final

from asl.carriers.stand_ins import ACCOUNT, PARTITION, REGION

PSEUDO_PARAMETERS: Final = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": PARTITION,
    "AWS::Region": REGION,
    "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/stack/00000000",
    "AWS::StackName": "stack",
    "AWS::URLSuffix": "amazonaws.com",
}
# Has no value: it stands where nothing is to stand.
NO_VALUE: Final = "AWS::NoValue"
# A list of topics; nobody knows which.
NOTIFICATIONS: Final = "AWS::NotificationARNs"

_HERE: Final = f"{REGION}:{ACCOUNT}"
_ARNS: Final = {
    "AWS::ApiGateway::RestApi": f"arn:aws:apigateway:{REGION}::/restapis/{{}}",
    "AWS::Athena::WorkGroup": f"arn:aws:athena:{_HERE}:workgroup/{{}}",
    "AWS::Batch::JobDefinition": f"arn:aws:batch:{_HERE}:job-definition/{{}}:1",
    "AWS::Batch::JobQueue": f"arn:aws:batch:{_HERE}:job-queue/{{}}",
    "AWS::CodeBuild::Project": f"arn:aws:codebuild:{_HERE}:project/{{}}",
    "AWS::DynamoDB::GlobalTable": f"arn:aws:dynamodb:{_HERE}:table/{{}}",
    "AWS::DynamoDB::Table": f"arn:aws:dynamodb:{_HERE}:table/{{}}",
    "AWS::ECS::Cluster": f"arn:aws:ecs:{_HERE}:cluster/{{}}",
    "AWS::ECS::TaskDefinition": f"arn:aws:ecs:{_HERE}:task-definition/{{}}:1",
    "AWS::EKS::Cluster": f"arn:aws:eks:{_HERE}:cluster/{{}}",
    "AWS::Events::EventBus": f"arn:aws:events:{_HERE}:event-bus/{{}}",
    "AWS::IAM::Role": f"arn:aws:iam::{ACCOUNT}:role/{{}}",
    "AWS::Kinesis::Stream": f"arn:aws:kinesis:{_HERE}:stream/{{}}",
    "AWS::KMS::Key": f"arn:aws:kms:{_HERE}:key/{{}}",
    "AWS::Lambda::Alias": f"arn:aws:lambda:{_HERE}:function:{{}}:live",
    "AWS::Lambda::Function": f"arn:aws:lambda:{_HERE}:function:{{}}",
    "AWS::Lambda::Version": f"arn:aws:lambda:{_HERE}:function:{{}}:1",
    "AWS::S3::Bucket": "arn:aws:s3:::{}",
    "AWS::SNS::Topic": f"arn:aws:sns:{_HERE}:{{}}",
    "AWS::SQS::Queue": f"arn:aws:sqs:{_HERE}:{{}}",
    "AWS::SecretsManager::Secret": f"arn:aws:secretsmanager:{_HERE}:secret:{{}}",
    "AWS::StepFunctions::Activity": f"arn:aws:states:{_HERE}:activity:{{}}",
    "AWS::StepFunctions::StateMachine": f"arn:aws:states:{_HERE}:stateMachine:{{}}",
    "AWS::StepFunctions::StateMachineAlias": f"arn:aws:states:{_HERE}:stateMachine:{{}}:live",
    "AWS::StepFunctions::StateMachineVersion": f"arn:aws:states:{_HERE}:stateMachine:{{}}:1",
    "AWS::Serverless::Function": f"arn:aws:lambda:{_HERE}:function:{{}}",
    "AWS::Serverless::SimpleTable": f"arn:aws:dynamodb:{_HERE}:table/{{}}",
    "AWS::Serverless::StateMachine": f"arn:aws:states:{_HERE}:stateMachine:{{}}",
}
# The types whose Ref is an ARN; of the others it is a name or an ID.
_REF_IS_ARN: Final = frozenset(
    (
        "AWS::Batch::JobDefinition",
        "AWS::Batch::JobQueue",
        "AWS::ECS::TaskDefinition",
        "AWS::Lambda::Alias",
        "AWS::Lambda::Version",
        "AWS::SNS::Topic",
        "AWS::SecretsManager::Secret",
        "AWS::StepFunctions::Activity",
        "AWS::StepFunctions::StateMachine",
        "AWS::StepFunctions::StateMachineAlias",
        "AWS::StepFunctions::StateMachineVersion",
        "AWS::Serverless::StateMachine",
    )
)
# Attributes that are the ARN under another name.
_ARN_ATTRIBUTES: Final = frozenset(
    (
        "Arn",
        "FunctionArn",
        "JobDefinitionArn",
        "JobQueueArn",
        "StateMachineVersionArn",
        "TaskDefinitionArn",
        "TopicArn",
    )
)
_NAME_ATTRIBUTES: Final = frozenset(
    ("BusName", "FunctionName", "Name", "QueueName", "TableName", "TopicName")
)


def reference(type_: str, logical_id: str) -> str | None:
    """What `Ref` gives of a resource; None where only its place can tell.

    Args:
        type_: of the resource.
        logical_id: which stands for its name.
    """
    if type_ in _REF_IS_ARN:
        return _ARNS[type_].format(logical_id)
    if type_ == "AWS::SQS::Queue":
        return _queue_url(logical_id)
    return logical_id if type_ in _ARNS else None


def attribute(type_: str, logical_id: str, name: str) -> str | None:
    """What `Fn::GetAtt` gives of a resource; None where only its place can tell."""
    if type_ == "AWS::SQS::Queue" and name == "QueueUrl":
        return _queue_url(logical_id)
    if name in _ARN_ATTRIBUTES and type_ in _ARNS:
        return _ARNS[type_].format(logical_id)
    return logical_id if name in _NAME_ATTRIBUTES else None


def _queue_url(name: str) -> str:
    return f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}"
