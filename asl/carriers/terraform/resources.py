"""What attributes of resources look like once they are deployed.

Source: the "Attribute Reference" of each resource in
https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from __future__ import annotations

from typing import Final

from asl.carriers import resource_names
from asl.carriers.stand_ins import ACCOUNT, PARTITION, REGION

_TYPES: Final = {
    "aws_api_gateway_rest_api": "AWS::ApiGateway::RestApi",
    "aws_athena_workgroup": "AWS::Athena::WorkGroup",
    "aws_batch_job_definition": "AWS::Batch::JobDefinition",
    "aws_batch_job_queue": "AWS::Batch::JobQueue",
    "aws_cloudwatch_event_bus": "AWS::Events::EventBus",
    "aws_codebuild_project": "AWS::CodeBuild::Project",
    "aws_dynamodb_table": "AWS::DynamoDB::Table",
    "aws_ecs_cluster": "AWS::ECS::Cluster",
    "aws_ecs_task_definition": "AWS::ECS::TaskDefinition",
    "aws_eks_cluster": "AWS::EKS::Cluster",
    "aws_iam_role": "AWS::IAM::Role",
    "aws_kinesis_stream": "AWS::Kinesis::Stream",
    "aws_kms_key": "AWS::KMS::Key",
    "aws_lambda_alias": "AWS::Lambda::Alias",
    "aws_lambda_function": "AWS::Lambda::Function",
    "aws_s3_bucket": "AWS::S3::Bucket",
    "aws_secretsmanager_secret": "AWS::SecretsManager::Secret",
    "aws_sfn_activity": "AWS::StepFunctions::Activity",
    "aws_sfn_alias": "AWS::StepFunctions::StateMachineAlias",
    "aws_sfn_state_machine": "AWS::StepFunctions::StateMachine",
    "aws_sns_topic": "AWS::SNS::Topic",
    "aws_sqs_queue": "AWS::SQS::Queue",
}
# The types whose ID is the ARN; of the others it is mostly the name.
_ID_IS_ARN: Final = frozenset(
    (
        *("aws_batch_job_definition", "aws_batch_job_queue", "aws_ecs_cluster"),
        *("aws_secretsmanager_secret", "aws_sfn_activity", "aws_sfn_alias"),
        *("aws_sfn_state_machine", "aws_sns_topic"),
    )
)
_NAMES: Final = frozenset(("name", "id", "function_name", "bucket", "family", "table_name"))
_QUEUE: Final = "aws_sqs_queue"
_HERE: Final = {
    ("aws_caller_identity", "account_id"): ACCOUNT,
    ("aws_caller_identity", "id"): ACCOUNT,
    ("aws_region", "name"): REGION,
    ("aws_region", "region"): REGION,
    ("aws_region", "id"): REGION,
    ("aws_partition", "partition"): PARTITION,
    ("aws_partition", "id"): PARTITION,
    ("aws_partition", "dns_suffix"): "amazonaws.com",
}


def attribute(type_: str, label: str, name: str) -> str | None:
    """What an attribute of a resource or a data source may be; None where its place is to tell.

    Args:
        type_: of the resource.
        label: of the resource in the configuration; stands for its name.
        name: of the attribute.
    """
    here = _HERE.get((type_, name))
    if here is not None:
        return here
    called = _TYPES.get(type_, "")
    if type_ == _QUEUE and name in ("id", "url"):
        return resource_names.attribute(called, label, "QueueUrl")
    if name == "arn" or (name == "id" and type_ in _ID_IS_ARN):
        return resource_names.attribute(called, label, "Arn")
    if name == "qualified_arn":
        return resource_names.attribute("AWS::Lambda::Version", label, "Arn")
    return label if name in _NAMES and called else None
