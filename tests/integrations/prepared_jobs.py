"""What jobs need, made with boto3; each gives values for `{…}` in a call."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.integrations.aws import Endpoint
from tests.integrations.prepared import ROLE

RUN_TASK = {
    "Cluster": "shop",
    "TaskDefinition": "resize",
    "LaunchType": "FARGATE",
    "NetworkConfiguration": {
        "AwsvpcConfiguration": {"Subnets": ["{subnet}"], "SecurityGroups": ["{group}"]}
    },
}


def tell(aws: Endpoint, path: str, body: Any) -> None:
    """Have moto behave otherwise."""
    asked = urllib.request.Request(
        f"{aws.url}/moto-api/{path}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json"},
        method="POST",
    )
    urllib.request.urlopen(asked, timeout=30).close()


@contextmanager
def slow_jobs(aws: Endpoint) -> Iterator[None]:
    """Jobs need no Docker, and those that can take a poll for each step."""
    steps = ("athena::execution", "ecs::task", "glue::job_run")
    tell(aws, "config", {"batch": {"use_docker": False}})
    for name in steps:
        progress = {"progression": "manual", "times": 1}
        tell(aws, "state-manager/set-transition", {"model_name": name, "transition": progress})
    yield
    for name in steps:
        tell(aws, "state-manager/unset-transition", {"model_name": name})
    tell(aws, "config", {"batch": {"use_docker": True}})


def network(aws: Endpoint) -> dict[str, str]:
    ec2 = aws.client("ec2")
    return {
        "subnet": ec2.describe_subnets()["Subnets"][0]["SubnetId"],
        "group": ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"],
    }


def container(aws: Endpoint) -> dict[str, str]:
    ecs = aws.client("ecs")
    ecs.create_cluster(clusterName="shop")
    ecs.register_task_definition(
        family="resize",
        containerDefinitions=[{"name": "a", "image": "i", "memory": 1}],
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
    )
    return network(aws)


def role(aws: Endpoint) -> str:
    made: str = aws.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"][
        "Arn"
    ]
    return made


def job_queue(aws: Endpoint) -> dict[str, str]:
    batch = aws.client("batch")
    where = batch.create_compute_environment(
        computeEnvironmentName="here", type="UNMANAGED", state="ENABLED", serviceRole=role(aws)
    )["computeEnvironmentArn"]
    batch.create_job_queue(
        jobQueueName="nightly",
        state="ENABLED",
        priority=1,
        computeEnvironmentOrder=[{"order": 1, "computeEnvironment": where}],
    )
    batch.register_job_definition(
        jobDefinitionName="report",
        type="container",
        containerProperties={"image": "i", "vcpus": 1, "memory": 128, "command": ["ls"]},
    )
    return {}


def glue_job(aws: Endpoint) -> dict[str, str]:
    command = {"Name": "glueetl", "ScriptLocation": "s3://x"}
    aws.client("glue").create_job(Name="nightly", Role=ROLE, Command=command)
    return {}


def kubernetes(aws: Endpoint) -> dict[str, str]:
    made = network(aws)
    aws.client("eks").create_cluster(
        name="k", roleArn=ROLE, resourcesVpcConfig={"subnetIds": [made["subnet"]]}
    )
    return made


def nodes(aws: Endpoint) -> dict[str, str]:
    made = kubernetes(aws)
    aws.client("eks").create_nodegroup(
        clusterName="k", nodegroupName="n", subnets=[made["subnet"]], nodeRole=ROLE
    )
    return made


def profile(aws: Endpoint) -> dict[str, str]:
    made = kubernetes(aws)
    aws.client("eks").create_fargate_profile(
        clusterName="k",
        fargateProfileName="f",
        podExecutionRoleArn=ROLE,
        selectors=[{"namespace": "d"}],
    )
    return made


def virtual_cluster(aws: Endpoint) -> dict[str, str]:
    where = {"id": "k", "type": "EKS", "info": {"eksInfo": {"namespace": "d"}}}
    made = aws.client("emr-containers").create_virtual_cluster(name="v", containerProvider=where)
    return {"virtual": made["id"]}


def application(aws: Endpoint) -> dict[str, str]:
    made = aws.client("emr-serverless").create_application(
        name="a", releaseLabel="emr-6.6.0", type="SPARK"
    )
    return {"application": made["applicationId"]}


def stopped(aws: Endpoint) -> dict[str, str]:
    made = application(aws)
    aws.client("emr-serverless").stop_application(applicationId=made["application"])
    return made


def running(aws: Endpoint) -> dict[str, str]:
    made = application(aws)
    started = aws.client("emr-serverless").start_job_run(
        applicationId=made["application"],
        executionRoleArn=ROLE,
        jobDriver={"sparkSubmit": {"entryPoint": "s3://x"}},
    )
    return {**made, "run": started["jobRunId"]}
