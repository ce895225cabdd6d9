"""The services of the AWS SDKs, held to the models that the SDK for Python ships.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import botocore
import pytest

from asl.services.sdk import SDK_SERVICES

# words of the guide's list that no rule would give away, with the service's id in the SDKs
WORDS = {
    "sfn": "SFN",
    "cloudwatchlogs": "CloudWatch Logs",
    "elasticloadbalancingv2": "Elastic Load Balancing v2",
    "databasemigration": "Database Migration Service",
    "lexruntime": "Lex Runtime Service",
    "sagemakera2iruntime": "SageMaker A2I Runtime",
    "directoryservicedata": "Directory Service Data",
    "costandusagereport": "Cost and Usage Report Service",
}
# services that AWS has retired, and that definitions still name
FORMER = ("iotanalytics", "lookoutvision", "qldb", "opsworks", "mobile", "macie", "honeycode")


def word(service_id: str) -> str:
    """The word of a Resource for a service."""
    bare = service_id.removeprefix("Amazon ").removeprefix("AWS ").removesuffix(" Service")
    return "".join(character for character in bare if character.isalnum()).lower()


@pytest.mark.parametrize(("expected", "service_id"), WORDS.items(), ids=WORDS)
def test_word(expected: str, service_id: str) -> None:
    assert word(service_id) == expected
    assert expected in SDK_SERVICES


@pytest.mark.parametrize("service", FORMER)
def test_a_retired_service_is_known(service: str) -> None:
    assert service in SDK_SERVICES


def test_every_service_of_the_installed_sdk_is_known() -> None:
    models = sorted(Path(botocore.__file__).parent.glob("data/*/*/service-2.json.gz"))
    words = {word(service_id(model)) for model in models}
    assert len(words) > 300
    assert words - SDK_SERVICES == set()


def service_id(model: Path) -> str:
    """The id of a service; the whole model of each would take ten seconds to load."""
    with gzip.open(model, "rt", encoding="utf-8") as text:
        found = re.search(r'"serviceId"\s*:\s*"([^"]+)"', text.read(20_000))
    assert found is not None, model
    return found[1]
