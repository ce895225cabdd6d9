"""Names as Step Functions has them.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html, whose
list gives the prefixes; definitions and recorded answers give the members.
"""

from __future__ import annotations

import pytest

from asl.services.naming import action_name, error_name, error_prefix, member_name, service_word

WORDS = {
    "SFN": "sfn",
    "CloudWatch Logs": "cloudwatchlogs",
    "Elastic Load Balancing v2": "elasticloadbalancingv2",
    "Database Migration Service": "databasemigration",
    "Lex Runtime Service": "lexruntime",
    "Directory Service Data": "directoryservicedata",
    "Cost and Usage Report Service": "costandusagereport",
}
ACTIONS = {
    "GetItem": "getItem",
    "DescribeDBInstances": "describeDBInstances",
    "ListObjectsV2": "listObjectsV2",
}
MEMBERS = {
    "DBInstanceIdentifier": "DbInstanceIdentifier",
    "jobName": "JobName",
    "SSEKMSKeyId": "SsekmsKeyId",
    "ContentMD5": "ContentMD5",
    "ConsumerARN": "ConsumerARN",
    "ACL": "Acl",
    "S3OutputPath": "S3OutputPath",
    "awsvpcConfiguration": "AwsvpcConfiguration",
    "aWSOwnedKey": "AwsOwnedKey",
    "vCPUHour": "VcpuHour",
    "equals": "EqualsValue",
    "static": "StaticValue",
    "x": "X",
}
PREFIXES = {
    "DynamoDB": "DynamoDb",
    "SFN": "Sfn",
    "SESv2": "SesV2",
    "WAFV2": "Wafv2",
    "FSx": "FSx",
    "MTurk": "MTurk",
    "EC2": "Ec2",
    "S3 Control": "S3Control",
    "IoTAnalytics": "IoTAnalytics",
    "IoT Events": "IotEvents",
    "Elastic Load Balancing v2": "ElasticLoadBalancingV2",
    "Lex Runtime Service": "LexRuntime",
    "forecastquery": "Forecastquery",
    "SageMaker A2I Runtime": "SageMakerA2IRuntime",
    "B2bi": "B2Bi",
}
ERRORS = {
    "ResourceNotFoundException": "ResourceNotFoundException",
    "BucketAlreadyExists": "BucketAlreadyExistsException",
    "DBInstanceNotFoundFault": "DbInstanceNotFoundException",
    "InternalServerError": "InternalServerErrorException",
}


@pytest.mark.parametrize(("service_id", "word"), WORDS.items(), ids=WORDS)
def test_service(service_id: str, word: str) -> None:
    assert service_word(service_id) == word


@pytest.mark.parametrize(("operation", "name"), ACTIONS.items(), ids=ACTIONS)
def test_action(operation: str, name: str) -> None:
    assert action_name(operation) == name


@pytest.mark.parametrize(("wire", "name"), MEMBERS.items(), ids=MEMBERS)
def test_member(wire: str, name: str) -> None:
    assert member_name(wire) == name


@pytest.mark.parametrize(("service_id", "prefix"), PREFIXES.items(), ids=PREFIXES)
def test_prefix(service_id: str, prefix: str) -> None:
    assert error_prefix(service_id) == prefix


@pytest.mark.parametrize(("shape", "name"), ERRORS.items(), ids=ERRORS)
def test_error(shape: str, name: str) -> None:
    assert error_name(shape) == name
